// The phone's own position: watched, sent in small batches, and kept (bounded) while there is no line.

import { csrfToken } from "../../units/session.js";
import { clockMinute } from "../time.js";
import { freshKey } from "./uuid.js";

const EVERY_MS = 5000;
const MOST = 720; // an hour of fixes; beyond it every other old one goes
const BATCH = 100;
const CHOSEN = "muster.terminal.gps";
const QUEUE = "muster.terminal.fixes";

export const position = new EventTarget();
/** `on`: wanted; `state`: off, waiting, fixed, denied, missing; `last`: newest fix or null. */
export const status = { on: false, state: "off", last: null, sentAt: 0 };

let url = "";
let callSign = "";
let watching = null;
let battery = null;
let queue = { key: "", count: 0, fixes: [] };
let keptAt = 0;

/** `standard`: whether to send unless the officer chose otherwise (in a simulated city the units are driven for them). */
export function begin(api, toggle, standard) {
  url = `${api}positions`;
  queue = read();
  const chosen = localStorage.getItem(CHOSEN);
  toggle.checked = chosen ? chosen === "on" : standard;
  toggle.addEventListener("change", () => {
    localStorage.setItem(CHOSEN, toggle.checked ? "on" : "off");
    choose(toggle.checked);
  });
  navigator.getBattery?.().then((found) => (battery = found));
  setInterval(send, EVERY_MS);
  choose(toggle.checked);
}

/** Fixes are of a unit that is on duty; without one nothing is watched. */
export function aboard(unit, orders) {
  callSign = unit && (unit.shift.logged_on || orders.length) ? unit.call_sign : "";
  choose(status.on);
}

function choose(on) {
  status.on = on;
  const wanted = on && callSign !== "";
  if (!wanted && watching !== null) {
    navigator.geolocation.clearWatch(watching);
    watching = null;
  }
  if (!wanted) return become("off");
  if (watching !== null) return undefined;
  if (!navigator.geolocation || !isSecureContext) return become("missing");
  become(status.last ? "fixed" : "waiting");
  const options = { enableHighAccuracy: true, maximumAge: 2000, timeout: 30000 };
  watching = navigator.geolocation.watchPosition(fixed, failed, options);
  return undefined;
}

function fixed({ coords, timestamp }) {
  const at = new Date(timestamp).toISOString();
  const fix = { unit: callSign, lon: coords.longitude, lat: coords.latitude, at, accuracy: coords.accuracy };
  if (Number.isFinite(coords.speed)) fix.speed = coords.speed;
  if (Number.isFinite(coords.heading)) fix.heading = coords.heading;
  if (battery) fix.battery = battery.level;
  status.last = fix;
  const before = queue.fixes[queue.fixes.length - 1];
  if (before && Date.parse(at) - Date.parse(before.at) < 900) queue.fixes.pop(); // one a second is plenty
  queue.fixes.push(fix);
  if (queue.fixes.length > MOST) thin();
  keep();
  become("fixed");
  position.dispatchEvent(new CustomEvent("fix", { detail: fix }));
  if (Date.now() - triedAt > EVERY_MS) send(); // the first one at once
}

function failed(error) {
  if (error.code === error.PERMISSION_DENIED) {
    navigator.geolocation.clearWatch(watching);
    watching = null;
    become("denied");
  } else if (status.state !== "fixed") {
    become("waiting");
  }
}

/** Half of the older half: the track stays whole, only coarser where it is old. A batch under way keeps its shape. */
function thin() {
  const old = Math.floor(MOST / 2);
  queue.fixes = queue.fixes.filter((fix, n) => n < queue.count || n >= old || n % 2 === 0);
}

let sending = false;
let triedAt = 0;

async function send() {
  if (sending || !queue.fixes.length) return;
  sending = true;
  triedAt = Date.now();
  if (!queue.count) {
    queue.key = freshKey(); // the same batch under the same name until it is answered
    queue.count = Math.min(BATCH, queue.fixes.length);
  }
  const headers = { "Content-Type": "application/json", "Idempotency-Key": queue.key, "X-CSRFToken": csrfToken() };
  const body = JSON.stringify({ fixes: queue.fixes.slice(0, queue.count) });
  const answer = await fetch(url, { method: "POST", headers, body, credentials: "same-origin" }).catch(() => null);
  sending = false;
  if (!answer || answer.status >= 500 || [401, 403, 408, 409, 429].includes(answer.status)) return;
  queue = { key: "", count: 0, fixes: queue.fixes.slice(queue.count) }; // taken, or of no use to anybody
  status.sentAt = Date.now();
  keep(true);
  become(status.state);
  if (queue.fixes.length) send();
}

function become(state) {
  status.state = state;
  position.dispatchEvent(new Event("change"));
}

/** What to write beside the switch. */
export function words() {
  const { state, sentAt } = status;
  if (state === "off") return gettext("not sent");
  if (state === "denied") return gettext("forbidden in the phone's settings");
  if (state === "missing") return gettext("this phone or address gives none");
  if (state === "waiting") return gettext("waiting for a fix");
  return sentAt ? interpolate(gettext("last sent %s"), [clockMinute(sentAt)]) : gettext("fix found");
}

function keep(now = false) {
  if (!now && Date.now() - keptAt < 4000) return;
  keptAt = Date.now();
  try {
    localStorage.setItem(QUEUE, JSON.stringify(queue));
  } catch {
    // full: fixes of this visit are sent all the same
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(QUEUE)) ?? queue;
  } catch {
    return queue;
  }
}
