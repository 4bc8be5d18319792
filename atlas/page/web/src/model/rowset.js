// A set of rows that is gone through in every frame: they stand in one list without gaps, which is read many times quicker
// than a Set of as many.

export class RowSet {
  #places;

  /** @param {number} n how many rows there are; none of them is in it at first */
  constructor(n) {
    this.size = 0;
    /** Its rows, of which the first `size` count, in no order. */
    this.rows = new Uint32Array(n);
    this.#places = new Uint32Array(n); // of each row one more than where it stands; 0 for none
  }

  has(row) {
    return this.#places[row] !== 0;
  }

  add(row) {
    if (this.#places[row] !== 0) return;
    this.rows[this.size++] = row;
    this.#places[row] = this.size;
  }

  /** Take a row out; the last takes its place, so that whoever goes from the last to the first meets each. */
  delete(row) {
    const place = this.#places[row];
    if (place === 0) return;
    const last = this.rows[--this.size];
    this.rows[place - 1] = last;
    this.#places[last] = place;
    this.#places[row] = 0;
  }

  clear() {
    for (let k = 0; k < this.size; k++) this.#places[this.rows[k]] = 0;
    this.size = 0;
  }

  [Symbol.iterator]() {
    return this.rows.subarray(0, this.size)[Symbol.iterator]();
  }
}
