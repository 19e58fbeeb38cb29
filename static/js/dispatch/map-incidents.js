// Incidents on the map: the level's shape with its number, the running number beside it; drafts as dashed squares.
import { divMarker, moveTo, remove } from "../maps/map.js";
import { inLanguage, shortCode } from "./config.js";
import { el, setAttr, setText } from "./dom.js";
import { all, get } from "./store.js";
import { levelWord } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  1: "M5 5h18v18H5z",
  2: "M14 1.5 26.5 14 14 26.5 1.5 14z",
  3: "M14 2 27 25.5H1z",
  4: "M14 3a11 11 0 1 0 .01 0z",
};

function shape(level) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 28 28");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[level] ?? SHAPES[4]);
  const number = document.createElementNS(SVG, "text");
  number.setAttribute("x", "14");
  number.setAttribute("y", level === 3 ? "22" : "18.6");
  number.textContent = level;
  svg.append(path, number);
  return svg;
}

export class IncidentsOnMap {
  constructor(map, { onPick, onDraft }) {
    this.map = map;
    this.onPick = onPick;
    this.onDraft = onDraft;
    this.marks = new Map();
    this.drafts = new Map();
    this.chosen = null;
    map.createPane("incidents").style.zIndex = 640; // above the units; the stem leaves the unit on scene in sight
  }

  update(codes) {
    for (const code of codes) this.#one(code);
  }

  draw() {
    for (const code of [...this.marks.keys()]) if (!get("incident", code)) this.#one(code);
    for (const row of all("incident")) this.#one(row.code);
  }

  select(code) {
    const before = this.marks.get(this.chosen);
    before?.node.classList.remove("chosen");
    before?.marker.setZIndexOffset(this.#height(get("incident", this.chosen)));
    this.chosen = code;
    const mark = this.marks.get(code);
    mark?.node.classList.add("chosen");
    mark?.marker.setZIndexOffset(5000);
  }

  #height(row) {
    return row ? (5 - row.level) * 1000 : 0;
  }

  #one(code) {
    const row = get("incident", code);
    const mark = this.marks.get(code);
    if (!row || row.lon === null) {
      remove(mark?.marker);
      this.marks.delete(code);
      return;
    }
    if (mark && mark.level === row.level) {
      if (mark.lon !== row.lon || mark.lat !== row.lat) moveTo(mark.marker, [row.lon, row.lat]);
      Object.assign(mark, { lon: row.lon, lat: row.lat });
      this.#look(mark.node, row);
      return;
    }
    remove(mark?.marker);
    const node = el("span", { class: "map-incident", data: { level: row.level } }, shape(row.level), el("b", { text: shortCode(code) }));
    this.#look(node, row);
    node.classList.toggle("chosen", code === this.chosen);
    const marker = divMarker(this.map, [row.lon, row.lat], node, {
      className: "map-incident-mark", pane: "incidents", size: [28, 28], anchor: [14, 38], keyboard: false, zIndexOffset: this.#height(row),
    });
    marker.on("click", () => this.onPick(code));
    this.marks.set(code, { node, marker, level: row.level, lon: row.lon, lat: row.lat });
  }

  #look(node, row) {
    setAttr(node, "title", `${shortCode(row.code)} · ${levelWord(row.level)} · ${inLanguage(row.kind_name)} · ${row.place}`);
    node.classList.toggle("unverified", !row.place_verified);
    node.classList.toggle("held", Boolean(row.held_until));
  }

  drawDrafts() {
    const wanted = new Map(all("draft").filter((row) => row.point).map((row) => [row.id, row]));
    for (const [id, mark] of this.drafts) {
      if (!wanted.has(id)) {
        remove(mark.marker);
        this.drafts.delete(id);
      }
    }
    for (const [id, row] of wanted) {
      const mark = this.drafts.get(id);
      if (mark) moveTo(mark.marker, row.point);
      else {
        const node = el("span", { class: "map-draft" }, el("i", { class: "level", data: { level: "draft" } }), el("b"));
        const marker = divMarker(this.map, row.point, node, { className: "map-incident-mark", pane: "incidents", keyboard: false });
        marker.on("click", () => this.onDraft(id));
        this.drafts.set(id, { marker, node });
      }
      setText(this.drafts.get(id).node.lastElementChild, inLanguage(row.by_name));
    }
  }
}
