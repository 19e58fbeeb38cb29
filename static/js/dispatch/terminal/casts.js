// What the control room casts to this unit: a card above the order, until it is seen or over.
import { el } from "../dom.js";
import { received, tell } from "../casting/api.js";
import { clockMinute } from "../time.js";
import * as alert from "./alert.js";
import { part } from "./page.js";

const done = new Set();
const told = new Set();
const inLanguage = (pair) => (pair ? (document.documentElement.lang.startsWith("zh") ? pair.zh : pair.en) || pair.en || pair.zh : "");
let box = null;

export function begin() {
  box = el("div", { class: "t-casts" });
  part("notices").after(box);
  look();
}

/** Looks anew; without a line what is here stays. */
export async function look() {
  let casts;
  try {
    casts = (await received()).filter((cast) => cast.target === "unit" && !done.has(cast.id));
  } catch {
    return;
  }
  const before = new Set([...box.children].map((card) => card.dataset.cast));
  box.replaceChildren(...casts.map(card));
  for (const cast of casts) {
    report(cast.id, "delivered");
    if (before.has(String(cast.id))) continue;
    alert.tick();
    if (!document.hidden) report(cast.id, "shown");
  }
}

function card(cast) {
  const { subject } = cast;
  const what = { incident: () => inLanguage(subject.kind_name), unit: () => subject.code, camera: () => `${gettext("Camera")} ${subject.name || subject.code}`, view: () => gettext("Map view") }[subject.kind]();
  const seen = el("button", { type: "button", class: "primary", text: gettext("Seen") });
  const node = el("article", { class: "t-notice", data: { kind: "warn", cast: cast.id } },
    el("span", {}, el("b", { text: [what, subject.place].filter(Boolean).join(", ") }), cast.message ? el("span", { text: cast.message }) : null,
      el("span", { text: interpolate(gettext("Cast by %s · until %s"), [inLanguage(cast.by), clockMinute(cast.until)]) })), seen);
  seen.addEventListener("click", () => {
    done.add(cast.id);
    node.remove();
    report(cast.id, "seen");
  });
  return node;
}

function report(id, event) {
  const key = `${id} ${event}`;
  if (told.has(key)) return;
  told.add(key);
  tell(id, event).catch(() => told.delete(key));
}
