// From when on a fix is old: what the map fades, what the strip calls lost, what the map no longer draws. Seconds.
import { positions } from "./store.js";

export const STALE_S = 60; // fades, and its age stands beside the name
export const LOST_S = 300; // listed under "Lost": a working terminal reports at least every minute
export const HIDDEN_S = 3600; // an hour-old place says nothing any more: only the list has it, and shows it when asked

/** Age in ms of a unit's newest true fix; Infinity when there never was one. */
export function fixAge(id, at) {
  const fix = positions.get(id);
  return fix ? at - fix[4] : Infinity;
}

/** On duty, and nobody knows where. */
export const isLost = (unit, at) => unit.state !== "off" && fixAge(unit.id, at) > LOST_S * 1000;
