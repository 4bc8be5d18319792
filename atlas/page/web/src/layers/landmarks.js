// Landmarks of a town: a small open square and a name, quieter than any mark, where neither lies on one.

import { FACE, landmarks } from "../look.js";

const { side: SIDE, letter: LETTER, gap: GAP, edge: EDGE } = landmarks;

/**
 * Paint those that are in sight; returns the boxes that their names fill, container pixels.
 * @param {{text: string, x: number, y: number}[]} called @param {(box: number[]) => number} crowd how many marks lie in a box
 * @returns {number[][]}
 */
export function paintLandmarks(context, size, ink, called, crowd) {
  const boxes = [];
  context.font = `italic ${LETTER}px ${FACE}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { text, x, y } of called) {
    if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
    context.strokeStyle = ink.quiet;
    context.lineWidth = 1;
    context.setLineDash([]);
    context.strokeRect(Math.round(x - SIDE / 2) + 0.5, Math.round(y - SIDE / 2) + 0.5, SIDE, SIDE);
    const box = roomFor(x, y, context.measureText(text).width, size, boxes, crowd);
    if (!box) continue;
    boxes.push(box);
    context.strokeStyle = ink.land;
    context.lineWidth = 3;
    context.strokeText(text, box[0] + EDGE, (box[1] + box[3]) / 2);
    context.fillStyle = ink.quiet;
    context.fillText(text, box[0] + EDGE, (box[1] + box[3]) / 2);
  }
  return boxes;
}

/** Where a name stands: right of its square, left, below or above; null where each place is taken. */
function roomFor(x, y, width, size, boxes, crowd) {
  const out = SIDE / 2 + GAP, half = LETTER * 0.6;
  const spots = [[x + out, y], [x - out - width, y], [x - width / 2, y + out + half], [x - width / 2, y - out - half]];
  for (const [left, middle] of spots) {
    const box = [left - EDGE, middle - half, left + width + EDGE, middle + half];
    if (box[0] < EDGE || box[1] < EDGE || box[2] > size.x - EDGE || box[3] > size.y - EDGE || crowd(box)) continue;
    if (boxes.every((b) => b[0] >= box[2] || b[2] <= box[0] || b[1] >= box[3] || b[3] <= box[1])) return box;
  }
  return null;
}
