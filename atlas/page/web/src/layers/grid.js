// Points by the small square of the screen that they lie in: who asks what is near a point looks at a few squares, not at all.

const CELL = 32; // pixels of a square

export class Grid {
  /**
   * @param {ArrayLike<number>} order rows of points, in the order in which they are to be given back
   * @param {ArrayLike<number>} x pixels, by row
   * @param {ArrayLike<number>} y
   * @param {{x: number, y: number}} size of the view
   * @param {number} margin pixels around it within which points count
   */
  constructor(order, x, y, size, margin) {
    this.margin = margin;
    this.columns = Math.ceil((size.x + 2 * margin) / CELL);
    this.rows = Math.ceil((size.y + 2 * margin) / CELL);
    const cells = Int32Array.from(order, (i) => this.#cell(x[i], y[i]));
    this.start = new Uint32Array(this.columns * this.rows + 1);
    for (const cell of cells) if (cell >= 0) this.start[cell + 1] += 1;
    for (let cell = 1; cell < this.start.length; cell++) this.start[cell] += this.start[cell - 1];
    const next = this.start.slice();
    this.turns = new Uint32Array(next[next.length - 1]);
    cells.forEach((cell, turn) => { if (cell >= 0) this.turns[next[cell]++] = turn; });
  }

  #part(pixels) {
    return Math.floor((pixels + this.margin) / CELL);
  }

  /** The square of a point; -1 outside. */
  #cell(x, y) {
    const column = this.#part(x), row = this.#part(y);
    return column >= 0 && row >= 0 && column < this.columns && row < this.rows ? row * this.columns + column : -1;
  }

  /** Turns in the order of what lies in the squares within `far` pixels of a point, the first first. */
  near(x, y, far) {
    const found = [], left = Math.max(0, this.#part(x - far)), right = Math.min(this.columns - 1, this.#part(x + far));
    const top = Math.max(0, this.#part(y - far)), bottom = Math.min(this.rows - 1, this.#part(y + far));
    for (let row = top; row <= bottom && left <= right; row++) {
      for (let at = this.start[row * this.columns + left]; at < this.start[row * this.columns + right + 1]; at++) found.push(this.turns[at]);
    }
    return found.sort((a, b) => a - b);
  }
}
