// What can be done with the row in hand: send, open, call, show, cast. The same buttons for mouse and keys.
import { post } from "../../units/session.js";
import { may, shortCode } from "../config.js";
import { el } from "../dom.js";
import { selected } from "../selection.js";
import { get } from "../store.js";
import { toast } from "../toast.js";

const command = (detail) => document.dispatchEvent(new CustomEvent("command", { detail }));

/** Buttons for `row`; `show()` flies there. */
export function deedsOf(row, { show }) {
  const target = selected() && get("incident", selected());
  const buttons = [];
  const add = (key, text, run, look = "") => {
    const button = el("button", { type: "button", class: `small ${look}`, data: { nearbyKey: key } }, text, " ", el("kbd", { text: key.toUpperCase() }));
    button.addEventListener("click", run);
    buttons.push(button);
    return button;
  };
  if (row.unit && target && may("incident.dispatch") && get("unit", row.id)?.incident !== target.code) {
    add("s", interpolate(gettext("Send %s to %s"), [row.unit, shortCode(target.code)]), () => command({ verb: "dispatch", code: target.code, units: [row.unit] }), "primary");
  }
  if (row.code) add("o", gettext("Open"), () => document.dispatchEvent(new CustomEvent("incident", { detail: row.code })));
  else if (row.unit) add("o", gettext("Open"), () => document.dispatchEvent(new CustomEvent("unit", { detail: { id: row.id } })));
  if (row.number) buttons.push(telephone(row.title, row.number));
  else if (row.call && may("person.call")) add("c", gettext("Call"), (event) => call(row, event.currentTarget));
  add("m", gettext("Show"), show);
  if (row.cast && may("cast.send")) {
    const button = add("w", gettext("Cast …"), () => {});
    button.dataset.castSubject = row.cast; // dispatch/casting listens for it
  }
  return buttons;
}

/** The number is asked for when it is wanted: that it was shown is written to the journal. */
async function call(row, button) {
  button.disabled = true;
  try {
    const answer = await post(row.call);
    if (!answer.ok) throw new Error(String(answer.status));
    const { name, number } = await answer.json();
    if (!number) return toast(interpolate(gettext("No number is known for %s."), [name || row.title]), { kind: "warning" });
    const link = telephone(name, number);
    button.replaceWith(link);
    link.focus();
  } catch {
    button.disabled = false;
    toast(gettext("The number cannot be fetched just now."), { kind: "error" });
  }
  return null;
}

function telephone(name, number) {
  return el("a", { class: "button small", href: `tel:${number.split(/[;,]/)[0].replace(/[^+\d]/g, "")}`, data: { nearbyKey: "c" }, title: name, text: `☏ ${number.split(/[;,]/)[0]}` });
}
