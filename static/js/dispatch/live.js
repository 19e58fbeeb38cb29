// The line to the server: one websocket. Subscribe first, then the snapshot; on reconnect the same, nothing else.
// States: connecting (first time), live, late (nothing heard for a while), lost (between tries).
import { applyEvent, applyPositions, applySnapshot, matches } from "./store.js";
import { heardServerTime, now } from "./time.js";

const LATE_MS = 8000; // the server sends a heartbeat every 5 s at most
const DEAD_MS = 16000;
const BACKOFF_MS = [400, 1000, 2000, 4000, 8000];

export const line = new EventTarget();
export const status = { state: "connecting", since: Date.now(), heard: 0, pictureOf: null, nextTry: 0, user: null };

let socket = null;
let tries = 0;
let retry = 0;
let mismatches = 0;

export function connect(url = "/ws/console/") {
  address = new URL(url, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  open();
  setInterval(watch, 1000);
  window.addEventListener("offline", () => drop("offline"));
  window.addEventListener("online", tryNow);
}
let address;

export function tryNow() {
  if (status.state === "live") return;
  clearTimeout(retry);
  tries = 0;
  open();
}

function open() {
  clearTimeout(retry);
  const mine = new WebSocket(address);
  const before = socket;
  socket = mine;
  before?.close();
  mine.addEventListener("message", (event) => mine === socket && hear(JSON.parse(event.data)));
  mine.addEventListener("close", (event) => mine === socket && lost(event.code));
}

function hear(frame) {
  status.heard = Date.now();
  if (frame.at) heardServerTime(frame.at);
  if (frame.kind === "hello") {
    status.user = frame.user; // the snapshot follows by itself
    line.dispatchEvent(new CustomEvent("hello", { detail: frame }));
  } else if (frame.kind === "snapshot") {
    takePicture(frame);
  } else if (frame.kind === "event") {
    applyEvent(frame);
    line.dispatchEvent(new CustomEvent("event", { detail: frame }));
  } else if (frame.kind === "positions") {
    applyPositions(frame);
    line.dispatchEvent(new CustomEvent("positions", { detail: frame }));
  } else if (frame.kind === "heartbeat") {
    compare(frame.digest);
  }
  if (status.state === "late") become("live");
  status.pictureOf = now();
}

/** A digest that differs twice running means that something was missed: events still under way are given a beat. */
function compare(digest) {
  if (status.state !== "live") return;
  mismatches = matches(digest) ? 0 : mismatches + 1;
  if (mismatches >= 2) refetch();
}

/** Ask for the picture anew over the line itself. */
function refetch() {
  if (socket?.readyState === WebSocket.OPEN) socket.send('{"kind":"snapshot"}');
}

function takePicture(snapshot) {
  mismatches = 0;
  const again = tries > 0 || status.state === "lost";
  const lostAt = status.since;
  applySnapshot(snapshot);
  tries = 0;
  status.heard = Date.now();
  if (status.state !== "live") become("live", { again, lostAt });
}

function lost(code) {
  if (code === 4401 || code === 4403) {
    location.reload(); // no longer signed in, or no longer allowed: the server says what now
    return;
  }
  if (code === 4409) tries = 0; // what one may see has changed: connect again and see
  const wait = BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] * (0.7 + 0.6 * Math.random());
  tries += 1;
  status.nextTry = Date.now() + wait;
  if (status.state !== "connecting" || tries > 2) become("lost");
  retry = setTimeout(open, wait);
}

function drop() {
  const mine = socket;
  socket = null;
  mine?.close();
  lost(0);
}

function watch() {
  if (status.state !== "live" && status.state !== "late") return;
  const silence = Date.now() - status.heard;
  if (silence > DEAD_MS) drop();
  else if (silence > LATE_MS && status.state === "live") become("late");
}

function become(state, detail = {}) {
  if (status.state === state) return;
  status.state = state;
  status.since = Date.now();
  document.documentElement.dataset.line = state;
  line.dispatchEvent(new CustomEvent("state", { detail: { state, ...detail } }));
}
