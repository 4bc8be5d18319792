// The table of the record, put in order by what its reader asks for. Without script it stands as it was written.

import { el } from "./dom.js";

/** Make a table's heads into buttons that sort its rows; the column of events sorts by the day of the last one; `wordsNow()` are the reader's. */
export function sortable(table, wordsNow) {
  if (!table) return;
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  const valueOf = (row, column) => {
    const days = [...row.cells[column].querySelectorAll("li[data-day]")].map((item) => item.dataset.day);
    return days.at(-1) ?? row.cells[column].textContent.trim();
  };
  heads.forEach((head, column) => {
    const button = el("button", { type: "button", onclick: () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
      const { collator } = wordsNow();
      rows.sort(([a], [b]) => collator.compare(a, b) * (down ? -1 : 1));
      body.append(...rows.map(([, row]) => row));
    } }, ...head.childNodes);
    nameSort(button, wordsNow());
    head.append(button);
  });
}

/** Tell what a head's button does, in the reader's language. */
export function nameSort(button, words) {
  button.title = words.say("sort", button.textContent);
}
