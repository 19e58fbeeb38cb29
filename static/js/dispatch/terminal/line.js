// The line to the server: the same socket as the consoles', heard for what concerns this unit; when it is down, polling.
//
// The socket only says *that* something changed; the state is then asked for over HTTP, which the cache can keep.

import { heardServerTime } from "../time.js";

const POLL_MS = 15000;
const SILENT_MS = 14000; // the server sends a heartbeat every 5 s
const BACKOFF_MS = [500, 1000, 2000, 5000, 10000];

export const line = new EventTarget();
/** `up`: the server was heard a moment ago, by socket or by poll. `socket`: changes arrive by themselves. */
export const status = { up: navigator.onLine, socket: false, heard: 0, since: Date.now() };

let socket = null;
let tries = 0;
let retry = 0;
let ask = async () => false;
let concerns = () => false;
let dismissed = () => {};
let lastPoll = 0;

/**
 * `refresh()` → whether the server answered. `isOurs(frame)`: whether an event changes what this terminal shows.
 * `signIn()`: the server wants nothing to do with us any more.
 */
export function connect(refresh, isOurs, signIn) {
  dismissed = signIn;
  ask = refresh;
  concerns = isOurs;
  open();
  setInterval(watch, 1000);
  addEventListener("online", wake);
  addEventListener("offline", cut);
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  poll();
}

/** Ask now, and open the socket again if it is shut. */
export function wake() {
  tries = 0;
  if (!socket || socket.readyState > WebSocket.OPEN) open();
  poll();
}

async function poll() {
  lastPoll = Date.now();
  const answered = (await ask()) === true;
  heard(answered);
  if (answered && !socket) open();
}

function open() {
  clearTimeout(retry);
  if (!navigator.onLine) return; // "online", or a poll that is answered, tries again
  const address = new URL("/ws/console/", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const mine = new WebSocket(address);
  const before = socket;
  socket = mine;
  before?.close();
  mine.addEventListener("message", (event) => mine === socket && hear(JSON.parse(event.data)));
  mine.addEventListener("close", (event) => mine === socket && lost(event.code));
}

function hear(frame) {
  tries = 0;
  if (frame.at) heardServerTime(frame.at);
  if (!status.socket) {
    status.socket = true;
    ask(); // something may have happened while the socket was shut
  }
  heard(true);
  if (frame.kind === "event" && concerns(frame)) ask();
  if (frame.kind === "event" && frame.subject === "cast") line.dispatchEvent(new Event("cast"));
  const moved = frame.kind === "positions" ? frame.units : frame.positions; // the snapshot has all of them
  if (moved) line.dispatchEvent(new CustomEvent("positions", { detail: moved }));
}

function lost(code) {
  status.socket = false;
  if (code === 4401 || code === 4403) {
    dismissed();
    return;
  }
  retry = setTimeout(open, BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] * (0.7 + 0.6 * Math.random()));
  tries += 1;
  tell();
}

/** The line is dead, whatever the socket believes. */
function cut() {
  const mine = socket;
  socket = null;
  mine?.close();
  lost(0);
  become(false);
}

function heard(answered) {
  if (answered) status.heard = Date.now();
  if (answered || !status.socket) become(answered);
}

function watch() {
  const silent = Date.now() - status.heard;
  if (status.socket && silent > SILENT_MS) cut();
  if (!status.socket && !document.hidden && Date.now() - lastPoll > POLL_MS) poll();
  tell();
}

function become(up) {
  if (status.up === up) return tell();
  status.up = up;
  status.since = Date.now();
  line.dispatchEvent(new CustomEvent("turn", { detail: { up } }));
  return tell();
}

function tell() {
  line.dispatchEvent(new Event("status"));
}
