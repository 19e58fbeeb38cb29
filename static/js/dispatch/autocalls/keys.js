// Keys of these pages: what carries data-key="S" is pressed by that letter while nobody types; "/" goes to the search.
import { isTyping } from "../dom.js";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) event.preventDefault();
    search?.focus();
    return;
  }
  if (!/^[a-z]$/i.test(event.key)) return;
  const button = [...document.querySelectorAll(`[data-key="${event.key.toUpperCase()}"]`)].find((one) => !one.disabled && one.getClientRects().length);
  if (!button) return;
  event.preventDefault();
  button.click();
});
