// Stamps: marks are drawn once, small, and then copied pixel by pixel into one buffer. Ten thousand
// drawn paths cost several frames; a hundred thousand stamps cost about two.

// Colours are whole numbers of 32 bits, as the buffer has them (ABGR on every machine browsers run on). They are kept
// signed: beyond 31 bits an unsigned one would be a floating-point number to the browser's compiler, and slow.
const EVEN = 0x00ff00ff, GREEN = 0x0000ff00;

export class StampBuffer {
  constructor() {
    this.stamps = [];
    /** @type {ImageData} */
    this.image = null;
    /** @type {Int32Array} the same, a pixel an entry */
    this.pixels = null;
    this.style = "";
    this.left = this.top = this.right = this.bottom = 0; // of the part being stamped
  }

  /**
   * Make ready for a frame of this many device pixels; stamps of another `style` (zoom, theme, density) are forgotten.
   * @returns {boolean} whether the pixels of the frame before are still there
   */
  begin(context, width, height, style) {
    const same = this.image?.width === width && this.image.height === height && style === this.style;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
      this.pixels = new Int32Array(this.image.data.buffer);
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
    const { context, side } = drawn(reach, ratio, draw, true);
    const pixels = new Int32Array(context.getImageData(0, 0, side, side).data.buffer);
    return (this.stamps[key] = runsOf(pixels, side));
  }

  /**
   * Lay the stamps of many marks, one over another; what lies outside the part being stamped is cut off.
   * @param rows the marks, in the order in which they are drawn; `keys` of their stamps by row (0: none)
   * @param x, y their middles by row, in pixels of the page; `ratio` device pixels a pixel of the page
   * @param {(key: number, row: number) => void} make makes a stamp that is not there yet
   */
  putAll(rows, keys, x, y, ratio, make) {
    // One loop for all: a call for each mark would take longer than its pixels do.
    const { stamps, pixels: target, left, top, right, bottom } = this, { width } = this.image;
    for (let r = 0; r < rows.length; r++) {
      const row = rows[r], key = keys[row];
      if (key === 0) continue;
      if (stamps[key] === undefined) make(key, row);
      const stamp = stamps[key], { half } = stamp, side = 2 * half + 1;
      const x0 = Math.round(x[row] * ratio) - half, y0 = Math.round(y[row] * ratio) - half;
      if (x0 < left || y0 < top || x0 + side > right || y0 + side > bottom) {
        this.#layWithin(stamp, x0, y0);
        continue;
      }
      if (stamp.width !== width) measure(stamp, width);
      const start = y0 * width + x0, { solidAt, solid, softAt, soft } = stamp;
      for (let k = 0; k < solidAt.length; k++) target[start + solidAt[k]] = solid[k];
      for (let k = 0; k < softAt.length; k++) {
        const spot = start + softAt[k], over = soft[k], under = target[spot];
        target[spot] = under === 0 ? over : blend(over, under);
      }
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
        target[k] = over >>> 24 === 255 || under === 0 ? over : blend(over, under);
      }
    }
  }

  /** Show what has been stamped: the part now being stamped. */
  end(context) {
    context.putImageData(this.image, 0, 0, this.left, this.top, this.right - this.left, this.bottom - this.top);
  }
}

/** A stamp's small canvas. */
function drawn(reach, ratio, draw, willReadFrequently) {
  const side = 2 * Math.ceil(reach * ratio) + 1, canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently }));
  context.setTransform(ratio, 0, 0, ratio, side / 2, side / 2);
  draw(context);
  return { canvas, context, side };
}

/**
 * The same where a browser does not let a page read its canvases, so as not to be told from others: the stamps are laid
 * by the browser itself. It looks the same and takes longer.
 */
export class StampSheet {
  constructor() {
    this.stamps = [];
    /** @type {CanvasRenderingContext2D} */
    this.context = null;
    this.width = this.height = 0;
    this.style = "";
    this.box = [0, 0, 0, 0]; // left, top, width and height of the part being stamped
  }

