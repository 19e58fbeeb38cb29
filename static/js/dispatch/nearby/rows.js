// What the server found as rows to be read: one list by distance, cut where a layer has more than was fetched.
import { config, inLanguage, shortCode } from "../config.js";
import { el } from "../dom.js";
import { roughly } from "../time.js";
import { incidentState, unitKind, unitLetter, unitState } from "../words.js";

export const LAYERS = [
  ["units", gettext("Units")],
  ["officers", gettext("Officers")],
  ["cameras", gettext("Cameras")],
  ["checkpoints", gettext("Checkpoints")],
  ["incidents", gettext("Incidents")],
  ["hazards", gettext("Hazards")],
  ["places", gettext("Places")],
];
const WINDS = "↑↗→↘↓↙←↖";

/** Metres as people read them. */
export const away = (metres) => (metres < 950 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1)} km`);

/** An arrow from the middle of the search to the row; nothing where there is no middle. */
export function wind(origin, { lon, lat }) {
  if (origin?.type !== "Point") return "";
  const [lon0, lat0] = origin.coordinates;
  const turn = Math.atan2((lon - lon0) * Math.cos((lat0 * Math.PI) / 180), lat - lat0);
  return WINDS[(Math.round(turn / (Math.PI / 4)) + 8) % 8];
}

const ago = (seconds) => interpolate(gettext("%s ago"), [roughly(seconds * 1000)]);
const joined = (...words) => words.filter(Boolean).join(" · ");
const incident = (row) => ({
  key: `incident:${row.code}`,
  code: row.code,
  mark: el("i", { class: "level", data: { level: row.level } }),
  title: `${shortCode(row.code)} ${row.kind_name}`,
  sub: joined(incidentState(row.state), ago(row.age_s), row.flags.map((flag) => inLanguage(config.flags?.[flag]) || flag).join(" "), row.place),
  cast: `incident:${row.code}`,
});
const state = (row) => el("span", { class: "state", data: { state: row.state }, text: unitLetter(row.state) });
const place = (row) => ({
  key: `place:${row.id}`,
  mark: el("span", { class: "nearby-dot" }),
  title: row.name || row.kind_name,
  sub: joined(row.kind_name, row.hours, row.phone),
  number: row.phone,
});

const READ = {
  units: (row) => ({
    key: `unit:${row.id}`,
    unit: row.call_sign,
    id: row.id,
    mark: state(row),
    title: row.call_sign,
    sub: joined(unitState(row.state), unitKind(row.kind), row.age_s > 60 && interpolate(gettext("fix %s old"), [roughly(row.age_s * 1000)])),
    cast: `unit:${row.call_sign}`,
    call: config.urls.call_unit?.replace("CODE", encodeURIComponent(row.call_sign)),
  }),
  officers: (row) => ({
    key: `officer:${row.id}`,
    unit: row.unit,
    id: row.unit_id,
    mark: state(row),
    title: row.name,
    sub: joined(row.badge, row.unit, row.leader && gettext("leads")),
    cast: `unit:${row.unit}`,
    call: row.has_phone ? config.urls.call_officer?.replace("/0/", `/${row.id}/`) : "",
  }),
  cameras: (row) => ({
    key: `camera:${row.code}`,
    camera: row.code,
    mark: el("span", { class: "map-camera" }),
    title: row.name || row.code,
    sub: joined(row.name && row.code, row.heading !== null && interpolate(gettext("looks towards %s°"), [Math.round(row.heading)])),
    cast: `camera:${row.code}`,
  }),
  checkpoints: (row) => ({ ...place(row), mark: el("span", { class: "nearby-check", text: "▣" }) }),
  incidents: incident,
  hazards: (row) => ({ ...(row.hazard === "incident" ? incident(row) : place(row)), danger: true }),
  places: place,
};

/** `[{key, layer, mark, title, sub, lon, lat, distance, …}]` nearest first: complete as far as it goes. */
export function merged(found, layers) {
  let horizon = Infinity;
  const rows = new Map();
  for (const layer of layers) {
    const told = found[layer] ?? [];
    if (found.more?.[layer] && told.length) horizon = Math.min(horizon, told.at(-1).distance_m);
    for (const one of told) {
      const row = { ...READ[layer](one), layer, lon: one.lon, lat: one.lat, distance: one.distance_m, at: one };
      const twin = rows.get(row.key);
      if (!twin || row.danger) rows.set(row.key, row); // an incident that is also a caution is shown as that
    }
  }
  return [...rows.values()].filter((row) => row.distance <= horizon).sort((a, b) => a.distance - b.distance);
}
