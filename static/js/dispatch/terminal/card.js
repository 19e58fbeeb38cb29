// The order in hand: what, where, how dangerous; and in four tabs what to do, what is known, who else, what happened.

import { el, setText } from "../dom.js";
import { clockTime } from "../time.js";
import { part } from "./page.js";

const levels = { 1: gettext("level 1"), 2: gettext("level 2"), 3: gettext("level 3"), 4: gettext("level 4") };
const fragments = new Map(); // address → {version, parts}
let chosen = "guidance";
let shown = null;

export function begin() {
  part("tabs").addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab) open(tab.dataset.tab);
  });
  part("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...part("tabs").children];
    const next = tabs[(tabs.findIndex((tab) => tab.dataset.tab === chosen) + step + tabs.length) % tabs.length];
    open(next.dataset.tab);
    next.focus();
  });
}

export function showCard(order) {
  const { incident } = order;
  if (shown?.code !== order.code) chosen = "guidance";
  shown = order;
  const level = part("level");
  level.dataset.level = incident.level;
  level.setAttribute("aria-label", levels[incident.level] ?? "");
  setText(part("kind"), incident.kind);
  setText(part("place"), incident.place || gettext("Place on the map only"));
  setText(part("place-more"), incident.place_note);
  const sure = incident.uncertainty_m ? `± ${Math.round(incident.uncertainty_m)} m` : "";
  const verified = incident.verified ? "" : gettext("place not verified");
  setText(part("order-code"), [sure, verified, order.code].filter(Boolean).join(" · "));
  showWarnings(order);
  setText(part("others-count"), incident.others.length ? String(incident.others.length) : "");
  open(chosen);
}

function showWarnings({ incident, instruction, return_requested: asked }) {
  const rows = [];
  const danger = incident.flags.filter((flag) => flag.safety).map((flag) => flag.name);
  const other = incident.flags.filter((flag) => !flag.safety).map((flag) => flag.name);
  if (danger.length || incident.description) {
    const head = danger.length ? el("b", { text: `${danger.join(" · ")} ` }) : null;
    rows.push(el("p", { class: danger.length ? "note" : "t-told" }, head, incident.description));
  }
  if (instruction) rows.push(el("p", { class: "note mild" }, el("b", { text: gettext("Instruction: ") }), instruction));
  if (other.length) rows.push(el("p", { class: "t-flags" }, ...other.map((name) => el("span", { class: "badge", text: name }))));
  if (asked) rows.push(el("p", { class: "note mild", text: interpolate(gettext("Return asked at %s. The order stands until a dispatcher agrees."), [clockTime(asked)]) }));
  part("warnings").replaceChildren(...rows);
}

function open(name) {
  chosen = name;
  for (const tab of part("tabs").children) {
    const on = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  const box = part("part-box");
  const content = name === "others" ? others(shown.incident.others) : fragments.get(shown.incident.card)?.parts[name];
  if (content !== box.firstElementChild || !content) box.replaceChildren(content ?? el("p", { class: "muted", text: missing() }));
}

const missing = () => (navigator.onLine ? gettext("Loading…") : gettext("Not on this phone yet: it comes when the line is back."));

function others(units) {
  if (!units.length) return el("p", { class: "muted", text: gettext("You are the only unit on this.") });
  const rows = units.map((unit) => el("li", { data: { state: unit.state } }, el("span", { class: "state-dot", "aria-hidden": "true" }), el("b", { text: unit.unit }), el("span", { text: unit.state_name })));
  return el("ul", { class: "t-others" }, ...rows);
}

/** Of all orders, so that the others are on the phone, too, when the line goes. */
export function fetchAll(orders) {
  for (const order of orders) fetchFragment(order.incident);
}

/** Only when the incident changed: every reading of a caller is journalled. */
async function fetchFragment(incident) {
  const have = fragments.get(incident.card);
  if (have && have.version >= incident.version) return;
  fragments.set(incident.card, { parts: have?.parts ?? {}, version: incident.version });
  let answer;
  try {
    answer = await fetch(incident.card, { credentials: "same-origin" });
  } catch {
    answer = null;
  }
  if (!answer?.ok) {
    fragments.set(incident.card, { parts: have?.parts ?? {}, version: -1 }); // asked for again with the next state
    return;
  }
  // Our own server's template, and nothing else, becomes markup here; scripts in it would not run anyway.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = Object.fromEntries([...page.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, document.adoptNode(node)]));
  fragments.set(incident.card, { parts, version: answer.headers.has("X-From-Phone") ? -1 : incident.version });
  if (shown?.incident.card === incident.card) open(chosen);
}

/** Cards of orders that ended are not for keeping: they show people. */
export async function forgetBut(addresses) {
  for (const address of fragments.keys()) if (!addresses.includes(address)) fragments.delete(address);
  if (!window.caches) return;
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    for (const request of await shelf.keys()) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/terminal/incidents/") && !addresses.includes(pathname)) await shelf.delete(request);
    }
  }
}
