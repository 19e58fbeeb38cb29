// Units that cross fences: a note for all who look, and the latest crossings on a unit's card.
import { announce } from "./announce.js";
import { config, inLanguage } from "./config.js";
import { el } from "./dom.js";
import { line } from "./live.js";
import { clockTime } from "./time.js";
import { toast } from "./toast.js";

const WORDS = {
  enter: gettext("%(unit)s entered %(fence)s"),
  leave: gettext("%(unit)s left %(fence)s"),
  dwell: gettext("%(unit)s has stayed at %(fence)s"),
};
const SHORT = { enter: gettext("entered"), leave: gettext("left"), dwell: gettext("stayed") };

line.addEventListener("event", ({ detail }) => {
  if (detail.subject !== "crossing") return;
  const row = detail.row;
  document.dispatchEvent(new CustomEvent("crossing", { detail: row }));
  if (row.tell !== "note") return; // an alarm stands in the list of alerts
  const text = `${clockTime(row.at)} ${interpolate(WORDS[row.kind], { unit: row.unit, fence: inLanguage(row.fence_name) }, true)}`;
  toast(text);
  announce(text);
});

/** The newest crossings of a unit as a list, or null when there is none or no line. */
export async function crossingsOf(callSign) {
  try {
    const answer = await fetch(config.urls.crossings.replace("CODE", encodeURIComponent(callSign)), { headers: { Accept: "application/json" } });
    if (!answer.ok) return null;
    const rows = (await answer.json()).slice(0, 6);
    if (!rows.length) return null;
    return el("ol", { class: "crossings", "aria-label": gettext("Crossings of fences") }, ...rows.map((row) =>
      el("li", {}, el("time", { datetime: row.at, text: clockTime(row.at) }), el("span", { text: SHORT[row.kind] }), el("span", { class: "cut", text: inLanguage(row.fence_name) }))));
  } catch {
    return null;
  }
}
