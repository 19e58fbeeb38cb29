// Which units trail a line behind them, and what is known of it; the map draws it (trails-on-map.js).
import { config } from "./config.js";
import { line } from "./live.js";
import { get, positions } from "./store.js";
import { now } from "./time.js";
import { toast } from "./toast.js";

const LONGEST_MS = 3_600_000;
const trails = new Map(); // unit → [[lon, lat, at ms], …], oldest first
const listeners = new Set();
let minutes = 15;

export const hasTrail = (id) => trails.has(id);
export const all = () => trails;
export const length = () => minutes * 60_000;
export const onTrails = (listener) => listeners.add(listener);
const tell = () => listeners.forEach((listener) => listener());

export function toggleTrail(id) {
  if (trails.delete(id)) return tell();
  trails.set(id, []);
  tell();
  return fetchTrail(id);
}

export function noTrails() {
  trails.clear();
  tell();
}

export function setMinutes(value) {
  minutes = value;
  tell();
  return Promise.all([...trails.keys()].map(fetchTrail));
}

async function fetchTrail(id) {
  const unit = get("unit", id);
  if (!unit) return;
  try {
    const answer = await fetch(`/api/v1/units/${encodeURIComponent(unit.call_sign)}/trail?minutes=${minutes}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const told = await answer.json();
    const at = Date.parse(told.at);
    const newer = (trails.get(id) ?? []).filter((point) => point[2] > at);
    if (trails.has(id)) trails.set(id, [...told.points.map(([lon, lat, age]) => [lon, lat, at - age * 1000]), ...newer]);
  } catch {
    trails.delete(id);
    toast(interpolate(gettext("The trail of %s cannot be fetched just now."), [unit.call_sign]), { kind: "warning" });
  }
  tell();
}

line.addEventListener("positions", (event) => {
  let grown = false;
  for (const [id] of event.detail.units) {
    const trail = trails.get(id);
    const fix = trail && positions.get(id);
    if (!fix || (trail.length && fix[4] <= trail.at(-1)[2] + 500)) continue;
    trail.push([fix[0], fix[1], fix[4]]);
    while (trail.length && trail[0][2] < now() - LONGEST_MS) trail.shift();
    grown = true;
  }
  if (grown) tell();
});

/** `{units}` or `{code}`: its page beside this one, so that the desk stays. */
export function playBack({ units, code }) {
  const url = new URL(config.urls.playback, location.href);
  url.searchParams.set(code ? "incident" : "units", code ?? units);
  window.open(url, "_blank", "noopener");
}
