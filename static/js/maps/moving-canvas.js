/* A sheet of pixels that sprites are stamped on. Copying the pixels ourselves costs 0.5 µs a dot; drawImage of the canvas
 * costs 6 µs without a graphics card, and control rooms have such machines. A sprite is drawn once by the canvas, then kept
 * as two lists: the solid pixels, which are written, and the soft ones (edges, faded marks), which are mixed.
 */
export class Sheet {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.resize(1, 1);
  }

  /** Size in device pixels. */
  resize(width, height) {
    Object.assign(this.canvas, { width, height });
    this.width = width;
    this.height = height;
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  clear() {
    this.pixels.fill(0);
  }

  show() {
    this.context.putImageData(this.image, 0, 0);
  }

  /** Stamps a sprite with its anchor on x, y (whole device pixels); what is outside is cut off. */
  stamp(sprite, x, y) {
    const left = x - sprite.anchorX;
    const top = y - sprite.anchorY;
    if (left >= this.width || top >= this.height || left + sprite.width <= 0 || top + sprite.height <= 0) return;
    if (left < 0 || top < 0 || left + sprite.width > this.width || top + sprite.height > this.height) {
      this.#stampCut(sprite, left, top);
      return;
    }
    if (sprite.stride !== this.width) sprite.fitTo(this.width);
    const { pixels } = this;
    const { solid, solidAt, soft, softAt } = sprite;
    const base = top * this.width + left;
    for (let k = 0; k < solid.length; k++) pixels[base + solidAt[k]] = solid[k];
    for (let k = 0; k < soft.length; k++) {
      const at = base + softAt[k];
      pixels[at] = pixels[at] === 0 ? soft[k] : mix(soft[k], pixels[at]);
    }
  }

  #stampCut(sprite, left, top) {
    const put = (color, spot) => {
      const x = left + (spot & 0xffff);
      const y = top + (spot >>> 16);
      if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
      const at = y * this.width + x;
      this.pixels[at] = mix(color, this.pixels[at]);
    };
    for (let k = 0; k < sprite.solid.length; k++) put(sprite.solid[k], sprite.solidSpot[k]);
    for (let k = 0; k < sprite.soft.length; k++) put(sprite.soft[k], sprite.softSpot[k]);
  }

  /** A rectangle of one solid colour (as in the pixels: ABGR). */
  fill(x, y, width, height, color) {
    const right = Math.min(this.width, x + width);
    const left = Math.max(0, x);
    if (left >= right) return;
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row++) {
      this.pixels.fill(color, row * this.width + left, row * this.width + right);
    }
  }
}

/** `above` over `below`, both ABGR with plain (not premultiplied) colours, as ImageData has them. */
function mix(above, below) {
  const a = above >>> 24;
  const b = below >>> 24;
  if (a === 255 || b === 0) return above;
  const under = (b * (255 - a)) / 255;
  const all = a + under;
  const part = (shift) => ((((above >>> shift) & 255) * a + ((below >>> shift) & 255) * under) / all) & 255;
  return ((Math.round(all) << 24) | (part(16) << 16) | (part(8) << 8) | part(0)) >>> 0;
}

export class Sprite {
  /** From a picture {data, width, height}; the anchor is what `stamp` puts on its x, y. `opacity` 0 … 1. */
  constructor({ data, width, height }, anchorX, anchorY, opacity = 1) {
    Object.assign(this, { width, height, anchorX, anchorY, stride: 0 });
    const pixels = new Uint32Array(data.buffer);
    const [solid, solidSpot, soft, softSpot] = [[], [], [], []];
    for (let k = 0; k < pixels.length; k++) {
      const alpha = Math.round((pixels[k] >>> 24) * opacity);
      if (!alpha) continue;
      const spot = (Math.floor(k / width) << 16) | k % width;
      const color = ((pixels[k] & 0xffffff) | (alpha << 24)) >>> 0;
      if (alpha === 255) solid.push(color) && solidSpot.push(spot);
      else soft.push(color) && softSpot.push(spot);
    }
    Object.assign(this, { solid: Uint32Array.from(solid), solidSpot: Uint32Array.from(solidSpot) });
    Object.assign(this, { soft: Uint32Array.from(soft), softSpot: Uint32Array.from(softSpot) });
  }

  /** Offsets of the pixels on a sheet of this width. */
  fitTo(stride) {
    const offset = (spot) => (spot >>> 16) * stride + (spot & 0xffff);
    this.solidAt = Int32Array.from(this.solidSpot, offset);
    this.softAt = Int32Array.from(this.softSpot, offset);
    this.stride = stride;
  }
}
