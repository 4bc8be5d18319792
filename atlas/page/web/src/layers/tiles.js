// Tiles: which marks touch which small square of the screen, so that a change repaints its own squares alone.

export const TILE = 16; // device pixels

export class Tiles {
  /** @param x, y middles of marks in the order in which they are drawn, device pixels; `reach(turn)` of one of them */
  constructor(x, y, reach, width, height) {
    this.x = x;
    this.y = y;
    this.reach = reach;
    this.columns = Math.ceil(width / TILE);
    this.lines = Math.ceil(height / TILE);
    const counts = new Uint32Array(this.columns * this.lines + 1);
    for (let i = 0; i < x.length; i++) this.each(i, (tile) => { counts[tile + 1] += 1; });
    for (let t = 1; t < counts.length; t++) counts[t] += counts[t - 1];
    this.start = counts.slice();
    this.turns = new Uint32Array(counts.at(-1));
    for (let i = 0; i < x.length; i++) this.each(i, (tile) => { this.turns[counts[tile]++] = i; });
  }

  /** Call `act(tile)` for every tile that a mark may touch. */
  each(i, act) {
    const { columns, lines } = this, reach = this.reach(i);
    const left = Math.max(0, Math.floor((this.x[i] - reach) / TILE)), right = Math.min(columns - 1, Math.floor((this.x[i] + reach) / TILE));
    const top = Math.max(0, Math.floor((this.y[i] - reach) / TILE)), bottom = Math.min(lines - 1, Math.floor((this.y[i] + reach) / TILE));
    for (let line = top; line <= bottom; line++) for (let column = left; column <= right; column++) act(line * columns + column);
  }

  /** The marks that touch a tile, in the order in which they are drawn. */
  turnsOf(tile) {
    return this.turns.subarray(this.start[tile], this.start[tile + 1]);
  }

  /** Left, top, right and bottom of a tile, device pixels. */
  box(tile) {
    const left = (tile % this.columns) * TILE, top = Math.floor(tile / this.columns) * TILE;
    return [left, top, left + TILE, top + TILE];
  }
}
