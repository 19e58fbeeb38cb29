// An officer in danger: a notice over everything on every seat. It takes no keys from who is typing, and it has no way
// to be closed other than to say what was done about it.
import { config, inLanguage, may } from "./config.js";
import { el } from "./dom.js";
import { post } from "../units/session.js";
import { all, get, subscribe } from "./store.js";
import { toast } from "./toast.js";

const ANSWERS = [
  ["helping", gettext("Help is on its way")],
  ["safe", gettext("The officers are safe")],
  ["false", gettext("Pressed by mistake")],
];
const asked = new Set(); // answered ones that somebody opened again, to end them
let place = null;

function where() {
  if (!place) {
    place = el("div", { id: "dangers", role: "alert", "aria-live": "assertive" });
    document.body.append(place);
  }
  return place;
}

async function answer(id, value) {
  try {
    const reply = await post(config.urls.danger.replace("/0/", `/${id}/`), { answer: value });
    if (!reply.ok) return toast((await reply.json()).detail ?? gettext("The answer was not taken."), { kind: "error" });
    asked.delete(id);
    paint();
  } catch {
    toast(gettext("No line: the answer was not taken. Try again."), { kind: "error" });
  }
  return null;
}

function show(row) {
  const unit = row.unit && all("unit").find((one) => one.call_sign === row.unit);
  const map = document.querySelector("muster-map");
  const shown = unit && map?.unit?.(unit.id);
  if (shown) return;
  if (row.place) map?.go?.({ lon: row.place[0], lat: row.place[1] });
  else toast(gettext("place unknown"), { kind: "warning" });
}

function card(row) {
  const buttons = may("alarm.acknowledge")
    ? ANSWERS.map(([value, label]) => {
        const button = el("button", { type: "button", class: value === "helping" ? "primary" : "", data: { answer: value }, text: label });
        button.addEventListener("click", () => answer(row.id, value));
        return button;
      })
    : [];
  const seen = el("button", { type: "button", data: { show: "" }, text: gettext("Show on the map") });
  seen.addEventListener("click", () => show(row));
  const point = row.place ? `${row.place[1].toFixed(5)}, ${row.place[0].toFixed(5)}` : gettext("place unknown");
  return el("section", { class: `danger-notice${row.acknowledged ? " answered" : ""}`, data: { danger: row.id } },
    el("b", { text: inLanguage(row.text) + (row.count > 1 ? ` ×${row.count}` : "") }),
    el("span", { class: "danger-place", text: point }),
    el("muster-clock", { since: row.at }),
    el("span", { class: "danger-deeds" }, seen, ...buttons));
}

function paint() {
  const rows = all("alarm").filter((row) => row.cause === "danger" && (!row.acknowledged || asked.has(row.id)));
  if (!rows.length && !place) return;
  where().replaceChildren(...rows.map(card));
}

/** Bring an answered alarm back, to say how it ended. */
export function askDanger(id) {
  asked.add(id);
  paint();
  where().querySelector(`[data-danger="${id}"] [data-answer]`)?.focus();
  if (get("alarm", id)) show(get("alarm", id));
}

subscribe("alarm", paint);
