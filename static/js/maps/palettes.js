/* Colours of the base map. Grey on purpose: colour belongs to incidents and units. */

const dark = {
  ground: "#0f1720",
  water: "#0b1c2c",
  waterEdge: "#24405c",
  land: {
    park: "#12251d", forest: "#11231c", grass: "#12221d", meadow: "#111f1d", farmland: "#111c1e", scrub: "#11211d",
    cemetery: "#122320", pitch: "#14291f", stadium: "#15241f", beach: "#1f2422", rock: "#151d25", glacier: "#1b2a35",
    residential: "#101922", commercial: "#121b25", industrial: "#131b23", construction: "#141b22", school: "#141d27",
    hospital: "#1b1f28", institution: "#151d26", parking: "#131c26", plaza: "#17212c", airport: "#131b24", pier: "#1c2733",
  },
  building: "#18222e",
  buildingEdge: "#212d3a",
  street: { casing: "#0b1118", casingMajor: "#0b1118", major: "#3d5064", middle: "#33455a", minor: "#2b3a4a", service: "#222e3b", path: "#263340" },
  tunnel: "#24303d",
  rail: "#2c3845",
  boundary: "#4a5b6d",
  camera: "#5f7286",
  label: { street: "#93a5b7", settlement: "#b4c2d0", place: "#8899ab", water: "#4f7ba3", number: "#718396", halo: "#0d141c" },
};

const light = {
  ground: "#f1f3f5",
  water: "#c8dbe9",
  waterEdge: "#a9c4d8",
  land: {
    park: "#d9ead6", forest: "#d3e6d0", grass: "#dfecd9", meadow: "#e6eede", farmland: "#edf0e4", scrub: "#dde9d8",
    cemetery: "#dae7da", pitch: "#cfe5cf", stadium: "#dde8dc", beach: "#f2ead6", rock: "#e6e6e6", glacier: "#e8f3f8",
    residential: "#eff1f3", commercial: "#eeeff2", industrial: "#e9ebee", construction: "#ebeae6", school: "#ece9e1",
    hospital: "#f3e6e6", institution: "#eae8e6", parking: "#eaecef", plaza: "#f7f8f9", airport: "#e8ebef", pier: "#e9ecef",
  },
  building: "#e3e7eb",
  buildingEdge: "#d0d7de",
  street: { casing: "#c6ced7", casingMajor: "#a3b0bd", major: "#ffffff", middle: "#ffffff", minor: "#ffffff", service: "#fafbfc", path: "#c9d1d9" },
  tunnel: "#dbe1e7",
  rail: "#b7c0ca",
  boundary: "#8c9bab",
  camera: "#7c8c9c",
  label: { street: "#47586a", settlement: "#22303d", place: "#5a6b7c", water: "#3f76a3", number: "#7f8d9b", halo: "#ffffff" },
};

export const palettes = { dark, light };
