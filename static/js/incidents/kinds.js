/* The list of kinds, read once a page. When the server is away, the list of last time serves: intake must go on. */

const asked = new Map();

/** Promise of `{kinds, flags}` from `src` (`/kinds/`). Rejects only when there is no earlier list either. */
export function loadKinds(src) {
  if (!asked.has(src)) {
    asked.set(src, fetchKinds(src).catch((error) => {
      asked.delete(src); // ask again next time
      const earlier = remembered(src);
      if (earlier) {
        return earlier;
      }
      throw error;
    }));
  }
  return asked.get(src);
}

async function fetchKinds(src) {
  const answer = await fetch(src, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) {
    throw new Error(`${src}: ${answer.status}`);
  }
  const text = await answer.text();
  try {
    localStorage.setItem(name(src), text);
  } catch {
    // A full or forbidden store costs only the list for a day without a server.
  }
  return JSON.parse(text);
}

function remembered(src) {
  try {
    return JSON.parse(localStorage.getItem(name(src)));
  } catch {
    return null;
  }
}

const name = (src) => `muster:${document.documentElement.lang}:${src}`;
