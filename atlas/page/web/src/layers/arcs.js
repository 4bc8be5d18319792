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
