// Rivers and lakes: the great ones from afar, all that there are in a town; what was drawn coarsely goes as one comes near.

import { waters } from "../look.js";
import { decode } from "./arcs.js";

const { from_zoom: FROM, coarse_until: COARSE_UNTIL, width: WIDTH, growth: GROWTH, grow_from: GROW_FROM } = waters;

export class Waters {
  #degrees;
  #paths = [];

  /** @param {{lake: boolean, rank: number, fine: boolean, lines: number[][]}[]} groups */
  constructor(groups) {
    this.groups = groups;
    this.#degrees = groups.map(({ lines, fine }) => lines.map((steps) => decode(steps, fine ? 1e-3 : 1e-2)));
  }

  /** Lay them on a projection: `project([lon, lat])` → world units. */
  project(project) {
    this.#paths = this.#degrees.map((lines) => {
      const path = new Path2D();
      for (const line of lines) {
        line.forEach((point, i) => {
          const [x, y] = project(point);
          path[i ? "lineTo" : "moveTo"](x, y);
        });
      }
      return path;
    });
  }

  /** Paint what a zoom shows, on the land and below all lines; the context is in world units, `scale` pixels each. */
  paint(context, ink, zoom, scale) {
    const drawn = (lake) => this.groups.map((group, k) => ({ ...group, path: this.#paths[k] }))
      .filter((group) => group.lake === lake && zoom >= FROM[group.rank - 1] && (group.fine || zoom < COARSE_UNTIL));
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
