/* What is painted, bottom first. `f.props` are the attributes of maps/basemap/tiles.py. */
import { LineSymbolizer, PolygonSymbolizer, exp } from "./protomaps.js";

const widths = {
  motorway: exp(1.5, [[8, 1], [12, 2.4], [15, 6.5], [17, 13], [19, 30]]),
  trunk: exp(1.5, [[8, 0.9], [12, 2.2], [15, 6], [17, 12.5], [19, 30]]),
  primary: exp(1.5, [[10, 0.7], [13, 2.6], [15, 5.4], [17, 12], [19, 28]]),
  secondary: exp(1.5, [[11, 0.7], [13, 2], [15, 4.6], [17, 11], [19, 26]]),
  tertiary: exp(1.5, [[12, 0.7], [14, 2.2], [16, 5.8], [18, 15], [19, 24]]),
  minor: exp(1.5, [[13, 0.6], [15, 2.4], [16, 4.4], [18, 12.5], [19, 20]]),
  pedestrian: exp(1.5, [[14, 0.6], [16, 2.6], [18, 8], [19, 12]]),
  service: exp(1.5, [[14, 0.5], [16, 1.9], [18, 6], [19, 10]]),
  path: exp(1.5, [[15, 0.5], [17, 1], [19, 2]]),
};
const tones = {
  motorway: "major", trunk: "major", primary: "major", secondary: "middle", tertiary: "middle",
  minor: "minor", pedestrian: "service", service: "service", path: "path",
};
const width = (z, f) => widths[f.props.class](z) * (f.props.link ? 0.65 : 1);
const isPath = (f) => f.props.class === "path";

/** Rules for one palette. */
export function paintRules(c) {
  const tone = (z, f) => c.street[tones[f.props.class]];
  const land = (z, f) => c.land[f.props.class] ?? c.ground;
  const edge = (z) => (z >= 15 ? 0.7 : 0);
  const casingColor = (z, f) => (tones[f.props.class] === "major" ? c.street.casingMajor : c.street.casing);
  const casing = { color: casingColor, width: (z, f) => width(z, f) + (z >= 15 ? 1.8 : 0.8), lineCap: "butt", lineJoin: "round" };
  const fill = { color: tone, width, lineCap: "round", lineJoin: "round" };
  const dashed = (color, w, dash) => new LineSymbolizer({ color, width: 0.001, dash, dashColor: color, dashWidth: w });
  return [
    { dataLayer: "landuse", symbolizer: new PolygonSymbolizer({ fill: land }), filter: (z, f) => f.props.class !== "pier" },
    { dataLayer: "water", symbolizer: new PolygonSymbolizer({ fill: c.water }) },
    { dataLayer: "waterways", symbolizer: new LineSymbolizer({ color: c.water, width: exp(1.4, [[10, 0.6], [14, 1.6], [18, 6]]) }),
      filter: (z, f) => f.props.class !== "coastline" },
    { dataLayer: "waterways", symbolizer: new LineSymbolizer({ color: c.waterEdge, width: exp(1.3, [[10, 0.6], [15, 1.4], [19, 2]]) }),
      filter: (z, f) => f.props.class === "coastline" },
    { dataLayer: "landuse", filter: (z, f) => f.props.class === "pier",
      symbolizer: new PolygonSymbolizer({ fill: c.land.pier, stroke: c.waterEdge, width: 1 }) },
    { dataLayer: "streets", filter: (z, f) => f.props.tunnel && !isPath(f),
      symbolizer: new LineSymbolizer({ color: c.tunnel, width: (z, f) => width(z, f) * 0.8, lineCap: "butt", lineJoin: "round" }) },
    { dataLayer: "buildings", minzoom: 15,
      symbolizer: new PolygonSymbolizer({ fill: c.building, stroke: c.buildingEdge, width: edge }) },
    { dataLayer: "streets", minzoom: 16, filter: (z, f) => isPath(f) && !f.props.tunnel, symbolizer: dashed(c.street.path, 1, [3, 2]) },
    { dataLayer: "railways", filter: (z, f) => !f.props.tunnel,
      symbolizer: new LineSymbolizer({ color: c.rail, width: exp(1.4, [[12, 0.8], [16, 2], [19, 4]]) }) },
    { dataLayer: "streets", minzoom: 13, filter: (z, f) => !f.props.tunnel && !isPath(f), symbolizer: new LineSymbolizer(casing) },
    { dataLayer: "streets", filter: (z, f) => !f.props.tunnel && !isPath(f), symbolizer: new LineSymbolizer(fill) },
    { dataLayer: "streets", minzoom: 14, filter: (z, f) => f.props.bridge && !isPath(f), symbolizer: new LineSymbolizer(casing) },
    { dataLayer: "streets", minzoom: 14, filter: (z, f) => f.props.bridge && !isPath(f),
      symbolizer: new LineSymbolizer({ ...fill, lineCap: "butt" }) },
    { dataLayer: "boundaries", symbolizer: dashed(c.boundary, 1, [5, 4]), filter: (z, f) => f.props.admin_level <= (z < 13 ? 8 : 10) },
  ];
}
