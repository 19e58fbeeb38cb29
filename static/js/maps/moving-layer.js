/* Thousands of moving points on one canvas. Knows nothing of what they are:
 *
 *   {id, lon, lat, at (ms, of the fix), heading (degrees or null), color, letter, rank (worst first: 0, 1, …), label,
 *    note (behind the label, such as the age of an old fix), stale, ring (colour or null),
 *    urgent (its label stands on a plate of the ring's colour, whatever is below, at any zoom)}
 *
 *   const layer = new MovingLayer().addTo(map);
 *   layer.set(points);            // a snapshot: what is not in it goes away
 *   layer.update(points);         // only what changed; an absent property keeps its value
 *   layer.at(containerPoint);     // the point under the pointer, or null;   layer.crowdAt(containerPoint)
 *   layer.on("pick", ({point}) => …);   layer.on("hover", ({point, crowd}) => …);
 *   layer.on("crowd", ({ids, points, apart}) => …);   // apart: zooming in would part them; unheard, it zooms
 *
 * Options: labels, interactive, declutter (crowds become squares). `layer.drawn`: {points, hidden, crowds, labels, cost (ms)}.
 * The pixels are ours (moving-canvas.js). While points glide it draws as often as one can be seen to move a pixel.
 */
import * as L from "leaflet";
import { Sheet } from "./moving-canvas.js";
import { CELL, Crowds } from "./moving-crowds.js";
import { Labels } from "./moving-labels.js";
import { paintMarks } from "./moving-paint.js";
import { Points, unproject } from "./moving-points.js";
import { Sprites, SQUARE, themeOf } from "./moving-sprites.js";

const SMALL_BELOW = 13; // zoom; below it and in a crowd points are dots without words
const MANY = 800; // single points on the screen
const LABELS_FROM = 14;
const SETTLE_MS = 250; // crowds and labels are decided anew
const SLOWEST_MS = 200; // between two drawings while anything glides
const APART_BELOW = 18; // zoom from which a crowd is told by a list

