// Stamps: marks are drawn once, small, and then copied pixel by pixel into one buffer. Ten thousand drawn paths cost
// several frames. They are laid from the topmost down: what lies under opaque pixels is passed over, some thirty pixels at
// a time, so that a million marks, of which few are to be seen, cost little more than those few.

// Colours are whole numbers of 32 bits, as the buffer has them (ABGR on every machine browsers run on). They are kept
// signed: beyond 31 bits an unsigned one would be a floating-point number to the browser's compiler, and slow.
const EVEN = 0x00ff00ff, GREEN = 0x0000ff00;
const ALL = -1; // a word of which every bit is set
const PLAN = 5; // numbers a word of a stamp
const KEYS = 1 << 16;
const EDGE = 160; // pixels around a frame in which what reaches into it may begin: more than a stamp is wide
const FIELD = 3; // a field is a word wide and as many lines high as two to this power

export class StampBuffer {
  constructor() {
    this.#forget();
    /** @type {ImageData} */
    this.image = null;
    /** @type {Int32Array} the same, a pixel an entry */
    this.pixels = null;
    /** @type {Int32Array} a bit a pixel, and of an edge around them: whether nothing more is to be laid there */
    this.done = null;
    this.words = 0; // of a line of these
    /** @type {Int32Array} how many pixels of each field are not done: most of very many marks lie where none is */
    this.free = null;
    this.style = "";
    this.left = this.top = this.right = this.bottom = 0; // of the part being stamped
    this.desk = document.createElement("canvas");
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
      this.words = (width + 2 * EDGE + 31) >> 5;
      this.done = new Int32Array(this.words * (height + 2 * EDGE)).fill(ALL);
      this.free = new Int32Array(this.words * (((height + 2 * EDGE - 1) >> FIELD) + 1));
      this.#forget();
    }
    if (style !== this.style) {
      this.style = style;
      this.#forget();
    }
    this.whole();
    return same;
  }

  #forget() {
    /** @type {any[]} from the second on */ this.stamps = [null];
    /** By key, the place of its stamp; 0 while there is none. */ this.places = new Uint16Array(KEYS);
    /** By that place, half of its side less the middle pixel. */ this.halves = new Int32Array(KEYS);
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
    const { context, side } = drawn(reach, ratio, draw, true, this.desk), square = new Int32Array(context.getImageData(0, 0, side, side).data.buffer);
    this.places[key] = this.stamps.push({ square, side, shifted: new Array(32).fill(null) }) - 1;
    this.halves[this.places[key]] = (side - 1) / 2;
  }

  /**
   * Lay the stamps of many marks, one over another; what lies outside the part being stamped is cut off.
   * @param {ArrayLike<number>|null} turns the marks in the order in which they are drawn; null for all of `keys`
   * @param {Uint16Array} keys of their stamps, by turn (0: none)
   * @param {Int16Array} x their middles, in device pixels, by turn
   * @param {Int16Array} y
   * @param {(key: number, turn: number) => void} make makes a stamp that is not there yet
   */
  putAll(turns, keys, x, y, make) {
    const { stamps, places, halves, words, left, top, right, bottom } = this, { width } = this.image, count = (turns ?? keys).length;
    this.#open(0);
    for (let k = count - 1; k >= 0; k--) { // the topmost first
      const turn = turns === null ? k : turns[k], key = keys[turn];
      if (key === 0) continue;
      if (places[key] === 0) make(key, turn);
      const half = halves[places[key]], x0 = x[turn] - half, y0 = y[turn] - half, side = 2 * half + 1;
      if (x0 >= right || y0 >= bottom || x0 + side <= left || y0 + side <= top || !this.#isFree(x0 + EDGE, y0 + EDGE, side - 1)) continue;
      const stamp = stamps[places[key]], plan = stamp.shifted[(x0 + EDGE) & 31] ?? this.#plan(stamp, (x0 + EDGE) & 31);
      this.#lay(stamp.square, plan, (y0 + EDGE) * words + ((x0 + EDGE) >> 5), y0 * width + x0);
    }
    this.#open(ALL);
  }

  /** Whether anything can be seen in the fields that a square touches, from one pixel `across` further and as many down. */
  #isFree(x, y, across) {
    const { free, words } = this, last = (x + across) >> 5;
    for (let line = y >> FIELD; line <= (y + across) >> FIELD; line++) {
      for (let word = x >> 5; word <= last; word++) if (free[line * words + word] !== 0) return true;
    }
    return false;
  }

  /** The field that a word lies in. */
  #fieldOf(at) {
    const { words } = this, line = Math.floor(at / words);
    return (line >> FIELD) * words + at - line * words;
  }

  /** How a stamp is laid that begins with some bit of a word. */
  #plan(stamp, shift) {
    return (stamp.shifted[shift] = wordsOf(stamp.square, stamp.side, shift, this.words, this.image.width));
  }

  /** Lay what of a stamp is to be seen below all that has been laid: its `plan` begins with a word, and its square on a pixel. */
  #lay(square, plan, word, pixel) {
    const { done, free, pixels } = this;
    for (let p = 0; p < plan.length; p += PLAN) {
      const at = word + plan[p], before = done[at];
      let bits = plan[p + 1] & ~before;
      if (bits === 0) continue;
      let hides = plan[p + 2] & ~before;
      const from = plan[p + 3], to = pixel + plan[p + 4];
      for (; bits !== 0; bits &= bits - 1) {
        const bit = 31 - Math.clz32(bits & -bits), over = pixels[to + bit], under = square[from + bit];
        if (over === 0) pixels[to + bit] = under;
        else if (over >>> 24 !== 255 && (pixels[to + bit] = blend(over, under)) >>> 24 === 255) hides |= 1 << bit; // half clear ones add up, too
      }
      if (hides === 0) continue;
      done[at] = before | hides;
      free[this.#fieldOf(at)] -= ones(hides);
    }
  }

  /** Let marks be laid on the part being stamped, with 0; or nowhere any more, with ALL. */
  #open(bits) {
    const { done, free, words, left, top, right, bottom } = this, from = left + EDGE, to = right + EDGE;
    for (let line = top + EDGE; line < bottom + EDGE; line++) {
      for (let word = from >> 5; word <= (to - 1) >> 5; word++) {
        const own = (ALL << Math.max(0, from - 32 * word)) & (to - 32 * word >= 32 ? ALL : ~(ALL << (to - 32 * word)));
        const at = line * words + word, field = (line >> FIELD) * words + word;
        free[field] += ones(own & done[at] & ~bits) - ones(own & bits & ~done[at]);
        done[at] = (done[at] & ~own) | (bits & own);
      }
    }
  }

  /** Show what has been stamped: the part now being stamped. */
  end(context) {
    context.putImageData(this.image, 0, 0, this.left, this.top, this.right - this.left, this.bottom - this.top);
  }
}

