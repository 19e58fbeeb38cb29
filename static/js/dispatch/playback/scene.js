// The map of the moment: units as they were drawn then, pale when their fix was old; incidents where they were known to be.
import { createMap, divMarker, fit, group, line, MovingLayer, moveTo, remove, uncertaintyCircle } from "../../maps/map.js";
import { el } from "../dom.js";
import { unitLetter } from "../words.js";

const STALE_S = 60; // as map-units.js
const HIDDEN_S = 3600;
const COLOUR = { free: "--free", sent: "--sent", signed: "--sent", en_route: "--moving", on_scene: "--scene", handled: "--busy", busy: "--busy", off: "--off" };

export class Scene {
  constructor(element, { onPick }) {
    this.map = createMap(element);
    this.layer = new MovingLayer().addTo(this.map);
    this.layer.on("pick", ({ point }) => onPick(point.id));
    this.marks = new Map(); // incident's code → {key, marker, circle}
    this.ways = new Map(); // unit → group
    this.learnColours();
    document.addEventListener("themechange", () => this.learnColours());
  }

  learnColours() {
    const style = getComputedStyle(document.documentElement);
    this.colours = Object.fromEntries(Object.entries(COLOUR).map(([state, token]) => [state, style.getPropertyValue(token).trim()]));
  }

  /** `units`: [{id, call_sign, state, fix, age}], fix as `[id, t, lon, lat, heading, speed, at]` or null. */
  drawUnits(units) {
    this.layer.set(units.filter((unit) => unit.fix && unit.state !== "off" && unit.age <= HIDDEN_S).map((unit) => ({
      id: unit.id,
      lon: unit.fix[2],
      lat: unit.fix[3],
      heading: unit.fix[5] > 0.5 ? unit.fix[4] : null,
      color: this.colours[unit.state] ?? this.colours.off,
      letter: unit.state ? unitLetter(unit.state) : "?",
      label: unit.call_sign,
      age: unit.age,
      stale: unit.age > STALE_S,
      ring: null,
    })));
  }

  /** `rows`: `[code, t, state, level, lon, lat, uncertainty, place, …]` of what was open. */
  drawIncidents(rows, title) {
    const here = new Set(rows.map((row) => row[0]));
    for (const [code, mark] of this.marks) if (!here.has(code)) this.#take(code, mark);
    for (const row of rows) {
      const [code, , , level, lon, lat, uncertainty] = row;
      const key = `${level}|${lon}|${lat}|${uncertainty}`;
      const old = this.marks.get(code);
      if (old?.key === key) continue;
      if (old && old.level === level) {
        moveTo(old.marker, [lon, lat]);
        remove(old.circle);
      } else if (old) this.#take(code, old);
      const marker = old?.level === level ? old.marker : divMarker(this.map, [lon, lat], el("i", { class: "level", data: { level } }), { className: "map-then", title: title(row), keyboard: false });
      const circle = uncertainty > 0 ? uncertaintyCircle(this.map, [lon, lat], uncertainty) : null;
      this.marks.set(code, { key, level, marker, circle });
    }
  }

  #take(code, mark) {
    remove(mark.marker);
    remove(mark.circle);
    this.marks.delete(code);
  }

  select(id) {
    this.layer.select(id);
  }

  /** The streets a unit drove, or its bare line (`raw`). */
  drawWay(id, lines, raw) {
    remove(this.ways.get(id));
    const holder = group(this.map);
    for (const one of lines) if (one.length > 1) line(holder, one, { className: `map-driven ${raw ? "raw" : ""}` });
    this.ways.set(id, holder);
  }

  dropWays() {
    for (const holder of this.ways.values()) remove(holder);
    this.ways.clear();
  }

  show(points) {
    if (points.length) fit(this.map, points.length > 1 ? points : [points[0], points[0]], { padding: 60, maxZoom: 16, animate: false });
  }
}
