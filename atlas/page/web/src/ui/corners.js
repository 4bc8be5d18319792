// Room for controls that guests put into the map's corners (folium.LayerControl, a minimap): our panels keep clear of them.

const CORNERS = { "--atlas-guest-top": [".leaflet-top.leaflet-right", "offsetWidth"], "--atlas-guest-low": [".leaflet-bottom.leaflet-right", "offsetHeight"] };

/** Tell the style sheet how much of its right corners a map's controls take; one that unfolds under a hand lies over the panels. */
export function makeRoom(map) {
  const container = map.getContainer();
  for (const [property, [selector, side]] of Object.entries(CORNERS)) {
    const corner = container.querySelector(selector);
    if (!corner) continue;
    new ResizeObserver(() => {
      if (!corner.matches(":hover, :focus-within")) container.style.setProperty(property, `${corner[side]}px`);
    }).observe(corner);
  }
}
