/* Labels right of their points, left where the right is taken, none where there is no room. Decided a few times a second,
 * not in every frame; who had a label keeps it and its side as long as it still fits, so that nothing flickers. */
const CELL = 7; // px, the grid in which room is looked for
const AWAY = 16; // px from the middle of a point: beside the beak of its heading, not on it
const NEW_A_TIME = 80; // labels written anew in one go: the others come with the next

export class Labels {
  constructor() {
    this.side = new Map(); // row → 1 right, -1 left
  }

  clear() {
    this.side.clear();
  }

  /** `shown`: [{row, x, y}] in device pixels, in view; `taken`: [{x, y, reach}] of whatever else must stay uncovered. */
  settle(shown, taken, sheet, sprites, selected) {
    const cell = CELL * sprites.fine;
    const columns = Math.ceil(sheet.width / cell) + 1;
    const rows = Math.ceil(sheet.height / cell) + 1;
    const owners = new Int32Array(columns * rows); // 0: free, else number of the owner
    const claim = (x, y, w, h, owner, check) => {
      const [left, right] = [Math.max(0, Math.floor(x / cell)), Math.min(columns - 1, Math.floor((x + w) / cell))];
      const [top, bottom] = [Math.max(0, Math.floor(y / cell)), Math.min(rows - 1, Math.floor((y + h) / cell))];
      for (let r = top; r <= bottom; r++) {
        for (let c = left; c <= right; c++) {
          const has = owners[r * columns + c];
          if (!check) owners[r * columns + c] = owner;
          else if (has && has !== owner) return false;
        }
      }
      return true;
    };
    const body = 8 * sprites.fine;
    shown.forEach(({ x, y }, n) => claim(x - body, y - body, 2 * body, 2 * body, n + 1));
    for (const { x, y, reach } of taken) claim(x - reach, y - reach, 2 * reach, 2 * reach, shown.length + 1);
    const before = this.side;
    this.side = new Map();
    const weight = ({ row }) => (row.urgent ? 16 : 0) + (row.id === selected ? 8 : 0) + (row.ring ? 4 : 0) + (before.has(row) ? 2 : 0) + (row.stale ? 0 : 1);
    const order = shown.map((one, n) => ({ ...one, owner: n + 1, weight: weight(one) })).sort((a, b) => b.weight - a.weight);
    const away = AWAY * sprites.fine;
    let fresh = NEW_A_TIME;
    for (const { row, x, y, owner } of order) {
      if (!row.label) continue;
      let sprite = sprites.label(row, false);
      if (!sprite && fresh-- <= 0) continue;
      sprite ??= sprites.label(row);
      const sides = before.get(row) === -1 ? [-1, 1] : [1, -1];
      const half = sprite.height / 3;
      const at = (side) => (side > 0 ? x + away : x - away - sprite.width);
      let side = sides.find((one) => claim(at(one), y - half, sprite.width, 2 * half, owner, true));
      if (!side && (row.urgent || row.id === selected)) side = 1;
      if (!side) continue;
      claim(at(side), y - half, sprite.width, 2 * half, owner);
      this.side.set(row, side);
    }
    return fresh > 0; // everything that has room is written
  }

  /** Stamps the labels of those that have one. */
  draw(sheet, sprites, shown) {
    if (!this.side.size) return;
    const away = Math.round(AWAY * sprites.fine);
    for (const { row, x, y } of shown) {
      const side = this.side.get(row);
      if (!side) continue;
      const sprite = sprites.label(row);
      sheet.stamp(sprite, side > 0 ? x + away : x - away - sprite.width, y);
    }
  }
}
