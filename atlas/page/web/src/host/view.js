// The view: which part of the map is shown, in which projection, and whether over tiles.

import { DEEPEST, equalAreaCrs, extentView } from "../layers/projection.js";

const PAPER = { left: 16, right: 16, top: 16, bottom: 16 }; // pixels about what is printed
const MOVED = 0.5; // pixels by which a view differs from where the page opened
const NUDGED = 1.5; // pixels that Leaflet may itself move the map by when its box changes
const BESIDE = 8; // pixels beside a panel within which a mark is partly hidden by it
const ZOOM_DIGITS = 4; // of a zoom in the address: finer than the steps in which our own maps zoom

/** Web Mercator's zoom beside that of a true scale, at a latitude. */
const stretchAt = (lat) => Math.log2(Math.cos((Math.min(85, Math.abs(lat)) * Math.PI) / 180));

export class View {
  /**
   * @param {any} L Leaflet; `map` a map of it
   * @param {any} options the map's: extent, narrow, projection, frames, streets
   * @param {any} parts marks, ground (or null), `margins()` that the panels take of the map's edges, `redraw()`,
   *   `onFrame(id)` after another framing was chosen, `onSilence()` when the tiles' server gives none
   */
  constructor(L, map, options, parts) {
    this.L = L;
    this.map = map;
    this.options = options;
    this.parts = parts;
    this.frame = "";
    this.home = null;
    this.first = null; // where the map stood when it opened
    this.asked = null;
    this.stood = null;
    this.tiles = null;
    this.revealOpened = () => {}; // bring the place of the open card into view; the page sets it
    this.screen = null; // what was shown before the print
    this.least = undefined; // the map's own least zoom
  }

  /** After a hand has moved the map: lay it on whole pixels, as a fresh page is, and bring it back that was thrown off the sheet. */
  settle() {
    const { L, map } = this, pane = map.getPane("mapPane"), at = L.DomUtil.getPosition(pane), whole = at.round();
    if (!this.sized) return;
    if (!at.equals(whole)) {
      L.DomUtil.setPosition(pane, whole);
      this.#redraw();
    }
    // Off the sheet there are no coordinates; the nearest that there are lead back onto it.
    const middle = map.getSize().divideBy(2), on = map.containerPointToLatLng(middle);
    if (map.latLngToContainerPoint(on).distanceTo(middle) > 1) map.setView(on, map.getZoom(), { animate: false, reset: true });
  }

  /** Whether the map has a box to be seen in; one in a hidden tab or a closed fold has none. */
  get sized() {
    const { x, y } = this.map.getSize();
    return x > 0 && y > 0;
  }

  /**
   * The box has another size: frame anew what was asked for, unless a hand has moved it since.
   * @returns {boolean} whether it has been framed anew
   */
  resized() {
    if (this.screen || matchMedia("print").matches) return false; // on paper: the print sees to its own box
    const { map } = this, unmoved = !this.stood || this.#away(this.stood) < NUDGED;
    map.invalidateSize({ animate: false });
    const { x, y } = map.getSize(), box = `${x} ${y}`;
    if (!this.sized || (this.home && box === this.box)) return false;
    this.box = box;
    const { asked } = this;
    if (unmoved) {
      this.fit();
      this.#ask(asked);
    } else this.#bound(this.#homeZoom());
    this.#redraw();
    return unmoved;
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
    if (!this.home || !this.sized) return this.asked?.view ?? null;
    return this.#away(this.home) > MOVED ? this.here : null;
  }

  /** The view as an address tells it, whatever lies under the marks. */
  get here() {
    return this.#true(this.now);
  }

