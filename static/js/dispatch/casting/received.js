// What others cast to this seat: a card on top that stays until it is opened, dismissed or over. Receipts go back.
import { inLanguage } from "../config.js";
import { el } from "../dom.js";
import { clockMinute } from "../time.js";
import { received, tell } from "./api.js";
import { subjectWords } from "./words.js";

const done = new Set(); // answered here; the server knows, too
const told = new Set();
let box = null;

/** `open(cast)`: how this page shows it. Returns how to look again. */
export function begin(open) {
  box = el("div", { class: "casts", role: "region", "aria-live": "polite", "aria-label": gettext("Cast to you") });
  document.body.append(box);
  const look = async () => {
    try {
      draw(await received(), open);
    } catch {
      // no line: what is here stays, the page says so elsewhere
    }
  };
  setInterval(() => box.querySelectorAll("[data-until]").forEach((card) => Date.parse(card.dataset.until) < Date.now() && card.remove()), 5000);
  look();
  return look;
}

function draw(casts, open) {
  const wanted = casts.filter((cast) => !done.has(cast.id));
  const alive = new Set(wanted.map((cast) => String(cast.id)));
  for (const card of [...box.children]) if (!alive.has(card.dataset.cast)) card.remove();
  for (const cast of wanted) {
    report(cast.id, "delivered");
    if (box.querySelector(`[data-cast="${cast.id}"]`)) continue;
    box.append(cardOf(cast, open));
    if (!document.hidden) report(cast.id, "shown");
    else document.addEventListener("visibilitychange", () => report(cast.id, "shown"), { once: true });
  }
}

function cardOf(cast, open) {
  const card = el("article", { class: "cast-card", data: { cast: cast.id, until: cast.until } });
  const answer = (event, then) => () => {
    done.add(cast.id);
    card.remove();
    report(cast.id, event);
    then?.();
  };
  const show = el("button", { type: "button", class: "primary", text: gettext("Open") });
  const dismiss = el("button", { type: "button", text: gettext("Dismiss") });
  show.addEventListener("click", answer("seen", () => open(cast)));
  dismiss.addEventListener("click", answer("dismissed"));
  card.append(
    el("p", {}, el("b", { text: interpolate(gettext("%s casts %s"), [inLanguage(cast.by), subjectWords(cast.subject)]) }), cast.subject.place ? ` · ${cast.subject.place}` : ""),
    ...(cast.message ? [el("p", { class: "cast-message", text: cast.message })] : []),
    el("p", { class: "row" }, show, dismiss, el("span", { class: "faint", text: interpolate(gettext("until %s"), [clockMinute(cast.until)]) })));
  return card;
}

/** Once each; a receipt that could not be sent is sent with the next look. */
function report(id, event) {
  const key = `${id} ${event}`;
  if (told.has(key)) return;
  told.add(key);
  tell(id, event).catch(() => told.delete(key));
}
