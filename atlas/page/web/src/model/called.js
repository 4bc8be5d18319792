// What places and things are called in the reader's language: towns by the table of towns, titles by the record's own texts.
// As atlas/look/called.py has it.

/** @typedef {import("./store.js").Store} Store */
/** @typedef {{lang: string, home: string, foreign: string|null, strings: Record<string, Record<string, string>>}} Words */
/** @typedef {{text: string, lang: string|null}} Said a text, and its `lang` where that is not the reader's */

const LATIN = /[A-Za-z]/;
const STEM = 4; // letters by which a name that is declined is known to be in another
const TAIL = / \([\d–, ]+\)$/; // the years that tell two things of one name apart

/** A town, by its row. @param {Store} store @param {Words} words @returns {Said} */
export function townCalled({ towns }, words, row) {
  const said = towns.calledIn(row, words.lang);
  return { text: said ?? towns.table.name[row], lang: said === null ? words.foreign : null };
}

/** The settlement that a feature names; an empty text for none. @param {Store} store @param {Words} words @returns {Said} */
export function placeCalled(store, words, i) {
  const { named, town } = store.features;
  if (words.foreign && named?.[i]) {
    const said = store.towns.calledIn(town[i], words.lang);
    if (said !== null) return { text: said, lang: null };
  }
  return { text: store.valueOf("features", "settlement", i), lang: words.foreign };
}

/** A name of a feature that is written so in Latin letters: in its own, where they are the reader's. */
function ownName(store, words, i, latin) {
  const at = (key, row) => store.valueOf("names", key, row), row = store.namesOf(i).find((one) => at("latin", one) === latin);
  return row === undefined ? null : at("lang", row) === words.lang ? at("name", row) : latin;
}

/** Whether letters that the reader's language is not written in would stand beside a place. */
const isOdd = (said, place) => LATIN.test(said) && !LATIN.test(place);

/** The name by which a feature is in the record, in the reader's language; null for none. Georgian has no capitals to begin a title with. */
function nameInTongue(store, words, i) {
  const { events, types } = store.data, at = (key, row) => store.valueOf("names", key, row);
  const is = (event, effect) => (event ?? null) !== null && types[events.type[event]].effect === effect;
  const row = store.namesOf(i).find((one) => at("lang", one) === words.lang && (is(at("since", one), "begin") || is(at("until", one), "end")));
  if (row === undefined) return null;
  const name = at("name", row);
  return words.lang === "ka" ? name : name[0].toUpperCase() + name.slice(1);
}

/**
 * The title of a feature. Told in the reader's language are those that say what it is and where ("Statue, Vienna"),
 * or what it is called and was called ("Wien (Vindobona)"); else the name by which it is in the record, if it has one there.
 * @param {Store} store @param {Words} words @returns {Said}
 */
export function titleCalled(store, words, i) {
  const place = placeCalled(store, words, i), said = words.foreign && place.text && place.lang === null ? titleAt(store, words, i, place.text) : null;
  return said === null ? { text: store.titleOf(i), lang: words.foreign } : { text: said, lang: null };
}

/** A title in the reader's language, with what its place is called there; null where that cannot be told. */
function titleAt(store, words, i, place) {
  const title = store.titleOf(i), settlement = store.valueOf("features", "settlement", i), own = nameInTongue(store, words, i);
  const tail = TAIL.exec(title)?.[0] ?? "", stem = title.slice(0, title.length - tail.length);
  if (stem.endsWith(`, ${settlement}`)) {
    const what = stem.slice(0, -settlement.length - 2), said = words.strings[`title.${what}`]?.[words.lang] ?? ownName(store, words, i, what);
    if (said !== null && !isOdd(said, place)) return `${said}, ${place}${tail}`;
  }
  if (title.startsWith(`${settlement} (`) && title.endsWith(")")) return twoNames(place, ownName(store, words, i, title.slice(settlement.length + 2, -1)));
  return own && (own.includes(place.slice(0, STEM)) ? own : `${own}, ${place}`);
}

/** What something is called and was called. */
function twoNames(place, said) {
  return said && (isOdd(said, place) ? place : `${place} (${said})`);
}
