// Units on the map: colour and letter by state, heading, age of the fix; the pale ones are old.
import { MovingLayer } from "../maps/map.js";
import { all, get, positions } from "./store.js";
import { now } from "./time.js";
import { unitLetter } from "./words.js";

const STALE_S = 60;
const HIDDEN_S = 3600;
const COLOUR = { free: "--free", sent: "--sent", signed: "--sent", en_route: "--moving", on_scene: "--scene", handled: "--busy", busy: "--busy", off: "--off" };

export class UnitsOnMap {
  constructor(map) {
    this.map = map;
    this.layer = new MovingLayer().addTo(map);
    this.colours = {};
  }

  /** Colours come from the tokens: read anew when the theme changes. */
  learnColours() {
    const style = getComputedStyle(document.documentElement);
    for (const [state, token] of Object.entries(COLOUR)) this.colours[state] = style.getPropertyValue(token).trim();
    this.ring = style.getPropertyValue("--level-1").trim();
  }

  point(unit, at, chosen) {
    const fix = positions.get(unit.id);
    if (!fix) return null;
    const age = (at - fix[4]) / 1000;
    if (unit.state === "off" || age > HIDDEN_S) return null;
    return {
      id: unit.id,
      lon: fix[0],
      lat: fix[1],
      heading: fix[3] > 0.5 ? fix[2] : null,
      color: this.colours[unit.state] ?? this.colours.off,
      letter: unitLetter(unit.state),
      label: unit.call_sign,
      age,
      stale: age > STALE_S,
      ring: chosen && unit.incident === chosen ? this.ring : null,
    };
  }

  draw(chosen) {
    const at = now();
    this.layer.set(all("unit").map((unit) => this.point(unit, at, chosen)).filter(Boolean));
  }

  update(ids, chosen) {
    const at = now();
    const changed = [];
    for (const id of ids) {
      const unit = get("unit", id);
      const point = unit && this.point(unit, at, chosen);
      if (point) changed.push(point);
      else this.layer.drop(id);
    }
    if (changed.length) this.layer.update(changed);
  }

  select(id) {
    this.layer.select(id);
  }

  onPick(listener) {
    this.layer.on("pick", ({ point, originalEvent }) => listener(point.id, originalEvent));
  }
}
