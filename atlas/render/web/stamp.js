// Stamps: marks are drawn once, small, and then copied pixel by pixel into one buffer. Ten thousand
// drawn paths cost several frames; a hundred thousand stamps cost about two.

export class StampBuffer {
  constructor() {
    this.stamps = [];
  }

  /** Start a frame of this many device pixels; stamps of another `style` (zoom, theme, density) are forgotten. */
  begin(context, width, height, style) {
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    } else {
      this.pixels.fill(0);
    }
    if (style !== this.style) {
      this.style = style;
      this.stamps = [];
    }
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

  /** Lay a stamp over the buffer, its middle at a device pixel; what lies outside is cut off. */
  put({ runs, pixels, half }, x, y) {
    const { width, height } = this.image, target = this.pixels;
    const left = Math.round(x) - half, top = Math.round(y) - half;
    for (let r = 0; r < runs.length; r += 4) {
      const line = top + runs[r];
      if (line < 0 || line >= height) continue;
      let from = left + runs[r + 1], to = left + runs[r + 2], at = runs[r + 3];
      if (from < 0) { at -= from; from = 0; }
      if (to > width) to = width;
      for (let k = line * width + from, end = line * width + to; k < end; k++, at++) {
        const over = pixels[at], under = target[k];
        target[k] = over >= OPAQUE || under === 0 ? over : blend(over, over >>> 24, under);
      }
    }
  }

  end(context) {
    context.putImageData(this.image, 0, 0);
  }
}

const OPAQUE = 0xff000000;

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
  const a = alpha / 255, b = ((under >>> 24) / 255) * (1 - a), sum = a + b;
  const mix = (shift) => Math.round((((over >>> shift) & 255) * a + ((under >>> shift) & 255) * b) / sum) << shift;
  return ((Math.round(sum * 255) << 24) | mix(16) | mix(8) | mix(0)) >>> 0;
}
