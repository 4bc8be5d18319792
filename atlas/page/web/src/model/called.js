// What places and things are called in the reader's language: towns by the table of towns, titles by the record's own texts.
// As atlas/look/called.py has it.

/** @typedef {import("./store.js").Store} Store */
/** @typedef {{lang: string, home: string, foreign: string|null, strings: Record<string, Record<string, string>>}} Words */
/** @typedef {{text: string, lang: string|null}} Said a text, and its `lang` where that is not the reader's */

const LATIN = /[A-Za-z]/;
const STEM = 4; // letters by which a name that is declined is known to be in another
const TAIL = / \([\d–, ]+\)$/; // the years that tell two things of one name apart
const WHAT = /^(.+) \(([^()]+)\)$/; // what it is, or was called, after its name
const MARKS = /[«»„“”"]/g; // around a name
const CYRILLIC = /\p{Script=Cyrillic}/u;

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

/** A name as it is compared: without the marks around it and without capitals. */
const bare = (name) => name.replace(MARKS, "").toLowerCase();

const capital = (name) => name[0].toUpperCase() + name.slice(1);

/** Whether letters that the reader's language is not written in would stand beside what is said in it. */
const isOdd = (own, said) => LATIN.test(own) && !LATIN.test(said);

/** The row of the name of a feature that is written so in Latin letters. */
function rowOf(store, i, latin) {
  return store.namesOf(i).find((row) => bare(store.valueOf("names", "latin", row)) === bare(latin));
}

/** A name of a feature that is written so in Latin letters: in its own, where they are the reader's. */
function ownName(store, words, i, latin) {
  const row = rowOf(store, i, latin), at = (key) => store.valueOf("names", key, row);
  return row === undefined ? null : at("lang") === words.lang ? at("name") : latin;
}

/** What a thing is called of which the title says what it is, "Stephan (steamer)": in the letters of the word for that, where its name has been written in them. */
function ownNameOf(store, words, i, latin, kind) {
  const at = (key, row) => store.valueOf("names", key, row), row = rowOf(store, i, latin) ?? store.namesOf(i).find((one) => isBound(store, one, "since", "begin"));
  if (row === undefined) return null;
  const name = at("lang", row) === words.lang || [kind, at("name", row)].every((text) => CYRILLIC.test(text)) ? at("name", row) : at("latin", row);
  return capital(name.replace(MARKS, ""));
}

/** Whether an event of that effect bounds a name. */
function isBound(store, row, bound, effect) {
  const { events, types } = store.data, event = store.valueOf("names", bound, row) ?? null;
  return event !== null && types[events.type[event]].effect === effect;
}

/** The name by which a feature is in the record, in the reader's language; null for none. Georgian has no capitals to begin a title with. */
function nameInTongue(store, words, i) {
  const row = store.namesOf(i).find((one) => store.valueOf("names", "lang", one) === words.lang && (isBound(store, one, "since", "begin") || isBound(store, one, "until", "end")));
  if (row === undefined) return null;
  const name = store.valueOf("names", "name", row);
  return words.lang === "ka" ? name : capital(name);
}

/**
 * The title of a feature: the name by which it is in the record, where it has one in the reader's language; else piece by piece
 * what the record's texts say there ("Statue, Park, Vienna"), and what it is called and was called ("Wien (Vindobona)").
 * @param {Store} store @param {Words} words @returns {Said}
 */
export function titleCalled(store, words, i) {
  const place = placeCalled(store, words, i), said = words.foreign === null ? null : titleAt(store, words, i, place);
  return said ?? { text: store.titleOf(i), lang: words.foreign };
}

/** A title in the reader's language, with what its place is called there; null where that cannot be told. @returns {Said|null} */
function titleAt(store, words, i, place) {
  const title = store.titleOf(i), settlement = store.valueOf("features", "settlement", i), own = nameInTongue(store, words, i);
  const said = (text) => (text ? { text, lang: null } : null), tail = TAIL.exec(title)?.[0] ?? "";
  if (place.text && place.lang === null && title.startsWith(`${settlement} (`) && title.endsWith(")")) return said(twoNames(place.text, ownName(store, words, i, title.slice(settlement.length + 2, -1))));
  const stem = title.slice(0, title.length - tail.length).split(", "), where = place.lang === null || stem.includes(settlement) ? place.text : "";
  if (own) return said(placed(own, where) + tail);
  const pieces = stem.map((piece) => pieceSaid(store, words, i, piece));
  return pieces.includes(null) ? null : joined(pieces, title, tail);
}

/** A name with its place, unless it says that. */
const placed = (name, place) => (!place || name.includes(place.slice(0, STEM)) ? name : `${name}, ${place}`);

/** A title of its pieces; null where they tell nothing, or names in odd letters stand among them. @returns {Said|null} */
function joined(pieces, title, tail) {
  const told = pieces.filter((piece) => piece.told).map(({ text }) => text).join(""), names = pieces.filter((piece) => piece.lang);
  if (!told) return names.length ? { text: title, lang: names[0].lang } : null;
  return names.some(({ text }) => isOdd(text, told)) ? null : { text: pieces.map(({ text }) => text).join(", ") + tail, lang: null };
}

/**
 * A piece of a title in the reader's language: `told` there, or a name that stays, with its `lang`; null for neither.
 * @returns {{text: string, told?: boolean, lang?: string}|null}
 */
function pieceSaid(store, words, i, piece) {
  if (isPlace(store, i, piece)) return placeSaid(store, words, i);
  const text = words.strings[`title.${piece}`]?.[words.lang], row = rowOf(store, i, piece), [, name, what] = WHAT.exec(piece) ?? [];
  if (text) return { text, told: true };
  if (row !== undefined) return { text: ownName(store, words, i, piece), lang: store.valueOf("names", "lang", row) };
  return name === undefined ? null : bracketed(store, words, i, name, what);
}

/** Whether a piece of a title is the settlement that the feature names. */
const isPlace = (store, i, piece) => piece !== "" && piece === store.valueOf("features", "settlement", i);

function placeSaid(store, words, i) {
  const { text, lang } = placeCalled(store, words, i);
  return { text, told: lang === null };
}

/** A piece that says in brackets what something is, or was called. */
function bracketed(store, words, i, name, what) {
  const kind = pieceSaid(store, words, i, what), told = words.strings[`title.${name}`]?.[words.lang];
  if (!kind) return null;
  const isKind = kind.told && what[0] === what[0].toLowerCase() && !isPlace(store, i, name);
  const called = isKind && !told ? { text: ownNameOf(store, words, i, name, kind.text), told: false } : pieceSaid(store, words, i, name);
  if (!called?.text) return null;
  const said = kind.told ? kind.text : called.text;
  if ([kind, called].some((part) => !part.told && isOdd(part.text, said))) return null;
  return { text: `${called.text} (${kind.text})`, told: kind.told || called.told };
}

/** What something is called and was called. */
function twoNames(place, said) {
  return said && (isOdd(said, place) ? place : `${place} (${said})`);
}
