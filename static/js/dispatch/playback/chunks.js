// The past in pieces: fetched ahead of the moment shown, a few kept, each enough to draw any moment in it by itself.
const LENGTHS = [[2, 120], [5, 300], [10, 600], [30, 1800], [60, 3600]]; // up to this speed → seconds a piece
const KEPT = 10;

export class Chunks {
  constructor(config) {
    this.config = config;
    this.kept = new Map(); // key → {promise, value}
    this.clock = "shown";
  }

  /** The piece that holds moment `t` (s) at this speed, or null while it is fetched; asks for the next one, too. */
  at(t, speed) {
    const length = LENGTHS.find(([most]) => speed <= most)[1];
    const number = Math.floor(t / length);
    const here = this.#ask(number, length, speed);
    if (here.value && t > (number + 0.4) * length && (number + 1) * length < this.config.length) this.#ask(number + 1, length, speed);
    return here.value;
  }

  get failed() {
    return this.problem ?? "";
  }

  #ask(number, length, speed) {
    const step = Math.max(1, speed / 2);
    const key = `${this.clock}|${length}|${step}|${number}`;
    let entry = this.kept.get(key);
    if (entry) {
      this.kept.delete(key); // the newest used stand last
      this.kept.set(key, entry);
      return entry;
    }
    entry = { value: null };
    this.kept.set(key, entry);
    for (const old of [...this.kept.keys()].slice(0, -KEPT)) this.kept.delete(old);
    this.#fetch(number * length, Math.min((number + 1) * length, Math.ceil(this.config.length) + 1), step)
      .then((value) => {
        entry.value = value;
        this.problem = "";
      })
      .catch((error) => {
        this.problem = error.message;
        setTimeout(() => this.kept.delete(key), 2000); // asked again
      });
    return entry;
  }

  async #fetch(since, until, step) {
    const url = new URL(this.config.urls.chunk, location.href);
    for (const [name, value] of Object.entries({ since, until, step, clock: this.clock })) url.searchParams.set(name, value);
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(gettext("This stretch cannot be fetched just now; trying again."));
    const told = await answer.json();
    return { fixes: byKey(told.fixes), units: byKey(told.units), incidents: byKey(told.incidents), step: told.step };
  }
}

/** Rows of one subject each, in the order of time: `[key, t, …]`. */
function byKey(rows) {
  const found = new Map();
  for (const row of rows) {
    if (!found.has(row[0])) found.set(row[0], []);
    found.get(row[0]).push(row);
  }
  for (const list of found.values()) list.sort((a, b) => a[1] - b[1]);
  return found;
}

/** The last row at or before `t`, or null. */
export function newest(rows, t) {
  if (!rows) return null;
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][1] <= t) low = middle + 1;
    else high = middle;
  }
  return low ? rows[low - 1] : null;
}
