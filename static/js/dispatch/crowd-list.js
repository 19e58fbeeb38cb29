// Units that lie too close on the map to be hit one by one, or that the keyboard asks for: a list to choose from.
import { el } from "./dom.js";
import { fixAge, STALE_S } from "./fix-ages.js";
import { roving } from "./roving.js";
import { get } from "./store.js";
import { now, roughly } from "./time.js";
import { BUSY_FIRST, unitLetter, unitState } from "./words.js";

const MOST = 100;
let dialog = null;
let picked = () => {};

/** Shows the units with these ids, busiest first; `onPick(id)` after a choice. Esc closes it. */
export function listUnits(ids, onPick) {
  picked = onPick;
  dialog ??= make();
  const units = ids.map((id) => get("unit", id)).filter(Boolean);
  const busiest = (unit) => BUSY_FIRST.indexOf(unit.state);
  units.sort((a, b) => busiest(a) - busiest(b) || a.call_sign.localeCompare(b.call_sign, "en", { numeric: true }));
  const at = now();
  const rows = units.slice(0, MOST).map((unit) => row(unit, at));
  dialog.querySelector("h2").textContent = interpolate(ngettext("%s unit here", "%s units here", units.length), [units.length]);
  dialog.querySelector("ol").replaceChildren(...rows);
  const more = dialog.querySelector("p");
  more.hidden = units.length <= MOST;
  more.textContent = interpolate(gettext("%s more: zoom in."), [units.length - MOST]);
  if (!dialog.open) dialog.showModal();
  if (rows[0]) {
    rows[0].tabIndex = 0;
    rows[0].focus();
  }
}

function row(unit, at) {
  const age = fixAge(unit.id, at);
  const words = [unitState(unit.state), age > STALE_S * 1000 && age < Infinity ? interpolate(gettext("%s old"), [roughly(age)]) : ""];
  return el("li", { role: "option", class: "crowd-unit", tabindex: "-1", data: { id: unit.id } },
    el("span", { class: "state", data: { state: unit.state }, "aria-hidden": "true", text: unitLetter(unit.state) }),
    el("b", { text: unit.call_sign }), el("span", { text: words.filter(Boolean).join(" · ") }));
}

function make() {
  const list = el("ol", { role: "listbox", "aria-labelledby": "crowd-title" });
  const node = el("dialog", { class: "crowd", "aria-labelledby": "crowd-title" },
    el("h2", { id: "crowd-title" }), list, el("p", { class: "faint" }));
  document.body.append(node);
  roving(list, {
    onOpen: (option) => {
      node.close();
      picked(Number(option.dataset.id));
    },
  });
  node.addEventListener("click", (event) => event.target === node && node.close());
  return node;
}
