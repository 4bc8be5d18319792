// What the page's table holds for both, so that it stands on the page once: sources, notes, what is said of milestones.
// Its markup is that of atlas/page/templates/page.html; a payload without these columns counts on it.

/** @typedef {{title: string[], origin: string[], url: string[], copy: string[], grade: string[], caution: string[]}} Sources */

export const table = {
  /** The sources, as columns, in the order in which the payload numbers them. @returns {Sources} */
  sources() {
    const items = [...document.querySelectorAll("#record-sources > li")];
    const text = (item, what) => item.querySelector(what)?.textContent ?? "";
    const address = (item, what) => item.querySelector(what)?.getAttribute("href") ?? "";
    const weight = (item) => (item.querySelector("i")?.dataset.g ?? " ").split(" ");
    return {
      title: items.map((item) => text(item, "a")), origin: items.map((item) => text(item, "span")),
      url: items.map((item) => address(item, "a")), copy: items.map((item) => address(item, "a.copy")),
      grade: items.map((item) => weight(item)[0]), caution: items.map((item) => weight(item)[1]),
    };
  },

  /** The note on a feature; "" for none. */
  note(id) {
    return document.querySelector(`#row-${CSS.escape(id)} .note`)?.textContent ?? "";
  },

  /** What the sources say of a milestone. @returns {{edtf: string, source: number, text: string}[]} */
  says(id) {
    return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`#milestone-${CSS.escape(id)} li`)]).map((item) => ({
      edtf: item.dataset.date, source: +item.dataset.source, text: item.querySelector("span").textContent,
    }));
  },
};
