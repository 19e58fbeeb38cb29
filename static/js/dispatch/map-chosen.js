// The incident in hand on the map: how sure its place is, who could be there in 1, 3 and 5 minutes, the way of those sent.
import { fit, flyTo, group, line, polygonLayer, uncertaintyCircle, view } from "../maps/map.js";
import { config } from "./config.js";
import { get, positions, all } from "./store.js";

const WAY_EVERY_MS = 10_000;
const MOVING = ["sent", "signed", "en_route"];

export class ChosenOnMap {
  constructor(map) {
    this.map = map;
    this.circle = group(map);
    this.rings = group(map);
    this.ways = group(map);
    this.code = null;
    this.wayKey = "";
    this.ringsOn = true;
    this.says = () => {};
  }

  /** `place`: {lon, lat, uncertainty} as the panel knows it, or null. */
  choose(code, place = null) {
    const row = code && get("incident", code);
    const at = place ?? (row ? { lon: row.lon, lat: row.lat, uncertainty: 0 } : null);
    const key = at ? `${code}|${at.lon}|${at.lat}|${at.uncertainty}` : "";
    const moved = !at || this.code !== code || this.at?.lon !== at.lon || this.at?.lat !== at.lat;
    if (key === this.key) return;
    this.key = key;
    this.code = code;
    this.at = at;
    this.circle.clearLayers();
    if (at?.uncertainty > 0) uncertaintyCircle(this.circle, [at.lon, at.lat], at.uncertainty);
    if (!moved) return;
    this.rings.clearLayers();
    this.ways.clearLayers();
    this.wayKey = "";
    if (at) {
      this.#drawRings(at);
      this.drawWays();
    }
  }

  /** Go there, unless it is well in sight already. */
  show({ always = false } = {}) {
    if (!this.at) return;
    const [w, s, e, n] = view(this.map).bounds;
    const [dx, dy] = [(e - w) * 0.15, (n - s) * 0.15];
    const inSight = this.at.lon > w + dx && this.at.lon < e - dx && this.at.lat > s + dy && this.at.lat < n - dy;
    if (always || !inSight) flyTo(this.map, [this.at.lon, this.at.lat], always ? undefined : view(this.map).zoom);
  }

  fitAll() {
    const points = this.at ? [[this.at.lon, this.at.lat]] : [];
    for (const unit of all("unit")) {
      const fix = unit.incident === this.code && positions.get(unit.id);
      if (fix) points.push([fix[0], fix[1]]);
    }
    if (points.length > 1) fit(this.map, points, { padding: 80 });
    else this.show({ always: true });
  }

  setRings(on) {
    this.ringsOn = on;
    this.rings.clearLayers();
    if (on && this.at) this.#drawRings(this.at);
  }

  async #drawRings(at) {
    if (!this.ringsOn || !config.urls.reach) return;
    const told = await ask(`${config.urls.reach}?lon=${at.lon}&lat=${at.lat}&minutes=1,3,5&towards=1`);
    if (!told || this.at !== at || !this.ringsOn) return;
    this.rings.clearLayers();
    for (const feature of told.features) {
      const minutes = Math.round(feature.properties.minutes ?? feature.properties.contour);
      polygonLayer(this.rings, feature, { className: `map-reach within-${minutes}`, interactive: false });
    }
    this.says(told.straight ? gettext("rings 1 · 3 · 5 min, straight line: the router is down") : gettext("rings 1 · 3 · 5 min, as the roads are"));
  }

  /** The way of every unit that is sent and not there yet; asked again at most every 10 s. */
  async drawWays() {
    if (!this.at || !config.urls.route) return;
    const going = all("unit").filter((unit) => unit.incident === this.code && MOVING.includes(unit.state) && positions.has(unit.id));
    const key = `${this.code}|${going.map((unit) => unit.call_sign)}|${Math.floor(Date.now() / WAY_EVERY_MS)}`;
    if (key === this.wayKey) return;
    this.wayKey = key;
    const { at } = this;
    const ways = await Promise.all(going.slice(0, 8).map((unit) => {
      const [lon, lat] = positions.get(unit.id);
      return ask(`${config.urls.route}?from=${lon},${lat}&to=${at.lon},${at.lat}`);
    }));
    if (this.at !== at) return;
    this.ways.clearLayers();
    for (const way of ways) {
      if (way) line(this.ways, way.geometry.coordinates, { className: way.properties.straight ? "map-way straight" : "map-way" });
    }
  }
}

async function ask(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // without them the map is poorer, not wrong
  }
}
