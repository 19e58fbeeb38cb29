/* The vector tile painter. Its ES build imports ten packages by bare names; its bundle is one file, but a classic script
 * that looks for Leaflet in the global L: so it is loaded here, once, and handed on as a module. */
import * as L from "leaflet";

globalThis.L = L;

await new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = new URL("../../vendor/protomaps-leaflet/protomaps-leaflet.js", import.meta.url);
  script.onload = resolve;
  script.onerror = () => reject(new Error("protomaps-leaflet did not load"));
  document.head.append(script);
});

export const { leafletLayer, LineSymbolizer, PolygonSymbolizer, exp } = globalThis.protomapsL;
