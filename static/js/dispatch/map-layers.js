// Layers that can be switched: cameras and areas, fetched when first wanted. The choice is kept for the seat.
import { divMarker, group, polygonLayer, popup, remove } from "../maps/map.js";
import { config, inLanguage, may } from "./config.js";
import { el } from "./dom.js";

const KEPT = "muster.map.layers";
const DEFAULT = { units: true, incidents: true, rings: true, cameras: false, areas: true, fences: true, warnings: true, density: false };

export class Layers {
  constructor(map, menu, switches) {
    this.map = map;
    this.switches = { cameras: (on) => this.#fetched("cameras", on), areas: (on) => this.#fetched("areas", on), fences: (on) => this.#fetched("fences", on), ...switches };
    this.on = { ...DEFAULT, ...read() };
    this.groups = {};
    for (const box of menu.querySelectorAll("input[type=checkbox]")) {
      box.checked = Boolean(this.on[box.name]);
      box.addEventListener("change", () => this.set(box.name, box.checked));
    }
    // what the map shows by itself is only switched off; what must be fetched is only switched on
    for (const [name, on] of Object.entries(this.on)) if (on !== name in switches) this.switches[name]?.(on);
  }

  set(name, on) {
    this.on[name] = on;
    this.switches[name]?.(on);
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.on));
    } catch {
      // kept for this page only
    }
  }

  /** Fetch what is shown anew. */
  refresh(name) {
    if (!this.on[name]) return;
    this.#fetched(name, false);
    this.#fetched(name, true);
  }

  async #fetched(name, on) {
    if (!on) {
      remove(this.groups[name]);
      delete this.groups[name];
      return;
    }
    if (this.groups[name]) return;
    const holder = group(this.map);
    this.groups[name] = holder;
    try {
      const answer = await fetch(config.urls[name], { headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (name === "areas") polygonLayer(holder, told, { className: "map-precinct", interactive: false });
      else if (name === "fences") for (const feature of told.features) this.#fence(holder, feature);
      else for (const feature of told.features) this.#camera(holder, feature);
    } catch {
      remove(holder);
      delete this.groups[name];
    }
  }

  #fence(holder, feature) {
    const { names, tell } = feature.properties;
    const drawn = polygonLayer(holder, feature, { className: tell === "alarm" ? "map-fence map-fence-alarm" : "map-fence", interactive: false });
    const { lat, lng } = drawn.getBounds().getCenter();
    const node = el("span", { class: "map-fence-name", text: inLanguage(names) });
    divMarker(holder, [lng, lat], node, { className: "map-fence-mark", size: [0, 0], keyboard: false, interactive: false });
  }

  #camera(holder, { geometry, properties }) {
    const node = el("span", { class: "map-camera", title: properties.name || properties.code });
    if (properties.heading !== null) node.style.setProperty("--heading", `${properties.heading}deg`);
    const mark = divMarker(holder, geometry.coordinates, node, { className: "map-camera-mark", size: [16, 16], keyboard: false });
    mark.on("click", () => popup(this.map, geometry.coordinates, cameraCard(properties)));
  }
}

function cameraCard({ code, name }) {
  const cast = may("cast.send") && el("button", { type: "button", text: gettext("Cast …"), data: { castSubject: `camera:${code}` } });
  return el("div", { class: "map-camera-popup" }, el("b", { text: code }), el("span", { text: name }), cast || null);
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}
