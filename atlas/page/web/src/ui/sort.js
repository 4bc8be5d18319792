// The table of the record, put in order by what its reader asks for. Without script it stands as it was written.

import { el } from "./dom.js";

/** Make a table's heads into buttons that sort its rows; the column of events sorts by the day of the last one. */
export function sortable(table, words) {
  if (!table) return;
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  const valueOf = (row, column) => {
    const days = [...row.cells[column].querySelectorAll("li[data-day]")].map((item) => item.dataset.day);
    return days.at(-1) ?? row.cells[column].textContent.trim();
  };
  heads.forEach((head, column) => {
    const label = head.textContent;
    head.replaceChildren(el("button", { type: "button", title: words.say("sort", label), onclick: () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
      rows.sort(([a], [b]) => words.collator.compare(a, b) * (down ? -1 : 1));
      body.append(...rows.map(([, row]) => row));
    } }, label));
  });
}
