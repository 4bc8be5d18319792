// Lines as the payload carries them: steps of longitude and latitude, whole numbers of some part of a degree.

/** @returns {number[][]} points [lon, lat], degrees */
export function decode(steps, unit) {
  const points = [];
  let x = 0, y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([x * unit, y * unit]);
  }
  return points;
}

/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

/** The box of some boxes. @param {Box[]} boxes @returns {Box} */
export function boxAround(boxes) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box[0]);
    top = Math.min(top, box[1]);
    right = Math.max(right, box[2]);
    bottom = Math.max(bottom, box[3]);
  }
  return [left, top, right, bottom];
}

/** The box of points. @param {number[][]} points */
export const boxOfPoints = (points) => boxAround(points.map(([x, y]) => [x, y, x, y]));

/** Whether two boxes meet. @param {Box} a @param {Box} b */
export const meet = (a, b) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

/**
 * One path of the parts that reach into a view: what is drawn beyond it costs as much, and nobody sees it.
 * @param {{path: Path2D, box: Box}[]} parts @param {Box} view
 */
export function seenOf(parts, view) {
  const seen = new Path2D();
  for (const { path, box } of parts) if (meet(box, view)) seen.addPath(path);
  return seen;
}
