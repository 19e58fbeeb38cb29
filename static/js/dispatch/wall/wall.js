// The wall: joins the line, the stage (what is on) and the scenes (how it is drawn).
import { everySecond } from "../clock.js";
import { config, inLanguage } from "../config.js";
import { el, setText } from "../dom.js";
import { connect, line } from "../live.js";
import { all, get, positions, subscribe, unitByCallSign } from "../store.js";
import { clockMinute, now } from "../time.js";
import * as casts from "./casts.js";
import { watch } from "./health.js";
import { getJson, openIncidents, part } from "./parts.js";
import { fetchFigures, paintFigures, paintStrip } from "./scene-figures.js";
import { fetchIncident, paintIncident } from "./scene-incident.js";
import { paintBeside, paintWhole } from "./scene-lists.js";
import { fetchWarnings, haveWarnings, paintWarnings } from "./scene-warnings.js";
import { isDanger, Stage } from "./stage.js";
import { WallMap } from "./wall-map.js";

const root = document.getElementById("wall");
const INCIDENT_EVERY_S = 10;
const FIGURES_EVERY_S = 30;

const stage = new Stage(config.takeover);
const map = new WallMap();
let on = { key: "", kind: "" };
let flown = ""; // which picture the map has flown for
let beat = 0;

stage.setScenes(config.scenes);

const DONE = ["handled", "reported"]; // nothing happens there any more
const gravest = () => openIncidents(now()).find((row) => !row.held_until && !DONE.includes(row.state))?.code ?? null;
const can = (scene) => (scene.kind !== "incident" || gravest() !== null) && (scene.kind !== "warnings" || haveWarnings());

/** Look what should be on; draw it anew when it is something else. */
function turn() {
  const next = stage.now(now(), can);
  if (next.key !== on.key) enter(next);
  round();
}

const WORDS = {
  map: () => gettext("Situation"),
  incident: () => gettext("Gravest incident"),
  queue: () => gettext("Incidents"),
  figures: () => gettext("Figures of today"),
  warnings: () => gettext("Early warnings"),
  none: () => gettext("No scenes are set for this wall yet"),
};

function enter(next) {
  on = next;
  on.incident = { takeover: () => next.alarm.incident, cast: () => (next.cast.subject.kind === "incident" ? next.cast.subject.code : null), incident: gravest }[next.kind]?.() ?? next.follow ?? null;
  const layout = next.kind === "takeover" ? (on.incident ? "incident" : placeOf(next.alarm) ? "map" : "alarm") : next.kind === "cast" ? (on.incident ? "incident" : "map") : next.kind;
  root.dataset.scene = layout;
  root.dataset.kind = next.kind;
  setText(part("title"), WORDS[next.kind] ? [WORDS[next.kind](), next.scene?.title].filter(Boolean).join(" · ") : "");
  map.mark(null);
  map.choose(layout === "incident" || next.follow ? on.incident : null);
  map.show(layout === "map" ? { areas: next.scene?.areas ?? next.cast?.subject.layers?.includes("areas"), cameras: next.scene?.cameras ?? next.cast?.subject.layers?.includes("cameras") } : {});
  banner(next);
  strip(next);
  paint(); // before any flight: what lies over the map must have its size
  if (layout === "incident") showIncident(on, { arrive: true });
  else if (next.kind === "cast") showCast(next.cast);
  else if (next.kind === "takeover" && layout === "map") showUnitInDanger(next.alarm);
  else if (next.follow) follow(next.follow);
  else if (next.kind === "map" && (next.scene.bounds ?? config.bounds)) map.fly(next.scene.bounds ?? config.bounds, { padding: 20 });
  if (next.kind === "cast") requestAnimationFrame(() => setTimeout(() => casts.receipt(next.cast.id, "shown"), 200));
}

/** What ticks in the present picture. */
function paint() {
  const layout = root.dataset.scene;
  if (layout === "map" || layout === "none") {
    paintStrip();
    paintBeside(now());
  } else if (layout === "queue") paintWhole(now());
  else if (layout === "figures") paintFigures();
  else if (layout === "warnings") paintWarnings();
  else if (layout === "alarm") part("full").replaceChildren(el("p", { class: "w-alarm-words", text: inLanguage(on.alarm.text) }));
}

async function showIncident(mine, { arrive = false } = {}) {
  const row = get("incident", mine.incident);
  if (arrive && row?.lon !== null && row) map.flyToPlace([row.lon, row.lat]);
  const told = await fetchIncident(mine.incident);
  if (on !== mine || !told) return;
  paintIncident(told);
  if (told.point) map.drawPlace(told);
  if (told.point && flown !== mine.key) map.flyToPlace(told.point, told.units.filter((unit) => unit.eta_s !== null).map((unit) => unit.call_sign));
  if (!told.point && flown !== mine.key && config.bounds) map.fly(config.bounds, { padding: 20 });
  flown = mine.key;
}

function follow(code) {
  const row = get("incident", code);
  if (row && row.lon !== null) map.flyToPlace([row.lon, row.lat]);
}

