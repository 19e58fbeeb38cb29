// Installing the service worker, without which nothing opens when there is no network.

/** `scope`: where the terminal lives. Quiet where the browser has none, or gives it to secure addresses only. */
export function install(url) {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(url, { scope: new URL(".", new URL(url, location.href)).pathname }).then((registration) => {
    // What the page has already loaded came before the worker could keep it: ask it to fetch that again.
    navigator.serviceWorker.ready.then(({ active }) => {
      const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
      active?.postMessage({ kind: "keep", addresses: [location.pathname, ...loaded] });
    });
    registration.update().catch(() => {});
  }).catch(() => {});
}

/** What the worker kept is somebody's: it goes when they sign out. */
export async function forget() {
  if (!window.caches) return;
  for (const name of await caches.keys()) if (name.startsWith("muster-terminal")) await caches.delete(name);
}
