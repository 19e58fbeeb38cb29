// A draft: what is typed, kept in this browser with every batch of keys and on the server every second.
// Knows nothing of the form; tells it by events: status, news, conflict, problems, incident, done.
import { forget, keep, readKept } from "./kept.js";
import { LineDown, post } from "./send.js";

const FIRST_MS = 250; // the dispatcher sees the first words soon
const EVERY_MS = 1000;
const KEEP_MS = 120;
const RETRY_MS = [1000, 2000, 4000, 8000];

export const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);
const empty = (value) => value === "" || value === null || value === undefined || value === false || (Array.isArray(value) && !value.length);

export class Draft extends EventTarget {
  /** @param {{id: string, urls: Object, user: number}} options urls: patterns with a zero id in place of the draft's */
  constructor({ id, urls, user }) {
    super();
    Object.assign(this, { id, urls, user });
    this.fields = new Map();
    const copy = readKept(id);
    this.restored = Boolean(copy && copy.user === user);
    this.editor = (this.restored && copy.editor) || crypto.randomUUID().slice(0, 18);
    this.opened = (this.restored && copy.opened) || Date.now();
    this.incident = (this.restored && copy.incident) || null;
    this.finish = (this.restored && copy.finish) || null;
    if (this.restored) for (const [name, field] of Object.entries(copy.fields)) this.fields.set(name, { ...field });
    this.known = this.restored; // whether the server has it, or may have it
    this.failures = 0;
    this.savedAt = null;
    this.back = () => this.#soon(0);
    this.leave = () => this.#leave();
    window.addEventListener("online", this.back);
    window.addEventListener("pagehide", this.leave);
  }

  /** Stop for good: nothing more is sent. */
  release() {
    clearTimeout(this.timer);
    clearTimeout(this.keeper);
    this.over = true;
    window.removeEventListener("online", this.back);
    window.removeEventListener("pagehide", this.leave);
  }

  get(name) {
    return this.fields.get(name)?.value;
  }

  get isEmpty() {
    return [...this.fields.entries()].every(([name, field]) => empty(field.value) || ["channel", "nature", "level"].includes(name));
  }

  get unsent() {
    return [...this.fields.values()].some((field) => field.dirty);
  }

  /** A person changed a field. */
  set(name, value) {
    const field = this.fields.get(name) ?? { value: undefined, base: 0 };
    if (same(field.value, value) || (field.value === undefined && empty(value))) return;
    this.fields.set(name, { ...field, value, dirty: true, conflict: null });
    this.#keepSoon();
    this.#soon(this.known || this.savedAt ? EVERY_MS : FIRST_MS);
  }

  /** Decide a conflict: `value` is what shall stand. */
  settle(name, value) {
    const field = this.fields.get(name);
    this.fields.set(name, { value, base: field.conflict?.version ?? field.base, dirty: !same(value, field.conflict?.theirs), conflict: null });
    this.#keepSoon();
    this.#soon(0);
  }

  /** Save what is unsaved now; with nothing to save: ask for news. */
  save() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.running = (this.running ?? Promise.resolve()).then(() => this.#save());
    return this.running;
  }

  /** End it: "release" or "end" (see calls/urls.py). Kept and sent again until the server has answered. */
  end(how, body = {}) {
    this.finish = { how, body };
    this.#keep();
    return this.save();
  }

  async discard(reason) {
    await this.save();
    if (!this.savedAt && !this.known) return this.#forgotten();
    const { status, data } = await post(this.#url("discard"), { reason });
    if (status >= 400) return data.problems ?? [];
    return this.#forgotten();
  }

  async load() {
    const answer = await fetch(this.#url("save"), { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return false;
    this.known = true;
    this.#take(await answer.json(), {});
    return true;
  }

  #forgotten() {
    this.release();
    forget(this.id);
    return [];
  }

  #url(name) {
    return this.urls[name].replace("00000000-0000-0000-0000-000000000000", this.id);
  }

