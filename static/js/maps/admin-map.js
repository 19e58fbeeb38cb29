/* Geometry fields in Django admin: django-leaflet's editor (classic scripts with the global L) over our own base map. */
import { describeBasemap, vectorBasemap } from "./basemap.js";

const { L } = globalThis;

/** Keeps holes when several polygons are saved, which the editor's own store drops. */
const Store = L.FieldStore.extend({
  _serialize(layer) {
    const parts = layer.getLayers?.() ?? [layer];
    if (this.options.collection_type !== "polygon" || !parts.length) return L.FieldStore.prototype._serialize.call(this, layer);
    const coordinates = parts.flatMap((part) => {
      const { type, coordinates: found } = part.toGeoJSON(6).geometry;
      return type === "MultiPolygon" ? found : [found];
    });
    return JSON.stringify({ type: "MultiPolygon", coordinates });
  },
});

function style() {
  const theme = document.documentElement.dataset.theme ?? "auto";
  const dark = theme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
  return dark ? "dark" : "light";
}

async function start(element) {
  element.dataset.mapStyle = style();
  const map = L.map(element, { attributionControl: false, maxZoom: 20 }).setView([20, 0], 2);
  L.control.attribution({ prefix: false }).addTo(map);
  const field = { fieldid: element.dataset.field, modifiable: element.dataset.modifiable === "true", geom_type: element.dataset.geomType };
  const editor = new L.GeometryField({ ...field, srid: 4326, precision: 6, field_store_class: Store }).addTo(map);
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(element);
  const about = await describeBasemap();
  if (!about.version) return;
  const [west, south, east, north] = about.bounds;
  if (!editor.drawnItems.getLayers().length) map.fitBounds([[south, west], [north, east]]);
  vectorBasemap(about, { style: style(), language: document.documentElement.lang }).addTo(map);
}

for (const element of document.querySelectorAll(".admin-map:not([data-started])")) {
  element.dataset.started = "yes";
  start(element);
}
