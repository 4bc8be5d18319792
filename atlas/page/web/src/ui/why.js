// Why a feature is thought to bear the name, or not to, on a day that no source settles: in a sentence or two.

/** @typedef {import("../model/store.js").Store} Store */
/** @typedef {import("./words.js").Words} Words */

const ENOUGH = 3; // ends that a stratum must know to be spoken of

/** A state of the time in the reader's language, as the ground calls it. */
export function polityName(store, words, name) {
  const drawn = store.data.ground?.polities.find((polity) => polity.name === name);
  return drawn ? words.polity(drawn) : name;
}

/** The tenure that makes a feature uncertain on the day last sought; undefined for none. */
function tenureOf(store, i) {
  const { start, rows } = store.tenuresOf, { uncertain_from, gone_from } = store.tenure;
  return Array.from(rows.slice(start[i], start[i + 1])).find((t) => store.day >= uncertain_from[t] && store.day < gone_from[t]);
}

/** What a feature is compared with: the smallest stratum around it that knows enough, in words, and its row. */
function likeOf(store, words, i, t) {
  const { known, parent } = store.likely.strata, f = store.features;
  let row = store.likely.stratum[t];
  while (known[row] < ENOUGH && parent[row] >= 0) row = parent[row];
  let depth = 0;
  for (let above = row; parent[above] >= 0; above = parent[above]) depth += 1;
  const polity = f.polity[i] || f.country[i], state = polity.split(":")[0];
  const group = words.say(store.kind(i).group === "image" ? "images" : "names");
  const place = (name) => (f.polity[i] ? polityName(store, words, name) : words.country(name));
  const parts = [[words.say("why.whole")], [place(state)], [group, place(state)], [group, place(polity)], [words.kind(store.kind(i)), place(polity)]];
  return { row, name: parts[depth].join(", ") };
}

/** Whether one of a feature's events gives an end, or a begin, that a tenure's bound comes from. */
function isSourced(store, i, effect, day) {
  const { events, types } = store.data;
  return store.eventsOf(i).some((row) => types[events.type[row]].effect === effect && [events.earliest[row], events.latest[row]].includes(day));
}

/** @param {Store} store; {Words} words; a feature @returns {string} "" where sources settle the day */
export function whyLikely(store, words, i) {
  const t = tenureOf(store, i);
  if (t === undefined || (store.day >= store.tenure.bearing_from[t] && store.day < store.tenure.bearing_until[t])) return "";
  const { uncertain_from, bearing_from, bearing_until, gone_from } = store.tenure;
  if (store.day < bearing_from[t]) {
    if (!isSourced(store, i, "begin", uncertain_from[t])) return words.say("why.begin");
    return words.say("why.beginwithin", words.day(uncertain_from[t]), words.day(bearing_from[t]));
  }
  const open = store.data.tenures.gone_from[t] === null || store.data.tenures.gone_from[t] === undefined;
  const first = open ? words.say("why.end") : words.say("why.endwithin", words.day(bearing_until[t]), words.day(gone_from[t]));
  const { row, name } = likeOf(store, words, i, t), { from, to } = store.likely.strata;
  if (!from) return first;
  return `${first} ${from[row] === null ? words.say("why.stay", name) : words.say("why.like", name, from[row], to[row])}`;
}
