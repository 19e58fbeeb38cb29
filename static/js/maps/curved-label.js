/* A street name that follows its street. The painter's own line labels need a straight stretch; old towns have none. */

const SHARPEST = 0.5; // radians in one corner: beyond it letters collide
const MOST_BENT = 1.5; // radians along the whole name
const SHAPED_SCRIPTS = /[\u0590-\u08ff\u0900-\u0eff]/; // letters join: never drawn one by one

/** Cumulative lengths of a line of points. */
function lengths(line) {
  const sums = [0];
  for (let i = 1; i < line.length; i++) {
    sums.push(sums[i - 1] + Math.hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y));
  }
  return sums;
}

function at(line, sums, distance) {
  let i = 1;
  while (i < line.length - 1 && sums[i] < distance) i++;
  const span = sums[i] - sums[i - 1] || 1;
  const share = Math.min(1, Math.max(0, (distance - sums[i - 1]) / span));
  return { x: line[i - 1].x + (line[i].x - line[i - 1].x) * share, y: line[i - 1].y + (line[i].y - line[i - 1].y) * share };
}

/** How much a stretch of the line turns; Infinity when a corner is too sharp for letters. */
function bend(line, sums, from, to) {
  let total = 0;
  for (let i = 1; i < line.length - 1; i++) {
    if (sums[i] <= from || sums[i] >= to) continue;
    const a = Math.atan2(line[i].y - line[i - 1].y, line[i].x - line[i - 1].x);
    const b = Math.atan2(line[i + 1].y - line[i].y, line[i + 1].x - line[i].x);
    const turn = Math.abs(Math.atan2(Math.sin(b - a), Math.cos(b - a)));
    if (turn > SHARPEST) return Infinity;
    total += turn;
  }
  return total;
}

/** Start of the least bent stretch of `width` near the middle of [low, high], or null. */
function bestStart(line, sums, low, high, width) {
  let best = null;
  let least = MOST_BENT;
  const middle = (low + high - width) / 2;
  for (let off = 0; off <= (high - low - width) / 2; off += 10) {
    for (const start of off ? [middle - off, middle + off] : [middle]) {
      const cost = bend(line, sums, start, start + width) + off / 400;
      if (cost < least) [best, least] = [start, cost];
    }
    if (best !== null && least < 0.15) break;
  }
  return best;
}

export class CurvedLabel {
  /** text(feature), font(zoom, feature), fill, halo: strings; haloWidth px; repeat px between two of the same name. */
  constructor(options) {
    Object.assign(this, { haloWidth: 3, repeat: 380, ...options });
  }

  place(layout, geom, feature) {
    const text = this.text(feature);
    if (!text || text.length > 48) return undefined;
    const font = this.font(layout.zoom, feature);
    const { scratch } = layout;
    scratch.font = font;
    const width = scratch.measureText(text).width + 2;
    const labels = [];
    for (const line of geom) {
      const sums = lengths(line);
      const total = sums[sums.length - 1];
      if (total < width + 6) continue;
      const pieces = Math.max(1, Math.floor(total / Math.max(this.repeat, width * 2)));
      for (let i = 0; i < pieces; i++) {
        const start = bestStart(line, sums, (total / pieces) * i, (total / pieces) * (i + 1), width);
        if (start !== null) labels.push(this.label(scratch, text, font, line, sums, start, width));
      }
    }
    return labels.length ? labels : undefined;
  }

  label(scratch, text, font, wholeLine, wholeSums, wholeStart, width) {
    let [line, sums, start] = [wholeLine, wholeSums, wholeStart];
    if (at(line, sums, start + width).x < at(line, sums, start).x) {
      line = [...line].reverse();
      sums = lengths(line);
      start = sums[sums.length - 1] - start - width;
    }
    const size = parseFloat(font.match(/(\d+(\.\d+)?)px/)[1]);
    const anchor = at(line, sums, start + width / 2);
    const whole = SHAPED_SCRIPTS.test(text) || bend(line, sums, start, start + width) < 0.05;
    const glyphs = whole ? [{ text, from: 0, to: width }] : letters(scratch, text);
    for (const glyph of glyphs) {
      const [a, b] = [at(line, sums, start + glyph.from), at(line, sums, start + glyph.to)];
      glyph.x = (a.x + b.x) / 2 - anchor.x;
      glyph.y = (a.y + b.y) / 2 - anchor.y;
      glyph.angle = Math.atan2(b.y - a.y, b.x - a.x);
    }
    const bboxes = [];
    for (let d = 0; d <= width + size / 2; d += size * 0.8) {
      const spot = at(line, sums, start + Math.min(d, width));
      const half = size * 0.75;
      bboxes.push({ minX: spot.x - half, minY: spot.y - half, maxX: spot.x + half, maxY: spot.y + half });
    }
    const middle = size * 0.6; // the anchor has to lie in a box, for the search of repeats
    bboxes.push({ minX: anchor.x - middle, minY: anchor.y - middle, maxX: anchor.x + middle, maxY: anchor.y + middle });
    const point = wholeLine[0].clone();
    point.x = anchor.x;
    point.y = anchor.y;
    const draw = (ctx) => this.draw(ctx, glyphs, font);
    return { anchor: point, bboxes, draw, deduplicationKey: text, deduplicationDistance: this.repeat * 0.6 };
  }

  draw(ctx, glyphs, font) {
    ctx.font = font;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = this.haloWidth;
    ctx.strokeStyle = this.halo;
    ctx.fillStyle = this.fill;
    for (const paint of ["strokeText", "fillText"]) {
      for (const glyph of glyphs) {
        ctx.save();
        ctx.translate(glyph.x, glyph.y);
        ctx.rotate(glyph.angle);
        ctx[paint](glyph.text, 0, 0);
        ctx.restore();
      }
    }
  }
}

/** The characters of a text with where each begins and ends, kerning included. */
function letters(scratch, text) {
  const found = [];
  let before = "";
  let from = 0;
  for (const letter of text) {
    before += letter;
    const to = scratch.measureText(before).width;
    if (letter !== " ") found.push({ text: letter, from, to });
    from = to;
  }
  return found;
}
