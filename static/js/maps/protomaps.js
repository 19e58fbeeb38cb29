/* The vector tile painter. Its ES build imports ten packages by bare names; its bundle is one file, but a classic script
 * that looks for Leaflet in the global L: so it is loaded here, once, and handed on as a module. Where another Leaflet is
 * the global L already (the geometry fields of Django admin), that one is used. */
globalThis.L ??= await import("leaflet");

await new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = new URL("../../vendor/protomaps-leaflet/protomaps-leaflet.js", import.meta.url);
  script.onload = resolve;
  script.onerror = () => reject(new Error("protomaps-leaflet did not load"));
  document.head.append(script);
});

export const { leafletLayer, LineSymbolizer, PolygonSymbolizer, exp } = globalThis.protomapsL;
