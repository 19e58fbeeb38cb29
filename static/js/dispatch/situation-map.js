// <muster-map>: the situation on the base map. Draws what the store holds; asks tabs and drawer to open things.
import { createMap, fit, flyTo, onClick, pointMarker, remove, view } from "../maps/map.js";
import { everySecond } from "./clock.js";
import { config } from "./config.js";
import { setText } from "./dom.js";
import { FenceDrawing } from "./fence-draw.js";
import { line } from "./live.js";
import { ChosenOnMap } from "./map-chosen.js";
import { DensityOnMap } from "./density-on-map.js";
import { IncidentsOnMap } from "./map-incidents.js";
import { Layers } from "./map-layers.js";
import { showTyped } from "./map-typed.js";
import { UnitsOnMap } from "./map-units.js";
import { TrailsOnMap } from "./trails-on-map.js";
import { WarningsOnMap } from "./warnings-on-map.js";
import { onSelect, selected } from "./selection.js";
import { get, positions, subscribe } from "./store.js";

const KEPT = "muster.map.view";

class MusterMap extends HTMLElement {
  connectedCallback() {
    const kept = read();
    const options = kept ? { center: [kept.lon, kept.lat], zoom: kept.zoom } : { bounds: config.bounds ?? undefined };
    this.map = createMap(this.querySelector("[data-map]"), { ...options, keyboard: true });
    this.chosen = new ChosenOnMap(this.map);
    this.chosen.says = (text) => setText(this.querySelector("[data-rings]"), text);
    const tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    this.incidents = new IncidentsOnMap(this.map, { onPick: (code) => tell("incident", code), onDraft: (id) => tell("draft", id) });
    this.units = new UnitsOnMap(this.map);
    this.trails = new TrailsOnMap(this.map, this.querySelector("[data-trails]"));
    this.units.learnColours();
    this.units.onPick((id) => tell("unit", { id }));
    this.warnings = new WarningsOnMap(this.map, this.querySelector("[data-warnings]"));
    this.density = new DensityOnMap(this.map, this.querySelector("[data-density]"));
    this.layers = new Layers(this.map, this.querySelector("[data-layers]"), {
      units: (on) => { this.map.getPane("moving").hidden = !on; },
      incidents: (on) => this.classList.toggle("without-incidents", !on),
      rings: (on) => this.chosen.setRings(on),
      warnings: (on) => this.warnings.show(on),
      density: (on) => this.density.show(on),
    });
    for (const name of ["warnings", "density"]) if (this.layers.on[name]) this[name].show(true);
    new FenceDrawing(this.map, this);
    showTyped(this.map);
    this.#listen();
    this.#drawAll(); // the first picture may have come before the map
    this.map.on("moveend", () => this.#keep());
    onClick(this.map, (place) => tell("mapplace", place), "contextmenu");
    onClick(this.map, (place) => this.classList.contains("picking") && tell("mapplace", place));
    this.querySelector("[data-action=whole]").addEventListener("click", () => this.whole());
    this.querySelector("[data-action=chosen]").addEventListener("click", () => this.chosen.fitAll());
  }

  #listen() {
    subscribe("incident", (codes, { snapshot }) => {
      if (snapshot) this.incidents.draw();
      else this.incidents.update(codes);
      if (codes.has(selected())) this.#choose(selected());
    });
    subscribe("draft", () => this.incidents.drawDrafts());
    subscribe("alarm", () => this.units.heedAlarms(selected()));
    subscribe("unit", (ids, { snapshot }) => {
      if (snapshot) this.units.draw(selected());
      else this.units.update(ids, selected());
      this.chosen.drawWays();
    });
    line.addEventListener("event", ({ detail }) => detail.subject === "fence" && this.layers.refresh("fences"));
    line.addEventListener("positions", (event) => this.units.update(event.detail.units.map(([id]) => id), selected()));
    onSelect((code) => {
      this.incidents.select(code);
      this.#choose(code);
      this.units.draw(code);
      this.chosen.show();
    });
    document.addEventListener("panelshown", (event) => event.detail === selected() && this.#choose(selected()));
    document.addEventListener("themechange", () => {
      this.units.learnColours();
      this.units.draw(selected());
    });
    everySecond((at) => {
      if (Math.floor(at / 1000) % 10) return;
      this.units.draw(selected()); // ages of fixes
      this.chosen.drawWays();
    });
  }

  #drawAll() {
    this.incidents.draw();
    this.incidents.drawDrafts();
    this.incidents.select(selected());
    this.units.draw(selected());
    this.#choose(selected());
  }

  /** The panel knows how sure the place is; before it is there the row must do. */
  #choose(code) {
    const geo = code && document.querySelector(`#panel-${CSS.escape(code)} [data-geo]`);
    const place = geo ? { lon: Number(geo.dataset.lon), lat: Number(geo.dataset.lat), uncertainty: Number(geo.dataset.uncertainty) } : null;
    const row = code && get("incident", code);
    // an event may have overtaken the panel: then its older place is not used
    const same = place && row && Math.abs(place.lon - row.lon) < 1e-6 && Math.abs(place.lat - row.lat) < 1e-6;
    this.chosen.choose(code, place && (same || !row) ? place : null);
  }

  /** Fly to a place and mark it until the next one. */
  go({ lon, lat, label = "", uncertainty_m: uncertainty = 0 }) {
    remove(this.spot);
    this.spot = pointMarker(this.map, [lon, lat], { className: "map-spot", radius: 8, title: label });
    if (label) this.spot.bindTooltip?.(label, { permanent: true, direction: "top", offset: [0, -8], className: "map-word" });
    flyTo(this.map, [lon, lat], Math.max(view(this.map).zoom, uncertainty > 150 ? 15 : 17));
    this.take();
  }

  /** Fly to a hotspot warning. */
  warning(code) {
    this.warnings?.go(code);
    this.take();
  }

  unit(id) {
    const fix = positions.get(id);
    if (!fix) return false;
    this.units.select(id);
    flyTo(this.map, [fix[0], fix[1]]);
    return true;
  }

  whole() {
    if (config.bounds) fit(this.map, config.bounds, { padding: 0 });
  }

  /** What is seen now, as it can be cast. */
  viewNow() {
    const { bounds, zoom } = view(this.map);
    return { bounds, zoom, layers: Object.keys(this.layers.on).filter((name) => this.layers.on[name]) };
  }

  /** A view that somebody cast: the same piece of the map. */
  showView({ bounds }) {
    fit(this.map, bounds, { padding: 0, maxZoom: 20 });
    this.take();
  }

  take() {
    this.map.getContainer().focus({ preventScroll: true });
  }

  center() {
    return view(this.map);
  }

  #keep() {
    const { lon, lat, zoom } = view(this.map);
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ lon, lat, zoom }));
    } catch {
      // the map starts at its bounds next time
    }
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

customElements.define("muster-map", MusterMap);
