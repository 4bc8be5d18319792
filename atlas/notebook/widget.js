// The live map of a notebook: a frame with the whole page, and the traits of atlas/widget.py kept equal to its state.

const TELL_MS = 200; // how often the day is told while the clock runs
const ORDER = ["filters", "date", "selected", "playing"]; // in which traits are taken up by a page

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** What a page shows, as the traits that say it. */
function traitsOf(api) {
  const { date, playing, open, filters } = api.state();
  return { date, playing, selected: open, filters };
}

/** The page in a frame beside the model's traits, each told of what changes in the other. */
class Link {
  constructor(model, frame) {
    this.model = model;
    this.frame = frame;
    this.api = null;
    this.timer = null;
    this.shown = {
      date: (day) => this.api.seek(day),
      selected: (id) => (id === null ? this.api.close() : this.api.open(id)),
      filters: (wanted) => this.api.filter(wanted),
      playing: (runs) => (runs ? this.api.play() : this.api.pause()),
    };
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  /** Page to traits. */
  tell() {
    this.rest();
    const { model } = this, news = Object.entries(traitsOf(this.api)).filter(([trait, value]) => !same(value, model.get(trait)));
    for (const [trait, value] of news) model.set(trait, value);
    if (news.length) model.save_changes();
  }

  /** A trait to the page. */
  show(trait, wanted = this.model.get(trait)) {
    if (this.api && !same(wanted, traitsOf(this.api)[trait])) this.shown[trait](wanted);
  }

  /** A notebook that moves the cell makes the frame load again: then it takes up what the traits say. */
  connect() {
    const page = this.frame.contentWindow?.atlas;
    if (!page || page === this.api) return;
    this.rest();
    this.api = page;
    const before = Object.fromEntries(ORDER.map((trait) => [trait, this.model.get(trait)]));
    for (const trait of ORDER) this.show(trait, before[trait]);
    page.on((_, { playing }) => {
      if (!playing) this.tell();
      else this.timer ??= setTimeout(() => this.tell(), TELL_MS);
    });
    this.tell();
  }
}

/** @param {{model: any, el: HTMLElement}} context an anywidget model and the element of its view */
function render({ model, el }) {
  const frame = document.createElement("iframe"), link = new Link(model, frame);
  const resize = () => { frame.style.height = `${model.get("height")}px`; };
  const watched = [...Object.keys(link.shown).map((trait) => [`change:${trait}`, () => link.show(trait)]), ["change:height", resize]];
  for (const [event, act] of watched) model.on(event, act);
  frame.title = model.get("_name");
  frame.className = "atlas-widget";
  frame.style.cssText = "display:block;width:100%;border:0";
  resize();
  frame.addEventListener("load", () => link.connect());
  frame.srcdoc = model.get("_page");
  el.append(frame);
  return () => {
    link.rest();
    for (const [event, act] of watched) model.off(event, act);
  };
}

export default { render };
