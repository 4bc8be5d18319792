// A source as it is cited: its title, who published it and when, what weight it has, where in it, and its copy.

import { el, link } from "./dom.js";

/**
 * @param {import("../model/store.js").Store} store
 * @param {any} words
 * @param {number} s its row
 * @param {string} locator where in it
 */
export function cited(store, words, s, locator = "") {
  const { title, origin, url, copy, grade, caution } = store.sourceOf(s), { foreign: lang } = words;
  const weight = [grade && words.sayOr(`grade.${grade}`, grade), caution && words.say(`caution.${caution}`)].filter(Boolean).join(", ");
  return el("span.atlas-cite", {}, el("span", { lang }, link(url, title), origin ? ` (${origin})` : ""),
    weight ? `; ${weight}` : "", ...(locator ? [", ", el("span", { lang }, locator)] : []),
    copy ? el("span", {}, "; ", link(copy, words.say("copy"))) : null);
}
