/* Where points lie too close to be told apart they become one square: how many, and of what, the worst first.
 *
 * A crowd is a cell of a grid that lies fixed on the world (so that panning changes nothing) at one zoom. It forms with
 * FORM points and dissolves below KEEP, so that one car at the border does not make the square blink. Points with a ring
 * and the selected one stay themselves.
 */
export const CELL = 56; // px at the usual type size; a square of 34 px in it never touches its neighbour
const FORM = 5;
const KEEP = 4;
const COLUMNS = 2 ** 25;

export class Crowds {
  constructor() {
    this.all = [];
    this.before = new Set();
    this.zoom = null;
  }

  /** Sets `points.hidden` and `all`: `{x, y (world), count, parts: [{color, letter, rank, count}], ids}` of each crowd. */
  settle(points, { zoom, cell, selected }) {
    if (zoom !== this.zoom) this.before.clear();
    this.zoom = zoom;
    const width = cell / (256 * 2 ** zoom);
    const cells = new Map();
    for (let i = 0; i < points.count; i++) {
      points.hidden[i] = 0;
      const row = points.rows[i];
      if (row.ring || row.id === selected || !(points.x[i] >= 0)) continue;
      const key = Math.floor(points.y[i] / width) * COLUMNS + Math.floor(points.x[i] / width);
      const here = cells.get(key);
      if (here) here.push(i);
      else cells.set(key, [i]);
    }
    this.all = [];
    const now = new Set();
    for (const [key, members] of cells) {
      if (members.length < (this.before.has(key) ? KEEP : FORM)) continue;
      now.add(key);
      this.all.push(crowd(points, members, key, width, cell));
    }
    this.before = now;
  }

  none(points) {
    this.all = [];
    this.before.clear();
    points.hidden.fill(0);
  }
}

function crowd(points, members, key, width, cell) {
  let [x, y] = [0, 0];
  const parts = new Map();
  for (const i of members) {
    points.hidden[i] = 1;
    x += points.x[i];
    y += points.y[i];
    const { color, letter, rank = 0 } = points.rows[i];
    const part = parts.get(color);
    if (part) part.count += 1;
    else parts.set(color, { color, letter, rank, count: 1 });
  }
  // in the middle of its points, as far as the neighbours' squares leave room
  const room = width * ((cell - cell * (38 / CELL)) / 2 / cell);
  const [middleX, middleY] = [((key % COLUMNS) + 0.5) * width, (Math.floor(key / COLUMNS) + 0.5) * width];
  const near = (mean, middle) => Math.max(middle - room, Math.min(middle + room, mean));
  return {
    x: near(x / members.length, middleX),
    y: near(y / members.length, middleY),
    count: members.length,
    parts: [...parts.values()].sort((a, b) => a.rank - b.rank),
    ids: members.map((i) => points.rows[i].id),
  };
}
