// The picture: rows by subject, each with a version that only grows. Modules subscribe to the subjects they draw.
// Order and duplicates of messages do not matter: what is older than what is here is dropped.

const KEY = { incident: "code", draft: "id", call: "code", unit: "id", alarm: "id", warning: "code" };
const TOPIC = { incident: "incidents", draft: "drafts", call: "calls", unit: "units", alarm: "alarms", warning: "warnings" };

const rows = Object.fromEntries(Object.keys(KEY).map((subject) => [subject, new Map()]));
const gone = Object.fromEntries(Object.keys(KEY).map((subject) => [subject, new Map()])); // key → last version
const listeners = new Map();
const changes = new Map(); // subject → Set of keys since the last delivery
let scheduled = false;

export const positions = new Map(); // unit id → [lon, lat, heading, speed, at (ms, server time)]

export const all = (subject) => [...rows[subject].values()];
export const get = (subject, key) => rows[subject].get(key);
export const size = (subject) => rows[subject].size;
export const unitByCallSign = (callSign) =>
  all("unit").find((unit) => unit.call_sign.toLowerCase() === callSign.toLowerCase());

/** `listener(keys, {snapshot})` after changes of `subject`, batched per frame. Returns how to stop. */
export function subscribe(subject, listener) {
  if (!listeners.has(subject)) listeners.set(subject, new Set());
  listeners.get(subject).add(listener);
  return () => listeners.get(subject).delete(listener);
}

/** One event of the socket. What is not kept as rows (assignments, reports) is told under its incident's code. */
export function applyEvent({ subject, version, row }) {
  if (!(subject in rows)) {
    if (row?.incident) note(subject, row.incident);
    return;
  }
  const key = row[KEY[subject]];
  const known = rows[subject].get(key)?.version ?? gone[subject].get(key) ?? 0;
  if (version < known) return;
  if (row.gone) {
    rows[subject].delete(key);
    gone[subject].set(key, version);
  } else {
    rows[subject].set(key, row);
    gone[subject].delete(key);
  }
  note(subject, key);
}

/** Replace the whole picture. Rows that are newer than the snapshot (an event overtook it) stay. */
export function applySnapshot(snapshot) {
  for (const [subject, topic] of Object.entries(TOPIC)) {
    const before = rows[subject];
    const fresh = new Map();
    for (const row of snapshot[topic] ?? []) {
      const key = row[KEY[subject]];
      const here = before.get(key);
      if (row.version < (gone[subject].get(key) ?? 0)) continue;
      fresh.set(key, here && here.version > row.version ? here : row);
    }
    for (const key of new Set([...before.keys(), ...fresh.keys()])) {
      if (before.get(key)?.version !== fresh.get(key)?.version) note(subject, key);
    }
    rows[subject] = fresh;
    note(subject, null);
  }
  for (const one of snapshot.positions ?? []) notePosition(one, Date.parse(snapshot.at));
  note("positions", null);
}

/** A frame of `[id, lon, lat, heading, speed, age_s, state]`: at most one per tick. */
export function applyPositions(frame) {
  const at = Date.parse(frame.at);
  for (const one of frame.units) notePosition(one, at);
  note("positions", null);
}

function notePosition([id, lon, lat, heading, speed, age], at) {
  positions.set(id, [lon, lat, heading, speed, at - (age ?? 0) * 1000]);
}

/** Whether what the server counts is here. `digest`: `{incidents: {count, version}, …}`, version = sum of versions. */
export function matches(digest) {
  return Object.entries(TOPIC).every(([subject, topic]) => {
    const told = digest?.[topic];
    if (!told || told.count !== rows[subject].size) return !told;
    let sum = 0;
    for (const row of rows[subject].values()) sum += row.version;
    return sum === told.version;
  });
}

function note(subject, key) {
  if (!changes.has(subject)) changes.set(subject, new Set());
  changes.get(subject).add(key);
  if (scheduled) return;
  scheduled = true;
  if (document.hidden) setTimeout(deliver, 50);
  else requestAnimationFrame(deliver);
}

function deliver() {
  scheduled = false;
  const batch = [...changes];
  changes.clear();
  for (const [subject, keys] of batch) {
    const snapshot = keys.delete(null);
    for (const listener of listeners.get(subject) ?? []) {
      try {
        listener(keys, { snapshot });
      } catch (error) {
        console.error(error); // one module's fault must not blind the others
      }
    }
  }
}
