// The place of the call being typed: shown beside the drawer with how sure it is, without taking the keyboard.
import { flyTo, group, pointMarker, uncertaintyCircle, view } from "../maps/map.js";

const NEAR = 16; // the nearest zoom that is chosen by itself

export function showTyped(map) {
  const shapes = group(map);
  const clear = () => shapes.clearLayers();
  document.addEventListener("place", ({ detail: place, target }) => {
    if (target.closest?.(".plain")) return; // the caller's own position is not where units go
    clear();
    if (place?.lon === undefined) return;
    if (place.uncertainty_m > 0) uncertaintyCircle(shapes, [place.lon, place.lat], place.uncertainty_m);
    pointMarker(shapes, [place.lon, place.lat], { className: "map-spot", radius: 7 });
    const zoom = Math.max(view(map).zoom, NEAR);
    const degreesPerPixel = 360 / (256 * 2 ** zoom);
    const covered = document.querySelector("muster-drawer:not([hidden])")?.offsetWidth ?? 0;
    if (place.source !== "map") flyTo(map, [place.lon - (covered / 2) * degreesPerPixel, place.lat], zoom);
  });
  for (const name of ["intake:saved", "intake:closed", "drawerhidden"]) document.addEventListener(name, clear);
}
