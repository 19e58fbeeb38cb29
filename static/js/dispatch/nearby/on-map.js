// The search on the map: its outline, numbered marks that match the list, and drawing by clicks.
import { catchClicks, divMarker, fit, flyTo, group, line, moveTo, pointMarker, polygonLayer, remove, view } from "../../maps/map.js";
import { el } from "../dom.js";

const FEWEST = { point: 1, route: 2, shape: 3 };

export class NearbyOnMap {
  /** `element`: the <muster-map>; `width()`: pixels at its left that the panel covers. `onPick(key)`: a mark was pressed. */
  constructor(element, { width, onPick, onSketch }) {
    this.element = element;
    this.map = element.map;
    this.width = width;
    this.onPick = onPick;
    this.onSketch = onSketch;
    if (!this.map.getPane("nearby")) this.map.createPane("nearby").style.zIndex = 650; // above units and incidents
    this.outline = group(this.map);
    this.drawn = group(this.map);
    this.marks = new Map(); // key → {marker, node}
    this.points = null;
    this.stop = null;
  }

  /** The outline that was searched; goes there unless it is in sight already. */
  shape(shape) {
    this.outline.clearLayers();
    if (!shape) return;
    polygonLayer(this.outline, { type: "Feature", geometry: shape.outline, properties: {} }, { className: "map-nearby", interactive: false });
    if (shape.origin.type === "Point") pointMarker(this.outline, shape.origin.coordinates, { className: "map-nearby-origin", radius: 4, interactive: false });
    else line(this.outline, shape.origin.coordinates, { className: "map-nearby-line" });
    fit(this.map, this.outline, { padding: 24, left: this.width(), maxZoom: 18 });
  }

  /** `rows`: `{key, number, lon, lat, title}`; marks that stay are moved, not built anew. */
  rows(rows) {
    const wanted = new Set(rows.map((row) => row.key));
    for (const [key, { marker }] of this.marks) {
      if (wanted.has(key)) continue;
      remove(marker);
      this.marks.delete(key);
    }
    for (const row of rows) {
      const known = this.marks.get(row.key);
      if (known) {
        known.node.textContent = row.number;
        moveTo(known.marker, [row.lon, row.lat]);
        continue;
      }
      const node = el("span", { class: "nearby-mark", data: { layer: row.layer }, title: row.title, text: String(row.number) });
      const marker = divMarker(this.map, [row.lon, row.lat], node, { pane: "nearby", size: [22, 22], anchor: [-4, 26], keyboard: false });
      marker.on("click", () => this.onPick(row.key));
      this.marks.set(row.key, { marker, node });
    }
  }

  move(key, lonlat) {
    const mark = this.marks.get(key);
    if (mark) moveTo(mark.marker, lonlat);
  }

  highlight(key) {
    for (const [one, { marker, node }] of this.marks) {
      node.classList.toggle("chosen", one === key);
      marker.setZIndexOffset(one === key ? 5000 : 0);
    }
  }

  go([lon, lat]) {
    flyTo(this.map, [lon, lat], Math.max(view(this.map).zoom, 17));
  }

  clear() {
    this.outline.clearLayers();
    this.rows([]);
    this.cancel();
  }

  /** Begin to draw: "point", "route" or "shape". A point is done with one click, the others by `done()`. */
  draw(kind) {
    this.kind = kind;
    this.stop ??= catchClicks(this.map, (lonlat) => this.#point(lonlat));
    this.#show([]);
    this.element.classList.add("drawing");
  }

  /** A point where the cross is: in the middle of the map. */
  middle() {
    const { lon, lat } = view(this.map);
    this.#point([lon, lat]);
  }

  back() {
    if (this.points) this.#show(this.points.slice(0, -1));
  }

  /** The GeoJSON that was drawn, or null while points are missing. */
  done() {
    const { points, kind } = this;
    if (!points || points.length < FEWEST[kind]) return null;
    this.cancel();
    if (kind === "point") return { type: "Point", coordinates: points[0] };
    return kind === "route" ? { type: "LineString", coordinates: points } : { type: "Polygon", coordinates: [[...points, points[0]]] };
  }

  cancel() {
    this.stop?.();
    this.stop = null;
    this.points = null;
    this.drawn.clearLayers();
    this.element.classList.remove("drawing");
  }

  #point(lonlat) {
    this.#show([...this.points, lonlat]);
  }

  #show(points) {
    this.points = points;
    this.drawn.clearLayers();
    if (points.length > 1) line(this.drawn, this.kind === "shape" && points.length > 2 ? [...points, points[0]] : points, { className: "map-nearby-line" });
    for (const point of points) pointMarker(this.drawn, point, { className: "map-nearby-origin", radius: 4, interactive: false });
    this.onSketch(this.kind, points.length, points.length >= FEWEST[this.kind]);
  }
}
