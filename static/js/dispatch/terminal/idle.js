// No order: what the unit is doing, how to change it, and what is still owed. Or no shift: whom to ask.

import { el, setText } from "../dom.js";
import { clockMinute, clockTime } from "../time.js";
import { unitLetter } from "../words.js";
import { part } from "./page.js";

/** `pressed`: a state chosen and not yet sent, or null. `open(kind, row)` opens a report owed or returned. */
export function showIdle(state, pressed, open) {
  const unit = state.unit;
  const begun = unit?.shift.logged_on;
  const doing = pressed?.state ?? unit?.state ?? "off";
  part("idle-state").dataset.state = doing;
  setText(part("idle-state").querySelector(".state"), unit ? unitLetter(doing) : "–");
  setText(part("idle-title"), title(unit, begun, pressed));
  setText(part("idle-text"), text(state, begun, pressed));
  part("states").hidden = !begun;
  for (const button of part("states").querySelectorAll("[data-choose]")) {
    button.setAttribute("aria-pressed", String(button.dataset.choose === doing));
  }
  part("log-on").hidden = !unit || begun;
  if (unit) setText(part("begin-shift"), interpolate(gettext("Log on to %s"), [unit.call_sign]));
  showList(state, open);
}

function title(unit, begun, pressed) {
  if (!unit) return gettext("You are on no shift now");
  if (!begun) return interpolate(gettext("Your shift on %s has begun"), [unit.call_sign]);
  const words = { free: gettext("Free"), busy: gettext("Busy"), off: gettext("Off duty") };
  return words[pressed?.state ?? unit.state] ?? unit.state_name;
}

function text(state, begun, pressed) {
  const unit = state.unit;
  if (!unit) {
    const next = state.planned[0];
    if (!next) return gettext("Your station plans the shifts: ask its duty officer to put you on a unit. This page notices by itself.");
    const at = new Date(next.begins_at).toLocaleString(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit" });
    return interpolate(gettext("Next: %s, from %s. Your station plans the shifts."), [next.unit, at]);
  }
  const until = interpolate(gettext("shift until %s"), [clockMinute(unit.shift.ends_at)]);
  if (!begun) return interpolate(gettext("Log on when you are aboard: from then on you get orders (%s)."), [until]);
  if (pressed) return gettext("Waiting to be sent");
  const reason = unit.reason ? `${unit.reason} · ` : "";
  return `${reason}${interpolate(gettext("since %s"), [clockTime(unit.since)])} · ${until}`;
}

function showList(state, open) {
  const returned = state.returned.map((row) => [row, "returned", gettext("Report to correct"), row.note]);
  const owed = state.owed.map((row) => [row, "owed", gettext("Report still to be written"), `${gettext("Cleared")} ${clockTime(row.at)}`]);
  part("idle-list").replaceChildren(
    ...[...returned, ...owed].map(([row, kind, name, more]) => {
      const button = el(
        "button",
        { type: "button", class: "t-owed", data: { [kind]: row.id ?? row.code } },
        el("small", { text: name }),
        el("b", { text: `${row.incident.kind}, ${row.incident.place}` }),
        more ? el("span", { text: more }) : null,
      );
      button.addEventListener("click", () => open(kind, row));
      return button;
    }),
  );
}
