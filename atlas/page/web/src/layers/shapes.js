// The marks' shapes. Circles are names, diamonds images, triangles heights, squares works and houses;
// filled = bears it, hatched = uncertain, hollow = has lost it, a speck = not yet.

import { AFTER, BEARING, BEFORE, UNCERTAIN } from "../model/store.js";

/** The path of a shape around a point, ready to fill and stroke. */
export function outline(context, shape, x, y, r) {
  context.beginPath();
  if (shape === "diamond") {
    const d = r * 1.25;
    context.moveTo(x, y - d); context.lineTo(x + d, y); context.lineTo(x, y + d); context.lineTo(x - d, y);
    context.closePath();
  } else if (shape === "triangle") {
    const d = r * 1.3;
    context.moveTo(x, y - d); context.lineTo(x + d, y + d * 0.75); context.lineTo(x - d, y + d * 0.75);
    context.closePath();
  } else if (shape === "square") {
    context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  } else {
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

/** The hatching of what is uncertain, as a pattern. */
export function hatching(context, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const c = tile.getContext("2d");
  c.strokeStyle = colour;
  c.lineWidth = 2;
  for (const k of [-6, 0, 6]) { c.moveTo(k - 1, 7); c.lineTo(k + 7, -1); }
  c.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(0.6));
  return pattern;
}

/** One mark around (0, 0); `certainty` (0 to 1) is how strongly an uncertain one is hatched. */
export function paintMark(context, ink, pattern, { shape, status, radius, certainty }) {
  if (status === BEFORE) {
    context.globalAlpha = 0.3;
    context.fillStyle = ink.line;
    outline(context, "circle", 0, 0, 1);
    context.fill();
    return;
  }
  outline(context, shape, 0, 0, status === AFTER ? radius * 0.86 : radius);
  context.fillStyle = status === BEARING ? ink.red : ink.paper;
  context.fill();
  if (status === UNCERTAIN) {
    context.globalAlpha = 0.3 + 0.7 * certainty;
    context.fillStyle = pattern;
    context.fill();
  }
  context.globalAlpha = status === AFTER ? 0.75 : status === UNCERTAIN ? 0.85 : 1;
  context.strokeStyle = status === BEARING ? ink.paper : status === UNCERTAIN ? ink.red : ink.ink;
  context.lineWidth = status === BEARING ? 1.2 : 1;
  context.stroke();
}
