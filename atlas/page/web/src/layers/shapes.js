// The marks' shapes. Circles are names, diamonds images, triangles heights, squares works and houses;
// filled = bears it, hatched = uncertain, hollow = has lost it, a speck = not yet.

import { after_radius, hatching, shapeOf } from "../look.js";
import { AFTER, BEARING, BEFORE, UNCERTAIN } from "../model/store.js";

/** The path of a shape around a point, ready to fill and stroke. */
export function outline(context, shape, x, y, r) {
  const { corners, scale } = shapeOf(shape);
  context.beginPath();
  if (!corners) {
    context.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  for (const [east, north] of corners) context.lineTo(x + east * scale * r, y - north * scale * r);
  context.closePath();
}

/** The hatching of what is uncertain, as a pattern. */
export function hatched(context, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = hatching.tile;
  const c = tile.getContext("2d");
  c.strokeStyle = colour;
  c.lineWidth = hatching.line;
  const { tile: side } = hatching;
  for (const k of [-side, 0, side]) { c.moveTo(k - 1, side + 1); c.lineTo(k + side + 1, -1); }
  c.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(hatching.scale));
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
  outline(context, shape, 0, 0, status === AFTER ? radius * after_radius : radius);
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
