// Short notices at the lower edge. A refusal stays until it is dismissed; a confirmation goes by itself.
import { el } from "./dom.js";

const SHOWN_MS = 5000;
const AT_MOST = 4;

/** `kind`: "success", "warning", "error" or "" (neutral). `action`: {label, run}. Returns the element. */
export function toast(text, { kind = "", action = null } = {}) {
  const place = document.getElementById("toasts");
  const close = el("button", { type: "button", class: "icon", "aria-label": gettext("Dismiss"), data: { dismiss: "" }, text: "×" });
  const button = action && el("button", { type: "button", text: action.label });
  const node = el("div", { class: `toast ${kind}` }, el("span", { text }), button, close);
  button?.addEventListener("click", () => {
    node.remove();
    action.run();
  });
  place.append(node);
  while (place.childElementCount > AT_MOST) place.firstElementChild.remove();
  if (kind !== "error") setTimeout(() => node.remove(), SHOWN_MS);
  return node;
}
