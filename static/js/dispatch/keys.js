// The keys. Anything in the page that carries data-key="R" is pressed by that key while nobody is typing; fragments
// of every room declare their keys this way. Below are the keys of the console itself.
import { isTyping } from "./dom.js";

/** `[keys, what, handler]`; what is shown in the overlay. Filled by console.js. */
const commands = new Map();
export const shown = [];

/** `keys`: e.g. "F4", "n", "ctrl+k", "alt+1". `typing`: works while somebody types, too. */
export function bind(keys, what, handler, { typing = false, show = true } = {}) {
  for (const key of keys) commands.set(key, { handler, typing });
  if (show) shown.push({ keys, what });
}

function nameOf(event) {
  const parts = [];
  if (event.shiftKey && /^[a-z]$/i.test(event.key)) parts.push("shift"); // Shift and a letter belongs to the fragments
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  // Alt+1 on many layouts gives a letter: the physical key says what was meant
  const digit = event.altKey && /^Digit\d$/.test(event.code) ? event.code.slice(5) : null;
  const letter = (event.altKey || event.ctrlKey) && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : null;
  parts.push(digit ?? letter ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key));
  return parts.join("+");
}

/** Press what declares this key: in the open dialog, else the drawer, else the incident in hand. */
function pressDeclared(key, from) {
  const name = key.length === 1 ? key.toUpperCase() : key;
  const dialog = document.querySelector("dialog[open]");
  const places = dialog ? [dialog] : [document.querySelector("muster-drawer:not([hidden])"), document.querySelector("muster-panel:not([hidden])")];
  for (const place of places) {
    // Enter does something that cannot be taken back: only where the keyboard is
    if (!place || (key === "Enter" && !place.contains(from))) continue;
    const button = place.querySelector(`[data-key="${CSS.escape(name)}"]:not(:disabled)`);
    if (!button || !button.getClientRects().length) continue;
    button.click();
    if (button.isConnected && button.matches("a, summary")) button.focus();
    return true;
  }
  return false;
}

const OWN_ENTER = "button, a, summary, [role=option], [role=tab]";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const typing = isTyping(event.target);
  const command = commands.get(name);
  const covered = Boolean(document.querySelector("dialog[open]"));
  if (command && !covered && (!typing || command.typing) && command.handler(event) !== false) {
    event.preventDefault();
    return;
  }
  if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && event.target.closest?.(OWN_ENTER)) return;
  if (pressDeclared(name.startsWith("shift+") ? `shift+${event.key.toUpperCase()}` : event.key, event.target)) event.preventDefault();
});
