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
  put(stamp, x, y) {
    const x0 = Math.round(x) - stamp.half, y0 = Math.round(y) - stamp.half, side = 2 * stamp.half + 1;
    const whole = x0 >= this.left && y0 >= this.top && x0 + side <= this.right && y0 + side <= this.bottom;
    if (whole) this.#lay(stamp, y0 * this.image.width + x0);
    else this.#layWithin(stamp, x0, y0);
  }

  /** All of a stamp, from the place of its first pixel: by far the most of them, and no edge to mind. */
  #lay(stamp, start) {
    const target = this.pixels, { width } = this.image;
    if (stamp.width !== width) measure(stamp, width);
    const { solid, soft } = stamp;
    for (let k = 0; k < solid.at.length; k++) target[start + solid.at[k]] = solid.pixels[k];
    for (let k = 0; k < soft.at.length; k++) {
      const spot = start + soft.at[k], over = soft.pixels[k], under = target[spot];
      target[spot] = under === 0 ? over : blend(over, over >>> 24, under);
    }
  }

  #layWithin({ runs, pixels }, x0, y0) {
    const { width } = this.image, target = this.pixels, { left, right, top, bottom } = this;
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

/** Where the pixels of a stamp lie in a buffer of some width, from its first; the opaque and the others apart. */
function measure(stamp, width) {
  const { runs, pixels } = stamp, solid = { at: [], pixels: [] }, soft = { at: [], pixels: [] };
  for (let r = 0; r < runs.length; r += 4) {
    for (let i = runs[r + 1], at = runs[r + 3]; i < runs[r + 2]; i++, at++) {
      const part = pixels[at] >= OPAQUE ? solid : soft;
      part.at.push(runs[r] * width + i);
      part.pixels.push(pixels[at]);
    }
  }
  for (const part of [solid, soft]) Object.assign(part, { at: Int32Array.from(part.at), pixels: Uint32Array.from(part.pixels) });
  Object.assign(stamp, { width, solid, soft });
}

// 65536 / n, to divide by an alpha with one product.
const SHARE = Uint32Array.from({ length: 256 }, (_, n) => (n ? Math.ceil(65536 / n) : 0));

/** Source-over of two straight-alpha colours, packed as the buffer has them (ABGR on every machine browsers run on). */
function blend(over, alpha, under) {
  let a = alpha + (alpha >>> 7), sum = 255; // the weight of what lies above, of 256
  if (under < OPAQUE) {
    const below = Math.round(((under >>> 24) * (255 - alpha)) / 255);
    sum = alpha + below;
    a = Math.min(256, (alpha * SHARE[sum]) >>> 8);
  }
  const b = 256 - a; // two channels at a time
  const even = ((over & 0xff00ff) * a + (under & 0xff00ff) * b) >>> 8, odd = ((over >>> 8) & 0xff) * a + ((under >>> 8) & 0xff) * b;
  return ((sum << 24) | (even & 0xff00ff) | (odd & 0xff00)) >>> 0;
}
