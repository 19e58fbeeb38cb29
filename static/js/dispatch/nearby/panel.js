// <muster-nearby>: what is around a point, along a route, in a shape or within minutes of drive. A list by distance
// beside the map, numbered alike in both. Nothing is sorted anew by itself: the list is as of the time it says.
import { csrfToken } from "../../units/session.js";
import { config, shortCode } from "../config.js";
import { el, setAttr, setText } from "../dom.js";
import { line } from "../live.js";
import { roving } from "../roving.js";
import { selected } from "../selection.js";
import { get, positions, subscribe } from "../store.js";
import { clockTime } from "../time.js";
import { unitLetter } from "../words.js";
import { deedsOf } from "./deeds.js";
import { drawingKeys } from "./keys.js";
import { away, LAYERS, merged, wind } from "./rows.js";

const KEPT = "muster.nearby";
const PAGE = 30;
const MOST = 200;
const RANK_SHOWN = 3; // of kinds of places, until somebody chooses: police, hospitals, schools …
const HOW = {
  point: gettext("Click on the map where to look around, or move the map and press Space."),
  route: gettext("Click along the route; Enter searches 50 m to either side. Without a mouse: arrows move the map, Space sets a point at the cross."),
  shape: gettext("Click the corners of the shape; Enter searches inside it. Without a mouse: arrows move the map, Space sets a corner at the cross."),
};

class MusterNearby extends HTMLElement {
  connectedCallback() {
    this.piece = (name) => this.querySelector(`[data-${name}]`);
    this.list = this.piece("list");
    this.chosen = { layers: ["units", "cameras", "checkpoints", "incidents", "hazards", "places"], kinds: null, ...read() };
    this.how = { radius: 500 };
    this.limit = PAGE;
    this.rows = [];
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    // a click takes a row in hand, with its buttons, and leaves the keyboard in the list; Enter or a double click opens it
    const open = () => this.piece("deeds").querySelector("[data-nearby-key=o], [data-nearby-key=m]")?.click();
    roving(this.list, { onOpen: (_row, event) => event.type === "keydown" && open() });
    this.list.addEventListener("dblclick", open);
    this.list.addEventListener("focusin", (event) => this.#take(event.target.closest("[role=option]")?.dataset.key));
    subscribe("unit", (ids) => this.#units(ids));
    line.addEventListener("positions", (event) => this.#moved(event.detail.units));
    this.#paintLayers();
    drawingKeys(() => !this.piece("drawing").hidden, (key) => this.press(key));
  }

  get isOpen() {
    return !this.hidden;
  }

  /** Around the incident in hand; without one, around the middle of the map. */
  async open() {
    const row = selected() && get("incident", selected());
    if (row) return this.incident(row);
    await import("../situation-map.js").catch(() => {}); // pressed before the map was there: its middle is waited for
    const { lon, lat } = document.querySelector("muster-map").center?.() ?? {};
    return this.around(lon, lat, gettext("middle of the map"));
  }

  incident({ code, lon, lat, place }) {
    this.around(lon, lat, [shortCode(code), place].filter(Boolean).join(" "), code);
  }

  around(lon, lat, where = "", incident = "") {
    if (!Number.isFinite(lon)) return;
    this.#begin({ type: "Point", coordinates: [lon, lat] }, where || `${lat.toFixed(5)}, ${lon.toFixed(5)}`, incident);
  }

  hide() {
    this.hidden = true;
    document.querySelector("muster-map").classList.remove("with-nearby");
    this.map?.clear();
    this.#drawing(null);
    (this.back?.isConnected ? this.back : document.querySelector("muster-queue [tabindex='0']"))?.focus();
    this.back = null;
  }

  #begin(shape, where, incident = "") {
    this.shape = shape;
    this.code = incident;
    this.limit = PAGE;
    if (shape.type !== "Point" || (!this.how.radius && !this.how.minutes)) this.how = shape.type === "Point" ? { radius: 500 } : {};
    setText(this.piece("where"), where);
    if (this.hidden) this.back = document.activeElement;
    this.hidden = false;
    document.querySelector("muster-map").classList.add("with-nearby");
    this.#search({ take: true });
  }

  async #onMap() {
    if (this.map) return this.map;
    await customElements.whenDefined("muster-map");
    const { NearbyOnMap } = await import("./on-map.js");
    this.map ??= new NearbyOnMap(document.querySelector("muster-map"), {
      width: () => (this.hidden ? 0 : this.offsetWidth),
      onPick: (key) => this.#option(key)?.focus(),
      onSketch: (kind, count, enough) => this.#sketched(kind, count, enough),
    });
    return this.map;
  }

  async #search({ take = false } = {}) {
    this.#paintHow();
    const ask = (this.asked = {}); // only the newest answer is shown
    this.setAttribute("aria-busy", "true");
    if (!this.rows.length) this.#say(gettext("Searching …"));
    const kinds = this.#kinds();
    const layers = this.chosen.layers.includes("places") && !kinds.length ? this.chosen.layers.filter((one) => one !== "places") : this.chosen.layers;
    try {
      const found = await this.#ask({ layers: LAYERS.map(([name]) => name).filter((name) => layers.includes(name) || name === "places"), kinds, limit: this.limit });
      if (this.asked !== ask) return;
      this.found = found;
      this.rows = merged(found, layers);
      this.#paint(found);
      const map = await this.#onMap().catch(() => null); // without a map the list stands by itself
      if (this.hidden) return;
      map?.shape(found.shape);
      map?.rows(this.rows.map((row, index) => ({ ...row, number: index + 1 })));
      if (take) (this.list.firstElementChild ?? this.querySelector("[aria-pressed=true]"))?.focus();
    } catch (error) {
      if (this.asked !== ask) return;
      this.rows = [];
      this.list.replaceChildren();
      this.map?.rows([]);
      this.#say(error.told || gettext("No line: nothing could be searched. Try again."), true);
    } finally {
      if (this.asked === ask) this.removeAttribute("aria-busy");
    }
  }

