// What else a text may mean beside features and towns: countries of today, states of the time, milestones.

import { fold } from "./search.js";

const LEAST = 3; // letters, before a land is offered

/** The names of a country in some languages, as the browser knows them. */
function namesOf(code, regions) {
  try {
    return regions.map((region) => region.of(code));
  } catch {
    return []; // no code of a country
  }
}

/** Every land that has a feature, by its store: [{key, value, count, names}], its names folded. */
const known = new WeakMap();

function landsOf(store, strings) {
  if (known.has(store)) return known.get(store);
  const regions = Object.keys(strings.play).map((lang) => new Intl.DisplayNames([lang], { type: "region" }));
  const said = (key) => Object.values(strings[key] ?? {}).flatMap((text) => text.split("|"));
  const lands = [
    // The record's own words first: a browser that lacks a language tells its countries in another.
    ...store.countries.filter(Boolean).map((value) => ({ key: "country", value, count: store.howMany("country", value), names: [...said(`country.${value}`), ...namesOf(value, regions)] })),
    ...store.polities.map((value) => ({
      key: "polity", value, count: store.howMany("polity", value),
      names: [value, value.split(": ").at(-1), ...said(`polity.${value}`), ...said(`alias.${value}`)],
    })),
  ];
  known.set(store, lands.map((land) => ({ ...land, names: land.names.map(fold) })));
  return known.get(store);
}

/** The lands that are called so (`whole`), or whose names or one of their words begin so; those of which there is most first. */
export function landsCalled(store, strings, text) {
  const asked = fold(text).trim();
  if (asked.length < LEAST) return [];
  return landsOf(store, strings).filter(({ names }) => names.some((name) => name.startsWith(asked) || name.includes(` ${asked}`)))
    .map((land) => ({ ...land, whole: land.names.includes(asked) })).sort((a, b) => Number(b.whole) - Number(a.whole) || b.count - a.count);
}

/** Milestones whose titles, in some language, hold every word of a text; the weightiest first. */
export function milestonesCalled(milestones, text, strings = {}) {
  const parts = fold(text).split(/\s+/).filter(Boolean);
  if (parts.join("").length < LEAST) return [];
  const titles = ({ id, title }) => [title, ...Object.values(strings[`milestone.${id}`] ?? {})];
  return milestones.filter((one) => titles(one).some((title) => parts.every((part) => ` ${fold(title)}`.includes(` ${part}`))))
    .sort((a, b) => a.weight - b.weight || a.earliest - b.earliest);
}
