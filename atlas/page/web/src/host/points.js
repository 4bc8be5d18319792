// The points of the vector tiles in view, from an archive beside the page (PMTiles), of which a server hands out ranges.

import { PbfReader } from "pbf";
import { PMTiles } from "pmtiles";
import { VectorTile } from "@mapbox/vector-tile";

const LAYER = "features"; // as atlas/page/payload/points.py names it
const LEAST_WIDE = 360; // pixels of a tile on the map, at least
const TILE = 256, STEP = 48; // pixels of a tile at its own zoom, and between two looks at which tile lies there
const MOST = 40; // tiles of a view
const POLE = 85.05; // latitude to which Web Mercator reaches

/** An archive on a server; of one that does not hand out ranges all is fetched, once. */
class Ranges {
  #whole = /** @type {Promise<ArrayBuffer>|null} */ (null);

  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  getKey() {
    return this.url;
  }

  async getBytes(offset, length) {
    if (this.#whole) return { data: (await this.#whole).slice(offset, offset + length) };
    const answer = await fetch(this.url, { headers: { range: `bytes=${offset}-${offset + length - 1}` } });
    if (answer.status === 206) return { data: await answer.arrayBuffer() };
    if (!answer.ok) throw new Error(`${this.url}: ${answer.status}`);
    this.#whole ??= answer.arrayBuffer();
    return { data: (await this.#whole).slice(offset, offset + length) };
  }
}

/** Column and line of the tile of a zoom that a place lies in. */
function tileAt({ lat, lng }, zoom) {
  const across = 2 ** zoom, sine = Math.sin((Math.max(-POLE, Math.min(POLE, lat)) * Math.PI) / 180);
  const within = (v) => Math.max(0, Math.min(across - 1, Math.floor(v * across)));
  return [within((lng + 180) / 360), within(0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))];
}

/** The tiles of a zoom that a map shows, as "z/x/y": its projection is another than theirs, so that it is asked spot by spot. */
function tilesAt(map, zoom) {
  const { x, y } = map.getSize(), found = new Set();
  for (let left = -STEP; left <= x + STEP; left += STEP) {
    for (let top = -STEP; top <= y + STEP; top += STEP) found.add([zoom, ...tileAt(map.containerPointToLatLng([left, top]).wrap(), zoom)].join("/"));
  }
  return [...found].sort();
}

export class Points {
  #archive;
  /** @type {Map<string, Promise<any[]>>} */ #tiles = new Map();

  /** @param {string} url of the archive; {number} deepest the zoom at which its tiles hold all */
  constructor(url, deepest) {
    this.#archive = new PMTiles(/** @type {any} */ (new Ranges(url)));
    this.deepest = deepest;
  }

  /** The tiles that a map needs for its view, and whether they hold all that lies there. */
  around(map) {
    const stretch = Math.max(0.1, Math.cos((map.getCenter().lat * Math.PI) / 180));
    let zoom = Math.max(0, Math.min(this.deepest, Math.floor(map.getZoom() + Math.log2((TILE * stretch) / LEAST_WIDE))));
    let tiles = tilesAt(map, zoom);
    while (tiles.length > MOST && zoom > 0) tiles = tilesAt(map, --zoom);
    return { tiles, whole: zoom === this.deepest };
  }

  /** What the points of some tiles say, each as an object. */
  async of(tiles) {
    return (await Promise.all(tiles.map((tile) => this.#tile(tile)))).flat();
  }

  #tile(tile) {
    let read = this.#tiles.get(tile);
    if (!read) {
      read = this.#read(tile);
      this.#tiles.set(tile, read);
      read.catch(() => { this.#tiles.delete(tile); }); // and is asked for again
    }
    return read;
  }

  async #read(tile) {
    const [zoom, x, y] = tile.split("/").map(Number), got = await this.#archive.getZxy(zoom, x, y);
    const layer = got && new VectorTile(new PbfReader(new Uint8Array(got.data))).layers[LAYER];
    return layer ? Array.from({ length: layer.length }, (_, k) => layer.feature(k).properties) : [];
  }
}
