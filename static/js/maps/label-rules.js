/* What is written, most important first: an earlier rule wins the space. A dispatcher reads streets, then landmarks. */
import { CurvedLabel } from "./curved-label.js";
import { SpotLabel } from "./spot-label.js";

const FAMILY = '"Inter Variable", Inter, "Noto Sans CJK SC", "Noto Sans SC Variable", "PingFang SC", "Microsoft YaHei", sans-serif';
const MAJOR = new Set(["motorway", "trunk", "primary", "secondary"]);

/** Name of a feature for a reader of `language` (zh…, en…), else as it is written on the spot. */
export function nameIn(language) {
  const key = language.toLowerCase().startsWith("zh") ? "name_zh" : "name_en";
  return (feature) => feature.props[key] ?? feature.props.name;
}

/** Names grow with the page's type: on a wall they are read from eight metres. */
const typeScale = () => Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1);

/** Rules for one palette and language. */
export function labelRules(c, language) {
  const text = nameIn(language);
  const halo = c.label.halo;
  const scale = typeScale();
  const font = (weight, size) => (z, f) => `${weight} ${scale * (typeof size === "function" ? size(z, f) : size)}px ${FAMILY}`;
  const street = (weight, size) => new CurvedLabel({ text, font: font(weight, size), fill: c.label.street, halo });
  const place = (weight, size) => new SpotLabel({ text, font: font(weight, size), fill: c.label.place, halo, mark: true, wrapAt: 20 });
  return [
    { dataLayer: "settlements", maxzoom: 17, filter: (z, f) => f.props.rank <= (z < 13 ? 3 : 5),
      symbolizer: new SpotLabel({ text, font: font(600, (z, f) => (f.props.rank <= 2 ? 15 : 12.5)), fill: c.label.settlement, halo, spacing: 0.6 }) },
    { dataLayer: "places", minzoom: 14, filter: (z, f) => f.props.rank <= 1, symbolizer: place(600, 11) },
    { dataLayer: "street_names", minzoom: 13, filter: (z, f) => MAJOR.has(f.props.class), symbolizer: street(500, (z) => (z >= 16 ? 12 : 11)) },
    { dataLayer: "street_names", minzoom: 14, filter: (z, f) => f.props.class === "tertiary", symbolizer: street(500, 11) },
    { dataLayer: "street_names", minzoom: 15, filter: (z, f) => f.props.class === "minor" || f.props.class === "pedestrian",
      symbolizer: street(450, (z) => (z >= 17 ? 11.5 : 10.5)) },
    { dataLayer: "settlements", minzoom: 15, maxzoom: 17, filter: (z, f) => f.props.rank > 5,
      symbolizer: new SpotLabel({ text, font: font(500, 11), fill: c.label.settlement, halo, spacing: 0.6 }) },
    { dataLayer: "water_names", minzoom: 13,
      symbolizer: new SpotLabel({ text, font: font("italic 450", 11.5), fill: c.label.water, halo: c.water, spacing: 0.5 }) },
    { dataLayer: "street_names", minzoom: 17, filter: (z, f) => f.props.class === "service" || f.props.class === "path", symbolizer: street(400, 10.5) },
    { dataLayer: "places", minzoom: 15, filter: (z, f) => f.props.rank === 2, symbolizer: place(500, 10.5) },
    { dataLayer: "places", minzoom: 16, filter: (z, f) => f.props.rank === 3 && (z > 16 || f.props.kind === "school"), symbolizer: place(450, 10.5) },
    { dataLayer: "places", minzoom: 17, filter: (z, f) => f.props.rank > 3 && f.props.rank <= (z >= 18 ? 6 : 4), symbolizer: place(450, 10) },
    { dataLayer: "places", minzoom: 19, filter: (z, f) => f.props.rank > 6, symbolizer: place(400, 10) },
    { dataLayer: "numbers", minzoom: 18,
      symbolizer: new SpotLabel({ text: (f) => f.props.housenumber, font: font(400, 9.5), fill: c.label.number, halo, haloWidth: 2 }) },
  ];
}
