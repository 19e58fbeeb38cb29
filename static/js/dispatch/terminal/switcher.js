// Several orders: one tab each, the primary one marked.

import { arrange, el, setText } from "../dom.js";
import { part } from "./page.js";
import { clockMinute } from "../time.js";

const tabs = new Map();

export function showSwitcher(orders, inHand, choose) {
  const place = part("orders");
  place.hidden = orders.length < 2;
  for (const code of tabs.keys()) if (!orders.some((order) => order.code === code)) tabs.delete(code);
  arrange(place, orders.map((order) => show(order, order.code === inHand?.code, choose)));
}

function show(order, current, choose) {
  let tab = tabs.get(order.code);
  if (!tab) {
    tab = el("button", { type: "button" }, el("span", { class: "level" }), el("b"), el("small"));
    tab.addEventListener("click", () => choose(order.code));
    tabs.set(order.code, tab);
  }
  const [level, name, more] = tab.children;
  level.dataset.level = order.incident.level;
  setText(name, order.incident.kind);
  setText(more, order.primary ? gettext("primary") : clockMinute(order.clocks.sent));
  tab.setAttribute("aria-current", String(current));
  tab.classList.toggle("unsigned", !order.clocks.signed);
  return tab;
}
