// Messages: a page that frames the map may drive it and hear of what changes (protocol 1; docs/use/embed.md).
//
//   to the map:    { atlas: 1, do: "seek", date: "1961-11-10", ref: 7 }
//   from the map:  { atlas: 1, is: "state", state: { date, playing, open, counts }, ref: 7 }

import { boxOf } from "./address.js";

const PROTOCOL = 1;
const LEAST_MS = 100; // between two reports of what changes while playing

const text = (value) => typeof value === "string";
const extent = (value) => Array.isArray(value) && value.length === 4 && value.every(Number.isFinite) && boxOf(value) !== undefined;
const criteria = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** What a message may ask for: its argument's name, the argument's check, and the call. */
const DEEDS = {
  seek: ["date", text, (api, date) => api.seek(date)],
  open: ["id", text, (api, id) => api.open(id)],
  filter: ["filter", criteria, (api, filter) => api.filter(filter)],
  view: ["extent", extent, (api, box) => api.view(box)],
  language: ["lang", text, (api, lang) => api.language(lang)],
  play: [null, null, (api) => api.play()],
  pause: [null, null, (api) => api.pause()],
  close: [null, null, (api) => api.close()],
  state: [null, null, () => {}],
};

function perform(api, message) {
  const deed = text(message.do) && Object.hasOwn(DEEDS, message.do) ? DEEDS[message.do] : null;
  if (!deed) throw new RangeError(`unknown "do": ${JSON.stringify(message.do)}; there is ${Object.keys(DEEDS).join(", ")}`);
  const [name, valid, act] = deed;
  if (name && !valid(message[name])) throw new TypeError(`"${message.do}" needs a proper "${name}"`);
  act(api, name ? message[name] : undefined);
}

/** Listen to the page that frames this one, and to nobody else. */
export function converse(api) {
  const host = window.parent;
  if (host === window) return;
  const tell = (message) => host.postMessage({ atlas: PROTOCOL, ...message }, "*");
  addEventListener("message", ({ source, data }) => {
    if (source !== host || data === null || typeof data !== "object" || data.atlas === undefined) return;
    const ref = data.ref === undefined ? {} : { ref: data.ref };
    try {
      if (data.atlas !== PROTOCOL) throw new RangeError(`this map speaks protocol ${PROTOCOL}, not ${JSON.stringify(data.atlas)}`);
      perform(api, data);
      tell({ is: "state", state: api.state(), ...ref });
    } catch (error) {
      tell({ is: "error", message: error.message, ...ref });
    }
  });
  let told = -Infinity, timer = 0;
  const report = () => {
    told = performance.now();
    tell({ is: "state", state: api.state() });
  };
  api.on(() => {
    clearTimeout(timer);
    timer = setTimeout(report, Math.max(0, LEAST_MS - (performance.now() - told)));
  });
  tell({ is: "ready", state: api.state() });
}
