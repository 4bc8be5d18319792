// The view: which part of the map is shown, in which projection, and whether over tiles.

import { equalAreaCrs, fitExtent } from "../layers/projection.js";

const MOVED = 0.5; // pixels by which a view differs from where the page opened
const ZOOM_DIGITS = 4; // of a zoom in the address: finer than the steps in which our own maps zoom

export class View {
  /**
   * @param {object} options the map's: extent, narrow, projection, frames, streets
   * @param {object} parts marks, ground (or null), `margins()` that the panels take of the map's edges, `redraw()`,
   *   `onFrame(id)` after another framing was chosen, `onSilence()` when the tiles' server gives none
   */
  constructor(L, map, options, parts) {
    Object.assign(this, { L, map, options, parts, frame: "", home: null, tiles: null });
  }

  /** A hand on a map whose box is not whole pixels high leaves it between two: lay it on whole ones, as a fresh page is. */
  settle() {
    const { L, map } = this, pane = map.getPane("mapPane"), at = L.DomUtil.getPosition(pane), whole = at.round();
    if (at.equals(whole)) return;
    L.DomUtil.setPosition(pane, whole);
    this.#redraw();
  }

  /**
   * Latitude, longitude and zoom, with as many decimals as a tenth of a pixel needs there. Leaflet lays a view on whole
   * pixels: asked of the screen, not of what was asked for, the middle leads back to the very same pixels.
   */
  get now() {
    const { map } = this, { lat, lng } = map.containerPointToLatLng(map.getSize().divideBy(2)), zoom = map.getZoom();
    const digits = Math.max(2, Math.ceil(0.55 + zoom * Math.log10(2))); // a pixel is 1.4 / 2 ** zoom degrees
    return [lat.toFixed(digits), lng.toFixed(digits), zoom.toFixed(ZOOM_DIGITS)].map(Number);
  }

  /** The same for the address: null where the map is as it opened. */
  get moved() {
    const { map, now, home } = this;
    if (!home) return null;
    const [there, here] = [home, now].map(([lat, lon]) => map.project([lat, lon]));
    // A zoom shows at the edge, half a screen away from the middle that it keeps in its place.
    const grown = Math.abs(2 ** (now[2] - home[2]) - 1) * map.getSize().x / 2;
    return there.distanceTo(here) > MOVED || grown > MOVED ? now : null;
  }

  /** Show the extent of the framing, or the map's own. */
  fit() {
    const { options, map } = this, { width, height } = map.getContainer().getBoundingClientRect();
    const own = width < height && options.narrow ? options.narrow : options.extent;
    this.show(this.frame ? options.frames[this.frame].extent : own);
    this.home = this.now;
  }

  /** Show the box [west, south, east, north], degrees. */
  show(extent) {
    fitExtent(this.map, extent, this.parts.margins());
  }

  /** Fill the sheet of paper with what the screen shows, and afterwards go back to how the screen was. */
  toPaper(on) {
    const { map } = this;
    if (on) {
      this.screen = { view: [map.getCenter(), map.getZoom()], size: map.getSize() };
      map.invalidateSize({ animate: false, pan: false });
      const now = map.getSize(), { size, view: [centre, zoom] } = this.screen;
      const larger = Math.min(now.x / size.x, now.y / size.y);
      map.setView(centre, zoom + Math.log2(larger), { animate: false });
    } else if (this.screen) {
      map.invalidateSize({ animate: false, pan: false });
      map.setView(...this.screen.view, { animate: false });
      this.screen = null;
    }
  }

  set([lat, lon, zoom]) {
    this.map.setView([lat, lon], zoom, { animate: false, reset: true }); // else Leaflet pans, by whole pixels cut off
  }

  /** What an address asks for; what it leaves out is as the page opened. */
  restore({ frame, extent, view }) {
    this.setFrame(this.options.frames?.[frame] ? frame : "");
    if (extent) this.show(extent);
    else if (view ?? this.home) this.set(view ?? this.home);
  }

  /** Show another framing of the map, in the projection that suits it; "" is the map's own. */
  setFrame(id) {
    if (id === this.frame || (id && !this.options.frames?.[id])) return;
    if (this.tiles) this.setStreets(false);
    this.frame = id;
    this.#project(equalAreaCrs(this.L, id ? this.options.frames[id].projection : this.options.projection));
    this.fit();
    this.#redraw();
    this.parts.onFrame(id);
  }

  /** Lay a basemap of tiles over the ground, in the tiles' own projection, or take it away. */
  setStreets(on) {
    const { L, map, options } = this;
    if (on) this.setFrame("");
    const { url, attribution, options: given } = options.streets, centre = map.getCenter(), zoom = map.getZoom();
    const stretch = Math.log2(Math.cos((centre.lat * Math.PI) / 180)); // Web Mercator's zoom beside that of a true scale
    this.tiles?.remove();
    this.tiles = on ? L.tileLayer(url, { attribution, ...given }) : null;
    this.#project(on ? L.CRS.EPSG3857 : equalAreaCrs(L, options.projection));
    this.fit();
    map.setView(centre, zoom + (on ? stretch : -stretch), { animate: false, reset: true });
    this.tiles?.once("tileerror", () => this.parts.onSilence()).addTo(map);
    this.#redraw();
  }

  /** Bring a place into what is not hidden by `card` (an element) or one of the `boxes` (container pixels). */
  reveal(latlng, card, boxes) {
    const at = this.map.latLngToContainerPoint(latlng), size = this.map.getSize(), box = this.#boxOf(card);
    const hides = ([left, top, right, bottom]) => at.x > left && at.x < right && at.y > top && at.y < bottom;
    if (!hides([0, 0, size.x, size.y]) || [...boxes, box].some(hides)) this.map.panBy(at.subtract(this.#free(box, size)), { animate: false });
  }

  #boxOf(element) {
    const origin = this.map.getContainer().getBoundingClientRect(), box = element.getBoundingClientRect();
    return [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top];
  }

  /** The middle of what an open card leaves of the map: above one that is as broad as the map, else beside it. */
  #free([left, top, right], size) {
    return right - left > size.x * 0.7 ? this.L.point(size.x / 2, top * 0.6) : this.L.point(left / 2, size.y / 2);
  }

  #project(crs) {
    this.map.options.crs = crs;
    this.parts.marks.project();
    this.parts.ground?.project();
  }

  #redraw() {
    this.parts.redraw();
    this.parts.ground?.redraw();
  }
}
