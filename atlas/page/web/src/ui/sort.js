// The table of the record, put in order by what its reader asks for. Without script it stands as it was written.

import { el } from "./dom.js";

/**
 * Make a table's heads into buttons that sort its rows; `wordsNow()` are the reader's.
 * @param {HTMLTableElement|null} table
 * @param {(column: number, collator: Intl.Collator, down: boolean) => void} order puts the rows in the order of a column
 */
export function sortable(table, order, wordsNow) {
  if (!table) return;
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = el("button", { type: "button", onclick: () => {
      const down = head.getAttribute("aria-sort") === "ascending", { collator } = wordsNow();
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      order(column, collator, down);
    } }, ...head.childNodes);
    nameSort(button, wordsNow());
    head.append(button);
  });
}

/** Tell what a head's button does, in the reader's language. */
export function nameSort(button, words) {
  [button.title, button.lang] = [words.say("sort", button.textContent), words.lang];
}