  #soon(delay) {
    if (this.over || this.timer) return;
    this.timer = setTimeout(() => this.save(), delay);
  }

  #keepSoon() {
    this.keeper ||= setTimeout(() => this.#keep(), KEEP_MS);
  }

  #keep() {
    clearTimeout(this.keeper);
    this.keeper = 0;
    if (this.over) return;
    const { user, editor, urls, opened, incident, finish } = this;
    const fields = Object.fromEntries([...this.fields].map(([name, { value, base, dirty }]) => [name, { value, base, dirty }]));
    this.kept = keep(this.id, { user, editor, urls, opened, incident, finish, fields });
  }

  #leave() {
    this.#keep();
    if (this.unsent && !this.over) post(this.#url("save"), this.#body(), { keepalive: true }).catch(() => {});
  }

  #body() {
    const fields = {};
    const seen = {};
    for (const [name, field] of this.fields) {
      seen[name] = field.base;
      if (field.dirty) fields[name] = { value: field.value ?? null, base: field.base };
    }
    return { fields, seen, editor: this.editor, incident: this.incident };
  }

  async #save() {
    if (this.over || (!this.unsent && !this.finish && !this.known && !this.savedAt)) return;
    const body = this.#body();
    const finish = this.finish;
    if (this.unsent) this.#tell("status", { state: "saving" });
    try {
      const { status, data } = await post(this.#url(finish?.how ?? "save"), { ...body, ...finish?.body });
      this.failures = 0;
      this.known = true;
      if (status < 300 && finish) return this.#done(finish, data);
      if (finish) this.finish = null; // refused: a person decides what next
      this.#take(data, body.fields);
      if (status === 404) this.#tell("problems", [{ field: "", detail: gettext("This form is no longer yours to change.") }]);
    } catch (error) {
      if (!(error instanceof LineDown)) throw error;
      this.#tell("status", { state: "offline", signedOut: error.signedOut, kept: this.kept !== false, pending: Boolean(finish) });
      this.#soon(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]);
      return;
    }
    this.#keep();
    if (this.unsent || this.finish) this.#soon(this.finish ? 0 : EVERY_MS);
  }

  #done(finish, data) {
    this.incident = data.incident ?? this.incident;
    if (finish.how === "release" && finish.body.stay) {
      this.finish = null;
      this.#take(data, this.#sentOf(data));
      this.#keep();
      this.#tell("incident", { code: data.incident });
      return;
    }
    this.release();
    forget(this.id);
    this.#tell("done", { incident: data.incident ?? null, call: data.call ?? null, repeats: finish.body.repeats ?? null });
  }

  #sentOf(data) {
    return Object.fromEntries(Object.keys(data.fields ?? {}).map((name) => [name, { value: this.get(name) }]));
  }

  #take(data, sent) {
    if (data.saved_at) this.savedAt = new Date(data.saved_at);
    const conflicts = new Map((data.conflicts ?? []).map((one) => [one.field, one]));
    const refused = new Set((data.problems ?? []).map((one) => one.field));
    for (const [name, news] of Object.entries(data.fields ?? {})) this.#takeField(name, news, sent[name], conflicts.get(name));
    for (const name of Object.keys(sent)) {
      const field = this.fields.get(name);
      if (field && refused.has(name) && same(field.value, sent[name].value)) field.dirty = false; // not again until it is changed
    }
    for (const one of conflicts.values()) this.#tell("conflict", one);
    if (data.problems?.length) this.#tell("problems", data.problems);
    if (data.incident && data.incident !== this.incident) {
      this.incident = data.incident;
      this.#tell("incident", { code: data.incident });
    }
    if (data.call) this.#done({ how: "end", body: {} }, data);
    if (data.saved_at && !this.unsent) this.#tell("status", { state: "saved", at: this.savedAt });
  }

  #takeField(name, news, sent, conflict) {
    const field = this.fields.get(name) ?? { value: undefined, base: 0, dirty: false };
    if (conflict) {
      this.fields.set(name, { ...field, dirty: !same(field.value, sent.value), conflict });
      return;
    }
    const typedOn = field.dirty && (!sent || !same(field.value, sent.value ?? null));
    if (typedOn && !sent) return; // both typed: the next save finds the conflict
    const value = typedOn || !("value" in news) ? field.value : news.value;
    const moved = !same(value, field.value);
    this.fields.set(name, { ...field, value, base: news.version, dirty: typedOn });
    if (moved) this.#tell("news", { name, value });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
