// Joins time, map and lists: whatever the moment, all of them show the same one.
import { isTyping, setText } from "../dom.js";
import { clockTime } from "../time.js";
import { Chunks, newest } from "./chunks.js";
import { Scene } from "./scene.js";
import { Side } from "./side.js";
import { Transport } from "./transport.js";

const OPEN = new Set(["accepted", "dispatched", "signed", "en_route", "on_scene", "handled", "reported"]);
const AFTER_S = 0.5;
const root = document.querySelector("main.playback");
const config = JSON.parse(document.getElementById("playback-config").textContent);
const part = (name) => root.querySelector(`[data-${name}]`);
const chunks = new Chunks(config);
const time = new Transport(config.length);
const chosen = new Set();
const streets = new Map(); // unit → [[t, name], …]
let orders = [];
let placed = false;
let drawn = "";

const scene = new Scene(part("map"), { onPick: choose });
const side = new Side(root, { config, onJump: jump, onChoose: choose });
const scrub = part("scrub");
scrub.max = Math.ceil(config.length);

/** A moment after the line: what it says has then been shown. */
function jump(t) {
  time.go(t + AFTER_S);
}

function choose(id) {
  if (chosen.has(id)) chosen.delete(id);
  else chosen.add(id);
  scene.select(chosen.has(id) ? id : ([...chosen].at(-1) ?? null));
  draw(true);
}

/** Everything of moment `t` from one piece. */
function draw(always = false) {
  const { t } = time;
  const date = side.moment(t);
  setText(part("clock"), clockTime(date));
  part("clock").dateTime = date.toISOString();
  scrub.value = Math.round(t);
  scrub.setAttribute("aria-valuetext", clockTime(date));
  setText(part("play"), time.playing ? "❚❚" : "▶");
  part("play").setAttribute("aria-label", time.playing ? gettext("Pause") : gettext("Play"));
  if (document.activeElement !== part("speed")) part("speed").value = String(time.speed);
  const piece = chunks.at(t, time.speed);
  setText(part("said"), piece ? "" : chunks.failed || gettext("Fetching …"));
  if (!piece) {
    setTimeout(draw, 150);
    return;
  }
  const key = `${chunks.clock}|${t.toFixed(2)}|${streets.size}`;
  if (key === drawn && !always) return;
  drawn = key;
  const units = config.units.map((unit) => pictureOf(unit, piece, t));
  const incidents = [...piece.incidents.values()].map((rows) => newest(rows, t)).filter((row) => row && (OPEN.has(row[2]) || config.incident === row[0]));
  scene.drawUnits(units);
  scene.drawIncidents(incidents, (row) => row[0]);
  side.paintUnits(units, chosen);
  side.paintIncidents(incidents);
  side.paintEntries(t);
  root.dataset.shown = t.toFixed(1);
  if (placed) return;
  const points = [...units.filter((unit) => unit.fix).map((unit) => [unit.fix[2], unit.fix[3]]), ...incidents.map((row) => [row[4], row[5]])];
  if (points.length) {
    placed = true;
    scene.map.ready.then(() => scene.show(points));
  }
}

function pictureOf(unit, piece, t) {
  const fix = newest(piece.fixes.get(unit.id), t);
  const said = newest(piece.units.get(unit.id), t);
  const mine = orders.filter((order) => order.unit === unit.id && order.steps[0][0] <= t);
  const last = mine.findLast((order) => !config.incident || order.incident === config.incident);
  return {
    ...unit,
    fix,
    age: fix ? Math.max(0, t - fix[6]) : null,
    state: said?.[2] ?? null,
    incident: said?.[3] ?? null,
    street: newest(streets.get(unit.id)?.map(([at, name]) => [name, at]), t)?.[0] ?? "",
    steps: last && (config.incident || said?.[3] === last.incident) ? last.steps.filter(([at]) => at <= t) : [],
  };
}

async function loadStory() {
  try {
    const answer = await fetch(`${config.urls.entries}?clock=${chunks.clock}`, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    orders = told.orders;
    side.takeStory(told);
    draw(true);
  } catch {
    setText(part("said"), gettext("The story cannot be fetched just now."));
  }
}

/** The streets of the chosen units, or of all when they are few. */
async function loadStreets() {
  const wanted = chosen.size ? [...chosen] : config.units.slice(0, 12).map((unit) => unit.id);
  setText(part("streets-said"), gettext("Looking for the streets …"));
  let raw = false;
  for (const id of wanted) {
    try {
      const answer = await fetch(`${config.urls.streets}?unit=${id}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const { geometry, properties } = await answer.json();
      raw ||= properties.raw;
      scene.drawWay(id, geometry.coordinates, properties.raw);
      streets.set(id, properties.streets.map(([at, name]) => [at - config.since / 1000, name]));
    } catch {
      return setText(part("streets-said"), gettext("The streets cannot be fetched just now."));
    }
  }
  setText(part("streets-said"), raw ? gettext("The router is down: bare lines, no streets.") : "");
  return draw(true);
}

time.ready = (t) => Boolean(chunks.at(t, time.speed));
time.addEventListener("moment", () => draw());
scrub.addEventListener("input", () => time.go(Number(scrub.value)));
part("play").addEventListener("click", () => time.play());
part("speed").addEventListener("change", (event) => time.setSpeed(Number(event.target.value)));
part("streets").addEventListener("click", loadStreets);
part("clock-choice").addEventListener("change", (event) => {
  chunks.clock = event.target.value;
  loadStory();
});

const jumpTo = (entry) => entry && jump(entry.t);
const KEYS = {
  " ": () => time.play(),
  ArrowLeft: (event) => time.go(time.t - (event.shiftKey ? 60 : 10)),
  ArrowRight: (event) => time.go(time.t + (event.shiftKey ? 60 : 10)),
  "+": () => time.faster(1),
  "=": () => time.faster(1),
  "-": () => time.faster(-1),
  Home: () => time.go(0),
  End: () => time.go(config.length),
  n: () => jumpTo(side.next(time.t, 1)),
  p: () => jumpTo(side.next(time.t, -1)),
};
document.addEventListener("keydown", (event) => {
  const deed = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const onMap = event.target.closest?.(".map") && event.key.startsWith("Arrow");
  const onScrub = event.target === scrub;
  if (!deed || event.ctrlKey || event.altKey || event.metaKey || onMap || (isTyping(event.target) && !onScrub)) return;
  if (event.key === " " && event.target.closest?.("button, a, summary")) return;
  event.preventDefault();
  deed(event);
});

loadStory();
draw();
