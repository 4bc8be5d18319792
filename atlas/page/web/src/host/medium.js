// The medium: dark or light, screen or paper. What is drawn follows it at once.

import { boxOfTown } from "../ui/acts.js";

/** @param {any} page `map`, `state`, `store`, `sheets`, `ui` and `view` */
export function hearMedium({ map, state, store, sheets, ui, view }) {
  // A browser that prints has laid the page out before it tells that the medium is another one.
  addEventListener("beforeprint", () => ui.toPaper(true));
  addEventListener("afterprint", () => ui.toPaper(false));
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", ({ matches }) => {
      if (query === "print") {
        ui.toPaper(matches);
        view.toPaper(matches, state.town === null ? null : boxOfTown(store, state.town));
      } else map.invalidateSize({ animate: false });
      ui.clear();
      // A browser takes its picture of the page before the next frame would come.
      sheets.paintNow();
      ui.panel.clock.paint();
    });
  }
}
