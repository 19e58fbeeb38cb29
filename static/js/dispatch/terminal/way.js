// Where on its route a vehicle is: pure geometry on [[lon, lat], …], flat earth, good to 1 % within a city.

const METRES_A_DEGREE = 111_195;

/** Metres between two [lon, lat]. */
export function distance(a, b) {
  const [x, y] = local(a, b);
  return Math.hypot(x, y);
}

/** `b` seen from `a`, metres east and north. */
function local(a, b) {
  return [(b[0] - a[0]) * METRES_A_DEGREE * Math.cos((a[1] * Math.PI) / 180), (b[1] - a[1]) * METRES_A_DEGREE];
}

/** Metres from the start to each point of the line. */
export function milestones(line) {
  const sums = [0];
  for (let i = 1; i < line.length; i++) sums.push(sums[i - 1] + distance(line[i - 1], line[i]));
  return sums;
}

/**
 * The nearest point of the line: {along, off} in metres. A route that crosses itself is followed forward: of places
 * about as near as each other, the first at or after `from` wins.
 */
export function project(point, line, sums, from = 0) {
  let best = { along: 0, off: Infinity, cost: Infinity };
  for (let i = 1; i < line.length; i++) {
    const [px, py] = local(line[i - 1], point);
    const [bx, by] = local(line[i - 1], line[i]);
    const length = bx * bx + by * by;
    const share = length ? Math.max(0, Math.min(1, (px * bx + py * by) / length)) : 0;
    const off = Math.hypot(px - share * bx, py - share * by);
    const along = sums[i - 1] + share * (sums[i] - sums[i - 1]);
    const cost = off + (along < from - 30 ? 25 : 0);
    if (cost < best.cost - 0.5) best = { along, off, cost };
  }
  return best;
}

/** Each manoeuvre with `at`, its metres from the start. They come in order, so each is sought after the one before. */
export function placed(manoeuvres, line, sums) {
  let from = 0;
  return manoeuvres.map((one, n) => {
    const last = n === manoeuvres.length - 1;
    const at = n === 0 ? 0 : last ? sums[sums.length - 1] : Math.max(from, project([one.lon, one.lat], line, sums, from).along);
    from = at;
    return { ...one, at };
  });
}

/** What comes next from `along`: {next, metres, left, seconds}. `left`, `seconds`: to the end. */
export function ahead(route, along) {
  const { steps, total } = route;
  const next = steps.find((step, n) => n > 0 && step.at > along + 8) ?? steps[steps.length - 1] ?? null;
  let seconds = 0;
  steps.forEach((step, n) => {
    const end = steps[n + 1]?.at ?? total;
    if (end > along && end > step.at) seconds += (step.seconds * (end - Math.max(along, step.at))) / (end - step.at);
  });
  return { next, metres: next ? Math.max(0, next.at - along) : 0, left: Math.max(0, total - along), seconds };
}

/** 1.2 km, 350 m, 40 m: as far as it matters at that distance. */
export function spoken(metres) {
  if (metres >= 950) return interpolate(gettext("%s km"), [(metres / 1000).toFixed(1)]);
  const step = metres >= 200 ? 50 : metres >= 50 ? 10 : 5;
  return interpolate(gettext("%s m"), [Math.max(step, Math.round(metres / step) * step)]);
}
