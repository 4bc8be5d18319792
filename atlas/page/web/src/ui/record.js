// What the page's table of the record says in the reader's language: kinds, places, dates, what happened, the weight of sources.

import { placeCalled, titleCalled } from "../model/called.js";

/** @typedef {import("../model/store.js").Store} Store */
/** @typedef {import("../model/rows.js").RowSaid} RowSaid */

/**
 * By the id of a feature, or of a milestone, and by grade and caution of a source; null where the reader has the record's language.
 * @param {Store} store
 * @param {any} words
 */
export function recordSaid(store, words) {
  if (!words.foreign) return null;
  const { lang } = words, milestones = new Map(store.data.milestones.map((one) => [one.id, one]));
  const dates = (said, own) => said.map((edtf) => (edtf && edtf !== own ? words.date(edtf) : ""));
  return {
    /** @returns {RowSaid} */
    row(id) {
      const i = store.index.get(id), { events, types, attestations } = store.data, country = store.features.country[i];
      return {
        lang, title: titleCalled(store, words, i), kind: words.kind(store.kind(i)), place: placeCalled(store, words, i),
        country: country && words.country(country), differ: words.say("differ.short"), weak: words.say("weak.short"),
        events: store.eventsOf(i).map((row) => ({
          head: `${words.date(events.edtf[row])} ${words.type(types[events.type[row]])}`,
          dates: dates(store.attestationsOf(row).map((a) => attestations.edtf[a]), events.edtf[row]),
        })),
      };
    },
    milestone(id) {
      const one = milestones.get(id);
      return { lang, head: `${words.date(one.edtf)}${words.colon}`, title: words.milestone(one), titleLang: words.milestoneLang(one) ?? lang, date: (edtf) => words.date(edtf) };
    },
    source: (grade, caution) => ({
      lang, weight: [grade && words.sayOr(`grade.${grade}`, grade), caution && words.sayOr(`caution.${caution}`, caution)].filter(Boolean).join(", "), copy: words.say("copy"),
    }),
  };
}
