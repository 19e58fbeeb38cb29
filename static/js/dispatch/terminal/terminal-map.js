// The map of the order in hand: the place with how sure it is, the way, and ourselves.

import { createMap, divMarker, fit, flyTo, group, line, moveTo, remove, uncertaintyCircle } from "../../maps/map.js";
import { el } from "../dom.js";
import { part } from "./page.js";

let map = null;
let place = null;
let way = null;
let me = null;
let following = true;
let driving = false;
const BANNER_PX = 58; // the next turn stands over the map
const DRIVING_ZOOM = 17;

/** Made when it is first needed: a phone without orders draws no map. */
export function begin(lonlat) {
  if (map) return;
  map = createMap(part("map"), { zoomControl: false, keyboard: false, center: lonlat, zoom: 16 });
  place = group(map);
  map.on("dragstart", () => follow(false));
  part("recentre").addEventListener("click", () => {
    follow(true);
    if (me) flyTo(map, me.lonlat, DRIVING_ZOOM);
  });
  part("larger").addEventListener("click", () => enlarge(!document.documentElement.hasAttribute("data-large-map")));
}

/** The map instead of the card, or both. */
export function enlarge(on) {
  document.documentElement.toggleAttribute("data-large-map", on);
  part("larger").setAttribute("aria-pressed", String(on));
}

export function showPlace({ lon, lat, level, uncertainty_m: metres, kind }) {
  place.clearLayers();
  if (metres) uncertaintyCircle(place, [lon, lat], metres);
  const mark = el("span", { class: "level t-place-mark", data: { level } });
  divMarker(place, [lon, lat], mark, { title: kind, keyboard: false, className: "t-place-marker", zIndexOffset: 500 });
}

/** `lonlat`: [lon, lat]; `heading`: degrees or null; `live`: a fix of now; `underway`: look closely at the next turn. */
export function showMe(lonlat, heading, live, underway) {
  if (!me) {
    const arrow = el("span", { class: "t-me" });
    me = { marker: divMarker(map, lonlat, arrow, { title: gettext("Your position"), keyboard: false, className: "t-me-marker", zIndexOffset: 1000 }), arrow };
  }
  me.lonlat = lonlat;
  moveTo(me.marker, lonlat);
  me.arrow.classList.toggle("old", !live);
  me.arrow.classList.toggle("turned", heading !== null && heading !== undefined);
  if (heading !== null && heading !== undefined) me.arrow.style.setProperty("--heading", `${heading}deg`);
  if (!following || !way) return;
  if (underway && !driving) flyTo(map, lonlat, DRIVING_ZOOM);
  else keepInView(lonlat);
  driving = underway;
}

export function showWay(shape, straight) {
  remove(way?.casing);
  remove(way?.stroke);
  way = shape && { casing: line(map, shape, { className: "t-way-casing" }), stroke: line(map, shape, { className: straight ? "t-way straight" : "t-way" }) };
}

/** All of it at once: a new way, a new place. */
export function overview(points) {
  follow(true);
  driving = false;
  if (points.length > 1) fit(map, points, { padding: 26, top: BANNER_PX, maxZoom: 17, animate: false });
  else flyTo(map, points[0], 16);
}

function keepInView(lonlat) {
  const inner = map.getBounds().pad(-0.22);
  if (!inner.contains([lonlat[1], lonlat[0]])) map.panTo([lonlat[1], lonlat[0]], { animate: document.visibilityState === "visible" });
}

function follow(on) {
  following = on;
  part("recentre").hidden = on;
}