function showCast({ subject }) {
  if (subject.kind === "view") map.fly(subject.bounds, { padding: 0 });
  else if (subject.kind === "camera") {
    map.mark([subject.lon, subject.lat], subject);
    map.flyToPlace([subject.lon, subject.lat]);
  } else if (subject.kind === "unit") keepUnit(subject.code, true);
}

/** Where an alarm that is about no incident rings: the unit's newest position, else the one it came with. */
function placeOf(alarm) {
  const unit = alarm.unit && unitByCallSign(alarm.unit);
  const fix = unit && positions.get(unit.id);
  return fix ? [fix[0], fix[1]] : alarm.place ?? null;
}

function showUnitInDanger(alarm) {
  const unit = alarm.unit && unitByCallSign(alarm.unit);
  if (unit) map.units.select(unit.id);
  map.flyToPlace(placeOf(alarm));
}

/** A unit that was cast is kept in the middle while it drives. */
function keepUnit(callSign, always = false) {
  const unit = unitByCallSign(callSign);
  const fix = unit && positions.get(unit.id);
  if (!fix) return;
  map.units.select(unit.id);
  const here = map.map.latLngToContainerPoint([fix[1], fix[0]]);
  const size = map.map.getSize();
  const out = here.x < size.x * 0.2 || here.x > size.x * 0.8 || here.y < size.y * 0.2 || here.y > size.y * 0.8;
  if (always || out) map.flyToPlace([fix[0], fix[1]]);
}

function banner(next) {
  const box = part("banner");
  box.hidden = next.kind !== "takeover";
  if (box.hidden) return;
  const { alarm, more } = next;
  box.dataset.danger = String(isDanger(alarm));
  const told = inLanguage(alarm.text);
  const unit = alarm.unit && !told.includes(alarm.unit) ? `${alarm.unit} · ` : "";
  box.replaceChildren(
    el("b", { text: `${unit}${told}` }),
    el("span", {}, el("muster-clock", { since: alarm.at }), more ? interpolate(ngettext(" · %s more alarm", " · %s more alarms", more), [more]) : ""));
}

function strip(next) {
  const box = part("cast");
  box.hidden = next.kind !== "cast";
  if (box.hidden) return;
  const { cast } = next;
  const what = { incident: "", unit: cast.subject.code, camera: [cast.subject.code, cast.subject.name].filter(Boolean).join(" "), view: gettext("Map view") }[cast.subject.kind];
  const who = interpolate(gettext("Cast by %s · until %s"), [inLanguage(cast.by), clockMinute(cast.until)]);
  box.replaceChildren(...[what && el("b", { text: what }), cast.message && el("span", { class: "w-message", text: cast.message }), el("em", { text: who })].filter(Boolean));
}

/** Dots of the round: which scene, how far; still while something else is on. */
function round() {
  const box = part("round");
  const here = ["takeover", "cast"].includes(on.kind) ? -1 : stage.at;
  if (box.childElementCount !== stage.scenes.length) box.replaceChildren(...stage.scenes.map(() => el("i")));
  [...box.children].forEach((dot, index) => {
    dot.dataset.on = String(index === here);
    dot.style.setProperty("--share", String(index === here ? Math.round(stage.progress() * 100) : 0));
  });
}

async function settings() {
  const told = await getJson(config.urls.config);
  if (!told) return;
  if (told.language !== config.language || told.organisation !== config.organisation) return location.reload();
  Object.assign(config, told);
  stage.setScenes(told.scenes, told.takeover);
  on = { key: "", kind: "" };
  turn();
}

let pictured = false; // what a picture brings is not news, what an event brings is
subscribe("alarm", (ids, { snapshot }) => {
  stage.setAlarms(all("alarm"), now(), !snapshot);
  turn();
});
subscribe("incident", (codes, { snapshot }) => {
  const at = now();
  if (snapshot) pictured = true;
  else if (pictured) for (const code of codes) if (isNewAndGrave(get("incident", code), at)) stage.level1(code, at);
  if (on.incident && codes.has(on.incident)) showIncident(on);
  turn();
  paint();
});
subscribe("unit", () => ["map", "none"].includes(root.dataset.scene) && paintStrip());
line.addEventListener("positions", () => {
  if (on.kind === "cast" && on.cast.subject.kind === "unit") keepUnit(on.cast.subject.code);
  if (on.kind === "takeover" && !on.incident && on.alarm.unit) keepUnit(on.alarm.unit);
});

const isNewAndGrave = (row, at) => row?.level === 1 && at - Date.parse(row.opened_at) < 60_000;

casts.listen((found) => {
  stage.casts = found;
  turn();
});
watch({ quiet: () => !["takeover", "cast"].includes(on.kind), changed: settings });

everySecond(async () => {
  turn();
  beat += 1;
  if (beat % FIGURES_EVERY_S === 1) {
    await Promise.all([fetchFigures(), fetchWarnings()]);
    paint();
  } else if (beat % 5 === 0) paint(); // lateness grows by itself
  if (beat % INCIDENT_EVERY_S === 0 && root.dataset.scene === "incident" && on.incident) showIncident(on);
});

connect(`/ws/wall/${encodeURIComponent(config.name)}/`);
