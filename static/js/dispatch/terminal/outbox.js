// The outbox: whatever the officer does is put on disk first, then sent once and in order.
//
// Each item carries its own Idempotency-Key, so that an answer lost on the way does no harm: it is sent again and the
// server answers the same. What the server refuses is set aside with its words, and the rest goes on.

import { csrfToken } from "../../units/session.js";
import { now } from "../time.js";
import { all, put, remove } from "./store.js";
import { freshKey } from "./uuid.js";

const PAUSES_MS = [1000, 2000, 5000, 10000, 20000];
const PATIENCE_MS = 20000;
const PATIENCE_WITH_FILES_MS = 120000;
export const outbox = new EventTarget();

/** When a press happens, by the server's clock as far as it is known: a phone's own may be wrong. */
export const pressed = () => new Date(now()).toISOString();

let items = [];
let user = "";
let sending = false;
let failures = 0;
let timer = 0;

/** Load what an earlier visit left, and begin to send it. `username`: whose phone it is now. */
export async function begin(username) {
  user = username;
  try {
    items = await all();
  } catch {
    items = []; // no shelf (a private window): what is pressed is sent, but does not outlive the page
  }
  tell();
  flush();
}

/**
 * Put requests in the outbox, all of them before the first is sent. Each: {url, body, files, key, after, at, what}.
 * `body`: an object, sent as JSON, or with `files` ([{name, blob, filename}]) as the fields of a form. `after`: the key of
 * an earlier request whose answer's id takes the place of `{id}` in `url`. `what`: for the page, to show what is pending.
 * Resolves when they are on disk.
 */
export async function add(...requests) {
  for (const { url, body, files = [], key = freshKey(), after = "", what = {}, at = pressed() } of requests) {
    const item = { key, user, url, body, files, after, what, at };
    item.id = await put(item).catch(() => `unkept-${key}`);
    items.push(item);
  }
  tell();
  flush();
}

const mine = () => items.filter((item) => item.user === user);
/** What waits to be sent; machine receipts are no news to the officer and can be left out. */
export const pending = ({ all: every = true } = {}) => mine().filter((item) => !item.refused && (every || !item.what.quiet));
export const refused = () => mine().filter((item) => item.refused);
/** Pressed by somebody else on this phone, who must sign in again to send it. */
export const strangers = () => items.filter((item) => item.user !== user && !item.refused);
export const stuck = () => failures > 0;

/** The officer has read why something was refused. */
export async function dismiss(item) {
  items = items.filter((other) => other !== item);
  tell();
  await remove(item.id).catch(() => {});
}

/** Send what waits, oldest first, until the line breaks. Two windows of one phone take turns. */
export async function flush() {
  if (sending || !pending().length) return;
  sending = true;
  clearTimeout(timer);
  try {
    if (navigator.locks) await navigator.locks.request("muster-outbox", sendAll);
    else await sendAll();
  } finally {
    sending = false;
    tell();
  }
}

async function sendAll() {
  for (let item = pending()[0]; item; item = pending()[0]) {
    if (!(await deliver(item))) {
      timer = setTimeout(flush, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]);
      failures += 1;
      return;
    }
    failures = 0;
  }
}

/** Whether the item is settled: accepted, or refused for good. */
async function deliver(item) {
  let answer;
  try {
    answer = await send(item);
  } catch {
    return false;
  }
  if (answer.status >= 500 || [401, 408, 425, 429].includes(answer.status)) return notNow(answer);
  if (answer.status === 403 && (await renewToken())) return false; // again, with the fresh token
  if (answer.status === 409 && (await problemOf(answer))?.type?.includes("idempotency_busy")) return false;
  if (answer.ok) await accepted(item, await problemOf(answer));
  else await setAside(item, await words(answer));
  tell();
  return true;
}

async function accepted(item, told) {
  for (const other of items.filter((one) => one.after === item.key)) {
    other.url = other.url.replace("{id}", told?.id);
    await put(other).catch(() => {});
  }
  items = items.filter((other) => other !== item);
  await remove(item.id).catch(() => {});
  outbox.dispatchEvent(new CustomEvent("sent", { detail: { item, answer: told } }));
}

async function setAside(item, why) {
  item.refused = why;
  await put(item).catch(() => {});
  for (const other of items.filter((one) => one.after === item.key)) {
    items = items.filter((one) => one !== other); // it belongs to what was refused, and is still in its draft
    await remove(other.id).catch(() => {});
  }
  outbox.dispatchEvent(new CustomEvent("refused", { detail: { item } }));
}

function notNow(answer) {
  if (answer.status === 401) outbox.dispatchEvent(new Event("signed-out"));
  return false;
}

function send(item) {
  const headers = { "Idempotency-Key": item.key, "X-CSRFToken": csrfToken(), Accept: "application/json" };
  let body = JSON.stringify(item.body);
  if (item.files.length) {
    const form = new FormData();
    for (const [name, value] of Object.entries(item.body)) form.append(name, value);
    for (const file of item.files) form.append(file.name, file.blob, file.filename);
    body = form;
  } else {
    headers["Content-Type"] = "application/json";
  }
  const patience = new AbortController();
  const limit = setTimeout(() => patience.abort(), item.files.length ? PATIENCE_WITH_FILES_MS : PATIENCE_MS);
  const options = { method: "POST", headers, body, credentials: "same-origin", signal: patience.signal };
  return fetch(item.url, options).finally(() => clearTimeout(limit));
}

const problemOf = (answer) => answer.clone().json().catch(() => null);

async function words(answer) {
  const problem = await problemOf(answer);
  const fields = problem?.errors?.map((error) => error.message).filter(Boolean).join(" ");
  return fields || problem?.detail || interpolate(gettext("The server refused this (%s)."), [answer.status]);
}

/** A page kept by the phone carries an old CSRF token: take a fresh one. Whether it is another than before. */
async function renewToken() {
  const page = await fetch(location.pathname, { credentials: "same-origin", cache: "reload" }).catch(() => null);
  if (!page?.ok || page.redirected) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('meta[name="csrf-token"]');
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (!fresh || triedTokens.has(meta.content)) return false;
  triedTokens.add(meta.content);
  meta.content = fresh.content;
  return true;
}
const triedTokens = new Set();

function tell() {
  outbox.dispatchEvent(new Event("change"));
}

addEventListener("online", () => {
  failures = 0;
  flush();
});
