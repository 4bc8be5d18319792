// The still of a map (atlas/page/scriptless.py): it is painted before any script runs, gives way to the map, and stays where
// nothing can be painted, as for readers without scripts.

const stillOf = (container) => document.querySelector(`.atlas-still[data-map="${container.id}"]`);

/** Whether the browser gives a canvas to paint on; some are told not to. */
export function paintable() {
  try {
    return Boolean(document.createElement("canvas").getContext("2d"));
  } catch {
    return false;
  }
}

/** Take a map's still away, now that the map stands. */
export function hideStill(container) {
  stillOf(container)?.remove();
}

/** Leave the still of a map whose data cannot be had in its place, and say where they are. */
export function tellAbsent(container) {
  const why = stillOf(container)?.querySelector("span");
  if (why) why.hidden = false;
}

/** Put a map's still in its place, with the line that says where the table is. */
export function showStill(L, container) {
  const still = stillOf(container), more = still?.querySelector("noscript");
  if (more) {
    more.outerHTML = more.textContent;
    return;
  }
  const box = document.createElement("div");
  box.innerHTML = document.querySelector(`noscript[data-map="${container.id}"]`)?.textContent ?? "";
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  container.append(box);
}
