// The wall's one map: made once and kept for weeks; scenes only say where it flies and what lies on it.
import { createMap, divMarker, group, line, polygonLayer, remove, uncertaintyCircle } from "../../maps/map.js";
import { config } from "../config.js";
import { el } from "../dom.js";
import { line as server } from "../live.js";
import { IncidentsOnMap } from "../map-incidents.js";
import { UnitsOnMap } from "../map-units.js";
import { all, positions, subscribe } from "../store.js";
import { getJson, part } from "./parts.js";

const FLIGHT_S = 2.2;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

export class WallMap {
  constructor() {
    this.map = createMap(part("map"), { bounds: config.bounds ?? undefined, keyboard: false, zoomControl: false });
    this.map.options.zoomSnap = 0.25; // nobody zooms by hand: what is to be seen fills the screen
    for (const name of ["dragging", "scrollWheelZoom", "doubleClickZoom", "touchZoom"]) this.map[name]?.disable();
    this.incidents = new IncidentsOnMap(this.map, { onPick() {}, onDraft() {} });
    this.units = new UnitsOnMap(this.map);
    this.units.learnColours();
    this.rings = group(this.map);
    this.ways = group(this.map);
    this.layers = {};
    this.code = null;
    this.scale();
    window.addEventListener("resize", () => this.scale());
    subscribe("incident", (codes, { snapshot }) => (snapshot ? this.incidents.draw() : this.incidents.update(codes)));
    subscribe("unit", (ids, { snapshot }) => (snapshot ? this.units.draw(this.code) : this.units.update(ids, this.code)));
    subscribe("alarm", () => this.units.heedAlarms(this.code));
    server.addEventListener("positions", (event) => this.units.update(event.detail.units.map(([id]) => id), this.code));
    setInterval(() => this.units.draw(this.code), 10_000); // ages of fixes
    this.incidents.draw();
    this.units.draw(null);
  }

  /** Marks of incidents have a size in pixels: they grow with the screen as the type does. */
  scale() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    document.documentElement.style.setProperty("--marks", String(rem / 16));
  }

  /** Shows [west, south, east, north], free of what lies over the map's lower edge. */
  fly([west, south, east, north], { padding = 60 } = {}) {
    const below = part("kpi").getBoundingClientRect().height;
    const options = { paddingTopLeft: [padding, padding], paddingBottomRight: [padding, padding + below], maxZoom: 18 };
    const bounds = [[south, west], [north, east]];
    try {
      if (still) this.map.fitBounds(bounds, { ...options, animate: false });
      else this.map.flyToBounds(bounds, { ...options, duration: FLIGHT_S });
    } catch (error) {
      console.error(error); // whatever fails on the map, the words beside it must come
    }
  }

  /** Which incident is in hand: its mark stands out, its units wear a ring. */
  choose(code) {
    if (code !== this.code) {
      this.code = code;
      this.rings.clearLayers();
      this.ways.clearLayers();
    }
    this.incidents.select(code);
    this.units.draw(code);
  }

  async show(layers) {
    for (const name of ["areas", "cameras"]) {
      if (!layers[name]) {
        remove(this.layers[name]);
        delete this.layers[name];
      } else if (!this.layers[name]) {
        this.layers[name] = group(this.map);
        const told = await getJson(config.urls[name]);
        if (!told || !this.layers[name]) continue;
        if (name === "areas") polygonLayer(this.layers[name], told, { className: "map-precinct", interactive: false });
        else for (const feature of told.features) camera(this.layers[name], feature.geometry.coordinates, feature.properties);
      }
    }
  }

  /** The place with how sure it is, and who could be there in 1, 3 and 5 minutes. */
  drawPlace(told) {
    this.rings.clearLayers();
    if (!told.point) return;
    for (const feature of told.rings?.features ?? []) {
      const minutes = Math.round(feature.properties.minutes ?? feature.properties.contour);
      polygonLayer(this.rings, feature, { className: `map-reach within-${minutes}`, interactive: false });
      const [lon, lat] = northmost(feature.geometry);
      divMarker(this.rings, [lon, lat], el("span", { class: "w-minutes", text: interpolate(gettext("%s min"), [minutes]) }), { size: [0, 0], keyboard: false });
    }
    if (told.uncertainty_m > 0) uncertaintyCircle(this.rings, told.point, told.uncertainty_m);
    this.drawWays(told);
  }

  /** A straight line from each unit that is on the way: who comes from where. */
  drawWays(told) {
    this.ways.clearLayers();
    const going = new Set(told.units.filter((one) => one.eta_s !== null).map((one) => one.call_sign));
    for (const unit of all("unit")) {
      const fix = going.has(unit.call_sign) && positions.get(unit.id);
      if (fix) line(this.ways, [[fix[0], fix[1]], told.point], { className: "map-way straight" });
    }
  }

  /** The place in the middle, everybody who is sent in sight, at least the street around it. */
  flyToPlace(point, callSigns = []) {
    const [lon, lat] = point;
    let [dx, dy] = [0.0045, 0.0033];
    const wanted = new Set(callSigns);
    for (const unit of all("unit")) {
      const fix = wanted.has(unit.call_sign) && positions.get(unit.id);
      if (fix) [dx, dy] = [Math.max(dx, Math.abs(fix[0] - lon)), Math.max(dy, Math.abs(fix[1] - lat))];
    }
    this.fly([lon - dx, lat - dy, lon + dx, lat + dy]);
  }

  /** A camera that was cast: its mark, larger, until the next picture. */
  mark(at, properties) {
    remove(this.spot);
    this.spot = at ? group(this.map) : null;
    if (at) camera(this.spot, at, properties, "w-spot");
  }
}

function camera(holder, at, { heading, name, code }, className = "") {
  const node = el("span", { class: `map-camera ${className}`, title: name || code });
  if (heading !== null && heading !== undefined) node.style.setProperty("--heading", `${heading}deg`);
  divMarker(holder, at, node, { className: "map-camera-mark", size: [16, 16], keyboard: false });
}

function northmost(geometry) {
  const points = geometry.type === "Polygon" ? geometry.coordinates[0] : geometry.type === "MultiPolygon" ? geometry.coordinates.flatMap((one) => one[0]) : geometry.coordinates;
  return points.reduce((best, one) => (one[1] > best[1] ? one : best));
}
