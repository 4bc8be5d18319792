// The clock: play, pause, speed, previous and next change, and a native range input under a histogram of changes.

import { flagsOn } from "../time/axis.js";
import { addYears } from "../time/days.js";
import { paceOf } from "../time/pace.js";
import { el } from "./dom.js";
import { paintHistogram } from "./histogram.js";

/** @typedef {import("../model/store.js").Store} Store */

const WHOLE_MS = 75000; // one crossing at normal speed
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const REST_MS = 400; // without a move, after which the clock is at rest
const END_MS = 2500; // that a clock which begins anew by itself stays at its end
const STILL_STEP_MS = 1400; // between changes, where the reader asked for less motion

export class Clock {
  /** @param {Store} store; {first, last} days; `onSeek(day, {playing, announce})` after every move;
   * `onMilestones(list)` when the flag of some milestones is picked, `onSpeed(times)` when a speed is */
  constructor(store, { first, last, start, pace, speed = 1 }, words, onSeek, onMilestones, onSpeed) {
    this.store = store;
    this.first = first;
    this.last = last;
    this.words = words;
    this.onSeek = onSeek;
    this.onMilestones = onMilestones;
    this.onSpeed = onSpeed;
    this.day = start;
    this.playing = false;
    this.speed = speed;
    this.loop = false;
    this.ended = null;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.changes = store.dated(first, last);
    this.setPace(pace);
    this.element = this.#build();
    new ResizeObserver(() => this.paint()).observe(this.plot);
    new ResizeObserver(() => this.tellHeight()).observe(this.element);
  }

  /** What stands above the clock keeps clear of it, however high its layout is. */
  tellHeight() {
    this.element.closest(".atlas-map")?.style.setProperty("--atlas-clock", `${this.element.offsetHeight}px`);
  }

  /** "event" (slow where changes crowd) or "calendar"; playing goes on from the same day. */
  setPace(kind) {
    this.kind = kind === "calendar" ? "calendar" : "event";
    this.pace = paceOf(this.kind, this.first, this.last, this.changes.map((c) => [c.from, c.to, c.many ?? 1]));
    this.position = this.pace.position(this.day);
  }

