// Hotspot warnings on the map: their areas, and the list that leads to them.
import { divMarker, fit, group, polygonLayer, remove } from "../maps/map.js";
import { config, inLanguage, organisationName } from "./config.js";
import { el, setText } from "./dom.js";
import { all, subscribe } from "./store.js";

const pageOf = (code) => config.urls.warning.replace("CODE", encodeURIComponent(code));

export class WarningsOnMap {
  constructor(map, menu) {
    this.map = map;
    this.menu = menu;
    this.on = false;
    this.layers = new Map(); // code → its outline
    subscribe("warning", () => this.#changed());
    this.#list();
  }

  show(on) {
    this.on = on;
    if (on) this.#fetch();
    else this.#clear();
  }

  /** Fly to a warning; fetched first when its layer is off. */
  async go(code) {
    if (!this.layers.has(code)) await this.#fetch();
    const drawn = this.layers.get(code);
    if (drawn) fit(this.map, drawn, { padding: 60 });
  }

  #changed() {
    this.#list();
    if (this.on) this.#fetch();
  }

  #clear() {
    remove(this.holder);
    this.holder = null;
    this.layers.clear();
  }

  async #fetch() {
    const answer = await fetch(config.urls.warnings, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    this.#clear();
    this.holder = group(this.map);
    for (const feature of told.features) this.#draw(feature);
  }

  #draw(feature) {
    const { code, kind_name: kind, cases, lon, lat } = feature.properties;
    this.layers.set(code, polygonLayer(this.holder, feature, { className: "map-warning", interactive: false }));
    const node = el("a", { class: "map-warning-name", href: pageOf(code), text: `△ ${cases} ${inLanguage(kind)}` });
    divMarker(this.holder, [lon, lat], node, { className: "map-warning-mark", size: [0, 0], keyboard: false });
  }

  #list() {
    const rows = all("warning").sort((a, b) => (a.code < b.code ? 1 : -1));
    this.menu.hidden = rows.length === 0;
    setText(this.menu.querySelector("[data-count]"), String(rows.length));
    this.menu.querySelector("[data-list]").replaceChildren(el("ul", {}, ...rows.map((row) => this.#line(row))));
  }

  #line(row) {
    const words = `${row.cases} × ${inLanguage(row.kind_name)} · ${organisationName(row.organisation)}`;
    const there = el("button", { type: "button", class: "quiet", text: words });
    there.addEventListener("click", () => this.go(row.code));
    return el("li", { data: { state: row.state } }, there, el("a", { href: pageOf(row.code), text: row.code }));
  }
}
