/* One frame: every mark that is in view stamped in its place; those that matter most last. */

/**
 * Clears the sheet and draws points and crowds. `view`: {world, left, top (device px), now, small, selected}.
 * Returns the single points in view as [{row, x, y}] in device pixels; sets px, py and inView of each crowd.
 */
export function paintMarks(sheet, sprites, points, crowds, view) {
  sheet.clear();
  const { world, left, top, now, small, selected } = view;
  const margin = 30 * sprites.fine;
  const { x, y, fromX, fromY, since, until, hidden, rows } = points;
  const shown = [];
  const last = [];
  for (let i = 0; i < points.count; i++) {
    if (hidden[i]) continue;
    const share = now >= until[i] ? 1 : Math.max(0, (now - since[i]) / (until[i] - since[i]));
    const px = Math.round((fromX[i] + (x[i] - fromX[i]) * share) * world - left);
    const py = Math.round((fromY[i] + (y[i] - fromY[i]) * share) * world - top);
    // written so that a point without a place (NaN) is left out, too
    if (!(px > -margin && py > -margin && px < sheet.width + margin && py < sheet.height + margin)) continue;
    const row = rows[i];
    const one = { row, x: px, y: py };
    shown.push(one);
    if (row.ring || row.id === selected) last.push(one);
    else if (small) sheet.stamp((row.small ??= sprites.small(row, false)), px, py);
    else sheet.stamp((row.full ??= sprites.full(row, false)), px, py);
  }
  for (const crowd of crowds) paintCrowd(sheet, sprites, crowd, view);
  for (const { row, x: px, y: py } of last) sheet.stamp(sprites.full(row, row.id === selected), px, py);
  return shown;
}

/** A square: the number, below it the letter and number of the worst, and a bar of all states, worst first. */
function paintCrowd(sheet, sprites, crowd, { world, left, top }) {
  const px = (crowd.px = Math.round(crowd.x * world - left));
  const py = (crowd.py = Math.round(crowd.y * world - top));
  const { fine, theme } = sprites;
  const reach = 20 * fine;
  crowd.inView = px > -reach && py > -reach && px < sheet.width + reach && py < sheet.height + reach;
  if (!crowd.inView) return;
  const [worst] = crowd.parts;
  sheet.stamp(sprites.plate(worst.color), px, py);
  sheet.stamp(sprites.word(short(crowd.count), 12, theme.ink), px, py - Math.round(8 * fine));
  const line = `${worst.letter ?? ""}${crowd.parts.length > 1 ? short(worst.count) : ""}`;
  if (line) sheet.stamp(sprites.word(line, 9, worst.color), px, py + Math.round(4 * fine));
  const width = Math.round(28 * fine);
  let [at, before] = [0, 0];
  for (const part of crowd.parts) {
    before += part.count;
    const end = Math.max(at + 1, Math.round((width * before) / crowd.count));
    sheet.fill(px - (width >> 1) + at, py + Math.round(10 * fine), Math.min(width, end) - at, Math.max(2, Math.round(4 * fine)), sprites.number(part.color));
    at = Math.min(width, end);
  }
}

const short = (n) => (n < 10_000 ? String(n) : `${Math.round(n / 1000)}k`);
