/* What is put on the map. Positions are [lon, lat], distances metres, colours come from the class in css/maps/map.css. */
import * as L from "leaflet";

const latLng = ([lon, lat]) => L.latLng(lat, lon);
const latLngs = (coords) => coords.map((part) => (Array.isArray(part[0]) ? latLngs(part) : latLng(part)));

/** A round dot, `radius` in pixels. Options: className, radius, title. */
export function pointMarker(map, lonlat, { className = "", radius = 6, ...rest } = {}) {
  return L.circleMarker(latLng(lonlat), { className: `map-point ${className}`, radius, ...rest }).addTo(map);
}

/** Any element as marker, its `anchor` (default its middle) on the position. `content`: an element, or text. */
export function divMarker(map, lonlat, content, { className = "", size = [28, 28], anchor = null, title = "", keyboard = true, ...rest } = {}) {
  const html = content instanceof Element ? content : document.createElement("span");
  if (html !== content) html.textContent = content ?? "";
  const icon = L.divIcon({ html, className: `map-mark ${className}`, iconSize: size, iconAnchor: anchor ?? [size[0] / 2, size[1] / 2] });
  return L.marker(latLng(lonlat), { icon, title, alt: title, keyboard, ...rest }).addTo(map);
}

/** Moves a marker or circle. */
export function moveTo(layer, lonlat) {
  layer.setLatLng(latLng(lonlat));
}

/** A circle line of `metres` around a position, nothing inside. */
export function ring(map, lonlat, metres, { className = "", ...rest } = {}) {
  return L.circle(latLng(lonlat), { radius: metres, className: `map-ring ${className}`, fill: false, interactive: false, ...rest }).addTo(map);
}

/** How sure a position is: a soft disc of `metres`. */
export function uncertaintyCircle(map, lonlat, metres, { className = "", ...rest } = {}) {
  return L.circle(latLng(lonlat), { radius: metres, className: `map-uncertainty ${className}`, interactive: false, ...rest }).addTo(map);
}

/** A line through [[lon, lat], …], for example a route. */
export function line(map, coords, { className = "", ...rest } = {}) {
  return L.polyline(latLngs(coords), { className: `map-line ${className}`, interactive: false, ...rest }).addTo(map);
}

/** Areas from GeoJSON (lon, lat as always there). `onEach(feature, layer)` may bind events. */
export function polygonLayer(map, geojson, { className = "", onEach, ...rest } = {}) {
  return L.geoJSON(geojson, { style: { className: `map-area ${className}`, ...rest }, onEachFeature: onEach }).addTo(map);
}

/** A bag of shapes that is emptied or removed at once; usable wherever a map is asked for. */
export function group(map) {
  return L.featureGroup().addTo(map);
}

/** Takes a shape, marker or group off whatever it is on. */
export function remove(layer) {
  layer?.remove();
}

/** A small window over a position; `content` an element or text. */
export function popup(map, lonlat, content, options = {}) {
  const node = content instanceof Element ? content : document.createTextNode(content);
  const holder = document.createElement("div");
  holder.append(node);
  return L.popup({ className: "map-popup", ...options }).setLatLng(latLng(lonlat)).setContent(holder).openOn(map);
}

/** Goes there; jumps when the reader prefers less motion. */
export function flyTo(map, lonlat, zoom = Math.max(map.getZoom(), 16)) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still) map.setView(latLng(lonlat), zoom, { animate: false });
  else map.flyTo(latLng(lonlat), zoom, { duration: 0.6 });
}

/**
 * Shows all of [[lon, lat], …], a shape, or [west, south, east, north]; `top`, `left`: pixels there that something else covers.
 * A map too low or narrow for its margins keeps half of itself for what is shown.
 */
export function fit(map, what, { padding = 40, top = 0, left = 0, maxZoom = 17, animate = true } = {}) {
  let bounds;
  if (Array.isArray(what) && typeof what[0] === "number") bounds = L.latLngBounds([what[1], what[0]], [what[3], what[2]]);
  else if (Array.isArray(what)) bounds = L.latLngBounds(latLngs(what));
  else bounds = what.getBounds();
  if (!bounds.isValid()) return;
  const { x: width, y: height } = map.getSize();
  const across = Math.min(1, width / 2 / (2 * padding + left));
  const down = Math.min(1, height / 2 / (2 * padding + top));
  const paddingTopLeft = [(padding + left) * across, (padding + top) * down];
  map.fitBounds(bounds, { paddingTopLeft, paddingBottomRight: [padding * across, padding * down], maxZoom, animate });
}

/** Calls `handler({lon, lat, x, y, event})` on a click (`type` may be contextmenu, dblclick …); returns how to stop it. */
export function onClick(map, handler, type = "click") {
  const told = (event) => {
    const { lat, lng } = event.latlng.wrap();
    handler({ lon: lng, lat, x: event.containerPoint.x, y: event.containerPoint.y, event: event.originalEvent });
  };
  map.on(type, told);
  return () => map.off(type, told);
}

/**
 * Takes every click on the map's ground for itself, before units and markers see it: for drawing. A drag is no click.
 * Calls `handler([lon, lat])`; returns how to stop.
 */
export function catchClicks(map, handler) {
  const ground = map.getContainer();
  let from = null;
  const pressed = (event) => { from = [event.clientX, event.clientY]; };
  const clicked = (event) => {
    if (event.target.closest(".leaflet-control")) return;
    event.stopPropagation();
    if (from && Math.hypot(event.clientX - from[0], event.clientY - from[1]) > 5) return;
    const { lat, lng } = map.mouseEventToLatLng(event).wrap();
    handler([lng, lat]);
  };
  ground.addEventListener("pointerdown", pressed, true);
  ground.addEventListener("click", clicked, true);
  return () => {
    ground.removeEventListener("pointerdown", pressed, true);
    ground.removeEventListener("click", clicked, true);
  };
}

/** Middle of the screen as {lon, lat}, and what is seen as [west, south, east, north]. */
export function view(map) {
  const { lat, lng } = map.getCenter();
  const b = map.getBounds();
  return { lon: lng, lat, zoom: map.getZoom(), bounds: [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()] };
}
