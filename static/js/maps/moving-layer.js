/* Thousands of moving points on one canvas. Knows nothing of what they are:
 *
 *   {id, lon, lat, heading (degrees or null), color, letter, label, age (seconds), stale, ring (colour or null)}
 *
 *   const layer = new MovingLayer().addTo(map);
 *   layer.set(points);            // a snapshot: what is not in it goes away
 *   layer.update(points);         // only what changed; an absent property keeps its value
 *   layer.at(containerPoint);     // the point under the pointer, or null
 *   layer.on("pick", ({point}) => …);   layer.on("hover", ({point}) => …);
 */
import * as L from "leaflet";
import { Sprites, themeOf } from "./moving-sprites.js";

const GLIDE = 900; // ms from the old place to the new one: longer would show the past, shorter would jump
const LEAP = 0.00012; // of the world's width, about 5 km: farther is a correction, not a movement
const SMALL_BELOW = 13; // zoom; below it and in a crowd points are dots without words
const CROWD = 1500; // points on the screen
const LABELS_FROM = 14;
const CELL = 14; // px, grid in which labels look for room

const project = (lon, lat) => {
  const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
};

export const MovingLayer = L.Layer.extend({
  options: { pane: "moving", labels: true, interactive: true },

  initialize(options) {
    L.setOptions(this, options);
    this._points = new Map();
    this._shown = [];
    this._selected = null;
    this._frame = this._pause = this._cost = 0;
    this._still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  },

  onAdd(map) {
    const pane = map.getPane("moving") ?? map.createPane("moving");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    this._canvas = L.DomUtil.create("canvas", "moving-layer leaflet-zoom-animated", pane);
    this._context = this._canvas.getContext("2d");
    this._sprites = new Sprites(themeOf(map.getContainer()));
    this._watch = new MutationObserver(() => this.restyle());
    this._watch.observe(map.getContainer(), { attributes: true, attributeFilter: ["data-map-style"] });
    this._resize();
    return this;
  },

  onRemove() {
    cancelAnimationFrame(this._frame);
    clearTimeout(this._pause);
    this._frame = this._pause = 0;
    this._watch.disconnect();
    this._canvas.remove();
  },

  getEvents() {
    const events = { move: this._place, moveend: this._place, resize: this._resize, viewreset: this._place, zoomend: this._place };
    if (this._map?.options.zoomAnimation ?? true) events.zoomanim = this._zoomAnim;
    if (this.options.interactive) Object.assign(events, { click: this._pick, mousemove: this._hover });
    return events;
  },

  /** Replaces everything by a snapshot. */
  set(points) {
    const kept = new Set();
    for (const point of points) {
      kept.add(point.id);
      this._take(point);
    }
    for (const id of this._points.keys()) if (!kept.has(id)) this._points.delete(id);
    this.redraw();
  },

  /** Takes what changed. */
  update(points) {
    for (const point of points) this._take(point);
    this.redraw();
  },

  drop(id) {
    this._points.delete(id);
    this.redraw();
  },

  /** Marks one point (null: none) by a ring and always shows its label. */
  select(id) {
    this._selected = id;
    this.redraw();
  },

  /** The point with this id as it was given, or undefined. */
  get(id) {
    return this._points.get(id);
  },

  size() {
    return this._points.size;
  },

  /** The point drawn closest to a container point within `reach` px, or null. */
  at(spot, reach = 14) {
    let [best, least] = [null, reach * reach];
    for (const p of this._shown) {
      const d = (p.px - spot.x) ** 2 + (p.py - spot.y) ** 2;
      if (d <= least) [best, least] = [p, d];
    }
    return best;
  },

  /** Colours anew after a change of theme. */
  restyle() {
    this._sprites = new Sprites(themeOf(this._map.getContainer()));
    this.redraw();
  },

  redraw() {
    if (!this._map || this._frame || this._pause) return this;
    const draw = () => {
      this._pause = 0;
      this._frame = requestAnimationFrame((now) => this._draw(now));
    };
    // Never more than a third of the time: on a slow machine the desk comes first and points move in bigger steps.
    if (this._cost > 12) this._pause = setTimeout(draw, this._cost * 2);
    else draw();
    return this;
  },

  _take(given) {
    const old = this._points.get(given.id);
    const point = old ?? { x: null, heading: null };
    const now = performance.now();
    if (given.lon !== undefined && given.lat !== undefined) {
      const [x, y] = project(given.lon, given.lat);
      const far = point.x === null || Math.hypot(x - point.x, y - point.y) > LEAP;
      const [fromX, fromY] = far || this._still ? [x, y] : this._where(point, now);
      Object.assign(point, { fromX, fromY, x, y, since: now });
    }
    Object.assign(point, given);
    this._points.set(given.id, point);
  },

  _where(p, now) {
    const share = Math.min(1, (now - p.since) / GLIDE);
    return [p.fromX + (p.x - p.fromX) * share, p.fromY + (p.y - p.fromY) * share];
  },

  _resize() {
    const size = this._map.getSize();
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this._canvas, { width: size.x * ratio, height: size.y * ratio });
    Object.assign(this._canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
    this._place();
  },

  _place() {
    if (!this._map) return;
    L.DomUtil.setPosition(this._canvas, this._map.containerPointToLayerPoint([0, 0]));
    this._corner = this._map.containerPointToLatLng([0, 0]);
    cancelAnimationFrame(this._frame);
    this._draw(performance.now());
  },

  _zoomAnim(event) {
    const scale = this._map.getZoomScale(event.zoom, this._map.getZoom());
    const offset = this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center);
    L.DomUtil.setTransform(this._canvas, offset, scale);
  },

  _pick(event) {
    const point = this.at(event.containerPoint);
    if (point) this.fire("pick", { point, originalEvent: event.originalEvent });
  },

  _hover(event) {
    const point = this.at(event.containerPoint);
    if (point === this._hovered) return;
    this._hovered = point;
    this._map.getContainer().classList.toggle("map-over-point", Boolean(point));
    this.fire("hover", { point, containerPoint: event.containerPoint });
  },

  _draw(now) {
    this._frame = 0;
    const map = this._map;
    if (!map) return;
    const begun = performance.now();
    const ratio = window.devicePixelRatio || 1;
    const ctx = this._context;
    const size = map.getSize();
    const zoom = map.getZoom();
    const world = 256 * 2 ** zoom;
    const origin = map.getPixelOrigin().subtract(map._getMapPanePos());
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, size.x, size.y);
    const shown = [];
    let moving = false;
    for (const p of this._points.values()) {
      if (p.x === null) continue;
      const [x, y] = this._where(p, now);
      p.px = x * world - origin.x;
      p.py = y * world - origin.y;
      if (p.px < -30 || p.py < -30 || p.px > size.x + 30 || p.py > size.y + 30) continue;
      shown.push(p);
      if (now - p.since < GLIDE && (p.fromX !== p.x || p.fromY !== p.y)) moving = true;
    }
    this._shown = shown;
    const small = zoom < SMALL_BELOW || shown.length > CROWD;
    for (const p of shown) this._sprites.draw(ctx, p, small, p.id === this._selected);
    if (this.options.labels && !small && zoom >= LABELS_FROM) this._label(ctx, shown, size);
    this._cost = performance.now() - begun;
    if (moving) this.redraw();
  },

  /** Labels right of their points where there is room; the selected, those with a ring and those written before first. */
  _label(ctx, shown, size) {
    const columns = Math.ceil(size.x / CELL) + 8;
    const owners = new Map(); // cell → the point that has it
    const cells = (x, y, w, h) => {
      const found = [];
      for (let cy = Math.floor(y / CELL); cy <= Math.floor((y + h) / CELL); cy++) {
        for (let cx = Math.floor(x / CELL); cx <= Math.floor((x + w) / CELL); cx++) found.push(cy * columns + cx);
      }
      return found;
    };
    for (const p of shown) for (const cell of cells(p.px - 6, p.py - 6, 12, 12)) owners.set(cell, p);
    const weight = (p) => (p.id === this._selected ? 4 : 0) + (p.ring ? 2 : 0) + (p.labelled ? 1 : 0);
    for (const p of [...shown].sort((a, b) => weight(b) - weight(a))) {
      if (!p.label) continue;
      const width = this._sprites.width(ctx, p.label);
      const away = 14 * this._sprites.scale;
      const room = cells(p.px + away, p.py - 4, width, 8);
      p.labelled = p.id === this._selected || room.every((cell) => (owners.get(cell) ?? p) === p);
      if (!p.labelled) continue;
      for (const cell of room) owners.set(cell, p);
      this._sprites.label(ctx, p, p.px + away, p.py);
    }
  },
});
