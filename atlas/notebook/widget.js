// The live map of a notebook: a frame with the whole page, and the traits of atlas/widget.py kept equal to its state.

const TELL_MS = 200; // how often the day is told while the clock runs

/** @param {{model: object, el: HTMLElement}} context an anywidget model and the element of its view */
function render({ model, el }) {
  const frame = document.createElement("iframe");
  let api = null, timer = null;
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  /** What the page shows, as the traits that say it. */
  function state() {
    const { date, playing, open, filters } = api.state();
    return { date, playing, selected: open, filters };
  }

  function tell() {
    clearTimeout(timer);
    timer = null;
    const news = Object.entries(state()).filter(([trait, value]) => !same(value, model.get(trait)));
    for (const [trait, value] of news) model.set(trait, value);
    if (news.length) model.save_changes();
  }

  const shown = {
    date: (day) => api.seek(day),
    selected: (id) => (id === null ? api.close() : api.open(id)),
    filters: (wanted) => api.filter(wanted),
    playing: (runs) => (runs ? api.play() : api.pause()),
  };

  function show(trait) {
    const wanted = model.get(trait);
    if (api && !same(wanted, state()[trait])) shown[trait](wanted);
  }

  function hear() {
    api.on((_, { playing }) => {
      if (!playing) tell();
      else timer ??= setTimeout(tell, TELL_MS);
    });
  }

  /** A notebook that moves the cell makes the frame load again: then it takes up what the traits say. */
  function connect() {
    const page = frame.contentWindow?.atlas;
    if (!page || page === api) return;
    clearTimeout(timer);
    timer = null;
    api = page;
    const before = Object.fromEntries(Object.keys(shown).map((trait) => [trait, model.get(trait)]));
    for (const trait of ["filters", "date", "selected", "playing"]) {
      if (!same(before[trait], state()[trait])) shown[trait](before[trait]);
    }
    hear();
    tell();
  }

  const resize = () => { frame.style.height = `${model.get("height")}px`; };
  const watched = [...Object.keys(shown).map((trait) => [`change:${trait}`, () => show(trait)]), ["change:height", resize]];
  for (const [event, act] of watched) model.on(event, act);
  frame.title = model.get("_name");
  frame.className = "atlas-widget";
  frame.style.cssText = "display:block;width:100%;border:0";
  resize();
  frame.addEventListener("load", connect);
  frame.srcdoc = model.get("_page");
  el.append(frame);
  return () => {
    clearTimeout(timer);
    for (const [event, act] of watched) model.off(event, act);
  };
}

export default { render };
