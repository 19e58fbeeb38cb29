// Keys while something is drawn, wherever the keyboard is: the map has its own Enter, the page its own Space. Arrows move
// the map, and Space sets a point at the cross in its middle: a route or a shape needs no mouse.
import { isTyping } from "../dom.js";

const ALWAYS = ["Enter", "Escape"];
const UNLESS_TYPING = [" ", "Backspace"];

/** `drawing()`: whether something is drawn now; `press(key)`. */
export function drawingKeys(drawing, press) {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!drawing() || target.closest?.("button, dialog")) return;
    if (!ALWAYS.includes(key) && !(UNLESS_TYPING.includes(key) && !isTyping(target))) return;
    event.preventDefault();
    event.stopPropagation();
    press(key);
  }, true);
}