  begin(context, width, height, style) {
    const same = this.width === width && this.height === height && style === this.style;
    if (style !== this.style) this.stamps = [];
    this.context = context;
    this.width = width;
    this.height = height;
    this.style = style;
    this.within(0, 0, width, height);
    return same;
  }

  within(left, top, right, bottom) {
    this.box = [left, top, Math.min(right, this.width) - left, Math.min(bottom, this.height) - top];
  }

  clear() {
    this.#onPixels((context) => context.clearRect(...this.box));
  }

  stamp(key, reach, ratio, draw) {
    const { canvas, side } = drawn(reach, ratio, draw, false);
    return (this.stamps[key] = { canvas, half: (side - 1) / 2 });
  }

  putAll(rows, keys, x, y, ratio, make) {
    const [left, top, width, height] = this.box;
    this.#onPixels((context) => {
      context.beginPath();
      context.rect(left, top, width, height);
      context.clip();
      for (const row of rows) {
        const key = keys[row];
        if (key === 0) continue;
        if (this.stamps[key] === undefined) make(key, row);
        const { canvas, half } = this.stamps[key], x0 = Math.round(x[row] * ratio) - half, y0 = Math.round(y[row] * ratio) - half;
        if (x0 < left + width && y0 < top + height && x0 + canvas.width > left && y0 + canvas.height > top) context.drawImage(canvas, x0, y0);
      }
    });
  }

  end() {}

  #onPixels(act) {
    const { context } = this;
    context.save();
    context.resetTransform();
    act(context);
    context.restore();
  }
}

const PROBE = 8; // pixels square
const TRUE_INK = [176, 30, 36, 255];
const NOISE = 8; // of 255: some browsers change a colour by a little, which no eye sees

/** Whether this browser lets a page read what it has drawn: some give noise, some one colour, some refuse. */
export function readsCanvas() {
  try {
    const { context } = drawn((PROBE - 1) / 2, 1, (small) => {
      small.fillStyle = `rgb(${TRUE_INK.slice(0, 3).join()})`;
      small.fillRect(-PROBE, -PROBE, 2 * PROBE, 2 * PROBE);
    }, true);
    return context.getImageData(0, 0, PROBE, PROBE).data.every((v, k) => Math.abs(v - TRUE_INK[k % 4]) <= NOISE);
  } catch {
    return false;
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
  return { runs: Int32Array.from(runs), pixels: Int32Array.from(pixels), half: (side - 1) / 2 };
}

/** Where the pixels of a stamp lie in a buffer of some width, from its first; the opaque and the others apart. */
function measure(stamp, width) {
  const { runs, pixels } = stamp, parts = { solidAt: [], solid: [], softAt: [], soft: [] };
  for (let r = 0; r < runs.length; r += 4) {
    for (let i = runs[r + 1], at = runs[r + 3]; i < runs[r + 2]; i++, at++) {
      const part = pixels[at] >>> 24 === 255 ? "solid" : "soft";
      parts[`${part}At`].push(runs[r] * width + i);
      parts[part].push(pixels[at]);
    }
  }
  stamp.width = width;
  for (const [name, list] of Object.entries(parts)) stamp[name] = Int32Array.from(list);
}

// 65536 / n, rounded down, to divide by an alpha with one product.
const SHARE = Uint32Array.from({ length: 256 }, (_, n) => (n ? Math.floor(65536 / n) : 0));

/** Source-over of two straight-alpha colours, two channels at a time, with weights that sum to 256. */
function blend(over, under) {
  const alpha = over >>> 24, sum = alpha + (((under >>> 24) * (256 - alpha)) >>> 8);
  const weight = (alpha * SHARE[sum]) >>> 8, rest = 256 - weight;
  const even = (Math.imul(over & EVEN, weight) + Math.imul(under & EVEN, rest)) >>> 8;
  const green = (Math.imul((over >>> 8) & 255, weight) + Math.imul((under >>> 8) & 255, rest)) & GREEN;
  return (sum << 24) | (even & EVEN) | green;
}