  /** Pixels between this view and another. */
  #away(view) {
    const { map, here } = this, [from, to] = [view, here].map(([lat, lon]) => map.project([lat, lon]));
    // A zoom shows at the edge, half a screen away from the middle that it keeps in its place.
    return Math.max(from.distanceTo(to), Math.abs(2 ** (here[2] - view[2]) - 1) * map.getSize().x / 2);
  }

  /** The same view with the zoom of a true scale, which Web Mercator shows with a lower one: `sign` -1 for the way back.
   * @param {number[]} view */
  #true([lat, lon, zoom], sign = 1) {
    return this.tiles ? [lat, lon, +(zoom - sign * stretchAt(lat)).toFixed(ZOOM_DIGITS)] : [lat, lon, zoom];
  }

  /** Show the extent of the framing, or the map's own, or where a map without an extent stood at first. */
  fit() {
    if (!this.sized) return;
    const { extent, aside } = this.#opening();
    if (extent) this.show(extent, false, aside);
    else if (this.first) this.set(this.first);
    this.first ??= this.here;
    this.asked = null;
    this.#bound(this.map.getZoom());
    this.home = this.stood = this.here;
  }

  /** The extent of the framing, or the map's own for a box of this shape; and whether it lies aside of the legend. */
  #opening() {
    const { options, frame } = this, { width, height } = this.map.getContainer().getBoundingClientRect();
    const own = width < height && options.narrow ? options.narrow : options.extent;
    const extent = frame ? options.frames[frame].extent : own;
    return { extent, aside: extent === options.extent && options.aside === true };
  }

  /** The zoom with which a fresh page opens in a box of this size, whatever a hand has made of it since. */
  #homeZoom() {
    const { extent, aside } = this.#opening();
    return extent ? extentView(this.L, this.map, extent, this.parts.margins(false, aside)).zoom : (this.first?.[2] ?? this.map.getZoom());
  }

  /** No farther out than the whole sheet, or than where the map opens: beyond that it would dwindle to nothing. */
  #bound(home) {
    const { map } = this, { x, y } = map.getSize();
    if (!map.options.crs.sheet) return;
    this.least ??= map.getMinZoom();
    const whole = Math.ceil(Math.log2(Math.min(x, y) / map.options.crs.sheet) * 100) / 100;
    const least = Math.max(this.least, Math.min(whole, home)), [lat, lon, zoom] = this.here;
    // In a box that has grown, the view that a hand left may be farther out than a fresh page goes.
    if (zoom < least) this.set([lat, lon, least]);
    map.setMinZoom(least);
  }

  /** Show the box [west, south, east, north], degrees; `beside` the open card, if one is; `aside` of the legend. */
  show(extent, beside = false, aside = false) {
    this.asked = { extent, beside, aside };
    if (!this.sized) return;
    this.#fit(extent, this.parts.margins(beside, aside));
    this.stood = this.here;
  }

  #fit(extent, padding) {
    const { centre, zoom } = extentView(this.L, this.map, extent, padding);
    this.map.setView(centre, zoom, { animate: false, reset: true });
  }

  /** Fill the sheet of paper with what the screen shows, or with a box, and afterwards go back to how the screen was. */
  toPaper(on, extent = null) {
    const { map } = this;
    if (on) {
      this.screen = { view: [map.getCenter(), map.getZoom()], size: map.getSize() };
      map.invalidateSize({ animate: false, pan: false });
      if (extent) {
        this.#fit(extent, PAPER);
        return;
      }
      const now = map.getSize(), { size, view: [centre, zoom] } = this.screen;
      const larger = Math.min(now.x / size.x, now.y / size.y);
      map.setView(centre, zoom + Math.log2(larger), { animate: false });
    } else if (this.screen) {
      map.invalidateSize({ animate: false, pan: false });
      map.setView(...this.screen.view, { animate: false });
      this.screen = null;
    }
  }

  set(view) {
    this.asked = { view };
    const [lat, lon, zoom] = this.#true(view, -1);
    const most = Math.min(this.map.getMaxZoom(), DEEPEST), least = Math.max(this.map.getMinZoom(), 0);
    // Without a reset Leaflet would pan, by whole pixels cut off.
    this.map.setView([lat, lon], Math.max(least, Math.min(most, zoom)), { animate: false, reset: true });
    this.stood = this.here;
  }

  #ask(asked) {
    if (asked?.extent) this.show(asked.extent, asked.beside, asked.aside);
    else if (asked?.view) this.set(asked.view);
  }

  /** What an address asks for; what it leaves out is as the page opened. */
  restore({ frame, extent, view }) {
    this.setFrame(this.#hasFrame(frame) ? frame : "");
    if (extent) this.show(extent);
    else if (view) this.set(view);
    else this.fit();
  }

  /** Whether a framing still stands as it was asked for. */
  stands(asked) {
    return asked !== null && asked === this.asked && (!this.sized || this.#away(this.stood) < NUDGED);
  }

  #hasFrame(id) {
    return Boolean(id) && Object.hasOwn(this.options.frames ?? {}, id);
  }

  /** Show another framing of the map, in the projection that suits it; "" is the map's own. */
  setFrame(id) {
    if (id === this.frame || (id && !this.#hasFrame(id))) return;
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
    const stretch = stretchAt(centre.lat);
    this.tiles?.remove();
    this.tiles = on ? L.tileLayer(url, { attribution, ...given }) : null;
    this.#project(on ? L.CRS.EPSG3857 : equalAreaCrs(L, options.projection));
    this.fit();
    map.setView(centre, zoom + (on ? stretch : -stretch), { animate: false, reset: true });
    this.tiles?.once("tileerror", () => this.parts.onSilence()).addTo(map);
    this.#redraw();
  }

  /** Bring a place that one of the `panels` (elements) hides into what `card` leaves of the map. */
  reveal(latlng, card, panels) {
    const at = this.map.latLngToContainerPoint(latlng);
    if (!this.hides(latlng, panels)) return;
    const followed = this.stood && this.#away(this.stood) < NUDGED;
    this.map.panBy(at.subtract(this.#free(this.#boxOf(card), this.map.getSize())), { animate: false });
    if (followed) this.stood = this.here;
  }

  /** Whether a place is out of view, or under one of the `panels` (elements), as these stand now. */
  hides(latlng, panels) {
    const at = this.map.latLngToContainerPoint(latlng), size = this.map.getSize();
    const covers = ([left, top, right, bottom], beside) => at.x > left - beside && at.x < right + beside && at.y > top - beside && at.y < bottom + beside;
    const shown = panels.map((panel) => this.#boxOf(panel)).filter(([left, top, right, bottom]) => right > left && bottom > top);
    return this.sized && (!covers([0, 0, size.x, size.y], 0) || shown.some((box) => covers(box, BESIDE)));
  }

  #boxOf(element) {
    const origin = this.map.getContainer().getBoundingClientRect(), box = element.getBoundingClientRect();
    return [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top];
  }

  /** The middle of what an open card leaves of the map: above one that is as broad as the map, else beside it.
   * @param {number[]} card */
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
