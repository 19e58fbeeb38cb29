/* The imported extract as a Leaflet layer: asks the server which map is in use, paints its vector tiles. */
import { labelRules } from "./label-rules.js";
import { paintRules } from "./paint-rules.js";
import { palettes } from "./palettes.js";
import { leafletLayer } from "./protomaps.js";

const ATTRIBUTION = '<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">© OpenStreetMap contributors</a>';
const LEVELS = 2; // a data tile covers 4 × 4 drawn ones

let described = null;

/** Description of the map in use (version, bounds [w, s, e, n], tiles, max_zoom); version is null before the first import. */
export function describeBasemap() {
  described ??= fetch(new URL("/tiles/basemap.json", location.origin), { headers: { Accept: "application/json" } })
    .then((answer) => {
      if (!answer.ok || answer.redirected) throw new Error(`no description of the base map: ${answer.status}`);
      return answer.json();
    })
    .catch((error) => {
      described = null; // the next map may ask again
      throw error;
    });
  return described;
}

function look(style, language) {
  const palette = palettes[style] ?? palettes.dark;
  return { paintRules: paintRules(palette), labelRules: labelRules(palette, language), backgroundColor: palette.ground };
}

/** The layer of a described map. `restyle(style, language)` on it repaints what is on the screen. */
export function vectorBasemap(description, { style = "dark", language = "en" } = {}) {
  const layer = leafletLayer({
    url: description.tiles,
    maxDataZoom: description.max_zoom,
    levelDiff: LEVELS,
    maxZoom: 20,
    attribution: ATTRIBUTION,
    lang: language,
    noWrap: true,
    updateWhenIdle: false,
    keepBuffer: 3,
    tasks: [document.fonts.load('500 12px "Inter Variable"').then(() => ({ status: "fulfilled" }))],
    ...look(style, language),
  });
  keepPictures(layer);
  const repaint = () => {
    if (!layer._map) return;
    layer.clearLayout();
    layer.rerenderTiles();
  };
  layer.restyle = (newStyle, newLanguage = language) => {
    Object.assign(layer, look(newStyle, newLanguage));
    repaint();
  };
  // Chinese fonts arrive in slices while the map is already drawn: written again once, when they are there.
  let waiting = 0;
  const written = () => {
    clearTimeout(waiting);
    waiting = setTimeout(repaint, 250);
  };
  layer.on("add", () => document.fonts.addEventListener("loadingdone", written));
  layer.on("remove", () => document.fonts.removeEventListener("loadingdone", written));
  return layer;
}

/* A tile is painted on paper of its own and shown as a finished picture: of a canvas that can still be drawn on, the browser
 * copies all pixels anew for every frame without a graphics card (3–4 of the page's own 10–14 ms a frame at 1920 × 1080). */
function keepPictures(layer) {
  const paint = layer.renderTile;
  layer.renderTile = (coords, tile, key, done = () => {}) => {
    const paper = document.createElement("canvas");
    paper.lang = tile.lang;
    Object.defineProperty(paper, "key", { get: () => tile.key }); // the painter stops when its tile was given up
    return paint.call(layer, coords, paper, key, async () => {
      const picture = await createImageBitmap(paper);
      if (tile.key !== key) return;
      Object.assign(tile, { width: picture.width, height: picture.height });
      tile.getContext("bitmaprenderer", { alpha: false }).transferFromImageBitmap(picture);
      done();
    });
  };
}
