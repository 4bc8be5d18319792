// The medium: dark or light, screen or paper. What is drawn follows it at once.

/** @param {any} page `map`, `sheets`, `ui` and `view` */
export function hearMedium({ map, sheets, ui, view }) {
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", ({ matches }) => {
      if (query === "print") {
        ui.toPaper(matches);
        view.toPaper(matches);
      } else map.invalidateSize({ animate: false });
      ui.clear();
      // A browser takes its picture of the page before the next frame would come.
      sheets.paintNow();
      ui.panel.clock.paint();
    });
  }
}
