// Where it is dense: cells by day, with a slider through the past. What stands out of chance (Gi*) has an edge.
import { group, polygonLayer, remove } from "../maps/map.js";
import { config } from "./config.js";
import { setText } from "./dom.js";

const WAIT_MS = 250;
const DAY_MS = 86_400_000;

export class DensityOnMap {
  constructor(map, bar) {
    this.map = map;
    this.bar = bar;
    this.slider = bar.querySelector("input[type=range]");
    this.days = bar.querySelector("select");
    this.newest = null;
    for (const one of [this.slider, this.days]) one.addEventListener("input", () => this.#soon());
  }

  show(on) {
    this.on = on;
    this.bar.hidden = !on;
    if (on) this.#fetch();
    else this.#clear();
  }

  #clear() {
    remove(this.holder);
    this.holder = null;
  }

  #soon() {
    if (this.newest) setText(this.bar.querySelector("output"), this.#day());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(), WAIT_MS);
  }

  /** The day that the slider stands at; nought is the newest with incidents. */
  #day() {
    const back = Number(this.slider.max) - Number(this.slider.value);
    return new Date(Date.parse(this.newest) - back * DAY_MS).toISOString().slice(0, 10);
  }

  async #fetch() {
    const asked = new URLSearchParams({ days: this.days.value });
    if (this.newest) asked.set("day", this.#day());
    const answer = await fetch(`${config.urls.density}?${asked}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || !this.on) return;
    const told = await answer.json();
    if (!this.newest && told.newest) {
      this.newest = told.newest;
      this.slider.max = String(Math.max(1, Math.min(730, Math.round((Date.parse(told.newest) - Date.parse(told.oldest)) / DAY_MS))));
      this.slider.value = this.slider.max;
      if (told.day !== told.newest) return void this.#fetch();
    }
    setText(this.bar.querySelector("output"), this.newest ? this.#day() : "—");
    const said = told.events ? interpolate(ngettext("%s incident", "%s incidents", told.events), [told.events]) : gettext("No incidents in these days.");
    setText(this.bar.querySelector("[data-events]"), said);
    this.#draw(told.features);
  }

  #draw(features) {
    this.#clear();
    this.holder = group(this.map);
    for (const band of [1, 2, 3, 4, 5]) {
      for (const hot of [false, true]) {
        const some = features.filter(({ properties }) => properties.band === band && properties.hot === hot);
        if (!some.length) continue;
        const className = `map-density map-density-${band}${hot ? " map-density-hot" : ""}`;
        polygonLayer(this.holder, { type: "FeatureCollection", features: some }, { className, interactive: false });
      }
    }
  }
}
