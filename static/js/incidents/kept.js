// The copy of what is typed that stays in this browser, whatever happens to the tab, the line or the server.

const PREFIX = "muster.draft.";

/** @returns {Object|null} `{user, editor, urls, opened, incident, fields: {name: {value, base, dirty}}, finish}` */
export function readKept(id) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id));
  } catch {
    return null;
  }
}

export function keep(id, copy) {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify(copy));
    return true;
  } catch {
    return false; // full or forbidden: the form says so when the line is down as well
  }
}

export function forget(id) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // nothing was kept
  }
}

/** Copies of this user's forms, oldest first: `[{id, …copy}]`. Another user of the same desk does not see them. */
export function allKept(user) {
  const found = [];
  try {
    for (let n = 0; n < localStorage.length; n += 1) {
      const key = localStorage.key(n);
      if (!key.startsWith(PREFIX)) continue;
      const id = key.slice(PREFIX.length);
      const copy = readKept(id);
      if (copy?.user === user) found.push({ id, ...copy });
    }
  } catch {
    return [];
  }
  return found.sort((a, b) => a.opened - b.opened);
}
