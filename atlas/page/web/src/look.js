// How things look, as atlas/look/ has it for pages, sheets, exports and pictures alike.

import shapes from "../../../look/shapes.json" with { type: "json" };
import tokens from "../../../look/tokens.json" with { type: "json" };

export const {
  statuses, radius, letters, growth, after_radius, shades, hatching, zoom, waters, landmarks, spiral, pace, rings, doubt, histogram, wake, caption,
} = tokens;

/** The atlas's own letters, which some pages bring with them, and the serif faces that systems carry. */
export const FACE = [...tokens.serif.map((name) => (name.includes(" ") ? `"${name}"` : name)), "serif"].join(", ");

/** The shapes of the registry, in the order in which legends explain them. */
export const shapeNames = Object.keys(shapes);

/**
 * A shape of the registry: its `corners` (y upwards) at `scale` radii from its middle; a disc has none.
 * @returns {{scale?: number, corners?: number[][]}}
 */
export function shapeOf(name) {
  if (!Object.hasOwn(shapes, name)) throw new RangeError(`unknown shape "${name}"; there is ${shapeNames.join(", ")}`);
  return shapes[name];
}
