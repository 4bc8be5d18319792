// What is shown as a picture or a film that can go about by itself: the map as drawn, with its title, day, caption and legend
// above and below it, and the credit. It is made of the page's own canvases; no server has a part in it.

import { paintContrast, hatched, paintMark } from "../layers/shapes.js";
import { inks, ratioNow } from "../layers/canvas.js";
import { styleOfLetters } from "../host/letters.js";
import { readsCanvas } from "../layers/stamp.js";
import { FACE } from "../look.js";
import { CONTRASTS, STATUS } from "../model/store.js";
import { isoDay } from "../time/days.js";
import { el } from "./dom.js";

const EDGE = 16, LEADING = 1.35, KEY = 6; // pixels, and lines' height in letters
const SHARP = 2; // device pixels a pixel of the page, at least
const SMALL = 13, LARGE = 26;
const KINDS = ["video/mp4;codecs=avc1.42E01E", "video/webm;codecs=vp9", "video/webm"];
const WAYS = ["fillText", "strokeText"];
const BITS = 8e6, LAST_MS = 1200; // of a film: bits a second, and how long its last picture stands

const textOf = (selector) => document.querySelector(selector)?.textContent.trim() ?? "";

/** Whose work a map is, and where it can be had. */
export function creditOf(map) {
  const tiles = map.attributionControl?.getContainer().textContent ?? "", at = /^http/.test(location.protocol) ? location.href.split(/[?#]/)[0] : "";
  return [textOf("footer .cite"), tiles, at].filter(Boolean).join(" · ");
}

/** The name of a file for what is shown. */
const nameOf = ({ state }, suffix) => `${location.pathname.split("/").pop().replace(/\.html?$/, "") || "map"}-${isoDay(state.day)}.${suffix}`;

/** The picture being lettered: a canvas around those of the map. */
class Plate {
  /** @param {any} page `map`, `sheets`, `store`, `ui`; `ratio` device pixels a pixel; {boolean} lasting whether it is drawn more than once */
  constructor(page, ratio, lasting = false) {
    this.page = page;
    this.ratio = ratio;
    this.size = page.map.getSize();
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d", { alpha: false });
    this.ink = inks(page.map.getContainer());
    this.head = this.#letter(this.#above(), EDGE, false) + EDGE / 2;
    if (lasting) this.head = this.#letter(this.#above().slice(0, 2), EDGE, false) + (this.size.x < 620 ? 7 : 4) * SMALL * LEADING;
    const foot = this.#below(0, false);
    for (const [side, length] of [["width", this.size.x], ["height", this.head + this.size.y + foot]]) this.canvas[side] = 2 * Math.ceil((length * ratio) / 2);
  }

  /** Title, day, and what the page says of the day: [text, pixels, style, ink]. */
  #above() {
    const { panel } = this.page.ui, { quiet, red, ink } = this.ink;
    return [[textOf("#page-title") || document.title, 20, "600 ", ink], [panel.big.textContent, LARGE, "", red],
      [panel.caption.textContent, 15, "italic ", ink], [panel.tally.textContent, SMALL, "", quiet],
      [[...panel.news.children].map((one) => one.textContent).join(" · "), SMALL, "600 ", ink], [panel.note.textContent, SMALL, "italic ", quiet]];
  }

  /** Set lines of words from a height on, and give the height where they end. */
  #letter(rows, y, seen = true) {
    const { context, size } = this;
    context.textBaseline = "alphabetic";
    for (const [text, pixels, style, colour] of rows) {
      let line = "";
      const set = () => {
        y += pixels * LEADING;
        if (seen) context.fillText(line, EDGE, y - pixels * 0.3);
        line = "";
      };
      context.font = `${style}${pixels}px ${FACE}`;
      context.fillStyle = colour;
      for (const word of text.split(/\s+/)) {
        if (line && context.measureText(`${line} ${word}`).width > size.x - 2 * EDGE) set();
        line += (line && " ") + word;
      }
      if (line) set();
    }
    return y;
  }

  /** What the marks mean and how many there are. @returns {[string, () => void][]} */
  #keys() {
    const { store, ui: { words } } = this.page, { context, ink } = this, number = (n) => words.number(n), estimated = !store.settledOnly;
    if (store.against !== null) {
      const counts = store.contrastCounts();
      return ["lost", "gained", "both", "kept"].map((name) => [`${words.say(`compare.${name}`)}${words.colon}${number(counts[name])}`,
        () => paintContrast(context, ink, { shape: "circle", contrast: CONTRASTS.indexOf(name), radius: KEY })]);
    }
    const counts = store.counts();
    return ["bearing", "uncertain", "after"].map((name) => [`${words.say(name)}${words.colon}${number(counts[name])}`,
      () => paintMark(context, ink, hatched(context, ink.red), { shape: "circle", status: STATUS.indexOf(name), radius: KEY, certainty: 0.5, estimated })]);
  }

  /** Legend and credit from a height on; gives the height that they take. */
  #below(top, seen = true) {
    const { context, ink, size, page } = this, { legend } = page.ui.panel;
    const said = page.store.against === null ? legend.about : legend.contrast.span;
    let x = EDGE, y = this.#letter([[said.textContent, SMALL, "", ink.ink]], top + EDGE / 2, seen) + SMALL;
    context.font = `${SMALL}px ${FACE}`;
    for (const [text, paint] of this.#keys()) {
      const wide = context.measureText(text).width + 4 * KEY;
      if (x > EDGE && x + wide > size.x - EDGE) [x, y] = [EDGE, y + SMALL * 1.6];
      if (seen) {
        context.save();
        context.translate(x + KEY, y - 1);
        paint();
        context.restore();
        context.fillStyle = ink.ink;
        context.fillText(text, x + 3 * KEY, y + 4);
      }
      x += wide + EDGE;
    }
    return this.#letter([[creditOf(page.map), 11, "", ink.quiet]], y + SMALL, seen) + EDGE - top;
  }

  /** Draw all of it as the page is now. */
  draw() {
    const { context, head, ink, ratio, size } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = ink.paper;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.#letter(this.#above().filter(([text]) => text), EDGE);
    context.fillStyle = ink.sea;
    context.fillRect(0, head, size.x, size.y);
    for (const canvas of this.page.sheets.canvases) context.drawImage(canvas, 0, head, size.x, size.y);
    context.fillStyle = ink.paper;
    context.fillRect(0, head + size.y, size.x, this.canvas.height);
    this.#below(head + size.y);
    return this;
  }
}

