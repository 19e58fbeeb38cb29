// The overlay of keys (?): built from what is bound, so it cannot lie.
import { el } from "./dom.js";
import { shown } from "./keys.js";

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", " ": gettext("Space") };

const label = (keys) => keys.split("+").map((key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key[0].toUpperCase() + key.slice(1))).join(" ");

export function showHelp() {
  const dialog = document.getElementById("help");
  const extra = [
    [["↑ ↓", "j k"], gettext("move in a list")],
    [["Enter"], gettext("open; in an incident: send the chosen units")],
    [["1 … 5"], gettext("choose or drop a recommended unit")],
  ];
  const rows = [...shown.map(({ keys, what }) => [keys.map(label), what]), ...extra];
  dialog.querySelector("dl").replaceChildren(
    ...rows.flatMap(([keys, what]) => [el("dt", {}, ...keys.map((key) => el("kbd", { text: key }))), el("dd", { text: what })]),
  );
  if (!dialog.open) dialog.showModal();
}
