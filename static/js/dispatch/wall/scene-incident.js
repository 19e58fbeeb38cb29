// One incident beside the map: what and where, how long already, who is sent and when they are there, the steps.
import { config } from "../config.js";
import { el } from "../dom.js";
import { clockTime } from "../time.js";
import { unitLetter, unitState } from "../words.js";
import { getJson, levelMark, part, span } from "./parts.js";

const MOST_SENT = 3;
const ROWS = 4; // of units, so that the steps below stay in sight

/** The server's picture of the incident, or null. */
export const fetchIncident = (code) => getJson(config.urls.incident.replace("CODE", encodeURIComponent(code)));

export function paintIncident(told) {
  part("side").replaceChildren(head(told), units(told), steps(told.steps));
  const words = told.straight ? gettext("Reach in 1 · 3 · 5 min, straight line: the router is down") : gettext("Reach in 1 · 3 · 5 min by road");
  part("kpi").replaceChildren(...(told.rings ? [el("p", { class: "w-legend", text: words })] : []));
}

function head(told) {
  const place = told.confidential ? gettext("Confidential: the place is not shown") : told.place || gettext("place not in the map");
  const flags = told.flags.map((flag) => el("span", { class: `w-flag${flag.safety ? " safety" : ""}`, text: flag.name }));
  return el("section", { class: "w-head" },
    el("h1", {}, levelMark(told.level), el("span", { text: told.kind })),
    el("p", { class: "w-where" }, el("b", { text: place }), told.verified || told.confidential ? null : el("em", { text: gettext("not verified") })),
    el("p", { class: "w-whose cut", text: told.organisation }),
    flags.length ? el("p", { class: "w-flags" }, ...flags) : null,
    el("p", { class: "w-elapsed" },
      told.open ? el("muster-clock", { since: told.opened_at }) : el("b", { text: told.state_name }),
      el("span", { text: told.open ? told.state_name : clockTime(told.closed_at ?? told.opened_at) })));
}

function units(told) {
  const rows = told.units.slice(0, MOST_SENT).map((unit) => unitRow(unit, unit.eta_s === null ? unitState(unit.state) : span(unit.eta_s)));
  const sent = rows.length ? rows : [el("li", { class: "w-none", text: told.steps.some((step) => step.name === "dispatch" && step.at) ? gettext("no unit on it now") : gettext("nobody sent yet") })];
  const more = told.units.length > MOST_SENT ? ` (+${told.units.length - MOST_SENT})` : "";
  const free = told.open ? told.nearest.slice(0, Math.max(1, ROWS - Math.max(rows.length, 1))).map((unit) => unitRow(unit, span(unit.eta_s))) : [];
  return el("section", { class: "w-units" },
    el("h2", { text: `${gettext("Units sent")} · ${told.units.length}${more}` }), el("ul", {}, ...sent),
    free.length ? el("h2", { text: gettext("Nearest free") + (told.straight ? ` · ${gettext("straight line")}` : "") }) : null,
    free.length ? el("ul", {}, ...free) : null);
}

const unitRow = (unit, right) => el("li", { class: "w-unit" },
  el("span", { class: "state", text: unitLetter(unit.state), data: { state: unit.state } }), el("b", { text: unit.call_sign }), el("span", { class: "w-eta", text: right }));

/** Reached steps with their time; the awaited one with what is left of its limit. */
function steps(rows) {
  return el("ol", { class: "w-steps" }, ...rows.filter((row) => row.at || (row.next && row.name !== "closed")).map((row) => el("li", { data: { step: row.name, next: row.next ? "" : null } },
    el("span", { text: row.word }),
    row.at ? el("b", { text: clockTime(row.at) }) : row.alarm_at ? el("muster-clock", { until: row.alarm_at, warn: row.warn_at, alarm: row.alarm_at }) : el("b", { text: "…" }))));
}
