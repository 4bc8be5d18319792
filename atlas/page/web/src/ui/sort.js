// The table of the record, put in order by what its reader asks for. Without script it stands as it was written.

import { el } from "./dom.js";

/** What a row is sorted by: the day of its last event, or its text. */
function valueOf(row, column) {
  const cell = row.cells[column], days = [...cell.querySelectorAll("li[data-day]")];
  return days.at(-1)?.dataset.day ?? cell.textContent.trim();
}

/**
 * Make a table's heads into buttons that sort its rows; `wordsNow()` are the reader's.
 * @param {HTMLTableElement|null} table
 * @param {(order: (rows: any[]) => any[]) => void} reorder puts the rows in the order that a function gives them
 */
export function sortable(table, reorder, wordsNow) {
  if (!table) return;
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = el("button", { type: "button", onclick: () => {
      const down = head.getAttribute("aria-sort") === "ascending", { collator } = wordsNow();
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      reorder((rows) => rows.map((row) => [valueOf(row, column), row])
        .sort(([a], [b]) => collator.compare(a, b) * (down ? -1 : 1)).map(([, row]) => row));
    } }, ...head.childNodes);
    nameSort(button, wordsNow());
    head.append(button);
  });
}

/** Tell what a head's button does, in the reader's language. */
export function nameSort(button, words) {
  button.title = words.say("sort", button.textContent);
}
