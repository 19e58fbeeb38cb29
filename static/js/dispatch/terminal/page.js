// The page's parts by their names (`data-t`), and the little dialog that asks for words.

import { el } from "../dom.js";

export const part = (name) => document.querySelector(`[data-t="${name}"]`);

const GUARD_MS = 900;
let pressedAt = 0;

/** Runs `deed` on a press, but not on the second half of a gloved double tap: the button means something else by then. */
export function onPress(button, deed) {
  button.addEventListener("click", (event) => {
    if (performance.now() - pressedAt < GUARD_MS) return;
    pressedAt = performance.now();
    deed(event);
  });
}

/**
 * Ask for words. `quick`: answers of one tap, which send at once. Resolves with the text, or null when cancelled.
 * `required`: whether empty words count as cancelled.
 */
export function ask({ title, note = "", label = title, quick = [], ok = gettext("Send"), most = 200, required = true, words: given = "" }) {
  const dialog = part("ask");
  const words = part("ask-words");
  part("ask-title").textContent = title;
  part("ask-note").textContent = note;
  part("ask-label").textContent = label;
  part("ask-ok").textContent = ok;
  words.value = given;
  words.maxLength = most;
  words.required = required;
  words.hidden = most === 0;
  const buttons = quick.map((text) => el("button", { type: "button", text }));
  part("ask-quick").replaceChildren(...buttons);
  dialog.returnValue = "cancel";
  dialog.showModal();
  (buttons[0] ?? words).focus();
  return new Promise((resolve) => {
    for (const button of buttons) {
      button.addEventListener("click", () => {
        words.value = button.textContent;
        dialog.close("ok");
      });
    }
    dialog.addEventListener(
      "close",
      () => {
        const text = words.value.trim();
        resolve(dialog.returnValue === "ok" && (text || !required) ? text : null);
      },
      { once: true },
    );
  });
}
