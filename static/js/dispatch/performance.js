// How fast this machine draws: N points that report every 5 s, as the console would get them, while a hand drags the map.
// Counted are the frames that the browser really presented (times between animation frames), not what a drawing cost.
import { createMap, MovingLayer, view } from "../maps/map.js";
import { el } from "./dom.js";

const SECONDS = 8;
const WARM_MS = 2500;
const TICK_MS = 500;
const REPORT_EVERY_MS = 5000;
const STATES = [["--sent", "S"], ["--moving", "E"], ["--scene", "O"], ["--busy", "B"], ["--free", "F"]];
const form = document.getElementById("measure");
const map = createMap(document.getElementById("map"), { zoom: 15 });
let layer = null;
let ticking = 0;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Points spread over what is seen and a quarter around it, each on a straight way of its own. */
function makePoints(count) {
  const [west, south, east, north] = view(map).bounds;
  const [width, height] = [(east - west) * 1.25, (north - south) * 1.25];
  const style = getComputedStyle(document.documentElement);
  const looks = STATES.map(([token, letter], rank) => ({ color: style.getPropertyValue(token).trim(), letter, rank }));
  return Array.from({ length: count }, (_, id) => {
    const heading = Math.random() * 360;
    const step = (50 + Math.random() * 30) / 111_000; // degrees in 5 s at about 13 m/s
    return {
      id, label: `P${id}`, heading, ...looks[Math.min(4, Math.floor(Math.random() * 9))],
      lon: west - width * 0.1 + Math.random() * width, lat: south - height * 0.1 + Math.random() * height, at: Date.now() - Math.random() * REPORT_EVERY_MS,
      east: step * Math.sin((heading * Math.PI) / 180) * 1.4, north: step * Math.cos((heading * Math.PI) / 180), stale: id % 50 === 49, note: id % 50 === 49 ? "2 min" : "",
    };
  });
}

/** Every tick those report whose five seconds are over. */
function keepMoving(points) {
  let next = 0;
  const share = TICK_MS / REPORT_EVERY_MS;
  ticking = setInterval(() => {
    const due = Math.ceil(points.length * share);
    const changed = [];
    for (let k = 0; k < due; k += 1) {
      const point = points[next++ % points.length];
      point.lon += point.east;
      point.lat += point.north;
      point.at += REPORT_EVERY_MS;
      changed.push({ id: point.id, lon: point.lon, lat: point.lat, at: point.at, heading: point.heading });
    }
    layer.update(changed);
  }, TICK_MS);
}

/** Drags as a hand does, by mouse events, in an eight, and gives the times between the frames in ms. */
async function drag(seconds) {
  const element = map.getContainer();
  const [cx, cy] = [element.clientWidth / 2, element.clientHeight / 2];
  const send = (type, x, y, to) => to.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, button: 0, buttons: 1 }));
  const pane = element.querySelector(".leaflet-map-pane");
  send("mousedown", cx, cy, pane);
  const times = [];
  await new Promise((done) => {
    const begun = performance.now();
    let last = 0;
    const frame = (now) => {
      if (last) times.push(now - last);
      last = now;
      const angle = ((now - begun) / 1000 / 4) * 2 * Math.PI;
      send("mousemove", cx + 0.25 * element.clientWidth * Math.sin(angle), cy + 0.2 * element.clientHeight * Math.sin(2 * angle), element);
      if (now - begun < seconds * 1000) requestAnimationFrame(frame);
      else done();
    };
    requestAnimationFrame(frame);
  });
  send("mouseup", cx, cy, element); // bubbles up to the document, where Leaflet listens
  return times;
}

function tell(figures) {
  const words = {
    fps: gettext("Frames a second"), p50_ms: gettext("Frame, half below (ms)"), p95_ms: gettext("Frame, p95 (ms)"),
    drawn: gettext("Drawn one by one"), in_squares: gettext("Of all, in squares"), squares: gettext("Squares"), labels: gettext("Labels"), size: gettext("Map (px)"), cost_ms: gettext("One drawing (ms)"),
  };
  const rows = Object.entries(words).flatMap(([name, word]) => [el("dt", { text: word }), el("dd", { text: String(figures[name]), data: { figure: name } })]);
  document.getElementById("figures").replaceChildren(...rows);
}

async function measure() {
  const { units, declutter } = Object.fromEntries(new FormData(form));
  form.dataset.state = "measuring";
  document.getElementById("figures").replaceChildren(el("dt", { text: gettext("Measuring…") })); // not the figures of the last one
  clearInterval(ticking);
  layer?.remove();
  layer = new MovingLayer({ declutter: Boolean(declutter) }).addTo(map);
  const points = makePoints(Number(units));
  layer.set(points);
  keepMoving(points);
  const seconds = Number(new URLSearchParams(location.search).get("seconds")) || SECONDS;
  await wait(WARM_MS);
  await drag(seconds / 2); // once over the same way: painting a piece of base map that was never seen is not measured
  const times = (await drag(seconds)).sort((a, b) => a - b);
  const part = (share) => Math.round(times[Math.floor(times.length * share)] * 10) / 10;
  const all = times.reduce((sum, one) => sum + one, 0);
  tell({
    fps: Math.round((10_000 * times.length) / all) / 10, p50_ms: part(0.5), p95_ms: part(0.95), drawn: layer.drawn.points,
    in_squares: layer.drawn.hidden, squares: layer.drawn.crowds, labels: layer.drawn.labels, size: `${map.getContainer().clientWidth} × ${map.getContainer().clientHeight}`, cost_ms: Math.round(layer.drawn.cost * 10) / 10,
  });
  form.dataset.state = "done";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.dataset.state !== "measuring") map.ready.then(measure);
});
map.ready.then(() => { form.dataset.state = "ready"; });
