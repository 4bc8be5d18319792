// A canvas that covers the map's viewport and is redrawn, at most once a frame, whenever the view changes.
// Ground and marks are two of these, so that playing redraws the marks alone.

const FRAME_MS = 3; // shorter than any screen's frame
const BEAT_MS = 20; // between two paints of what goes by: every other frame of a usual screen
const REDRAWN = "move zoom viewreset resize"; // the map's events after which a sheet is painted anew

/**
 * A sheet over the map. Those that extend it give `paint(context, size, ratio)`, which returns false when it has left the
 * canvas empty, and may use `frame()`. With the option `keeps` the canvas is not cleared before a paint; `stale` then
 * says whether what is on it is of no use all the same: it was wiped, or shows another view than the map's.
 */
export class Sheet {
  #canvas;
  #later = 0;
  #waiting = 0;
  #painted = null;
  #paintedAt = 0;

  /** @param {any} L Leaflet; `options` the `pane` it lies on, its `zIndex`, and `keeps` */
  constructor(L, options) {
    this.L = L;
    this.options = options;
    this.map = null;
    this.stale = false;
  }

  /** Lay the sheet on a map, as a Leaflet layer. */
  addTo(map) {
    const layer = new (this.L.Layer.extend({
      onAdd: (on) => {
        this.map = on;
        this.onAdd(on);
      },
      onRemove: (from) => {
        this.onRemove(from);
        this.map = null;
      },
    }))();
    layer.addTo(map);
    return this;
  }

  onAdd(map) {
    const pane = map.getPane(this.options.pane) ?? map.createPane(this.options.pane);
    pane.style.zIndex = this.options.zIndex;
    pane.style.pointerEvents = "none";
    this.#canvas = this.L.DomUtil.create("canvas", "atlas-canvas leaflet-zoom-animated", pane);
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#canvas.addEventListener("contextrestored", () => { this.stale = true; this.redraw(); });
    map.on(REDRAWN, this.redraw, this).on("zoomanim", this.#glide, this);
    this.redraw();
  }

  onRemove(map) {
    map.off(REDRAWN, this.redraw, this).off("zoomanim", this.#glide, this);
    this.rest();
    this.#canvas.remove();
  }

  redraw() {
    if (this.#waiting || !this.map) return;
    this.#waiting = requestAnimationFrame(() => {
      this.#waiting = 0;
      this.paintNow();
    });
  }

  /** Paint with a frame to come, but no sooner than so many milliseconds after the last time: what nobody sees more often. */
  redrawAfter(apart = BEAT_MS) {
    if (this.due || this.#waiting) return;
    const wait = apart - (performance.now() - this.#paintedAt);
    if (wait <= 0) this.redraw();
    else this.#later = setTimeout(() => { this.#later = 0; this.redraw(); }, wait);
  }

  /** Whether a paint is put off. */
  get due() {
    return this.#later !== 0;
  }

  /** Paint at once what has just changed; when this frame, or no frame yet, has been painted, with the next; while a clock is `playing`, with one to come. */
  freshen(playing = false) {
    if (playing) this.redrawAfter();
    else if (this.#painted && performance.now() - this.#paintedAt > FRAME_MS) this.paintNow();
    else this.redraw();
  }

  /** Where the sheet is drawn. */
  get canvas() {
    return this.#canvas;
  }

  /** Paint nothing that has been asked for so far. */
  rest() {
    cancelAnimationFrame(this.#waiting);
    clearTimeout(this.#later);
    this.#waiting = this.#later = 0;
  }

  /** Paint the sheet at once, with so many device pixels a pixel of the page. */
  paintNow(ratio = ratioNow()) {
    this.#paintedAt = performance.now();
    clearTimeout(this.#later);
    this.#later = 0;
    const { map } = this;
    if (!map || !map._loaded || held.has(map) || map._animatingZoom) return; // Leaflet lets a zoom's last step follow
    const size = map.getSize();
    if (!size.x || !size.y) return; // hidden: its first size asks for a paint again
    const canvas = this.#canvas;
    this.#resize(size, ratio);
    this.L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    // Each layer compares with what it painted itself: nobody else can know whether that is still good.
    const view = this.#view();
    if (Object.entries(view).some(([key, value]) => this.#painted?.[key] !== value)) this.stale = true;
    this.#painted = view;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!paper.matches && !this.options.keeps) context.clearRect(0, 0, size.x, size.y);
    // An empty canvas is taken out: laying a clear sheet over the map costs as much as a full one.
    canvas.style.display = this.paint(context, size, ratio) === false ? "none" : "";
    this.stale = false;
  }

  /** Paint the sheet; false when nothing is on it.
   * @returns {boolean|void} */
  paint(context, size, ratio) {
    throw new Error(`a sheet must paint: ${context} ${size} ${ratio}`);
  }

  #resize(size, ratio) {
    const canvas = this.#canvas, width = Math.round(size.x * ratio), height = Math.round(size.y * ratio);
    // On paper a canvas is drawn from its commands, and one that begins by clearing itself hides what lies under it.
    if (canvas.width === width && canvas.height === height && !paper.matches) return;
    canvas.width = width;
    canvas.height = height;
    this.stale = true;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
  }

  /** All that decides where on the canvas a place lies. */
  #view() {
    return { crs: this.map.options.crs, ...this.frame() };
  }

  /** Go along with an animated zoom, as Leaflet's own layers do; it is painted anew when the zoom has come to its end. */
  #glide({ center, zoom }) {
    if (!this.#painted) return;
    const { L, map } = this, { scale, x, y } = this.#painted, ratio = map.options.crs.scale(zoom) / 256 / scale;
    L.DomUtil.setTransform(this.#canvas, L.point(-x, -y).multiplyBy(ratio).subtract(map._getNewPixelOrigin(center, zoom)), ratio);
  }

  /** Container pixel of the world's point (0, 0) and pixels per world unit (the world is 256 units wide). */
  frame() {
    const { map } = this, scale = map.options.crs.scale(map.getZoom()) / 256;
    const origin = map.getPixelOrigin().subtract(map._getMapPanePos());
    return { scale, x: -origin.x, y: -origin.y };
  }
}

/** Device pixels that a pixel of the page is drawn with. */
export const ratioNow = () => Math.min(3, window.devicePixelRatio || 1);

const held = new WeakSet();

/** Paint nothing on a map yet, as long as it is being mounted: its view is still to be found. */
export const hold = (map) => { held.add(map); };

/** Let a map's sheets be painted; they are to be asked to. */
export const release = (map) => { held.delete(map); };

const paper = matchMedia("print");
const themes = ["(prefers-color-scheme: dark)", "print", "(forced-colors: active)"].map((query) => matchMedia(query));
const mixed = new WeakMap();

/** Whether the page is being printed: what is drawn then stays lines and letters, of any fineness. */
export const onPaper = () => paper.matches;

/** Colours of the sheet, from the page's style, so that light, dark and print share one drawing code. */
export function inks(element) {
  const theme = themes.map((query) => query.matches).join() + (document.documentElement.dataset.theme ?? "");
  const known = mixed.get(element);
  if (known?.theme === theme) return known;
  const style = getComputedStyle(element);
  const names = ["paper", "land", "bloc", "sea", "ink", "line", "border", "red", "quiet", "graticule", "water"];
  const found = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--atlas-${name}`).trim()]));
  if (found.red) mixed.set(element, { theme, ...found }); // a frame that is not shown has no style yet
  return found;
}
