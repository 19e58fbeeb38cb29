// The server's time, and durations as people read them.
export { clockMinute, clockTime } from "../units/clock.js";

let offset = 0; // server − browser, ms
let best = -Infinity;

/** Learn from a message's stamp. A late message makes the server look early, so the largest difference is the truest. */
export function heardServerTime(at) {
  const difference = Date.parse(at) - Date.now();
  if (Number.isNaN(difference)) return;
  if (difference > best || best - difference > 5000) best = difference;
  offset = best;
}

export const now = () => Date.now() + offset;

const two = (n) => String(n).padStart(2, "0");

/** Milliseconds as 0:52, 18:02, 1:04:09; never negative. */
export function duration(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const h = Math.floor(s / 3600);
  const m = Math.floor(s / 60) % 60;
  return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

/** Roughly, for ages: 4 s, 12 min, 3 h. */
export function roughly(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 90) return interpolate(gettext("%s s"), [s]);
  if (s < 5400) return interpolate(gettext("%s min"), [Math.round(s / 60)]);
  return interpolate(gettext("%s h"), [Math.round(s / 3600)]);
}
