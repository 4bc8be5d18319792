// Rivers and lakes: the great ones from afar, all that there are in a town; what was drawn coarsely goes as one comes near.

import { waters } from "../look.js";
import { boxOfPoints, decode, seenOf } from "./arcs.js";

const { from_zoom: FROM, coarse_until: COARSE_UNTIL, width: WIDTH, growth: GROWTH, grow_from: GROW_FROM } = waters;

export class Waters {
  #degrees;
  /** @type {{path: Path2D, box: import("./arcs.js").Box}[][]} by group */ #parts = [];

  /** @param {{lake: boolean, rank: number, fine: boolean, lines: number[][]}[]} groups */
  constructor(groups) {
    this.groups = groups;
    this.#degrees = groups.map(({ lines, fine }) => lines.map((steps) => decode(steps, fine ? 1e-3 : 1e-2)));
  }

  /** Lay them on a projection: `project([lon, lat])` → world units. */
  project(project) {
    this.#parts = this.#degrees.map((lines) => lines.map((line) => {
      const path = new Path2D(), points = line.map(project);
      points.forEach(([x, y], i) => path[i ? "lineTo" : "moveTo"](x, y));
      return { path, box: boxOfPoints(points) };
    }));
  }

  /**
   * Paint what a zoom shows in a `view` of world units, on the land and below all lines; the context is in those units, `scale` pixels each.
   * @param {import("./arcs.js").Box} view
   */
  paint(context, ink, zoom, scale, view) {
    const drawn = (lake) => this.groups.map((group, k) => ({ ...group, parts: this.#parts[k] }))
      .filter((group) => group.lake === lake && zoom >= FROM[group.rank - 1] && (group.fine || zoom < COARSE_UNTIL))
      .map(({ rank, parts }) => ({ rank, path: seenOf(parts, view) }));
    context.strokeStyle = ink.water;
    context.setLineDash([]);
    for (const { rank, path } of drawn(false)) {
      context.lineWidth = (WIDTH[rank - 1] * (1 + GROWTH * Math.max(0, zoom - GROW_FROM))) / scale;
      context.stroke(path);
    }
    context.fillStyle = ink.sea;
    context.lineWidth = 0.6 / scale;
    for (const { path } of drawn(true)) {
      context.fill(path, "evenodd");
      context.stroke(path);
    }
  }
}
