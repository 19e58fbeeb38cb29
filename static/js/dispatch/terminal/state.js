// What the terminal knows: the last state the server told, kept on the phone so that it survives a dead network.

import { heardServerTime } from "../time.js";

const KEPT = "muster.terminal.state";

export const news = new EventTarget();
let state = null;
let url = "";
let asking = null;
let next = null;

export const current = () => state;

/** Start from what the page carries; when the page itself comes from the cache, what was kept later wins. */
export function begin(address, told) {
  url = address;
  const kept = read();
  const newer = kept && kept.user.username === told.user.username && kept.at > told.at;
  state = newer ? kept : told;
  keep();
  return { before: kept && kept.user.username === told.user.username ? kept : null };
}

/**
 * Ask the server; resolves with whether it answered. Calls that come while one is under way share one more, so that the
 * answer is always newer than the call.
 */
export function refresh() {
  if (!asking) {
    asking = ask().finally(() => (asking = null));
    return asking;
  }
  next ??= asking.then(() => {
    next = null;
    return refresh();
  });
  return next;
}

/** Whether the server answered. */
async function ask() {
  let answer;
  try {
    answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" }, cache: "no-store" });
  } catch {
    return false;
  }
  if (answer.redirected || answer.status === 403) {
    location.reload(); // signed out meanwhile: the server says what to do now
    return true;
  }
  if (!answer.ok) return false;
  take(await answer.json());
  return true;
}

/** Take a state that the server has just told. */
export function take(fresh) {
  heardServerTime(fresh.at);
  if (state && fresh.at < state.at) return; // an answer that was overtaken
  const before = state;
  state = fresh;
  keep();
  news.dispatchEvent(new CustomEvent("state", { detail: { before, state } }));
}

/** Leave nothing behind for the next person on this phone. */
export function forget() {
  localStorage.removeItem(KEPT);
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify(state));
  } catch {
    // a full or forbidden store: the terminal works on, it only forgets when it is closed
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
}
