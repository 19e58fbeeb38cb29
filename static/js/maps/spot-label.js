/* Names of points: settlements and waters centred, places beside a small mark of their kind. */

function corners(ctx, points) {
  points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

/** Draws one mark in a 10 × 10 px box around the origin. Shapes, not colours, tell the kinds apart. */
const marks = {
  dot: (ctx) => ctx.arc(0, 0, 2, 0, 2 * Math.PI),
  shield: (ctx) => {
    ctx.moveTo(0, -5.4);
    ctx.lineTo(4.6, -3.8);
    ctx.lineTo(4.6, 0);
    ctx.quadraticCurveTo(4, 3.6, 0, 5.6);
    ctx.quadraticCurveTo(-4, 3.6, -4.6, 0);
    ctx.lineTo(-4.6, -3.8);
    ctx.closePath();
  },
  cross: (ctx) => {
    ctx.rect(-1.6, -5, 3.2, 10);
    ctx.rect(-5, -1.6, 10, 3.2);
  },
  flame: (ctx) => {
    ctx.moveTo(0, -5.5);
    ctx.bezierCurveTo(1, -2.5, 4.4, -1.2, 4.2, 1.8);
    ctx.bezierCurveTo(4, 4.2, 2, 5.4, 0, 5.4);
    ctx.bezierCurveTo(-2, 5.4, -4, 4.2, -4.2, 1.8);
    ctx.bezierCurveTo(-4.3, 0, -3, -1, -2.4, -2.2);
    ctx.bezierCurveTo(-1.8, -1.4, -1.4, -1, -0.8, -1.2);
    ctx.bezierCurveTo(-0.4, -2.2, -0.6, -4, 0, -5.5);
  },
  square: (ctx) => ctx.rect(-2.4, -2.4, 4.8, 4.8),
  diamond: (ctx) => corners(ctx, [[0, -3.4], [3.4, 0], [0, 3.4], [-3.4, 0]]),
  triangle: (ctx) => corners(ctx, [[0, -3.6], [3.6, 2.8], [-3.6, 2.8]]),
};
const markOf = {
  police: "shield", hospital: "cross", clinic: "cross", ambulance_station: "cross", fire_station: "flame",
  railway_station: "square", bus_station: "square", metro_station: "square", airport: "square", ferry_terminal: "square",
  school: "triangle", university: "triangle", kindergarten: "triangle",
  embassy: "diamond", townhall: "diamond", courthouse: "diamond", government: "diamond",
};

export class SpotLabel {
  /** text(feature), font(zoom, feature), fill, halo; mark: draw the kind's mark and write beside it; lines: wrap after n. */
  constructor(options) {
    Object.assign(this, { haloWidth: 3, mark: false, wrapAt: 16, spacing: 0, ...options });
  }

  place(layout, geom, feature) {
    const text = this.text(feature) ?? "";
    const strong = this.mark && feature.props.rank <= 1;
    if (!text && !strong) return undefined;
    const font = this.font(layout.zoom, feature);
    const { scratch } = layout;
    scratch.font = font;
    scratch.letterSpacing = `${this.spacing}px`;
    const lines = wrapped(text, this.wrapAt);
    const width = Math.max(...lines.map((line) => scratch.measureText(line).width));
    scratch.letterSpacing = "0px";
    const step = parseFloat(font.match(/(\d+(\.\d+)?)px/)[1]) * 1.2;
    const height = lines.length * step;
    const spot = geom[0][0];
    const box = (dx, dy, w, h) => ({ minX: spot.x + dx - 2, minY: spot.y + dy - 1, maxX: spot.x + dx + w + 2, maxY: spot.y + dy + h + 1 });
    const markBox = box(-6, -6, 12, 12);
    const free = (boxes) => boxes.every((b) => !layout.index.bboxCollides(b, layout.order));
    const ways = this.mark
      ? [["left", 9, -height / 2, 9], ["right", -9, -height / 2, -9 - width], ["center", 0, 7, -width / 2], ["center", 0, -7 - height, -width / 2]]
      : [["center", 0, -height / 2, -width / 2]];
    for (const [align, x, top, left] of ways) {
      const boxes = [...(this.mark ? [markBox] : []), box(left, top, width, height)];
      if (text && free(boxes)) {
        const draw = (ctx) => this.draw(ctx, feature, lines, font, align, x, top + step / 2, step);
        return [{ anchor: spot, bboxes: boxes, draw, deduplicationKey: text, deduplicationDistance: 60 }];
      }
    }
    if (!strong || !free([markBox])) return undefined;
    return [{ anchor: spot, bboxes: [markBox], draw: (ctx) => this.draw(ctx, feature, [], font, "left", 0, 0, step) }];
  }

  draw(ctx, feature, lines, font, align, x, y, step) {
    ctx.lineJoin = "round";
    ctx.strokeStyle = this.halo;
    ctx.fillStyle = this.fill;
    ctx.lineWidth = this.haloWidth;
    if (this.mark) {
      ctx.beginPath();
      (marks[markOf[feature.props.kind]] ?? marks.dot)(ctx);
      ctx.stroke();
      ctx.fill();
    }
    ctx.font = font;
    ctx.textAlign = align;
    ctx.textBaseline = "middle";
    ctx.letterSpacing = `${this.spacing}px`;
    lines.forEach((line, i) => {
      ctx.strokeText(line, x, y + i * step);
      ctx.fillText(line, x, y + i * step);
    });
  }
}

/** A text in lines of about `most` characters, cut at spaces. */
function wrapped(text, most) {
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + word.length < most) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
