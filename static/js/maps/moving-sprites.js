/* The look of moving points: each look is drawn once by the canvas and kept as pixels; a fix never makes a new one. */
import { Sprite } from "./moving-canvas.js";

const FONT = '"Inter Variable", Inter, "Noto Sans SC Variable", "Noto Sans CJK SC", sans-serif';
const BOX = 44; // px of a full sprite at the usual 16 px type, heading notch and ring included
const SMALL_BOX = 16;
const TURNS = 32; // headings that are told apart
const FADED = 0.5;
const KEPT_LABELS = 4000; // written labels kept ready; the oldest go first
export const SQUARE = 34; // px, a crowd

/** Ink and halo of a map by its style. */
export function themeOf(container) {
  return container.dataset.mapStyle === "light"
    ? { ink: "#14202b", faint: "#3f5163", halo: "#ffffff", letter: "#ffffff", edge: "#ffffff", plate: "#ffffff" }
    : { ink: "#e8eef4", faint: "#aebccb", halo: "#0b1118", letter: "#0b1118", edge: "#0b1118", plate: "#18222d" };
}

export class Sprites {
  constructor(theme) {
    this.theme = theme;
    this.ratio = window.devicePixelRatio || 1;
    // Type grows with the screen; points and labels grow with it.
    this.scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
    this.fine = this.ratio * this.scale; // device pixels a px of the drawings below
    this.kept = new Map();
    this.labels = new Map();
    this.colours = new Map();
    this.paper = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  }

  small(p, selected) {
    const key = `s|${p.color}|${p.ring}|${p.stale}|${selected}`;
    return this.#keep(key, () => this.#draw(SMALL_BOX, SMALL_BOX, (c) => this.dot(c, p, 3.4, selected), p.stale));
  }

