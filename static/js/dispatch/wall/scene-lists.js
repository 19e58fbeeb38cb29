// Lists: the open incidents beside the map, and on the whole wall. Only as many as can be read; the rest is counted.
import { el, setText } from "../dom.js";
import { incidentLine, openIncidents, part } from "./parts.js";

const BESIDE = 6;
const WHOLE = 12;

export function paintBeside(at) {
  part("side").replaceChildren(el("h2", { text: `${gettext("Open incidents")} · ${openIncidents(at).length}` }), list(at, BESIDE, "w-list"));
}

export function paintWhole(at) {
  part("full").replaceChildren(el("h2", { text: `${gettext("Open incidents")} · ${openIncidents(at).length}` }), list(at, WHOLE, `w-list ${openIncidents(at).length > WHOLE / 2 ? "w-columns" : "w-one"}`));
}

function list(at, most, className) {
  const rows = openIncidents(at);
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  const more = rows.length - shown.length;
  return el("ol", { class: className },
    ...shown.map((row) => incidentLine(row, at)),
    more ? el("li", { class: "w-more", text: interpolate(ngettext("and %s more", "and %s more", more), [more]) }) : null,
    rows.length ? null : el("li", { class: "w-none", text: gettext("No open incidents") }));
}

export const title = (text) => setText(part("title"), text);