/**
 * A picture of what is shown, drawn finer than a coarse screen has it.
 * @param {string[]|null} tags where all lettering goes, as SVG, instead of onto the picture
 */
function plateOf(page, tags = null) {
  const ratio = Math.max(SHARP, ratioNow()), plate = new Plate(page, ratio), { sheets } = page;
  const contexts = tags ? [...sheets.canvases.map((canvas) => [canvas.getContext("2d"), plate.head]), [plate.context, 0]] : [];
  for (const [context, top] of contexts) {
    for (const way of WAYS) context[way] = (text, x, y) => tags.push(textTag(context, text, x, y + top, way === "strokeText"));
  }
  sheets.paintNow(ratio);
  plate.draw();
  for (const [context] of contexts) for (const way of WAYS) delete context[way];
  sheets.paintNow(); // as they were, before anybody sees it
  return plate;
}

/** @returns {Promise<File>} the picture as a PNG */
export function png(page) {
  const { canvas } = plateOf(page);
  return new Promise((done) => { canvas.toBlob((blob) => done(new File([blob], nameOf(page, "png"), { type: "image/png" }))); });
}

const clean = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

/** One text of a canvas as SVG has it; where a canvas says "middle", it means the middle of the letters. */
function textTag(context, text, x, y, stroked) {
  const [, italic, bold, pixels, family] = /^(italic )?(\d+ )?([\d.]+)px (.*)$/.exec(context.font) ?? ["", "", "", "12", "serif"];
  const ink = stroked ? `fill="none" stroke-linejoin="round" stroke-width="${context.lineWidth}" stroke="${context.strokeStyle}"` : `fill="${context.fillStyle}"`;
  const low = context.textBaseline === "middle" ? y + Number(pixels) * 0.35 : y, spaced = /** @type {any} */ (context).letterSpacing ?? 0;
  return `<text x="${x.toFixed(1)}" y="${low.toFixed(1)}" font-family="${clean(family)}" font-size="${pixels}"${italic ? ' font-style="italic"' : ""}${bold ? ` font-weight="${bold.trim()}"` : ""}`
    + ` text-anchor="${context.textAlign === "center" ? "middle" : "start"}" letter-spacing="${spaced}" opacity="${context.globalAlpha}" ${ink}>${clean(text)}</text>`;
}

/** The picture as an SVG: the map's drawing lies in it as pixels, all that is lettered is text. */
export function svg(page) {
  const tags = [], faces = styleOfLetters(), { canvas, size, ratio } = plateOf(page, tags);
  const [width, height] = [size.x, canvas.height / ratio];
  const parts = [`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xml:lang="${page.ui.words.lang}">`,
    ...faces ? [`<style>${faces}</style>`] : [], `<title>${clean(document.title)}</title><desc>${clean(creditOf(page.map))}</desc>`,
    `<image width="${canvas.width / ratio}" height="${height}" xlink:href="${canvas.toDataURL()}"/>`,
    ...tags, "</svg>\n"];
  return new File([parts.join("\n")], nameOf(page, "svg"), { type: "image/svg+xml" });
}

/** Put a file into the reader's folder of downloads. */
export function save(file) {
  const link = /** @type {HTMLAnchorElement} */ (el("a", { href: URL.createObjectURL(file), download: file.name }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 6e4);
}

/** Whether a browser lets a page keep what it has drawn. */
export const keepsPictures = readsCanvas;

/** What a browser can record a film as; undefined for nothing. */
export function filmKind() {
  return "captureStream" in HTMLCanvasElement.prototype && keepsPictures() ? KINDS.find((kind) => window.MediaRecorder?.isTypeSupported(kind)) : undefined;
}

/** Play from the day shown, and save what has been seen when the clock rests again. */
export function film(page, kind) {
  const plate = new Plate(page, Math.min(SHARP, ratioNow()), true).draw(), type = kind.split(";")[0], parts = [];
  const name = nameOf(page, type.split("/")[1]), recorder = new MediaRecorder(plate.canvas.captureStream(), { mimeType: kind, videoBitsPerSecond: BITS });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => save(new File(parts, name, { type }));
  recorder.start();
  const { clock } = page.ui.panel;
  clock.playButton.focus(); // whose press ends the film
  clock.play();
  let rested = 0;
  const step = (now) => {
    plate.draw();
    rested = page.ui.panel.clock.playing ? 0 : rested || now;
    if (rested && now - rested > LAST_MS) recorder.stop();
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
