// A fence drawn on the map: one click sets the middle of a circle, three and more the corners of a shape.
import { group, onClick, polygonLayer, pointMarker, ring } from "../maps/map.js";
import { csrfToken } from "../units/session.js";
import { config, may } from "./config.js";
import { setText } from "./dom.js";
import { toast } from "./toast.js";

export class FenceDrawing {
  /** `element`: the <muster-map>. What is saved comes back over the socket, here as on every other console. */
  constructor(map, element) {
    this.map = map;
    this.element = element;
    this.form = element.querySelector("[data-fence]");
    this.button = element.querySelector("[data-action=fence]");
    if (!this.form || !this.button || !may("fence.manage")) return;
    this.points = [];
    this.drawn = group(map);
    this.button.hidden = false;
    this.button.addEventListener("click", () => (this.form.hidden ? this.#begin() : this.#end()));
    this.form.querySelector("[data-cancel]").addEventListener("click", () => this.#end());
    this.form.querySelector("[data-back]").addEventListener("click", () => this.#draw(this.points.slice(0, -1)));
    this.form.elements.radius_m.addEventListener("input", () => this.#draw(this.points));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#end();
    });
    onClick(map, ({ lon, lat }) => this.form.hidden || this.#draw([...this.points, [lon, lat]]));
  }

  #begin() {
    this.key = crypto.randomUUID();
    this.form.hidden = false;
    this.element.classList.add("drawing");
    this.map.doubleClickZoom.disable(); // two corners in quick succession are two corners
    this.#draw([]);
    this.form.elements.name.focus();
  }

  #end() {
    this.form.hidden = true;
    this.form.reset();
    this.element.classList.remove("drawing");
    this.map.doubleClickZoom.enable();
    this.#draw([]);
    this.button.focus();
  }

  #draw(points) {
    this.points = points;
    this.drawn.clearLayers();
    this.#fault("");
    for (const point of points) pointMarker(this.drawn, point, { className: "map-fence-drawn", radius: 4 });
    if (points.length === 1) ring(this.drawn, points[0], Number(this.form.elements.radius_m.value) || 0, { className: "map-fence-drawn" });
    if (points.length > 2) polygonLayer(this.drawn, this.#shape(), { className: "map-fence-drawn", interactive: false });
    const round = points.length < 2;
    this.form.querySelector("[data-round]").hidden = !round;
    this.form.elements.radius_m.disabled = !round; // what is hidden must not keep the form from being sent
    setText(this.form.querySelector("[data-how]"), [
      gettext("Click on the map: one point is the middle of a circle, more are the corners of a shape."),
      gettext("A circle. Click further points for a shape instead."),
      gettext("One more corner at least."),
    ][points.length] ?? interpolate(ngettext("A shape of %s corner.", "A shape of %s corners.", points.length), [points.length]));
  }

  #shape() {
    return { type: "Polygon", coordinates: [[...this.points, this.points[0]]] };
  }

  #body() {
    const { name, radius_m: radius, tell, dwell } = this.form.elements;
    const common = { name: name.value.trim(), tell: tell.value, dwell_s: dwell.value ? Number(dwell.value) * 60 : null };
    if (this.points.length > 2) return { ...common, kind: "shape", shape: this.#shape() };
    const [lon, lat] = this.points[0];
    return { ...common, kind: "post", lon, lat, radius_m: Number(radius.value) };
  }

  async #save() {
    if (this.points.length === 0) return this.#fault(gettext("Click on the map where the fence shall be."));
    if (this.points.length === 2) return this.#fault(gettext("A shape needs three corners."));
    try {
      const answer = await fetch(config.urls.fences_api, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken(), "Idempotency-Key": this.key },
        credentials: "same-origin",
        body: JSON.stringify(this.#body()),
      });
      const told = await answer.json();
      if (!answer.ok) {
        this.key = crypto.randomUUID(); // refused: what comes next is another deed
        return this.#fault(told.errors?.map((one) => one.message).join(" ") || told.detail);
      }
      toast(gettext("The fence is up and watches."), { kind: "success" });
      this.#end();
    } catch {
      this.#fault(gettext("No line: the fence was not saved. Try again."));
    }
    return null;
  }

  #fault(text) {
    const place = this.form.querySelector("[data-error]");
    setText(place, text);
    place.hidden = !text;
  }
}
