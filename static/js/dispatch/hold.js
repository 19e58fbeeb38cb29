// Nothing jumps: while a pointer or the keyboard is at work in a list, its order stays as it is.

const STILL_MS = 3500; // a resting pointer holds nothing up

/** Watches `element`; `busy()` says whether somebody is at work in it, `onRest` is called when they no longer are. */
export function hold(element, onRest) {
  let last = -Infinity;
  let timer = 0;
  const busy = () => performance.now() - last < STILL_MS;
  const touch = () => {
    last = performance.now();
    clearTimeout(timer);
    timer = setTimeout(onRest, STILL_MS + 20);
  };
  const leave = () => {
    last = -Infinity;
    clearTimeout(timer);
    onRest();
  };
  element.addEventListener("pointermove", touch, { passive: true });
  element.addEventListener("wheel", touch, { passive: true });
  element.addEventListener("keydown", touch);
  element.addEventListener("pointerleave", leave);
  element.addEventListener("focusout", (event) => {
    if (!element.contains(event.relatedTarget) && !element.matches(":hover")) leave();
  });
  return { busy, release: leave };
}
