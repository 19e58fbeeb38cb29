// The figures in the header: free units and open incidents from the picture, times of today from the server.
import { everySecond } from "./clock.js";
import { config } from "./config.js";
import { setAttr, setText } from "./dom.js";
import { all, size, subscribe } from "./store.js";
import { duration } from "./time.js";

const EVERY_S = 30;
const ENOUGH = 10; // fewer cases make no honest percentile

const figure = (name) => document.querySelector(`[data-figure="${name}"]`);

function countUnits() {
  const onDuty = all("unit").filter((unit) => unit.state !== "off");
  setText(figure("free"), String(onDuty.filter((unit) => unit.state === "free").length));
  setText(figure("total"), `/${onDuty.length}`);
}

function countIncidents() {
  setText(figure("open"), String(size("incident")));
}

function paintTime(name, told) {
  const node = figure(name);
  if (!node) return;
  const enough = told && told.n >= ENOUGH;
  setText(node, enough ? duration(told.p90_s * 1000) : "—");
  const n = told?.n ?? 0;
  const words = enough
    ? interpolate(ngettext("today, %s case", "today, %s cases", n), [n])
    : interpolate(gettext("today only %s: too few for a percentile (10 are needed)"), [n]);
  setAttr(node.parentElement, "title", `${node.parentElement.dataset.what} · ${words}`);
}

async function fetchTimes() {
  try {
    const answer = await fetch(config.urls.figures, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    paintTime("dispatch", told.dispatch);
    paintTime("arrive", told.arrive);
  } catch {
    // the line's own notice says what is wrong
  }
}

subscribe("unit", countUnits);
subscribe("incident", countIncidents);
let beat = 0;
everySecond(() => {
  if (beat++ % EVERY_S === 0 && !document.hidden) fetchTimes();
});
