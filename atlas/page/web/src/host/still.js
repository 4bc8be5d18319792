// Where nothing can be painted, the still that stands on the page for readers without scripts (atlas/page/scriptless.py).

/** Whether the browser gives a canvas to paint on; some are told not to. */
export function paintable() {
  try {
    return Boolean(document.createElement("canvas").getContext("2d"));
  } catch {
    return false;
  }
}

/** Put a map's still in its place, with the line that says where the table is. */
export function showStill(L, container) {
  const box = document.createElement("div");
  box.innerHTML = document.querySelector(`noscript[data-map="${container.id}"]`)?.textContent ?? "";
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  container.append(box);
}
