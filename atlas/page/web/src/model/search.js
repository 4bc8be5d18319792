// What a text finds: every name in every script, without regard to case or diacritics.

// Letters that Unicode does not take apart, as people write them who have no such key.
const LETTERS = {
  ß: "ss", æ: "ae", œ: "oe", þ: "th", ð: "d", đ: "d", ɖ: "d", ħ: "h", ı: "i", ɨ: "i", ĸ: "k", ł: "l", ŀ: "l", ŋ: "n", ɲ: "n", ø: "o", ɔ: "o",
  ŧ: "t", ə: "e", ǝ: "e", ɛ: "e", ƀ: "b", ɓ: "b", ɡ: "g", ǥ: "g", ʉ: "u", ƶ: "z", ʒ: "z", ς: "σ", ґ: "г", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у", һ: "х",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
const APOSTROPHES = /['`´‘’‚‛′‵ʹʺʻʼʽʾʿˈ＇"“”„״׳]/g; // written or left out, of one kind or another
const INVISIBLE = /\p{Cf}/gu; // soft hyphens, joiners, marks of direction
const PLAIN = /^[ -~]*$/; // letters that need no Unicode
const DASHES = /[\p{Pd}_]/gu;

/**
 * A text as it is looked up: lower case, without diacritics or apostrophes, dashes as spaces, and the same in every
 * browser, whatever language that speaks. "Brașov" and "brasov", "Hauptstraße" and "HAUPTSTRASSE" are the same word.
 */
export function fold(text) {
  const said = String(text);
  if (PLAIN.test(said)) return said.replace(/['`"]/g, "").replace(/[-_]/g, " ").toLowerCase(); // the same, three times as quick
  return said.replace(APOSTROPHES, "").normalize("NFKD").replace(INVISIBLE, "").replace(DASHES, " ")
    .toLowerCase().replace(/\p{M}/gu, "").replace(LETTER, (letter) => LETTERS[letter]);
}

/**
 * Rows whose texts match what was written: those that are called so first, then the most important.
 * @param {string[]} index by row, its names, folded and parted by " | "
 * @param {ArrayLike<number>} rank by row, 1 the most important
 */
export function matches(index, rank, text) {
  const parts = fold(text).split(/\s+/).filter(Boolean), whole = parts.join(" ");
  if (!parts.length) return [];
  const close = (words) => (words.split(" | ").includes(whole) ? 2 : +parts.some((part) => words.startsWith(part)));
  const found = [];
  for (let row = 0; row < index.length; row++) {
    const words = index[row];
    if (parts.every((part) => words.includes(part))) found.push({ row, close: close(words) });
  }
  return found.sort((a, b) => b.close - a.close || rank[a.row] - rank[b.row] || a.row - b.row)
    .map(({ row }) => row);
}
