/* The look of moving points: drawn once per colour and letter, then only copied. */

const FONT = '"Inter Variable", Inter, "Noto Sans CJK SC", sans-serif';
const BOX = 44; // px of a full sprite at the usual 16 px type, heading notch and ring included
const SMALL_BOX = 16; // px of a dot: copying it is what ten thousand points cost

/** Ink and halo of a map by its style. */
export function themeOf(container) {
  return container.dataset.mapStyle === "light"
    ? { ink: "#14202b", halo: "#ffffff", letter: "#ffffff", edge: "#ffffff" }
    : { ink: "#e8eef4", halo: "#0b1118", letter: "#0b1118", edge: "#0b1118" };
}

export class Sprites {
  constructor(theme) {
    this.theme = theme;
    this.ratio = window.devicePixelRatio || 1;
    // Type grows with the screen; points and labels grow with it.
    this.scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
    this.kept = new Map();
    this.widths = new Map();
  }

  /** Draws one point at its px, py. */
  draw(ctx, p, small, selected) {
    ctx.globalAlpha = p.stale ? 0.45 : 1;
    const box = (small ? SMALL_BOX : BOX) * this.scale;
    if (small) {
      const sprite = this.sprite(`s|${p.color}|${p.ring}|${selected}`, (c) => this.dot(c, p, 3.2, selected), SMALL_BOX);
      ctx.drawImage(sprite, Math.round(p.px - box / 2), Math.round(p.py - box / 2), box, box);
    } else {
      if (p.heading !== null && p.heading !== undefined && !p.stale) {
        const notch = this.sprite(`n|${p.color}`, (c) => this.notch(c, p));
        ctx.save();
        ctx.translate(p.px, p.py);
        ctx.rotate((p.heading * Math.PI) / 180);
        ctx.drawImage(notch, -box / 2, -box / 2, box, box);
        ctx.restore();
      }
      const key = `b|${p.color}|${p.letter}|${p.ring}|${p.stale}|${selected}`;
      ctx.drawImage(this.sprite(key, (c) => this.badge(c, p, selected)), p.px - box / 2, p.py - box / 2, box, box);
    }
    ctx.globalAlpha = 1;
  }

  label(ctx, p, x, y) {
    this.pen(ctx);
    ctx.globalAlpha = p.stale ? 0.6 : 1;
    ctx.lineWidth = 3;
    ctx.strokeStyle = this.theme.halo;
    ctx.fillStyle = this.theme.ink;
    ctx.strokeText(p.label, x, y + 0.5);
    ctx.fillText(p.label, x, y + 0.5);
    ctx.globalAlpha = 1;
  }

  width(ctx, text) {
    if (!this.widths.has(text)) {
      this.pen(ctx);
      this.widths.set(text, ctx.measureText(text).width);
    }
    return this.widths.get(text);
  }

  pen(ctx) {
    ctx.font = `600 ${11 * this.scale}px ${FONT}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
  }

  sprite(key, draw, box = BOX) {
    let canvas = this.kept.get(key);
    if (!canvas) {
      canvas = document.createElement("canvas");
      const fine = this.ratio * this.scale;
      canvas.width = canvas.height = Math.ceil(box * fine);
      const ctx = canvas.getContext("2d");
      ctx.scale(fine, fine);
      ctx.translate(box / 2, box / 2);
      draw(ctx);
      this.kept.set(key, canvas);
    }
    return canvas;
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

  /** A beak towards north; drawn turned by the heading. */
  notch(ctx, p) {
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
  }
}
