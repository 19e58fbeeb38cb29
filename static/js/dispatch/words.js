// The field's words for states, stages and kinds of units, and the letter each state is known by.

const INCIDENT = {
  accepted: gettext("accepted"),
  dispatched: gettext("sent"),
  signed: gettext("signed"),
  en_route: gettext("en route"),
  on_scene: gettext("on scene"),
  handled: gettext("handled"),
  reported: gettext("reported"),
  closed: gettext("closed"),
  archived: gettext("archived"),
  invalid: gettext("invalid"),
  merged: gettext("merged"),
};

const UNIT = {
  free: [pgettext("letter of a unit's state", "F"), gettext("free")],
  sent: [pgettext("letter of a unit's state", "S"), gettext("sent")],
  signed: [pgettext("letter of a unit's state", "A"), gettext("signed")],
  en_route: [pgettext("letter of a unit's state", "E"), gettext("en route")],
  on_scene: [pgettext("letter of a unit's state", "O"), gettext("on scene")],
  handled: [pgettext("letter of a unit's state", "H"), gettext("handled")],
  busy: [pgettext("letter of a unit's state", "B"), gettext("busy")],
  off: [pgettext("letter of a unit's state", "X"), gettext("off duty")],
};

const STAGE = {
  answer: gettext("answer"),
  enter: gettext("enter"),
  dispatch: gettext("dispatch"),
  sign: gettext("sign"),
  depart: gettext("depart"),
  arrive: gettext("arrive"),
  report: gettext("report"),
  close: gettext("close"),
  wake: gettext("held"),
};

const UNIT_KIND = {
  car: gettext("car"),
  motorcycle: gettext("motorcycle"),
  foot: gettext("foot patrol"),
  van: gettext("van"),
  boat: gettext("boat"),
};

export const UNIT_STATES = Object.keys(UNIT);
/** States in the order in which the units strip shows them: busiest first. */
export const BUSY_FIRST = ["sent", "signed", "en_route", "on_scene", "handled", "busy", "free", "off"];

export const incidentState = (state) => INCIDENT[state] ?? state;
export const unitState = (state) => UNIT[state]?.[1] ?? state;
export const unitLetter = (state) => UNIT[state]?.[0] ?? "?";
export const stageWord = (stage) => STAGE[stage] ?? stage;
export const unitKind = (kind) => UNIT_KIND[kind] ?? kind;
export { levelWord } from "../incidents/levels.js";
