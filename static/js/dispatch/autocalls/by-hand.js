// Calls by hand: dial, one key writes what came of it. Notes are kept as they are typed; new rows appear by themselves.
import "../clock.js";
import "../line.js";
import "./keys.js";
import { csrfToken } from "../../units/session.js";
import { announce } from "../announce.js";
import { isTyping } from "../dom.js";
import { connect, line, status } from "../live.js";
import { refresh } from "../refresh.js";
import { toast } from "../toast.js";
import { countMine } from "./badge.js";
import { carryOut } from "./deeds.js";

const PAUSE_MS = 250;
const NOTE_MS = 900;
const list = document.querySelector("[data-by-hand]");
const cards = () => [...list.querySelectorAll("[data-manual]")];
let timer = 0;

function ask() {
  timer ||= setTimeout(look, PAUSE_MS);
}

async function look() {
  timer = 0;
  const answer = await fetch(location.href, { headers: { "X-Look": "1" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const known = new Set(cards().map((card) => card.id));
  const held = list.contains(document.activeElement) ? document.activeElement.closest("[data-manual]") : null;
  const at = held ? cards().indexOf(held) : -1;
  refresh(list, new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-by-hand]").innerHTML);
  for (const card of cards()) if (!known.has(card.id)) announce(card.querySelector("h2").textContent, { urgently: true });
  // the one in hand is settled: the next one takes its place
  if (held && !held.isConnected && !document.getElementById(held.id)) (cards()[Math.min(at, cards().length - 1)] ?? list.querySelector("h1"))?.focus();
  countMine();
}

// --- notes, kept while they are typed
const pending = new Map();

list.addEventListener("input", ({ target }) => {
  if (target.name !== "notes") return;
  clearTimeout(pending.get(target));
  pending.set(target, setTimeout(() => keep(target), NOTE_MS));
});
list.addEventListener("focusout", ({ target }) => target.name === "notes" && pending.has(target) && keep(target));

async function keep(field) {
  clearTimeout(pending.get(field));
  pending.delete(field);
  const body = new URLSearchParams({ notes: field.value });
  const kept = field.value;
  try {
    const answer = await fetch(field.form.dataset.note, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" } });
    if (!answer.ok) return toast((await answer.json().catch(() => ({}))).message ?? gettext("The notes were not kept."), { kind: "error" });
    field.defaultValue = kept; // nothing in it waits for the person any more
  } catch {
    toast(gettext("No line: the notes are only here yet."), { kind: "warning" });
  }
  return null;
}

// --- keys: the card in hand
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const all = cards();
  const here = document.activeElement?.closest?.("[data-manual]");
  const at = all.indexOf(here);
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (step && all.length) {
    const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  } else if (here && /^[1-5]$/.test(event.key)) here.querySelector(`[data-result="${event.key}"]`)?.click();
  else if (here && event.key === "Enter" && event.target === here) here.querySelector("[data-dial]")?.click();
  else return;
  event.preventDefault();
});

carryOut(list, ask);
line.addEventListener("event", ({ detail: { subject } }) => subject === "manual_call" && ask());
line.addEventListener("state", () => status.state === "live" && ask());
countMine();
connect();
cards()[0]?.focus();
