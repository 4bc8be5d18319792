// Stamps: marks are drawn once, small, and then copied pixel by pixel into one buffer. Ten thousand
// drawn paths cost several frames; a hundred thousand stamps cost about two.

const OPAQUE = 0xff000000;

export class StampBuffer {
  constructor() {
    this.stamps = [];
  }

  /**
   * Make ready for a frame of this many device pixels; stamps of another `style` (zoom, theme, density) are forgotten.
   * @returns {boolean} whether the pixels of the frame before are still there
   */
  begin(context, width, height, style) {
    const same = this.image?.width === width && this.image.height === height && style === this.style;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    if (style !== this.style) {
      this.style = style;
      this.stamps = [];
    }
    this.whole();
    return same;
  }

  /** Stamp on all of the frame. */
  whole() {
    [this.left, this.top, this.right, this.bottom] = [0, 0, this.image.width, this.image.height];
  }

  /** Stamp on a part of the frame only, from one pixel to before another. */
  within(left, top, right, bottom) {
    const { width, height } = this.image;
    [this.left, this.top, this.right, this.bottom] = [left, top, Math.min(right, width), Math.min(bottom, height)];
  }

  clear() {
    const { width, height } = this.image;
    if (this.left === 0 && this.right === width && this.top === 0 && this.bottom === height) this.pixels.fill(0);
    else for (let y = this.top; y < this.bottom; y++) this.pixels.fill(0, y * width + this.left, y * width + this.right);
  }

  /** Make the stamp of a key (a small whole number): `draw(context)` draws it around (0, 0), within `reach` pixels. */
  stamp(key, reach, ratio, draw) {
    const side = 2 * Math.ceil(reach * ratio) + 1;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.setTransform(ratio, 0, 0, ratio, side / 2, side / 2);
    draw(context);
    const pixels = new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
    return (this.stamps[key] = runsOf(pixels, side));
  }

  /** Lay a stamp over the buffer, its middle at a device pixel; what lies outside the part being stamped is cut off. */
  put({ runs, pixels, half }, x, y) {
    const { width } = this.image, target = this.pixels, { left, right, top, bottom } = this;
    const x0 = Math.round(x) - half, y0 = Math.round(y) - half;
    for (let r = 0; r < runs.length; r += 4) {
      const line = y0 + runs[r];
      if (line < top || line >= bottom) continue;
      let from = x0 + runs[r + 1], to = x0 + runs[r + 2], at = runs[r + 3];
      if (from < left) { at += left - from; from = left; }
      if (to > right) to = right;
      for (let k = line * width + from, end = line * width + to; k < end; k++, at++) {
        const over = pixels[at], under = target[k];
        target[k] = over >= OPAQUE || under === 0 ? over : blend(over, over >>> 24, under);
      }
    }
  }

  /** Show what has been stamped: the part now being stamped. */
  end(context) {
    context.putImageData(this.image, 0, 0, this.left, this.top, this.right - this.left, this.bottom - this.top);
  }
}

/** A square of pixels as runs of what is not wholly clear: line, from, to, and where its pixels start. */
function runsOf(square, side) {
  const runs = [], pixels = [];
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      if (square[j * side + i] >>> 24 === 0) continue;
      const from = i, start = pixels.length;
      for (; i < side && square[j * side + i] >>> 24 !== 0; i++) pixels.push(square[j * side + i]);
      runs.push(j, from, i, start);
    }
  }
  return { runs: Int32Array.from(runs), pixels: Uint32Array.from(pixels), half: (side - 1) / 2 };
}

/** Source-over of two straight-alpha colours, packed as the buffer has them (ABGR on every machine browsers run on). */
function blend(over, alpha, under) {
  if (under >= OPAQUE) { // two channels at a time, with weights that sum to 256
    const a = alpha + (alpha >>> 7), b = 256 - a;
    const even = ((over & 0xff00ff) * a + (under & 0xff00ff) * b) >>> 8, odd = ((over >>> 8) & 0xff) * a + ((under >>> 8) & 0xff) * b;
    return (OPAQUE | (even & 0xff00ff) | (odd & 0xff00)) >>> 0;
  }
  const a = alpha / 255, b = ((under >>> 24) / 255) * (1 - a), sum = a + b;
  const mix = (shift) => Math.round((((over >>> shift) & 255) * a + ((under >>> shift) & 255) * b) / sum) << shift;
  return ((Math.round(sum * 255) << 24) | mix(16) | mix(8) | mix(0)) >>> 0;
}
