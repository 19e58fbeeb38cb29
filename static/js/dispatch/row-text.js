// What a queue row says beside the place: lateness first, then who is how far.
import { clockMinute, duration } from "./time.js";
import { incidentState, stageWord } from "./words.js";

export const isHeld = (row, at) => Boolean(row.held_until) && Date.parse(row.held_until) > at;

/** `{text, look}`; look is "late", "warn" or "". Pure: row and time in, words out. */
export function stateLine(row, at) {
  if (isHeld(row, at)) return { text: interpolate(gettext("held to %s"), [clockMinute(row.held_until)]), look: "" };
  if (row.limit) {
    const alarm = Date.parse(row.limit.alarm_at);
    const word = stageWord(row.limit.stage);
    if (at > alarm) return { text: `${word} +${duration(at - alarm)}`, look: "late" };
    if (at > Date.parse(row.limit.warn_at)) {
      return { text: interpolate(gettext("%s in %s"), [word, duration(alarm - at)]), look: "warn" };
    }
  }
  const counts = row.counts ?? {};
  for (const state of ["on_scene", "en_route", "signed", "sent"]) {
    if (counts[state]) {
      const word = incidentState(state === "sent" ? "dispatched" : state);
      return { text: `${word} ${counts[state]}`, look: "" };
    }
  }
  return { text: incidentState(row.state), look: "" };
}

/** Level, then age; what is held comes after what is not. The same for every seat. */
export function byUrgency(at) {
  return (a, b) =>
    Number(isHeld(a, at)) - Number(isHeld(b, at)) ||
    a.level - b.level ||
    (a.opened_at < b.opened_at ? -1 : a.opened_at > b.opened_at ? 1 : 0) ||
    (a.code < b.code ? -1 : 1);
}