export const MovingLayer = L.Layer.extend({
  options: { pane: "moving", labels: true, interactive: true, declutter: true },

  initialize(options) {
    L.setOptions(this, options);
    this._points = new Points({ still: matchMedia("(prefers-reduced-motion: reduce)").matches });
    this._crowds = new Crowds();
    this._labels = new Labels();
    this._shown = [];
    this._selected = null;
    this._frame = this._pause = this._drawnAt = 0;
    this._settled = { at: -Infinity, key: "" };
    this.drawn = { points: 0, hidden: 0, crowds: 0, labels: 0, cost: 0 };
  },

  onAdd(map) {
    const pane = map.getPane("moving") ?? map.createPane("moving");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    this._canvas = L.DomUtil.create("canvas", "moving-layer leaflet-zoom-animated", pane);
    this._sheet = new Sheet(this._canvas);
    this._sprites = new Sprites(themeOf(map.getContainer()));
    this._watch = new MutationObserver(() => this.restyle());
    this._watch.observe(map.getContainer(), { attributes: true, attributeFilter: ["data-map-style"] });
    document.fonts?.addEventListener("loadingdone", (this._written = () => this.restyle()));
    this._resize();
    return this;
  },

  onRemove() {
    cancelAnimationFrame(this._frame);
    clearTimeout(this._pause);
    this._frame = this._pause = 0;
    this._watch.disconnect();
    document.fonts?.removeEventListener("loadingdone", this._written);
    this._canvas.remove();
  },

  getEvents() {
    const events = { move: this._pan, moveend: this._place, resize: this._resize, viewreset: this._place, zoomend: this._place };
    if (this._map?.options.zoomAnimation ?? true) events.zoomanim = this._zoomAnim;
    if (this.options.interactive) Object.assign(events, { click: this._pick, mousemove: this._hover });
    return events;
  },

  /** Replaces everything by a snapshot. */
  set(points) {
    const kept = new Set(points.map((point) => point.id));
    for (const { id } of [...this._points.rows]) if (!kept.has(id)) this._points.remove(id);
    this.update(points);
  },

  /** Takes what changed. */
  update(points) {
    const now = performance.now();
    for (const point of points) this._points.take(point, now);
    this.redraw();
  },

  drop(id) {
    this._points.remove(id);
    this.redraw();
  },

  /** Marks one point (null: none) by a ring and always shows its label. */
  select(id) {
    for (const one of [this._selected, id]) if (this._points.row(one)) this._points.take({ id: one }, 0);
    this._selected = id;
    this.redraw();
  },

  /** The point with this id as it was given, or undefined. */
  get(id) {
    return this._points.row(id);
  },

  size() {
    return this._points.count;
  },

  /** The point drawn closest to a container point within `reach` px, or null. */
  at(spot, reach = 14) {
    const ratio = this._sprites.ratio;
    let [best, least] = [null, (reach * ratio) ** 2];
    for (const { row, x, y } of this._shown) {
      const d = (x - spot.x * ratio) ** 2 + (y - spot.y * ratio) ** 2;
      if (d <= least) [best, least] = [row, d];
    }
    return best;
  },

  /** The crowd whose square is under a container point: {count, parts, ids}, or null. */
  crowdAt(spot) {
    const { ratio, fine } = this._sprites;
    const half = (SQUARE / 2) * fine;
    const under = (one) => Math.abs(one.px - spot.x * ratio) <= half && Math.abs(one.py - spot.y * ratio) <= half;
    return this._crowds.all.find(under) ?? null;
  },

  /** The points in view, those nearest to the middle first, crowds opened. */
  inView() {
    const bounds = this._map.getBounds();
    const middle = this._map.getCenter();
    const far = ({ lon, lat }) => (lon - middle.lng) ** 2 + ((lat - middle.lat) * 1.4) ** 2;
    const seen = this._points.rows.filter(({ lon, lat }) => lon !== undefined && bounds.contains([lat, lon]));
    return seen.sort((a, b) => far(a) - far(b));
  },

  /** Colours anew after a change of theme, writes anew when the fonts are there. */
  restyle() {
    this._sprites = new Sprites(themeOf(this._map.getContainer()));
    this._labels.clear();
    for (const row of this._points.rows) row.small = row.full = null;
    this._settled.key = "";
    this.redraw();
  },

  /** Draws with the next frame. */
  redraw() {
    if (!this._map || this._frame) return this;
    clearTimeout(this._pause);
    this._pause = 0;
    this._frame = requestAnimationFrame((now) => this._draw(now));
    return this;
  },

  /** Draws when the quickest point has moved a pixel; never in more than a third of the time. */
  _goOn() {
    const perSecond = this._points.quickest * this._world() * this._sprites.ratio;
    const wait = Math.max(Math.min(SLOWEST_MS, 1000 / perSecond), this.drawn.cost * 3) - 16;
    if (wait < 8) this.redraw();
    else this._pause ||= setTimeout(() => this.redraw(), wait);
  },

  _world() {
    return 256 * 2 ** this._map.getZoom();
  },

  _resize() {
    const size = this._map.getSize();
    const ratio = window.devicePixelRatio || 1;
    if (this._sprites.ratio !== ratio) this.restyle();
    this._sheet.resize(Math.max(1, Math.round(size.x * ratio)), Math.max(1, Math.round(size.y * ratio)));
    Object.assign(this._canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
    this._place();
  },

  /** While the hand moves the map the canvas goes with it; the frame that comes fills in its edges. */
  _pan() {
    if (this._map) this.redraw();
  },

  _place() {
    if (!this._map) return;
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
    if (point) {
      this.fire("pick", { point, originalEvent: event.originalEvent });
      return;
    }
    const crowd = this.crowdAt(event.containerPoint);
    if (crowd) this._open(crowd, event.originalEvent);
  },

  /** Zooms in on a crowd; one that stays one, and any if somebody listens, is told. */
  _open(crowd, originalEvent) {
    const points = crowd.ids.map((id) => this._points.row(id)).filter(Boolean);
    const bounds = L.latLngBounds(points.map(({ lon, lat }) => [lat, lon]));
    const zoom = Math.min(APART_BELOW, this._map.getBoundsZoom(bounds, false, L.point(80, 80)));
    const apart = zoom > this._map.getZoom();
    if (this.listens("crowd")) this.fire("crowd", { ids: crowd.ids, points, apart, zoomIn: () => this._map.setView(bounds.getCenter(), zoom), originalEvent });
    else if (apart) this._map.setView(bounds.getCenter(), zoom);
  },

  _hover(event) {
    const point = this.at(event.containerPoint);
    const crowd = point ? null : this.crowdAt(event.containerPoint);
    if (point === this._hovered?.point && crowd === this._hovered?.crowd) return;
    this._hovered = { point, crowd };
    this._map.getContainer().classList.toggle("map-over-point", Boolean(point || crowd));
    this.fire("hover", { point, crowd, containerPoint: event.containerPoint });
  },

  /** Where the canvas lies: its corner in world pixels (device). */
  _corners() {
    const map = this._map;
    L.DomUtil.setPosition(this._canvas, map.containerPointToLayerPoint([0, 0]));
    this._corner = map.containerPointToLatLng([0, 0]);
    const { ratio } = this._sprites;
    const origin = map.getPixelOrigin().subtract(map._getMapPanePos());
    return { world: this._world() * ratio, left: origin.x * ratio, top: origin.y * ratio };
  },

  _draw(now) {
    this._frame = 0;
    clearTimeout(this._pause);
    this._pause = 0;
    if (!this._map || this._map._animatingZoom) return;
    const begun = performance.now();
    const view = { ...this._corners(), now, zoom: this._map.getZoom(), selected: this._selected };
    const due = this._due(view, begun);
    if (due) this._settleCrowds(view.zoom);
    const alone = this._points.count - this.drawn.hidden;
    view.small = view.zoom < SMALL_BELOW || (alone > MANY && this._shown.length > MANY);
    view.labels = this.options.labels && !view.small && view.zoom >= LABELS_FROM;
    this._shown = paintMarks(this._sheet, this._sprites, this._points, this._crowds.all, view);
    if (due) this._settleLabels(view);
    this._labels.draw(this._sheet, this._sprites, this._shown);
    this._sheet.show();
    const cost = performance.now() - begun;
    Object.assign(this.drawn, { points: this._shown.length, crowds: this._crowds.all.length, labels: this._labels.side.size, cost });
    if (this._points.moving(now)) this._goOn();
    else if (!due || this._more) this._pause = setTimeout(() => this.redraw(), SETTLE_MS);
    if (!due && !this._points.moving(now) && this._settled.key === this._key(view)) {
      clearTimeout(this._pause); // nothing changed since it was decided last
      this._pause = 0;
    }
  },

  _key(view) {
    const { width, height } = this._sheet;
    return `${view.zoom}|${Math.round(view.left / 8)}|${Math.round(view.top / 8)}|${width}|${height}|${view.selected}|${this._points.version}`;
  },

  /** Whether crowds and labels must be decided anew: something changed, and the last time is a while ago. */
  _due(view, at) {
    const key = this._key(view);
    const other = view.zoom !== this._settled.zoom || this._points.rows.length !== this._settled.size;
    if (!other && !this._more && key === this._settled.key) return false;
    if (!other && at - this._settled.at < SETTLE_MS) return false;
    this._settled = { at, key, zoom: view.zoom, size: this._points.rows.length };
    return true;
  },

  _settleCrowds(zoom) {
    const cell = CELL * this._sprites.scale;
    if (this.options.declutter) this._crowds.settle(this._points, { zoom, cell, selected: this._selected });
    else this._crowds.none(this._points);
    this.drawn.hidden = this._crowds.all.reduce((sum, one) => sum + one.count, 0);
  },

  _settleLabels(view) {
    this._more = false;
    const named = view.labels ? this._shown : this._shown.filter(({ row }) => row.urgent);
    const reach = (SQUARE / 2 + 2) * this._sprites.fine;
    const squares = this._crowds.all.filter((one) => one.inView).map(({ px, py }) => ({ x: px, y: py, reach }));
    this._more = !this._labels.settle(named, squares, this._sheet, this._sprites, this._selected);
  },
});

export { unproject };
