// Navigation (处警导航): the way to the order's place, what to do next, counting down; anew when we leave it or the place moves.

import { el, setText } from "../dom.js";
import { clockMinute, duration } from "../time.js";
import { stayAwake } from "./alert.js";
import { part } from "./page.js";
import * as view from "./terminal-map.js";
import { drawSign } from "./turn-signs.js";
import { ahead, distance, milestones, placed, project, spoken } from "./way.js";

const OFF_M = 60;
const OFF_FIXES = 2; // one wild fix is no wrong turn
const MOVED_M = 5;
const LOOK_AGAIN_MS = 3000;
const AGAIN_MS = 4000;
const JUMP_M = 250; // not driven: another source of positions
const KEPT = "muster.terminal.way";
const ON_THE_WAY = ["sent", "delivered", "signed", "en_route"];

let address = "";
let vehicle = "car";
let target = null; // {lon, lat, …} of the incident in hand
let order = null;
let route = null;
let me = null;
let asked = 0;
let asking = false;
let offFixes = 0;
let along = 0;
let lookAgain = 0;

export function begin(routeUrl) {
  address = routeUrl;
  part("turn").addEventListener("click", () => {
    const open = part("turns").hidden;
    part("turns").hidden = !open;
    part("turn").setAttribute("aria-expanded", String(open));
    view.enlarge(open); // a list of three lines is none
  });
}

/** Another order, or the same with news. */
export function lead(shown, unitKind) {
  const { incident } = shown;
  part("map-box").hidden = false;
  view.begin([incident.lon, incident.lat]);
  vehicle = unitKind;
  const same = order?.code === shown.code;
  const moved = !same || !target || distance([target.lon, target.lat], [incident.lon, incident.lat]) > MOVED_M;
  order = shown;
  target = incident;
  view.showPlace(incident);
  if (moved) {
    route = null;
    take(kept(shown));
    if (me) view.showMe(me.lonlat, me.heading, me.live, false);
    view.overview(me ? [[incident.lon, incident.lat], me.lonlat] : [[incident.lon, incident.lat]]);
    find({ at_once: true });
  }
  draw();
}

/** Where we are: [lon, lat], heading or null, whether it is a fix of now. */
export function moved(lonlat, heading, live) {
  const first = !me;
  const jumped = me && distance(me.lonlat, lonlat) > JUMP_M;
  me = { lonlat, heading, live };
  if (!order) return;
  view.showMe(lonlat, heading, live, order.state === "en_route" && live);
  if (first && !route) view.overview([[target.lon, target.lat], lonlat]);
  if (!route || jumped) find({ at_once: true });
  else follow();
  draw();
}

function follow() {
  const { along: place, off } = project(me.lonlat, route.shape, route.sums, along);
  along = place;
  offFixes = off > OFF_M ? offFixes + 1 : 0;
  clearTimeout(lookAgain);
  if (offFixes) lookAgain = setTimeout(() => route && follow(), LOOK_AGAIN_MS); // it stands still, and still is off
  if (offFixes >= OFF_FIXES || (route.straight && !route.answered)) find();
}

/** Ask for a way from here. Without a line: the straight one, which says so, until there is a line again. */
async function find({ at_once: now = false } = {}) {
  if (!me || asking || (!now && Date.now() - asked < AGAIN_MS)) return;
  asked = Date.now();
  asking = true;
  const wanted = order.code;
  const [lon, lat] = [target.lon, target.lat];
  const url = `${address}?from=${me.lonlat.join(",")}&to=${lon},${lat}&vehicle=${encodeURIComponent(vehicle)}`;
  const feature = await fetch(url, { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
  asking = false;
  if (order?.code !== wanted || target.lon !== lon || target.lat !== lat) {
    find({ at_once: true });
    return;
  }
  const found = feature ?? (route && !route.straight ? null : straightLine([lon, lat]));
  if (!found) return; // the old way is better than none
  keep(found, lon, lat);
  take({ feature: found, lon, lat });
  view.overview(route.shape);
  draw();
}

function straightLine(to) {
  const metres = distance(me.lonlat, to);
  const properties = { seconds: (metres * 1.35) / 9.7, metres, straight: true, manoeuvres: [], made_here: true };
  return { geometry: { coordinates: [me.lonlat, to] }, properties };
}

function take(saved) {
  if (!saved) {
    view.showWay(null);
    return;
  }
  const { geometry, properties } = saved.feature;
  const sums = milestones(geometry.coordinates);
  const total = sums[sums.length - 1];
  const whole = [{ seconds: properties.seconds, at: 0, type: 8, short: "" }];
  const steps = properties.manoeuvres.length ? placed(properties.manoeuvres, geometry.coordinates, sums) : whole;
  route = { shape: geometry.coordinates, sums, total, steps, straight: properties.straight, answered: !properties.made_here };
  along = 0;
  offFixes = 0;
  view.showWay(route.shape, route.straight);
}

function draw() {
  const going = ON_THE_WAY.includes(order.state);
  const leading = Boolean(route && me) && going;
  part("map-box").classList.toggle("there", !going);
  part("turn").hidden = !leading;
  stayAwake(leading && me.live);
  note();
  if (!leading) {
    part("turns").hidden = true;
    part("turn").setAttribute("aria-expanded", "false");
    return;
  }
  const { next, metres, left, seconds } = ahead(route, along);
  drawSign(part("turn-sign"), route.straight ? 8 : (next?.type ?? 8));
  setText(part("turn-distance"), spoken(route.straight ? left : metres));
  setText(part("turn-text"), route.straight ? gettext("straight line to the place") : (next?.short ?? ""));
  setText(part("eta"), duration(seconds * 1000));
  setText(part("left"), `${spoken(left)} · ${clockMinute(Date.now() + seconds * 1000)}`);
  part("turn").setAttribute("aria-label", `${part("turn-distance").textContent} ${part("turn-text").textContent}`);
  drawTurns();
}

function drawTurns() {
  const rest = route.steps.filter((step) => step.at > along && step.short);
  const print = rest.map((step) => step.at).join();
  const list = part("turns");
  if (list.dataset.print === print) return;
  list.dataset.print = print;
  list.replaceChildren(
    ...rest.map((step) => {
      const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      sign.setAttribute("viewBox", "0 0 24 24");
      sign.setAttribute("aria-hidden", "true");
      drawSign(sign, step.type);
      return el("li", {}, sign, el("span", { text: step.short }), el("b", { text: spoken(step.at - along) }));
    }),
  );
}

function note() {
  let words = "";
  if (!me) words = gettext("Your position is not known: switch it on in the menu, or wait for a fix.");
  else if (route?.straight) words = route.answered ? gettext("No way by road was found: this is the straight line.") : gettext("No line: the straight line is shown, not a way.");
  else if (!me.live) words = gettext("Your last known position, not one of now.");
  setText(part("map-note"), words);
  part("map-note").hidden = !words;
}

function keep(feature, lon, lat) {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ code: order.code, lon, lat, feature }));
  } catch {
    // a full store: after a reload without a line there will be no way, only the place
  }
}

function kept(shown) {
  try {
    const saved = JSON.parse(localStorage.getItem(KEPT));
    const { lon, lat } = shown.incident;
    return saved?.code === shown.code && saved.lon === lon && saved.lat === lat ? saved : null;
  } catch {
    return null;
  }
}

/** No order: nothing to lead to. */
export function rest() {
  order = null;
  target = null;
  route = null;
  view.enlarge(false);
  stayAwake(false);
  part("map-box").hidden = true;
}
