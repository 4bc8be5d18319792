// The marks' shapes. Circles are names, diamonds images, triangles heights, squares works and houses;
// filled = bears it, hatched = uncertain, hollow = has lost it, a speck = not yet.

import { after_radius, doubt, hatching, shapeOf } from "../look.js";
import { AFTER, BEARING, BEFORE, BOTH, GAINED, KEPT, LOST, NEITHER, UNCERTAIN } from "../model/store.js";

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

/**
 * One mark around (0, 0). `certainty` (0 to 1) is how strongly an uncertain one is hatched; or, where it is `estimated`,
 * how red it is: then a dark outline is what sources settle, and the rest has a faint one.
 */
export function paintMark(context, ink, pattern, { shape, status, radius, certainty, estimated }) {
  if (status === BEFORE) {
    context.globalAlpha = 0.3;
    context.fillStyle = ink.line;
    outline(context, "circle", 0, 0, 1);
    context.fill();
    return;
  }
  outline(context, shape, 0, 0, status === AFTER ? radius * after_radius : radius);
  if (status === UNCERTAIN) {
    (estimated ? paintEstimated : paintHatched)(context, ink, pattern, certainty);
    return;
  }
  context.fillStyle = status === BEARING ? ink.red : ink.paper;
  context.fill();
  context.globalAlpha = status === AFTER ? 0.75 : 1;
  context.strokeStyle = status === BEARING && !estimated ? ink.paper : ink.ink;
  context.lineWidth = status === BEARING ? 1.2 : 1;
  context.stroke();
}

/**
 * One mark around (0, 0) of two days compared: pale where it bears the name on both; crossed out where it lost it, full
 * where it got it, half full where it did both in between; a speck where there is nothing.
 */
export function paintContrast(context, ink, { shape, contrast, radius }) {
  if (contrast === NEITHER || contrast === KEPT) {
    context.globalAlpha = contrast === KEPT ? 0.55 : 0.3;
    context.fillStyle = ink.line;
    outline(context, contrast === KEPT ? shape : "circle", 0, 0, contrast === KEPT ? radius * 0.8 : 1);
    context.fill();
    return;
  }
  context.fillStyle = contrast === GAINED ? ink.red : ink.paper;
  outline(context, shape, 0, 0, radius);
  context.fill();
  context.save();
  context.clip();
  if (contrast === BOTH) {
    context.fillStyle = ink.red;
    context.fillRect(-2 * radius, -2 * radius, 2 * radius, 4 * radius);
  }
  context.restore();
  context.strokeStyle = ink.ink;
  context.lineWidth = 1.3;
  if (contrast === LOST) {
    for (const way of [-1, 1]) {
      context.moveTo(-radius * 0.72, -way * radius * 0.72);
      context.lineTo(radius * 0.72, way * radius * 0.72);
    }
  }
  context.stroke();
}

function paintHatched(context, ink, pattern, certainty) {
  context.fillStyle = ink.paper;
  context.fill();
  context.globalAlpha = 0.3 + 0.7 * certainty;
  context.fillStyle = pattern;
  context.fill();
  context.globalAlpha = 0.85;
  context.strokeStyle = ink.red;
  context.lineWidth = 1;
  context.stroke();
}

/** Doubt is quiet: what hardly bears the name any more is hardly there. */
function paintEstimated(context, ink, pattern, certainty) {
  const { fill, line } = doubt;
  context.globalAlpha = fill[0] + (fill[1] - fill[0]) * certainty;
  context.fillStyle = ink.paper;
  context.fill();
  context.globalAlpha = certainty;
  context.fillStyle = ink.red;
  context.fill();
  context.globalAlpha = line[0] + (line[1] - line[0]) * certainty;
  context.strokeStyle = ink.red;
  context.lineWidth = 0.8;
  context.stroke();
}
