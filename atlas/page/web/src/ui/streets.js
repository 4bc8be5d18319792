// Streets: an opt-in basemap of tiles. Nothing is asked of its server before the reader has been told its name and agreed.

import { el } from "./dom.js";

/** @typedef {import("../ui/words.js").Words} Words */

/**
 * The button and the dialog that asks.
 * @param {{name: string, url: string, attribution: string, host: string, options: object}} source the tiles
 * @param {Words} words
 * @param {(on: boolean) => void} show puts the tiles on the map, or takes them away
 * @returns {{button: Element, dialog: Element, fail: () => void}} `fail` tells that the server did not answer
 */
export function streetsButton(source, words, shown, show) {
  const button = el("button.atlas-reset", { type: "button", "aria-pressed": String(shown) }, words.say(shown ? "streets.off" : "streets.on"));
  const dialog = el("dialog.atlas-ask", { "aria-label": words.say("streets.on") },
    el("p", {}, words.say("streets.ask", source.host)),
    el("form", { method: "dialog" },
      el("button.atlas-reset", { value: "yes" }, words.say("streets.load")), " ",
      el("button.atlas-reset", { value: "" }, words.say("streets.no"))));
  const turn = (on) => {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = words.say(on ? "streets.off" : "streets.on");
    show(on);
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") turn(false);
    else {
      dialog.returnValue = "";
      dialog.showModal();
    }
  });
  dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") turn(true); });
  return { button, dialog, fail() { button.textContent = words.say("streets.none", source.host); } };
}
