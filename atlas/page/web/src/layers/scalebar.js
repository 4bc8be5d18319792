// The scale bar: how many kilometres a stretch of the map's middle has.

const EQUATOR = 40030173; // metres around the sphere of equal area, which the zoom levels share out

/** Leaflet's bar, measured around the middle of the map: at its left edge, where Leaflet measures, the sheet may have ended. */
export function scaleBar(L, options) {
  const Bar = L.Control.Scale.extend({
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
