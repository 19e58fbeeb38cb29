// Units on the map: colour and letter by state, heading, age of the fix; the pale ones are old. Crowds open as a list.
import { MovingLayer } from "../maps/map.js";
import { listUnits } from "./crowd-list.js";
import { HIDDEN_S, STALE_S } from "./fix-ages.js";
import { all, get, positions } from "./store.js";
import { now, roughly } from "./time.js";
import { BUSY_FIRST, unitLetter } from "./words.js";

const COLOUR = { free: "--free", sent: "--sent", signed: "--sent", en_route: "--moving", on_scene: "--scene", handled: "--busy", busy: "--busy", off: "--off" };

const inDanger = () => new Set(all("alarm").filter((alarm) => alarm.cause === "danger").map((alarm) => alarm.unit));

export class UnitsOnMap {
  constructor(map) {
    this.map = map;
    this.layer = new MovingLayer().addTo(map);
    this.colours = {};
    this.sought = null; // shown however old its fix is: somebody asked for it
    this.endangered = new Set(); // call signs of officers in danger: shown likewise, above all others, always named
    this.layer.on("crowd", ({ ids, apart, zoomIn }) => {
      if (apart) zoomIn();
      else listUnits(ids, (id) => this.picked?.(id));
    });
    // the keyboard's way to what a pointer would hit
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== map.getContainer()) return;
      event.preventDefault();
      listUnits(this.layer.inView().map(({ id }) => id), (id) => this.picked?.(id));
    });
  }

  /** Colours come from the tokens: read anew when the theme changes. */
  learnColours() {
    const style = getComputedStyle(document.documentElement);
    for (const [state, token] of Object.entries(COLOUR)) this.colours[state] = style.getPropertyValue(token).trim();
    this.ring = style.getPropertyValue("--level-1").trim();
    this.alarm = style.getPropertyValue("--danger").trim();
  }

  point(unit, at, chosen) {
    const fix = positions.get(unit.id);
    if (!fix) return null;
    const age = (at - fix[4]) / 1000;
    const urgent = this.endangered.has(unit.call_sign);
    if (unit.id !== this.sought && !urgent && (unit.state === "off" || age > HIDDEN_S)) return null;
    const stale = age > STALE_S;
    return {
      id: unit.id,
      lon: fix[0],
      lat: fix[1],
      at: fix[4],
      heading: fix[3] > 0.5 ? fix[2] : null,
      color: this.colours[unit.state] ?? this.colours.off,
      letter: unitLetter(unit.state),
      rank: BUSY_FIRST.indexOf(unit.state),
      label: unit.call_sign,
      note: stale ? roughly(age * 1000) : "",
      stale,
      ring: urgent ? this.alarm : chosen && unit.incident === chosen ? this.ring : null,
      urgent,
    };
  }

  /** Alarms changed: everybody anew if others are in danger than before; most alarms are about no unit at all. */
  heedAlarms(chosen) {
    const before = this.endangered;
    const after = inDanger();
    if (after.size !== before.size || [...after].some((sign) => !before.has(sign))) this.draw(chosen);
  }

  /** Everybody anew: after a snapshot, and now and then for the ages of fixes. */
  draw(chosen) {
    const at = now();
    this.endangered = inDanger();
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
    this.sought = id;
    if (id !== null) this.update([id], null);
    this.layer.select(id);
  }

  onPick(listener) {
    this.picked = listener;
    this.layer.on("pick", ({ point, originalEvent }) => listener(point.id, originalEvent));
  }
}
