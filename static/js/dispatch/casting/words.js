// What is cast, and where to, in words.
import { inLanguage, shortCode } from "../config.js";
import { get } from "../store.js";

export const GROUPS = {
  wall: () => gettext("Walls"),
  seat: () => gettext("Seats"),
  unit: () => gettext("Units"),
  organisation: () => gettext("Organisations"),
};

/** `subject`: {kind, code, …} as the API tells it. */
export function subjectWords(subject) {
  const row = subject.kind === "incident" ? get("incident", subject.code) : null;
  const name = inLanguage(subject.kind_name ?? row?.kind_name);
  return {
    incident: () => [shortCode(subject.code), name].filter(Boolean).join(" "),
    unit: () => interpolate(gettext("unit %s"), [subject.code]),
    camera: () => interpolate(gettext("camera %s"), [[subject.code, subject.name].filter(Boolean).join(" ")]),
    view: () => gettext("a map view"),
  }[subject.kind]();
}
