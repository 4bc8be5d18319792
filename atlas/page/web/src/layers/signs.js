// Signs around a mark of what has just happened to it, told apart by their form: a cross for what was removed, a stroke
// through it for a name that was changed, rays for what is new, a roof over a ring for what was put back.

import { readsCanvas } from "./stamp.js";

const TURN = 2 * Math.PI;
const REACH = 12; // pixels that a sign may go beyond its mark

/** The strokes of a sign around a mark of some radius at (0, 0), as a path. */
function trace(context, sign, r) {
  const far = r + 5, near = r + 1.5;
  context.beginPath();
  if (sign === "removed") {
    for (const [x, y] of [[1, 1], [1, -1]]) {
      context.moveTo(-x * far * 0.75, -y * far * 0.75);
      context.lineTo(x * far * 0.75, y * far * 0.75);
    }
  } else if (sign === "renamed") {
    context.moveTo(-far - 2, 0);
    context.lineTo(far + 2, 0);
  } else if (sign === "new") {
    for (let k = 0; k < 8; k++) {
      const x = Math.cos((k * TURN) / 8), y = Math.sin((k * TURN) / 8);
      context.moveTo(x * near, y * near);
      context.lineTo(x * far, y * far);
    }
  } else {
    context.arc(0, 0, near + 1, 0, TURN);
    context.moveTo(-far, -near);
    context.lineTo(0, -far - 4);
    context.lineTo(far, -near);
  }
}

/** Draw a sign around (x, y), as strong as it is fresh: `age` runs from 0 to 1. */
export function paintSign(context, ink, sign, { x, y, radius, age }) {
  context.save();
  context.translate(x, y);
  context.lineCap = "round";
  context.lineJoin = "round";
  context.globalAlpha = 1 - 0.8 * age;
  for (const [colour, width] of [[ink.paper, 4], [sign === "removed" || sign === "renamed" ? ink.ink : ink.red, 2.1]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    trace(context, sign, radius);
    context.stroke();
  }
  context.restore();
}

const SIZES = 4, AGES = 10; // steps of a pixel, and of an age, in which signs are told apart when they are stamped

/** @type {boolean} */ let bitmaps;

/** A small picture of `reach` pixels around a middle, which `draw(context)` draws around (0, 0); `ratio` device pixels a pixel. */
function pictureOf(reach, ratio, draw) {
  const side = 2 * Math.ceil(reach * ratio) + 1;
  // A bitmap is laid in half the time of a canvas; where a page may not read what it draws, it might not be what was drawn.
  bitmaps ??= typeof OffscreenCanvas === "function" && readsCanvas();
  const canvas = bitmaps ? new OffscreenCanvas(side, side) : document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = /** @type {any} */ (canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, side / 2, side / 2);
  draw(context);
  return canvas instanceof HTMLCanvasElement ? canvas : canvas.transferToImageBitmap();
}

/** Lay a small picture with its middle on the device pixel nearest to (x, y); the context is in device pixels. */
function layPicture(context, ratio, picture, x, y) {
  context.drawImage(picture, Math.round(x * ratio) - (picture.width - 1) / 2, Math.round(y * ratio) - (picture.height - 1) / 2);
}

/** Signs drawn once and then copied: hundreds of them are laid in a frame, and strokes take many times as long. */
export class SignStamps {
  #ink = null;
  #ratio = 0;
  #stamps = new Map();

  /** Lay a sign as `paintSign` would, on the nearest device pixel; the context is in device pixels, `ratio` a pixel of the page. */
  lay(context, ink, ratio, sign, { x, y, radius, age }) {
    if (ink !== this.#ink || ratio !== this.#ratio) this.#stamps.clear();
    this.#ink = ink;
    this.#ratio = ratio;
    const size = Math.round(radius * SIZES), step = Math.round(age * AGES), key = `${sign} ${size} ${step}`;
    let stamp = this.#stamps.get(key);
    if (!stamp) {
      const at = { x: 0, y: 0, radius: size / SIZES, age: step / AGES };
      this.#stamps.set(key, stamp = pictureOf(at.radius + REACH, ratio, (small) => paintSign(small, ink, sign, at)));
    }
    layPicture(context, ratio, stamp, x, y);
  }
}

const ALIKE = 4; // from so many rings on that look alike, one is drawn and the others are copied

/** Paint a ring around (0, 0). */
function paintRing(context, { colour, radius, width, alpha }) {
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(0, 0, radius, 0, TURN);
  context.stroke();
}

/**
 * Paint rings, each {look, x, y}; those of one `look`, {colour, radius, width, alpha}, may be `copied` where they are many: hundreds begin at once.
 * @param {{look: any, x: number, y: number}[]} found in which equal looks are the same object
 */
export function paintRings(context, ratio, found, copied) {
  const alike = new Map();
  for (const ring of found) {
    const own = alike.get(ring.look);
    if (own) own.push(ring);
    else alike.set(ring.look, [ring]);
  }
  context.save();
  for (const [look, rings] of alike) {
    if (!copied || rings.length < ALIKE) {
      for (const { x, y } of rings) {
        context.setTransform(ratio, 0, 0, ratio, x * ratio, y * ratio);
        paintRing(context, look);
      }
      continue;
    }
    const picture = pictureOf(look.radius + look.width, ratio, (small) => paintRing(small, look));
    context.resetTransform();
    context.globalAlpha = 1;
    for (const { x, y } of rings) layPicture(context, ratio, picture, x, y);
  }
  context.restore();
}

/** The same as a small picture for the legend. */
export function signKey(sign) {
  const canvas = document.createElement("canvas"), side = 22;
  canvas.className = "atlas-sign";
  canvas.width = canvas.height = side * 2;
  canvas.setAttribute("aria-hidden", "true");
  queueMicrotask(() => requestAnimationFrame(() => {
    const style = getComputedStyle(canvas), colour = (name) => style.getPropertyValue(`--atlas-${name}`).trim(), c = canvas.getContext("2d");
    c.scale(2, 2);
    paintSign(c, { paper: colour("panel"), ink: colour("ink"), red: colour("red") }, sign, { x: side / 2, y: side / 2 + 1, radius: 3.5, age: 0 });
  }));
  return canvas;
}
