// The page's parts by their names (`data-w`), and small pieces that several scenes are made of.
import { inLanguage } from "../config.js";
import { el } from "../dom.js";
import { byUrgency, stateLine } from "../row-text.js";
import { all } from "../store.js";
import { duration } from "../time.js";

export const part = (name) => document.querySelector(`[data-w="${name}"]`);

export const levelMark = (level) => el("i", { class: "level", data: { level } });

/** Open incidents, gravest and oldest first. */
export const openIncidents = (at) => all("incident").sort(byUrgency(at));

/** One incident as a row of a list. The station stands where the place may not be shown. */
export function incidentLine(row, at) {
  const { text, look } = stateLine(row, at);
  const place = row.place || (row.confidential ? gettext("place not shown") : gettext("place not in the map"));
  return el("li", { class: "w-row", data: { look, code: row.code } },
    levelMark(row.level),
    el("b", { class: "cut", text: inLanguage(row.kind_name) }),
    el("muster-clock", { since: row.opened_at, class: "w-age" }),
    el("span", { class: "cut w-place", text: place }),
    el("span", { class: "w-state", text }));
}

/** 0:48, or a dash. */
export const span = (seconds) => (seconds === null || seconds === undefined ? "—" : duration(seconds * 1000));

export async function getJson(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the line's own notice says what is wrong
  }
}
