// The scale bar: how many kilometres a stretch of the map's middle has, in the reader's language.

const EQUATOR = 40030173; // metres around the sphere of equal area, which the zoom levels share out

const bars = new WeakMap(); // of maps

/** Letter a map's bar, if it has one, with the reader's words. @param {any} map @param {import("../ui/words.js").Words} words */
export const speakScale = (map, words) => bars.get(map)?.speak(words);

/** Leaflet's bar, measured around the middle of the map: at its left edge, where Leaflet measures, the sheet may have ended. */
export function scaleBar(L, options) {
  const Bar = L.Control.Scale.extend({
    onAdd(map) {
      bars.set(map, this);
      return L.Control.Scale.prototype.onAdd.call(this, map);
    },
    speak(words) {
      this._words = words;
      this._update();
    },
    _updateScale(scale, text, ratio) {
      const [number, unit] = text.split(" "), metric = { m: 1, km: 1000 }[unit];
      L.Control.Scale.prototype._updateScale.call(this, scale, this._words && metric ? this._words.length(number * metric) : text, ratio);
    },
    _update() {
      const map = this._map, middle = map.getSize().divideBy(2), most = this.options.maxWidth;
      const [from, to] = [-0.5, 0.5].map((part) => map.containerPointToLatLng(middle.add([part * most, 0])));
      const even = (most * EQUATOR) / map.options.crs.scale(map.getZoom()), metres = map.distance(from, to);
      // Beyond the sheet's edge there is nothing to measure; there the bar has the scale of the whole.
      this._updateScales(metres > even / 2 && metres < even * 2 ? metres : even);
    },
  });
  return new Bar(options);
}
