/* The only door to Leaflet: every page of every floor makes its maps and draws on them through this module.
 *
 *   const map = createMap(document.querySelector("#map"));          // follows data-theme and lang of the page
 *   await map.ready;                                                 // the description of the base map is there
 *   ring(map, [7.42, 43.73], 500); flyTo(map, [7.42, 43.73]);
 */
import * as L from "leaflet";
import { describeBasemap, vectorBasemap } from "./basemap.js";

export { MovingLayer } from "./moving-layer.js";
export {
  catchClicks, divMarker, fit, flyTo, group, line, moveTo, onClick, pointMarker, polygonLayer, popup, remove, ring, uncertaintyCircle, view,
} from "./shapes.js";
export { describeBasemap, vectorBasemap };

const gettext = globalThis.gettext ?? ((text) => text); // a page without the catalogue speaks English
const pageStyle = () => (document.documentElement.dataset.theme === "light" ? "light" : "dark");

/**
 * A map in `element`, over the imported extract, with its attribution always shown.
 * Options: style "dark" | "light" (default: the page's theme, and follows it), language (default: the page's),
 * bounds [w, s, e, n] (default: the extract's), center [lon, lat] with zoom, minZoom, maxZoom, zoomControl, keyboard.
 * Returns the Leaflet map; `map.ready` resolves with the description of the base map, or null when there is none.
 */
export function createMap(element, options = {}) {
  const { style, language = document.documentElement.lang || "en", bounds, center, zoom = 15, minZoom, maxZoom = 20 } = options;
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    keyboard: options.keyboard ?? true,
    minZoom: minZoom ?? 3,
    maxZoom,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    renderer: L.svg({ padding: 0.5 }),
    wheelPxPerZoomLevel: 90,
  });
  L.control.attribution({ prefix: false, position: "bottomright" }).addTo(map);
  if (options.zoomControl ?? true) {
    L.control.zoom({ position: "topright", zoomInTitle: gettext("Zoom in"), zoomOutTitle: gettext("Zoom out") }).addTo(map);
  }
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  element.classList.add("map");
  map.muster = { style: style ?? pageStyle(), language, layer: null };
  element.dataset.mapStyle = map.muster.style;
  if (center) map.setView([center[1], center[0]], zoom);
  else if (bounds) map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]]);
  if (!style) followTheme(map);
  // Panels open and close beside the map: Leaflet only watches the window.
  const sizes = new ResizeObserver(() => map.invalidateSize({ pan: false }));
  sizes.observe(element);
  map.on("unload", () => sizes.disconnect());
  map.ready = addBasemap(map, { placed: Boolean(center || bounds), minZoom });
  return map;
}

/** Changes the look: "dark" or "light". */
export function setStyle(map, style) {
  map.muster.style = style;
  map.getContainer().dataset.mapStyle = style;
  map.muster.layer?.restyle(style, map.muster.language);
}

async function addBasemap(map, { placed, minZoom }) {
  let description;
  try {
    description = await describeBasemap();
  } catch {
    notice(map, gettext("The base map cannot be loaded just now. Positions and incidents are still shown."));
    return null;
  }
  if (!description.version) {
    if (!placed) map.setView([20, 0], 3);
    notice(map, gettext("No base map yet: import an extract with manage.py import_basemap FILE.osm.pbf"));
    return null;
  }
  const [west, south, east, north] = description.bounds;
  const extract = L.latLngBounds([south, west], [north, east]);
  if (!placed) map.fitBounds(extract, { animate: false });
  if (minZoom === undefined) map.setMinZoom(Math.max(3, map.getBoundsZoom(extract) - 2));
  map.muster.layer = vectorBasemap(description, map.muster).addTo(map);
  return description;
}

function followTheme(map) {
  const watch = new MutationObserver(() => {
    if (pageStyle() !== map.muster.style) setStyle(map, pageStyle());
  });
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  map.on("unload", () => watch.disconnect());
}

function notice(map, text) {
  const words = document.createElement("p");
  words.className = "map-notice";
  words.setAttribute("role", "status");
  words.textContent = text;
  map.getContainer().append(words);
}
