// One warning on the map: its area, and its incidents in it.
import { createMap, pointMarker, polygonLayer } from "../maps/map.js";

const { outline, events, bounds } = JSON.parse(document.getElementById("warning-shape").textContent);
const map = createMap(document.querySelector("[data-map]"), { bounds });
polygonLayer(map, outline, { className: "map-warning", interactive: false });
for (const place of events) pointMarker(map, place, { className: "map-warning-event", radius: 5, interactive: false });
