// Stamps: marks are drawn once, small, and then copied pixel by pixel into one buffer. Ten thousand
// drawn paths cost several frames; ten thousand stamps cost a fraction of one.

export class StampBuffer {
  constructor() {
    this.stamps = new Map();
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
      this.stamps.clear();
    }
  }

  /** The stamp of a key; `draw(context)` draws it around (0, 0), within `reach` pixels, when it is first wanted. */
  stamp(key, reach, ratio, draw) {
    let stamp = this.stamps.get(key);
    if (!stamp) {
      const side = 2 * Math.ceil(reach * ratio) + 1;
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = side;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.setTransform(ratio, 0, 0, ratio, side / 2, side / 2);
      draw(context);
      stamp = { side, pixels: new Uint32Array(context.getImageData(0, 0, side, side).data.buffer) };
      this.stamps.set(key, stamp);
    }
    return stamp;
  }

  /** Lay a stamp over the buffer, its middle at a device pixel; what lies outside is cut off. */
  put({ side, pixels }, x, y) {
    const { width, height } = this.image, half = (side - 1) / 2;
    const left = Math.round(x) - half, top = Math.round(y) - half;
    const i0 = Math.max(0, -left), i1 = Math.min(side, width - left);
    for (let j = Math.max(0, -top); j < side && top + j < height; j++) {
      const row = (top + j) * width + left;
      for (let i = i0; i < i1; i++) {
        const over = pixels[j * side + i], alpha = over >>> 24;
        if (alpha === 0) continue;
        const at = row + i, under = this.pixels[at];
        this.pixels[at] = alpha === 255 || under === 0 ? over : blend(over, alpha, under);
      }
    }
  }

  end(context) {
    context.putImageData(this.image, 0, 0);
  }
}

/** Source-over of two straight-alpha colours, packed as the buffer has them (ABGR on every machine browsers run on). */
function blend(over, alpha, under) {
  const a = alpha / 255, b = ((under >>> 24) / 255) * (1 - a), sum = a + b;
  const mix = (shift) => Math.round((((over >>> shift) & 255) * a + ((under >>> shift) & 255) * b) / sum) << shift;
  return ((Math.round(sum * 255) << 24) | mix(16) | mix(8) | mix(0)) >>> 0;
}
