/* Where thousands of points are, in columns of numbers: what is asked sixty times a second must not walk through objects.
 *
 * Places are web mercator, 0 … 1 over the whole world. A point glides in a straight line from where it was drawn to its newest
 * fix, in the time that lay between the two fixes, at most GLIDE_MOST. It is never drawn beyond the newest fix: a car
 * that has stopped must not drive on, and a place that nobody reported must not decide who is sent. After a gap
 * (GAP) or a leap nothing is known of the way between, so there is none. A late fix: the point stands, and its age is told.
 */
export const GLIDE_MOST = 3000; // ms: the map is at most this far behind the newest fix, and mostly not at all
const GLIDE_LEAST = 300;
const GLIDE_USUAL = 900; // where the times of the fixes are not known
const GAP = 60_000; // ms between two fixes
const LEAP = 0.00012; // of the world's width, about 5 km: farther is a correction, not a movement

export function project(lon, lat) {
  const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
}

/** The other way: [lon, lat] of a place 0 … 1. */
export function unproject(x, y) {
  return [(x - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
}

const COLUMNS = { fromX: Float64Array, fromY: Float64Array, x: Float64Array, y: Float64Array, since: Float64Array, until: Float64Array, hidden: Uint8Array };

export class Points {
  constructor({ still = false } = {}) {
    this.still = still; // a reader who wants no motion
    this.count = 0;
    this.version = 0; // grows when who is where changes
    this.rows = []; // by index: the point as it was given, its own place in `index`
    this.places = new Map(); // id → index
    this.busyUntil = 0; // nothing moves after this time
    this.quickest = 0; // world widths a second, of the quickest glide since `busyUntil` was reached
    this.#grow(1024);
  }

  /** Takes one point {id, lon, lat, at (ms of the fix, optional), …}; an absent property keeps its value. */
  take(given, now) {
    let index = this.places.get(given.id);
    if (index === undefined) {
      index = this.#add(given.id);
      this.rows[index] = { heading: null };
    }
    const row = this.rows[index];
    if (given.lon !== undefined && given.lat !== undefined && (given.lon !== row.lon || given.lat !== row.lat)) {
      this.#move(index, given, row, now);
    }
    Object.assign(row, given);
    row.small = row.full = null; // looks: chosen anew when next drawn
    this.version += 1;
  }

  remove(id) {
    const index = this.places.get(id);
    if (index === undefined) return;
    const last = --this.count;
    if (index !== last) {
      for (const name of Object.keys(COLUMNS)) this[name][index] = this[name][last];
      this.rows[index] = this.rows[last];
      this.places.set(this.rows[index].id, index);
    }
    this.rows.length = last;
    this.places.delete(id);
    this.version += 1;
  }

  row(id) {
    return this.rows[this.places.get(id)];
  }

  /** How far along its glide a point is, 0 … 1. */
  share(index, now) {
    return now >= this.until[index] ? 1 : (now - this.since[index]) / (this.until[index] - this.since[index]);
  }

  moving(now) {
    if (now < this.busyUntil) return true;
    this.quickest = 0;
    return false;
  }

  #move(index, given, row, now) {
    const [x, y] = project(given.lon, given.lat);
    const share = this.share(index, now);
    let fromX = this.fromX[index] + (this.x[index] - this.fromX[index]) * share;
    let fromY = this.fromY[index] + (this.y[index] - this.fromY[index]) * share;
    const far = Math.hypot(x - fromX, y - fromY);
    const glide = this.still || row.lon === undefined || far > LEAP ? 0 : glideTime(row.at, given.at);
    if (!glide) [fromX, fromY] = [x, y];
    this.fromX[index] = fromX;
    this.fromY[index] = fromY;
    this.x[index] = x;
    this.y[index] = y;
    this.since[index] = now;
    this.until[index] = now + glide;
    if (!glide) return;
    this.busyUntil = Math.max(this.busyUntil, now + glide);
    this.quickest = Math.max(this.quickest, (far / glide) * 1000);
  }

  #add(id) {
    if (this.count === this.x.length) this.#grow(this.count * 2);
    const index = this.count++;
    this.places.set(id, index);
    for (const name of Object.keys(COLUMNS)) this[name][index] = 0;
    this.x[index] = this.fromX[index] = NaN; // no place yet: never drawn
    return index;
  }

  #grow(room) {
    for (const [name, Kind] of Object.entries(COLUMNS)) {
      const wider = new Kind(room);
      if (this[name]) wider.set(this[name]);
      this[name] = wider;
    }
  }
}

function glideTime(before, now) {
  if (!before || !now) return GLIDE_USUAL;
  const gap = now - before;
  return gap > GAP ? 0 : Math.min(GLIDE_MOST, Math.max(GLIDE_LEAST, gap));
}