  #build() {
    const { words } = this;
    const button = (what, act) => el(`button.atlas-${what}`, { type: "button", "aria-label": words.say(what), title: words.say(what), onclick: act },
      el("i.atlas-glyph")); // drawn by the style: few systems have letters for it
    this.playButton = button("play", () => this.toggle());
    this.range = el("input.atlas-range", {
      type: "range", min: this.first, max: this.last, step: 1, value: this.day, "aria-label": words.say("date"),
      oninput: () => this.seek(+this.range.value),
    });
    this.plot = el("canvas.atlas-histogram", { "aria-hidden": "true" });
    this.flags = el("div.atlas-flags", { onkeydown: (event) => this.#roam(event) });
    const speeds = SPEEDS.map((s) => el("option", { value: s, selected: s === this.speed }, `${s}×`.replace("0.", ".")));
    const speed = el("select.atlas-speed", { "aria-label": words.say("speed"), onchange: () => this.onSpeed(this.speed = +speed.value) }, ...speeds);
    this.live = el("p.atlas-live", { "aria-live": "polite" });
    const element = el("section.atlas-clock", { "aria-label": words.say("clock") },
      el("div.atlas-buttons", {},
        button("previous", () => this.step(-1)), this.playButton, button("next", () => this.step(1)), speed),
      el("div.atlas-track", {}, this.flags, this.plot, this.range), this.live);
    element.addEventListener("keydown", (event) => this.#key(event));
    return element;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select")) return;
    if (event.key === " " && event.target.closest("button")) return; // the button's own press
    if (event.shiftKey && event.target !== this.range) return; // the map's (see keys.js)
    const act = this.action(event.key, event.shiftKey);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** What a key does to the clock, as a function; with `finely` the arrows go by a day. Undefined for other keys. */
  action(key, finely) {
    return {
      " ": () => this.toggle(),
      ArrowRight: () => (finely ? this.seek(this.day + 1) : this.step(1)),
      ArrowLeft: () => (finely ? this.seek(this.day - 1) : this.step(-1)),
      ArrowUp: () => this.step(1),
      ArrowDown: () => this.step(-1),
      PageUp: () => this.seek(addYears(this.day, -1)),
      PageDown: () => this.seek(addYears(this.day, 1)),
      Home: () => this.seek(this.first),
      End: () => this.seek(this.last),
    }[key];
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.playing) return;
    if (this.day >= this.last) this.#move(this.first, false);
    this.playing = true;
    this.#showPlaying();
    this.position = this.pace.position(this.day);
    this.then = null;
    this.#tick(performance.now());
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.#showPlaying();
    this.#announce();
    this.onSeek(this.day, { playing: false, announce: true });
  }

  #showPlaying() {
    const label = this.words.say(this.playing ? "pause" : "play");
    this.playButton.classList.toggle("atlas-playing", this.playing);
    this.playButton.setAttribute("aria-label", label);
    this.playButton.title = label;
  }

  #tick(now) {
    if (!this.playing) return;
    if (this.calm.matches) {
      const next = this.store.nextChange(this.day);
      this.#move(next === null || next > this.last ? this.last : next, true);
      if (this.day >= this.last) {
        this.pause();
        return;
      }
      this.timer = setTimeout(() => this.#tick(performance.now()), STILL_STEP_MS / this.speed);
      return;
    }
    this.position = Math.min(1, this.position + (this.then === null ? 0 : ((now - this.then) * this.speed) / WHOLE_MS));
    this.then = now;
    const day = Math.min(this.last, Math.floor(this.pace.day(this.position)));
    if (day !== this.day) this.#move(day, true);
    if (this.position >= 1) {
      if (!this.loop) {
        this.pause();
        return;
      }
      this.ended ??= now;
      if (now - this.ended > END_MS) {
        this.ended = null;
        this.position = 0;
        this.#move(this.first, false);
      }
    }
    this.frame = requestAnimationFrame((t) => this.#tick(t));
  }

  /** Go to a day (clamped to the clock's span); playing goes on from there. */
  seek(day) {
    this.#move(day, Math.abs(day - this.day) < 400);
    this.position = this.pace.position(this.day);
    if (!this.playing) this.#announce();
  }

  step(direction) {
    this.pause();
    const day = direction > 0 ? this.store.nextChange(this.day) : this.store.previousChange(this.day);
    if (day !== null) this.seek(day);
  }

  #move(day, announce) {
    this.day = Math.max(this.first, Math.min(this.last, Math.round(day)));
    this.onSeek(this.day, { playing: this.playing, announce });
  }

  /** Bring the slider to the day. */
  show() {
    this.range.value = this.day;
    this.range.setAttribute("aria-valuetext", this.words.day(this.day));
  }

  /** Tell a screen reader where the clock has come to rest: once, not at each step of a slider that is being moved. */
  #announce() {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      const { bearing, uncertain } = this.store.counts(), { words } = this;
      this.live.textContent = `${words.day(this.day)}. ${words.say("bearing")}: ${bearing}; ${words.say("uncertain")}: ${uncertain}`;
    }, REST_MS);
  }

  /** Draw the histogram, and put up the flags. */
  paint() {
    paintHistogram(this.plot, this.store, this);
    const { width } = this.plot.getBoundingClientRect();
    if (width) this.#placeFlags(width);
  }

  /** One flag for milestones that would crowd: a flag is a target of its own, 24 pixels from the next. */
  #placeFlags(width) {
    const groups = flagsOn(this.store.data.milestones, this.first, this.last, width);
    const held = this.flags.contains(document.activeElement);
    this.flags.replaceChildren(...groups.map(({ x, list }, k) => {
      const said = list.map((m) => `${this.words.date(m.edtf)}: ${this.words.milestone(m)}`).join("; ");
      const flag = el("button.atlas-flag", {
        type: "button", tabindex: k ? -1 : 0, title: said, "aria-label": said, onclick: () => {
          this.pause();
          this.seek(Math.min(...list.map((m) => m.latest)));
          this.onMilestones(list);
        },
      });
      flag.style.left = `${x}px`;
      return flag;
    }));
    if (held) this.flags.firstElementChild?.focus();
  }

  /** Among the flags the arrows go from one to the next; Tab passes them in one step. */
  #roam(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = step > 0 ? event.target.nextElementSibling : event.target.previousElementSibling;
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
