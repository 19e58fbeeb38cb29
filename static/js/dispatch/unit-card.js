// The small card of one unit: what it is, how old its fix is, and what can be done with it from here.
import { crossingsOf } from "./crossings.js";
import { config, inLanguage, may, organisationName, shortCode } from "./config.js";
import { el, setText } from "./dom.js";
import { selected } from "./selection.js";
import { get, positions, subscribe } from "./store.js";
import { now, roughly } from "./time.js";
import { hasTrail } from "./trails.js";
import { unitKind, unitLetter, unitState } from "./words.js";

const dialog = document.getElementById("unit-card");
let shown = null;

function paint() {
  const unit = get("unit", shown);
  if (!unit) return dialog.close();
  const fix = positions.get(unit.id);
  const facts = [
    [gettext("State"), `${unitState(unit.state)}${unit.incident ? ` → ${shortCode(unit.incident)}` : ""}`],
    [gettext("Since"), el("muster-clock", { since: unit.state_since })],
    [gettext("Kind"), `${unitKind(unit.kind)}, ${interpolate(ngettext("%s officer", "%s officers", unit.officers), [unit.officers])}`],
    [gettext("Can"), unit.capabilities.map((code) => inLanguage(config.capabilities?.[code]) || code).join(", ") || "—"],
    [gettext("Belongs to"), organisationName(unit.organisation)],
    [gettext("Fix"), fix ? interpolate(gettext("%s old"), [roughly(now() - fix[4])]) : gettext("no position")],
  ];
  setText(dialog.querySelector("h2 b"), unit.call_sign);
  const badge = dialog.querySelector("h2 .state");
  setText(badge, unitLetter(unit.state));
  badge.dataset.state = unit.state;
  dialog.querySelector("dl").replaceChildren(...facts.flatMap(([name, value]) => [el("dt", { text: name }), el("dd", {}, value)]));
  const target = selected() && get("incident", selected());
  const send = dialog.querySelector("[data-action=send]");
  send.hidden = !(target && may("incident.dispatch") && unit.state !== "off" && unit.incident !== target.code);
  if (target) setText(send.firstElementChild, interpolate(gettext("Send to %s"), [shortCode(target.code)]));
  dialog.querySelector("[data-action=open]").hidden = !unit.incident;
  dialog.querySelector("[data-action=show]").hidden = !fix;
  for (const name of ["trail", "playback"]) dialog.querySelector(`[data-action=${name}]`).hidden = !may("track.see");
  dialog.querySelector("[data-action=trail]").setAttribute("aria-pressed", String(hasTrail(unit.id)));
  dialog.querySelector("[data-action=nearby]").hidden = !fix;
  dialog.querySelector("[data-action=cast]").hidden = !may("cast.send");
  return null;
}

export function showUnit(id) {
  shown = id;
  if (!get("unit", id)) return;
  paint();
  if (!dialog.open) dialog.showModal();
  showCrossings(id);
}

async function showCrossings(id) {
  dialog.querySelector(".crossings")?.remove();
  const list = await crossingsOf(get("unit", id).call_sign);
  if (!list || shown !== id) return;
  dialog.querySelector(".crossings")?.remove();
  dialog.querySelector("dl").after(list);
}

document.addEventListener("crossing", ({ detail }) => dialog.open && get("unit", shown)?.call_sign === detail.unit && showCrossings(shown));

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) return dialog.close();
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (!action) return null;
  const unit = get("unit", shown);
  const fix = positions.get(shown);
  dialog.close();
  const detail = {
    send: { verb: "dispatch", code: selected(), units: [unit?.call_sign] },
    open: { verb: "open", code: unit?.incident },
    show: { verb: "unit", id: shown },
    trail: { verb: "trail", id: shown },
    playback: { verb: "playback", units: unit?.call_sign },
    nearby: fix && { verb: "nearby", row: { lon: fix[0], lat: fix[1], label: unit?.call_sign } },
    cast: { verb: "cast", subject: `unit:${unit?.call_sign}` },
  }[action];
  if (detail && unit) dialog.dispatchEvent(new CustomEvent("command", { bubbles: true, detail }));
  return null;
});

subscribe("unit", (ids) => dialog.open && ids.has(shown) && paint());
