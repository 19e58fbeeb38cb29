// Casting on the console: what can be cast says so by data-cast-subject; what is cast here is opened here.
//   data-cast-subject="incident:20261123-0317", "unit:P12", "camera:C07", or "view" (the map as it is now)
import { may } from "../config.js";
import { bind } from "../keys.js";
import { line, status } from "../live.js";
import { selected } from "../selection.js";
import { unitByCallSign } from "../store.js";
import { openCast } from "./dialog.js";
import { begin } from "./received.js";
import { listen } from "./receipts.js";

const map = document.querySelector("muster-map");
const command = (detail) => document.dispatchEvent(new CustomEvent("command", { detail }));

const OPEN = {
  incident: ({ code }) => command({ verb: "open", code }),
  unit: ({ code }) => command({ verb: "unit", id: unitByCallSign(code)?.id }),
  camera: ({ lon, lat, code, name }) => command({ verb: "place", place: { lon, lat, label: [code, name].filter(Boolean).join(" ") } }),
  view: (view) => map.showView?.(view),
};

/** `given`: "incident:CODE", "view", …, or nothing: the incident in hand, else the map as it is. */
export function castSubject(given = "", words = "") {
  if (!may("cast.send")) return;
  const [kind, code = ""] = (given || (selected() ? `incident:${selected()}` : "view")).split(/:(.*)/s);
  openCast(kind === "view" ? { kind, view: map.viewNow?.() } : { kind, code }, words);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-cast-subject]");
  if (!button) return;
  event.preventDefault();
  castSubject(button.dataset.castSubject);
});

if (may("cast.send")) bind(["w"], gettext("cast the incident in hand, or the map"), () => castSubject());

const look = begin((cast) => OPEN[cast.subject.kind](cast.subject));
line.addEventListener("event", ({ detail }) => detail.subject === "cast" && look());
line.addEventListener("state", () => status.state === "live" && look());
listen(line);