/** How many bits of a word are set. */
function ones(word) {
  const pairs = word - ((word >>> 1) & 0x55555555), fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** A stamp's small canvas: one of its own, or the `desk` on which one after another is drawn and read. */
function drawn(reach, ratio, draw, willReadFrequently, desk = document.createElement("canvas")) {
  const side = 2 * Math.ceil(reach * ratio) + 1, canvas = desk;
  canvas.width = canvas.height = side; // which also clears it
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

  putAll(turns, keys, x, y, make) {
    const [left, top, width, height] = this.box;
    this.#onPixels((context) => {
      context.beginPath();
      context.rect(left, top, width, height);
      context.clip();
      for (let k = 0; k < (turns ?? keys).length; k++) {
        const turn = turns === null ? k : turns[k], key = keys[turn];
        if (key === 0) continue;
        if (this.stamps[key] === undefined) make(key, turn);
        const { canvas, half } = this.stamps[key], x0 = x[turn] - half, y0 = y[turn] - half;
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

/**
 * What of a square of pixels is not wholly clear, as bits of words of the buffer, where the square begins with bit `shift`
 * of one. Five numbers a word: where it lies, its pixels, the opaque ones among them, and what is added to a bit to find
 * it in the square and on the image.
 */
function wordsOf(square, side, shift, words, width) {
  const plan = [];
  for (let line = 0; line < side; line++) {
    for (let word = 0; 32 * word < shift + side; word++) {
      let all = 0, solid = 0;
      for (let i = Math.max(0, 32 * word - shift); i < Math.min(side, 32 * word + 32 - shift); i++) {
        const alpha = square[line * side + i] >>> 24, bit = 1 << (i + shift - 32 * word);
        if (alpha) all |= bit;
        if (alpha === 255) solid |= bit;
      }
      if (all) plan.push(line * words + word, all, solid, line * side + 32 * word - shift, line * width + 32 * word - shift);
    }
  }
  return Int32Array.from(plan);
}

// 65536 / n, rounded up, to divide by an alpha with one product.
const SHARE = Uint32Array.from({ length: 256 }, (_, n) => (n ? Math.ceil(65536 / n) : 0));
const HALF = 0x00800080; // of what is cut off below two channels, so that many layers lose nothing

/** Source-over of two straight-alpha colours, two channels at a time, with weights that sum to 256. */
function blend(over, under) {
  const alpha = over >>> 24, sum = alpha + ((Math.imul(under >>> 24, 255 - alpha) * 257 + 32768) >>> 16);
  const weight = (alpha * SHARE[sum]) >>> 8, rest = 256 - weight;
  const even = (Math.imul(over & EVEN, weight) + Math.imul(under & EVEN, rest) + HALF) >>> 8;
  const green = (Math.imul((over >>> 8) & 255, weight) + Math.imul((under >>> 8) & 255, rest) + 128) & GREEN;
  return (sum << 24) | (even & EVEN) | green;
}
