// The console: joins queue, map, panel, drawer, strip and command line by their events and keys.
import "./clock.js";
import "./line.js";
import "./crossings.js";
import "./figures.js";
import "./queue.js";
import "./waiting-calls.js";
import "./alarms.js";
import "./units-strip.js";
import "./panel.js";
import "./tabs.js";
import "./drawer.js";
import "./nearby/panel.js";
import "./palette.js";
import { callUp } from "./autocalls/console.js";
import { castSubject } from "./casting/console.js";
import { may } from "./config.js";
import { send } from "./dispatch.js";
import { showHelp } from "./help.js";
import { bind } from "./keys.js";
import { connect } from "./live.js";
import { selected } from "./selection.js";
import { get } from "./store.js";
import { toast } from "./toast.js";
import { playBack, toggleTrail } from "./trails.js";
import { showUnit } from "./unit-card.js";

const nearby = document.querySelector("muster-nearby");
const part = (name) => document.querySelector(`muster-${name}`);
const [queue, calls, alarms, units, tabs, drawer, palette, map] = ["queue", "calls", "alarms", "units", "tabs", "drawer", "palette", "map"].map(part);

// The map is drawn by the only door to Leaflet; without it (an old browser, a damaged install) the desk still works.
import("./situation-map.js").catch((error) => {
  console.error(error);
  map.querySelector("[data-map]").append(Object.assign(document.createElement("p"), { className: "map-notice", textContent: gettext("The map cannot be drawn here. Everything else works.") }));
});

document.addEventListener("incident", (event) => tabs.open(event.detail));
document.addEventListener("draft", (event) => drawer.open(event.detail));
document.addEventListener("warning", (event) => map.warning?.(event.detail));
document.addEventListener("unit", (event) => showUnit(event.detail.id));
document.addEventListener("intake:released", (event) => tabs.open(event.detail.code, { focus: false }));
document.addEventListener("incident:changed", (event) => {
  const code = event.detail?.code ?? event.target.closest?.("muster-panel")?.code ?? selected();
  document.getElementById(`panel-${code}`)?.ask();
});
document.addEventListener("mapplace", ({ detail }) => (drawer.isOpen ? drawer.dispatchEvent(new CustomEvent("intake:place", { detail })) : nearby.around(detail.lon, detail.lat)));
document.addEventListener("command", (event) => run(event.detail));
document.addEventListener("click", (event) => event.target.closest?.("[data-nearby-incident]") && nearby.open());
for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => run({ verb: button.dataset.do }));

function recommend() {
  const panel = tabs.panel();
  const button = panel?.querySelector('[data-key="R"]');
  if (!button) return toast(gettext("Open an incident first."));
  panel.take();
  button.click();
  button.scrollIntoView({ block: "nearest" });
  return null;
}

function run(item) {
  const deeds = {
    open: () => (get("incident", item.code) ? tabs.open(item.code) : toast(gettext("It is no longer open."), { kind: "warning" })),
    unit: () => map.unit?.(item.id) || showUnit(item.id),
    place: () => map.go?.(item.place),
    trail: () => toggleTrail(item.id),
    playback: () => playBack(item),
    dispatch: () => send(item.code, item.units),
    intake: () => drawer.open(),
    acknowledge: () => alarms.acknowledge(),
    recommend,
    nearby: () => (item.row ? nearby.around(item.row.lon, item.row.lat, item.row.label) : nearby.open()),
    help: showHelp,
    palette: () => palette.open(),
    call: () => callUp(item),
    cast: () => castSubject(item.subject, item.words),
  };
  return deeds[item.verb]?.();
}

/** Esc: one step back. A dialog closes itself; then the drawer, then the keyboard goes from panel to queue. */
function back() {
  if (document.querySelector("dialog[open]")) return false;
  if (!drawer.contains(document.activeElement) && nearby.press("Escape")) return true;
  const here = document.activeElement;
  if (drawer.isOpen && (drawer.contains(here) || here === document.body)) drawer.hide();
  else queue.take();
  return true;
}

bind(["F2", "n"], gettext("new call"), () => drawer.open());
if (may("incident.take")) bind(["F8"], gettext("take the call that waits longest"), () => calls.take(), { typing: true });
bind(["F4"], gettext("queue"), () => queue.take(), { typing: true });
bind(["ctrl+k"], gettext("command line"), () => palette.open(), { typing: true });
bind(["/"], gettext("search the queue"), () => queue.search());
bind(["r"], gettext("recommend units"), () => recommend());
if (may("alarm.acknowledge")) bind(["a"], gettext("acknowledge the topmost alert"), () => alarms.acknowledge());
bind(["m"], gettext("map"), () => map.take?.());
bind(["z"], gettext("what is nearby: the incident in hand, or the middle of the map"), () => nearby.open());
bind(["Enter"], "", () => nearby.press("Enter"), { show: false });
bind(["u"], gettext("units"), () => units.take());
bind(["i"], gettext("incident in hand"), () => tabs.panel()?.take());
for (let n = 1; n <= 9; n += 1) bind([`alt+${n}`], "", () => tabs.number(n), { typing: true, show: false });
bind(["alt+1 … 9"], gettext("tab of that number"), () => {});
bind(["alt+ArrowRight", "alt+ArrowLeft"], gettext("next tab, previous tab"), (event) => tabs.step(event.key === "ArrowRight" ? 1 : -1), { typing: true });
bind(["alt+w"], gettext("close the tab"), () => tabs.close(), { typing: true });
bind(["Escape"], gettext("one step back"), back, { typing: true });
bind(["?"], gettext("keys and commands"), () => showHelp());
// F2 works while typing, too: another call comes in
bind(["F2"], "", () => drawer.open(), { typing: true, show: false });

connect();
window.addEventListener("pageshow", () => selected() || queue.querySelector('[role="option"]')?.setAttribute("tabindex", "0"));
