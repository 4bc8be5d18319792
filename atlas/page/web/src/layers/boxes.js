// Boxes on the screen, to ask whether a further one is free of them all: a grid, so that a question costs little.

const CELL = 64; // pixels

export class Boxes {
  constructor() {
    this.cells = new Map();
  }

  /** @param {[number, number, number, number]} box left, top, right, bottom */
  add(box) {
    for (const key of cellsOf(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  free(box) {
    for (const key of cellsOf(box)) {
      for (const o of this.cells.get(key) ?? []) {
        if (o[0] < box[2] && o[2] > box[0] && o[1] < box[3] && o[3] > box[1]) return false;
      }
    }
    return true;
  }
}

function* cellsOf([left, top, right, bottom]) {
  for (let j = Math.floor(top / CELL); j <= Math.floor(bottom / CELL); j++) {
    for (let i = Math.floor(left / CELL); i <= Math.floor(right / CELL); i++) yield j * 4096 + i;
  }
}
