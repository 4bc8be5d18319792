// The state: what a page shows, as its reader, its address or a script has put it. Each change has a name; the store follows
// it first, and then everybody hears of it who has asked to, in the order in which they asked.

/** @typedef {import("./store.js").Store} Store */

const CHANGES = ["day", "filter", "open", "town", "shut", "close", "language", "script", "pace", "speed", "loop", "manner", "frame", "basis", "against"];

export class State {
  #hearers = new Map(CHANGES.map((change) => [change, []]));

  /** @param {Store} store; `start` what the page opens with: day, lang, pace, script, loop, theme */
  constructor(store, { day, lang, pace, script = "latin", loop = false, theme }) {
    this.store = store;
    this.day = day;
    this.lang = lang;
    this.pace = pace; // "event" or "calendar"
    this.speed = 1; // times the usual
    this.script = script; // "latin" or "original"
    this.loop = loop;
    this.theme = theme; // "light", "dark" or, as the system has it, undefined
    this.frame = ""; // the map's own
    this.criteria = {}; // of the filter
    /** @type {number|null} the feature whose card is open */
    this.opened = null;
    /** @type {number|null} the town whose page is open */
    this.town = null;
  }

  /** Call `hear(detail)` after each of some changes, "day open". */
  on(changes, hear) {
    for (const change of changes.split(" ")) {
      if (!this.#hearers.has(change)) throw new RangeError(`no change of the state is called "${change}"`);
      this.#hearers.get(change).push(hear);
    }
  }

  #tell(change, detail = {}) {
    for (const hear of this.#hearers.get(change)) hear(detail);
  }

  /** What marks and counts rest on: "likely", the estimate, or "sources", only what those say. */
  get basis() {
    return this.store.settledOnly ? "sources" : "likely";
  }

  rest(basis) {
    if (basis === this.basis) return;
    this.store.setBasis(basis === "sources");
    this.#tell("basis");
  }

  /** Compare the day shown with another, or, with null, with none. */
  compare(day) {
    if (day === this.store.against) return;
    this.store.compareWith(day);
    this.#tell("against");
  }

  /** Go to a day. `playing`: on the way to others; `announce`: what has changed is to be pointed at. */
  moveTo(day, { playing, announce }) {
    const opening = this.store.day === null;
    this.day = day;
    this.store.seek(day);
    this.#tell("day", { playing, announce: announce && !opening });
  }

  /** Show only what matches; criteria that nobody understands leave all as it was. */
  filter(criteria) {
    this.store.filter(criteria);
    this.criteria = criteria;
    this.#tell("filter");
  }

  /** Open the card of a feature; `reveal`: bring its place into view. */
  open(row, reveal) {
    this.opened = row;
    this.town = null;
    this.#tell("open", { reveal });
  }

  /** Open the page of a town. */
  visit(row) {
    this.opened = null;
    this.town = row;
    this.#tell("town");
  }

  /** Shut whatever card is open: that of a feature or a town, or one of milestones, of which only the page itself need know. */
  close() {
    this.#tell("shut");
    if (this.opened === null && this.town === null) return;
    this.opened = this.town = null;
    this.#tell("close");
  }

  speak(lang) {
    this.lang = lang;
    this.#tell("language");
  }

  write(script) {
    this.script = script;
    this.#tell("script");
  }

  setPace(pace) {
    this.pace = pace;
    this.#tell("pace");
  }

  setSpeed(speed) {
    this.speed = speed;
    this.#tell("speed");
  }

  setLoop(loop) {
    this.loop = loop;
    this.#tell("loop");
  }

  /** Another framing of the map is shown. */
  framed(frame) {
    this.frame = frame;
    this.#tell("frame");
  }

  /** Language, pace, speed, script, loop and theme at once, as an address gives them. */
  adopt(manner) {
    if (Object.entries(manner).every(([key, value]) => this[key] === value)) return;
    Object.assign(this, manner);
    this.#tell("manner");
  }
}
