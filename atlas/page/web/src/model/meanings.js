// What each shape of the marks stands for, as atlas/look/shapes.py has it for sheets.

import { shapeNames } from "../look.js";

/**
 * The shape of most kinds of a group means the group; another one its own kinds, and so does one that is a single kind's
 * beside others.
 * @param {{group: string, shape: string}[]} kinds those that are on the page
 * @returns {{usual: Map<string, string>, own: {shape: string, kinds: any[]}[]}} the shape of a group, if it has one, and
 * those that are explained by kinds, in the order of the registry
 */
export function meanings(kinds) {
  const usual = new Map();
  for (const group of new Set(kinds.map((kind) => kind.group))) {
    const shapes = kinds.filter((kind) => kind.group === group).map((kind) => kind.shape);
    const count = (name) => shapes.filter((shape) => shape === name).length;
    const most = shapeNames.reduce((best, name) => (count(name) > count(best) ? name : best));
    if (count(most) > 1 || count(most) === shapes.length) usual.set(group, most);
  }
  const own = shapeNames.map((shape) => ({
    shape, kinds: kinds.filter((kind) => kind.shape === shape && usual.get(kind.group) !== shape),
  }));
  return { usual, own: own.filter((entry) => entry.kinds.length) };
}