  async #ask(more) {
    const answer = await fetch(config.urls.nearby, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      credentials: "same-origin",
      body: JSON.stringify({ shape: this.shape, ...this.how, incident: this.code, ...more }),
    });
    const told = await answer.json();
    if (answer.ok) return told;
    throw Object.assign(new Error(String(answer.status)), { told: told.errors?.map((one) => `${one.message} ${one.remedy ?? ""}`).join(" ") || told.detail });
  }

  /** Kinds of places to list: those chosen, else the important ones. */
  #kinds() {
    return this.chosen.kinds ?? Object.keys(config.place_kinds ?? {}).filter((kind) => config.place_kinds[kind].rank <= RANK_SHOWN);
  }

  // --- what is seen ---------------------------------------------------------------------------------------------------
  #paint({ counts, shape, notice, at, more }) {
    for (const [name] of LAYERS) if (counts[name]) this.#count(name, name === "places" ? this.#placesChosen(counts.places.kinds) : counts[name].total);
    this.#paintKinds(counts.places?.kinds ?? {});
    setText(this.piece("notice"), notice);
    this.piece("notice").hidden = !notice;
    this.list.replaceChildren(...this.rows.map((row, index) => this.#row(row, index + 1, shape.origin)));
    this.list.firstElementChild?.setAttribute("tabindex", "0");
    this.piece("deeds").replaceChildren();
    setText(this.piece("at"), interpolate(gettext("as of %s"), [clockTime(new Date(at))]));
    this.querySelector("[data-act=more]").hidden = !Object.values(more).some(Boolean) || this.limit >= MOST;
    if (this.rows.length) this.piece("status").hidden = true;
    else this.#say(gettext("Nothing of this is here. Search farther out, or choose more above."));
  }

  #row(row, number, origin) {
    return el("li", { class: `nearby-row${row.danger ? " danger-row" : ""}`, role: "option", tabindex: "-1", data: { key: row.key, layer: row.layer } },
      el("span", { class: "nearby-number", text: String(number) }), row.mark,
      el("b", { class: "cut", text: row.title }), el("span", { class: "num", text: `${away(row.distance)} ${wind(origin, row)}` }),
      el("em", { class: "cut", text: row.sub }));
  }

  #paintLayers() {
    this.piece("layers").replaceChildren(...LAYERS.map(([name, label]) => el("button", { type: "button", class: "chip", "aria-pressed": String(this.chosen.layers.includes(name)), data: { layer: name } }, label, " ", el("b", { class: "num", text: "·" }))));
  }

  #count(layer, total) {
    setText(this.querySelector(`[data-layer="${layer}"].chip b`), String(total));
  }

  #placesChosen(kinds) {
    const wanted = new Set(this.#kinds());
    return Object.entries(kinds).reduce((sum, [kind, count]) => sum + (wanted.has(kind) ? count : 0), 0);
  }

  #paintKinds(kinds) {
    const wanted = new Set(this.#kinds());
    const names = Object.keys(kinds);
    this.piece("kinds").hidden = !names.length || !this.chosen.layers.includes("places");
    setText(this.piece("chosen"), `${names.filter((kind) => wanted.has(kind)).length} / ${names.length}`);
    this.piece("kinds").querySelector("div").replaceChildren(...names.map((kind) => el("button", { type: "button", class: "chip", "aria-pressed": String(wanted.has(kind)), data: { kind } }, config.place_kinds?.[kind]?.name ?? kind, " ", el("b", { class: "num", text: String(kinds[kind]) }))));
  }

  #paintHow() {
    for (const button of this.querySelectorAll("[data-metres], [data-minutes]")) {
      const on = Number(button.dataset.metres) === this.how.radius || Number(button.dataset.minutes) === this.how.minutes;
      setAttr(button, "aria-pressed", String(on));
      button.disabled = this.shape?.type !== "Point";
    }
  }

  #say(text, wrong = false) {
    const place = this.piece("status");
    setText(place, text);
    place.hidden = false;
    place.classList.toggle("error", wrong);
  }

  #option(key) {
    return key && this.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  #take(key) {
    const row = this.rows.find((one) => one.key === key);
    if (!row) return;
    for (const option of this.list.children) setAttr(option, "aria-selected", String(option.dataset.key === key));
    this.map?.highlight(key);
    this.piece("deeds").replaceChildren(...deedsOf(row, { show: () => this.map?.go([row.lon, row.lat]) }));
  }

  // states and places of listed units stay true; their order does not change under the hand
  #units(ids) {
    for (const row of this.rows) {
      const unit = row.id && ids.has(row.id) && get("unit", row.id);
      const badge = unit && this.#option(row.key)?.querySelector(".state");
      if (!badge) continue;
      setText(badge, unitLetter(unit.state));
      badge.dataset.state = unit.state;
    }
  }

  #moved(units) {
    if (this.hidden || !this.map) return;
    const ids = new Set(units.map(([id]) => id));
    for (const row of this.rows) {
      if (!row.id || !ids.has(row.id)) continue;
      [row.lon, row.lat] = positions.get(row.id);
      this.map.move(row.key, [row.lon, row.lat]);
    }
  }

  // --- hands ----------------------------------------------------------------------------------------------------------
  #click({ target }) {
    const button = target.closest("button");
    if (!button) return;
    const { metres, minutes, draw, layer, kind, act } = button.dataset;
    if (metres) this.#far({ radius: Number(metres) });
    else if (minutes) this.#far({ minutes: Number(minutes) });
    else if (draw) this.#drawing(draw);
    else if (layer) this.#toggle("layers", layer, this.chosen.layers, button);
    else if (kind) this.#toggle("kinds", kind, this.#kinds(), button);
    else if (act) ({ close: () => this.hide(), done: () => this.#done(), back: () => this.map?.back(), cancel: () => this.#drawing(null), again: () => this.#search(), more: () => this.#more() })[act]();
  }

  #far(how) {
    this.how = how;
    this.limit = PAGE;
    this.#search();
  }

  #more() {
    this.limit = Math.min(MOST, this.limit * 2);
    this.#search();
  }

  #toggle(what, name, before, button) {
    const on = !before.includes(name);
    this.chosen[what] = on ? [...before, name] : before.filter((one) => one !== name);
    button.setAttribute("aria-pressed", String(on));
    if (!this.chosen.layers.length) this.chosen.layers = ["units"];
    if (what === "layers") for (const chip of this.piece("layers").children) setAttr(chip, "aria-pressed", String(this.chosen.layers.includes(chip.dataset.layer)));
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.chosen));
    } catch {
      // kept for this page only
    }
    this.#search();
  }

  async #drawing(kind) {
    this.piece("drawing").hidden = !kind;
    for (const button of this.querySelectorAll("[data-draw]")) setAttr(button, "aria-pressed", String(button.dataset.draw === kind));
    if (!kind) return this.map?.cancel();
    const map = await this.#onMap().catch(() => null);
    map?.draw(kind);
    return document.querySelector("muster-map").take?.();
  }

  #sketched(kind, count, enough) {
    if (kind === "point" && count) return this.#done();
    setText(this.piece("how"), count ? interpolate(ngettext("%s point", "%s points", count), [count]) : HOW[kind]);
    this.querySelector("[data-act=done]").disabled = !enough;
    return null;
  }

  #done() {
    const shape = this.map?.done();
    if (!shape) return;
    this.#drawing(null);
    const [lon, lat] = shape.coordinates;
    if (shape.type === "Point") this.around(lon, lat);
    else this.#begin(shape, shape.type === "LineString" ? gettext("along the route drawn") : gettext("inside the shape drawn"));
  }

  /** Keys while something is drawn, wherever the keyboard is. Returns whether it was meant for us. */
  press(key) {
    const drawing = !this.piece("drawing").hidden;
    if (drawing && key === "Enter") this.#done();
    else if (drawing && key === "Escape") this.#drawing(null);
    else if (drawing && key === " ") this.map?.middle();
    else if (drawing && key === "Backspace") this.map?.back();
    else if (key === "Escape" && this.isOpen && (this.contains(document.activeElement) || document.activeElement === document.body)) this.hide();
    else return false;
    return true;
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // the buttons, too: after a call the keyboard is on the number, and the row is still in hand
    if (![this.list, this.piece("deeds")].some((part) => part.contains(event.target))) return;
    const deed = (key) => this.piece("deeds").querySelector(`[data-nearby-key="${CSS.escape(key)}"]`);
    const key = event.key.toLowerCase();
    const button = deed(key) ?? (key === "o" ? deed("m") : null); // a camera or a place has no page: it is shown
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

customElements.define("muster-nearby", MusterNearby);