  full(p, selected) {
    const turn = p.heading === null || p.heading === undefined || p.stale ? -1 : Math.round((p.heading / 360) * TURNS) % TURNS;
    const key = `b|${p.color}|${p.letter}|${p.ring}|${p.stale}|${selected}|${turn}`;
    return this.#keep(key, () => this.#draw(BOX, BOX, (c) => {
      if (turn >= 0) this.notch(c, p, (turn * 2 * Math.PI) / TURNS);
      this.badge(c, p, selected);
    }, p.stale));
  }

  /** What a point is called, and behind it the age of an old fix. Null while it is not written yet and `write` is false. */
  label(p, write = true) {
    const key = `${p.label}|${p.note ?? ""}|${p.stale}|${p.urgent ? p.ring : ""}`;
    let sprite = this.labels.get(key);
    if (!sprite && write) {
      if (this.labels.size > KEPT_LABELS) this.labels.delete(this.labels.keys().next().value);
      sprite = this.#write(p);
      this.labels.set(key, sprite);
    }
    return sprite ?? null;
  }

  /** The plate of a crowd; its number and its bar come on top. */
  plate(color) {
    return this.#keep(`p|${color}`, () => this.#draw(SQUARE + 4, SQUARE + 4, (c) => {
      c.beginPath();
      c.roundRect(-SQUARE / 2, -SQUARE / 2, SQUARE, SQUARE, 4);
      c.fillStyle = this.theme.plate;
      c.fill();
      c.strokeStyle = color;
      c.lineWidth = 2;
      c.stroke();
    }));
  }

  /** A short word (number, letter) around its middle. `size` in px. */
  word(text, size, color) {
    return this.#keep(`w|${text}|${size}|${color}`, () => this.#draw(text.length * size * 0.75 + 4, size + 4, (c) => {
      c.font = `700 ${size}px ${FONT}`;
      c.textAlign = "center";
      c.textBaseline = "middle";
      c.fillStyle = color;
      c.fillText(text, 0, 0.7);
    }));
  }

  /** A CSS colour as the pixels have it. */
  number(color) {
    return this.#keepColour(color);
  }

  #keep(key, make) {
    let sprite = this.kept.get(key);
    if (!sprite) this.kept.set(key, (sprite = make()));
    return sprite;
  }

  #keepColour(color) {
    if (!this.colours.has(color)) {
      this.#sheet(1, 1);
      this.paper.fillStyle = color;
      this.paper.fillRect(0, 0, 1, 1);
      this.colours.set(color, new Uint32Array(this.paper.getImageData(0, 0, 1, 1).data.buffer)[0]);
    }
    return this.colours.get(color);
  }

  #sheet(width, height) {
    Object.assign(this.paper.canvas, { width, height }); // also empties it and forgets all settings
  }

  #draw(width, height, paint, faded = false) {
    const [w, h] = [Math.ceil(width * this.fine), Math.ceil(height * this.fine)];
    this.#sheet(w, h);
    this.paper.scale(this.fine, this.fine);
    this.paper.translate(w / this.fine / 2, h / this.fine / 2);
    paint(this.paper);
    return new Sprite(this.paper.getImageData(0, 0, w, h), w >> 1, h >> 1, faded ? FADED : 1);
  }

  #write(p) {
    const c = this.paper;
    const pen = () => {
      c.font = `600 ${11 * this.fine}px ${FONT}`;
      c.textBaseline = "middle";
      c.lineJoin = "round";
    };
    pen();
    const note = p.note ? ` ${p.note}` : "";
    const [first, second] = [c.measureText(p.label).width, note && c.measureText(note).width];
    const [pad, h] = [Math.ceil(2 * this.fine), Math.ceil(16 * this.fine)];
    const w = Math.ceil(first + (second || 0)) + 2 * pad;
    this.#sheet(w, h);
    pen();
    if (p.urgent) {
      c.fillStyle = p.ring;
      c.fillRect(0, 0, w, h);
    } else {
      c.lineWidth = 3 * this.fine;
      c.strokeStyle = this.theme.halo;
      c.strokeText(p.label + note, pad, h / 2);
    }
    c.fillStyle = p.urgent ? this.theme.letter : p.stale ? this.theme.faint : this.theme.ink;
    c.fillText(p.label + note, pad, h / 2);
    return new Sprite(c.getImageData(0, 0, w, h), 0, h >> 1);
  }

  circle(ctx, radius, fill, stroke, width) {
    ctx.beginPath();
    ctx.arc(0, 0, radius, 0, 2 * Math.PI);
    if (fill) {
      ctx.fillStyle = fill;
      ctx.fill();
    }
    if (stroke) {
      ctx.strokeStyle = stroke;
      ctx.lineWidth = width;
      ctx.stroke();
    }
  }

  dot(ctx, p, radius, selected) {
    if (p.ring || selected) this.circle(ctx, radius + 3, null, p.ring ?? this.theme.ink, 1.5);
    this.circle(ctx, radius, p.color, this.theme.edge, 1);
  }

  badge(ctx, p, selected) {
    if (p.ring) this.circle(ctx, 13, null, p.ring, 2.5);
    if (selected) this.circle(ctx, p.ring ? 17 : 13, null, this.theme.ink, 1.5);
    this.circle(ctx, 9.5, p.color, this.theme.edge, 1.5);
    if (p.stale) {
      ctx.setLineDash([2, 2]);
      this.circle(ctx, 11.5, null, p.color, 1.2);
      ctx.setLineDash([]);
    }
    if (!p.letter) return;
    ctx.font = `700 ${/[\u2e80-\u9fff]/.test(p.letter) ? 10 : 10.5}px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = this.theme.letter;
    ctx.fillText(p.letter, 0, 0.7);
  }

  /** A beak towards the heading (radians from north). */
  notch(ctx, p, turn) {
    ctx.save();
    ctx.rotate(turn);
    ctx.beginPath();
    ctx.moveTo(0, -16.5);
    ctx.lineTo(4.6, -10);
    ctx.lineTo(-4.6, -10);
    ctx.closePath();
    ctx.fillStyle = p.color;
    ctx.strokeStyle = this.theme.edge;
    ctx.lineWidth = 1.5;
    ctx.stroke();
    ctx.fill();
    ctx.restore();
  }
}
