// The service worker of the field terminal: what was seen once is there without a network.
//
// Pages, cards, scripts, styles: the network first, so that all of them are of one version; what is kept only when it
// fails or dawdles (with a mark, so that nobody takes it for new). Fonts and map tiles: what is kept, the oldest go.
// Writes are never touched: the page's outbox has them.

const SHELL = "muster-terminal-shell-1";
const DATA = "muster-terminal-data-1";
const TILES = "muster-terminal-tiles-1";
const FONT = /\.woff2$/;
const MOST_TILES = 1500;
const PATIENCE_MS = 3000;
const HURRY_MS = 250; // when the line was just found to be slow, each script need not find it out again
const SLOW_FOR_MS = 30000;
let slowUntil = 0;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const ours = [SHELL, DATA, TILES];
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("muster-terminal") && !ours.includes(name)).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data?.kind === "keep") event.waitUntil(keepAll(event.data.addresses));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const shelf = shelfOf(url.pathname);
  if (shelf === TILES || FONT.test(url.pathname)) event.respondWith(keptFirst(event, request, shelf));
  else if (shelf) event.respondWith(networkFirst(request, shelf));
});

function shelfOf(path) {
  if (path === "/terminal/sw.js" || path === "/terminal/state/") return null; // the page keeps the state itself
  if (path.startsWith("/terminal/") || path === "/kinds/" || path === "/i18n/catalog.js" || path === "/tiles/basemap.json") return DATA;
  if (path.startsWith("/static/")) return SHELL;
  if (path.startsWith("/tiles/")) return TILES;
  return null;
}

async function networkFirst(request, name) {
  const shelf = await caches.open(name);
  const kept = await shelf.match(keyOf(request), { ignoreVary: true });
  const reached = fetch(request).then(async (answer) => {
    if (answer.status === 200 && !answer.redirected) await shelf.put(keyOf(request), answer.clone());
    return answer;
  });
  if (!kept) return reached;
  reached.catch(() => {}); // heard below, or too late to matter
  const limit = Date.now() < slowUntil ? HURRY_MS : PATIENCE_MS;
  const patience = new Promise((resolve) => setTimeout(() => resolve("slow"), limit));
  const answer = await Promise.race([reached, patience]).catch(() => null);
  if (answer === "slow") slowUntil = Date.now() + SLOW_FOR_MS;
  return answer?.status < 500 ? answer : marked(kept);
}

/** The page in either address; never one answer for two users' queries. */
const keyOf = (request) => (request.mode === "navigate" ? new URL(request.url).pathname : request.url);

function marked(answer) {
  const headers = new Headers(answer.headers);
  headers.set("X-From-Phone", "yes");
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

async function keptFirst(event, request, name) {
  const shelf = await caches.open(name);
  const kept = await shelf.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) event.waitUntil(shelf.put(request, answer.clone()).then(() => name === TILES && dropOldest(shelf)));
  return answer;
}

async function dropOldest(shelf) {
  const keys = await shelf.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_TILES))) await shelf.delete(key);
}

async function keepAll(addresses) {
  for (const address of new Set(addresses)) {
    const url = new URL(address, location.origin);
    const name = url.origin === location.origin ? shelfOf(url.pathname) : null;
    if (!name) continue;
    const shelf = await caches.open(name);
    const key = url.pathname === "/terminal/" ? url.pathname : url.href;
    if (await shelf.match(key, { ignoreVary: true })) continue;
    const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok && !answer.redirected) await shelf.put(key, answer);
  }
}
