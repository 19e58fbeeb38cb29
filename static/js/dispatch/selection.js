// Which incident is in hand. One place knows it; tabs, queue, map and palette follow.

let current = null;
const listeners = new Set();

export const selected = () => current;

export function onSelect(listener) {
  listeners.add(listener);
}

/** Tell that `code` (or null) is in hand now. Opened by tabs.js only; others ask it with `open(code)`. */
export function select(code) {
  if (code === current) return;
  const before = current;
  current = code;
  for (const listener of listeners) listener(code, before);
}
