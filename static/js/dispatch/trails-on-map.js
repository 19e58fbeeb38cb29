// Trails as lines that fade with age, in a few steps: a path for each step, not for each fix.
import { group, line } from "../maps/map.js";
import { everySecond } from "./clock.js";
import { positions } from "./store.js";
import { now } from "./time.js";
import { all, length, noTrails, onTrails, setMinutes } from "./trails.js";

const SHADES = 6;

export class TrailsOnMap {
  constructor(map, menu) {
    this.holder = group(map);
    this.menu = menu;
    menu.querySelector("select").addEventListener("change", (event) => setMinutes(Number(event.target.value)));
    menu.querySelector("[data-no-trails]").addEventListener("click", noTrails);
    onTrails(() => this.#soon());
    everySecond((at) => Math.floor(at / 1000) % 5 === 0 && all().size && this.#soon());
  }

  #soon() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = null;
      this.draw();
    });
  }

  draw() {
    this.holder.clearLayers();
    this.menu.hidden = !all().size;
    const [at, span] = [now(), length()];
    for (const [id, trail] of all()) {
      const points = trail.filter((point) => at - point[2] <= span);
      const fix = positions.get(id);
      if (fix && points.length) points.push([fix[0], fix[1], fix[4]]);
      const shade = (point) => Math.min(SHADES - 1, Math.max(0, Math.floor((SHADES * (at - point[2])) / span)));
      for (let first = 0; first < points.length - 1; ) {
        let last = first + 1;
        while (last < points.length - 1 && shade(points[last]) === shade(points[first])) last += 1;
        line(this.holder, points.slice(first, last + 1), { className: `map-trail map-trail-${shade(points[first])}`, unit: id });
        first = last;
      }
    }
  }
}
