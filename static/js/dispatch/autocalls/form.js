// Making a campaign: whom (pick.js), what is said (message.js); counted as one goes, started by Ctrl Enter.
import "./keys.js";
import { csrfToken } from "../../units/session.js";
import { countMine } from "./badge.js";
import { beginMessage } from "./message.js";
import { beginPicking } from "./pick.js";

const COUNT_MS = 350;
const form = document.querySelector("[data-campaign-form]");
const place = form.querySelector("[data-counted]");
const words = form.querySelector("[data-go-words]");
let timer = 0;
let asked = null;

function countSoon() {
  clearTimeout(timer);
  timer = setTimeout(count, COUNT_MS);
}

async function count() {
  asked?.abort();
  asked = new AbortController();
  const body = new FormData(form);
  body.delete("upload"); // nobody is in it
  try {
    const answer = await fetch(form.dataset.count, { method: "POST", body, signal: asked.signal, headers: { "X-CSRFToken": csrfToken() } });
    if (!answer.ok || answer.redirected) return;
    const open = place.querySelector("details")?.open;
    place.innerHTML = await answer.text();
    if (open && place.querySelector("details")) place.querySelector("details").open = true;
    sum();
  } catch {
    // typed on, or no line: it is counted again at the server before anything starts
  }
}

/** One line beside the button says what it will do. */
function sum() {
  const told = place.firstElementChild;
  const persons = Number(told?.dataset.total ?? 0);
  const drill = form.elements.is_drill.checked;
  const person = form.elements.manual_to.selectedOptions[0]?.textContent ?? "";
  const text = persons ? interpolate(ngettext("%s person · then: %s", "%s persons · then: %s", persons), [persons, person]) : "";
  words.textContent = [drill ? gettext("Drill") : "", text].filter(Boolean).join(" · ");
  form.classList.toggle("drill", drill);
}

form.addEventListener("input", ({ target }) => ["numbers", "is_drill", "crews"].includes(target.name) && countSoon());
form.addEventListener("change", () => sum());
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-start]"));
});
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault(); // a second press while the first is under way
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => delete form.dataset.sent);

beginPicking(form, countSoon);
beginMessage(form);
form.querySelector("[data-errors]")?.focus();
count();
countMine();
