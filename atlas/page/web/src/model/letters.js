// Names of towns in other letters, as atlas/page/payload/letters.py writes them in Latin ones.

const GEORGIAN = "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", CYRILLIC = "абвгдежзийклмнопрстуфхцчшы";

/** Latin letters, small and capital → those of a script; `capitals`, where it has any. */
const letters = (theirs, ours, capitals) => new Map([...ours.toUpperCase()].map((letter, k) => /** @type {[string, string]} */ ([letter, capitals[k]]))
  .concat([...ours].map((letter, k) => [letter, theirs[k]])));
const cyrillic = letters(CYRILLIC, "abvgdežzijklmnoprstufhcčšy", CYRILLIC.toUpperCase());
const SCRIPTS = { ka: letters(GEORGIAN, "abgdevzŧiklmnopžrstufķğqščcżwċxjh", GEORGIAN), ru: cyrillic, uk: cyrillic };

function spelt(said, name, script) {
  if (!script || !said || (said[0] === "=" && said.length > 1)) return script && said ? said.slice(1) : said;
  return [...(said === "=" ? name : said)].map((letter) => script.get(letter) ?? letter).join("");
}

/** A column of names parted by "|", one for each of the `tongues`, as they are written; `names` are the towns' own. */
export function inLetters({ lettered, tongues }, names) {
  const scripts = tongues.map((lang) => SCRIPTS[lang]);
  return lettered.map((row, k) => row && row.split("|").map((said, at) => spelt(said, names[k], scripts[at])).join("|"));
}
