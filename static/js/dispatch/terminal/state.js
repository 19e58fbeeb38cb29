// What the terminal knows: the last state the server told, kept on the phone so that it survives a dead network.

import { heardServerTime, now } from "../time.js";

const OURS = "muster.terminal.";
const KEPT = `${OURS}state`;
const CLOCK = `${OURS}clock`;
const CHOICES = [`${OURS}gps`, `${OURS}sound`];

export const news = new EventTarget();
let state = null;
let url = "";
let signIn = () => {};
let asking = null;
let next = null;

export const current = () => state;

/** Start from what the page carries (`told`); when the page itself comes from the cache, what was kept later wins. */
export function begin(address, toSignIn, told) {
  url = address;
  signIn = toSignIn;
  recallClock();
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
    signIn();
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
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(OURS) && !CHOICES.includes(name)) localStorage.removeItem(name);
  }
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify(state));
    localStorage.setItem(CLOCK, now() - Date.now());
  } catch {
    // a full or forbidden store: the terminal works on, it only forgets when it is closed
  }
}

/** How wrong the phone's clock was when the server was last heard. */
function recallClock() {
  const offset = Number(localStorage.getItem(CLOCK));
  if (offset) heardServerTime(new Date(Date.now() + offset).toISOString());
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
}
