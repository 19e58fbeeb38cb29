// What stands beside the form while somebody types: likely repeats, questions and guidance of the kind, what was left.

import { levelWord } from "./levels.js";

const WAIT_MS = 250;
const LOOK_AT = new Set(["place", "caller_phone", "description", "kind"]);

export class Beside {
  constructor(form) {
    this.form = form;
    this.repeats = form.querySelector("[data-duplicates]");
    this.aside = form.querySelector("[data-kind-aside]");
    this.#left();
    this.repeats.addEventListener("click", (event) => this.#clicked(event));
    this.aside.addEventListener("kind-suggestion", (event) => this.#propose(event.detail));
  }

  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  /** A field changed: look for repeats if it says where, who or what. */
  changed(name) {
    if (!LOOK_AT.has(name)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(), WAIT_MS);
  }

  /** It is an incident now: not a repeat of itself. */
  itself() {
    this.asking?.abort();
    this.repeats.replaceChildren();
    this.told = null;
    this.changed("kind");
  }

  async #look() {
    const { draft, setup } = this.form;
    const place = draft.get("place");
    const query = new URLSearchParams();
    if (place?.lon !== undefined) {
      query.set("lon", place.lon);
      query.set("lat", place.lat);
    }
    if (draft.get("caller_phone")) query.set("number", draft.get("caller_phone"));
    if (draft.get("description")) query.set("words", draft.get("description").slice(0, 500));
    if (draft.get("kind")) query.set("kind", draft.get("kind"));
    if (draft.incident) query.set("incident", draft.incident);
    if (!query.has("lon") && !query.has("number") && !query.has("words")) return this.repeats.replaceChildren();
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${setup.urls.duplicates}?${query}`, { signal: this.asking.signal });
      if (!answer.ok || answer.redirected) return null;
      const html = await answer.text();
      if (html.trim() === this.told) return null; // nothing jumps under a pointer
      this.told = html.trim();
      this.repeats.innerHTML = html; // our own server's fragment: it escapes what people typed
    } catch {
      // without the line there is nothing to compare with
    }
    return null;
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.repeats) this.form.repeats(button.dataset.repeats);
    else if (button.dataset.open) button.dispatchEvent(new CustomEvent("incident", { bubbles: true, detail: button.dataset.open }));
  }

  /** The nth of the repeats shown, by its key. */
  pressRepeat(n) {
    this.repeats.querySelectorAll("[data-repeats]")[n]?.click();
  }

  /** Questions and card of a kind, with the answers given already. */
  async kind(code) {
    if (this.shown === code) return;
    this.shown = code;
    const query = new URLSearchParams();
    for (const [name, { value }] of this.form.draft.fields) if (name.startsWith("answer-") && value) query.set(name, value);
    try {
      const answer = await fetch(`${this.form.setup.urls.kind.replace("000000", code)}?${query}`);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const html = await answer.text();
      if (this.shown === code) this.aside.innerHTML = html;
    } catch {
      this.shown = null; // asked again with the next choice
    }
  }

  showAnswer(name, value) {
    for (const input of this.aside.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (input.type === "radio") input.checked = input.value === value;
      else input.value = value ?? "";
    }
  }

  /** What the answers suggest; a person takes it. */
  #propose({ level, flags }) {
    this.proposal?.remove();
    const { form } = this;
    const chosen = form.draft.get("risk_flags") ?? [];
    const fresh = flags.filter((flag) => !chosen.includes(flag));
    const now = Number(form.draft.get("level")) || 4;
    const raise = level && level < now ? level : null;
    if (!fresh.length && !raise) return;
    const names = fresh.map((flag) => form.querySelector(`[name="risk_flags"][value="${CSS.escape(flag)}"]`)?.closest("label").querySelector("span").textContent ?? flag);
    const words = [...(raise ? [levelWord(raise)] : []), ...names].join(", ");
    this.proposal = Object.assign(document.createElement("p"), { className: "note mild proposal" });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: gettext("Take it") });
    const key = Object.assign(document.createElement("kbd"), { textContent: "Alt T" });
    button.append(" ", key);
    button.dataset.take = "";
    button.addEventListener("click", () => {
      this.proposal.remove();
      if (fresh.length) {
        form.show("risk_flags", [...chosen, ...fresh]);
        form.put("risk_flags", [...chosen, ...fresh]);
        form.level.follow();
      }
      if (raise) {
        form.level.show(raise);
        form.level.choose(raise);
      }
    });
    this.proposal.append(interpolate(gettext("The answers suggest: %s"), [words]), " ", button);
    this.aside.prepend(this.proposal);
  }

  /** Other unfinished forms of this user, to go on with. */
  #left() {
    const section = this.form.querySelector("[data-unfinished]");
    if (!section) return;
    for (const item of section.querySelectorAll("li")) if (item.dataset.id === this.form.setup.draft) item.remove();
    section.hidden = !section.querySelector("li");
    section.addEventListener("click", (event) => {
      const id = event.target.closest("[data-resume]")?.dataset.resume;
      if (!id) return;
      if (this.form.closest("muster-drawer")) section.dispatchEvent(new CustomEvent("draft", { bubbles: true, detail: id }));
      else location.assign(`${this.form.setup.urls.intake}?draft=${id}`);
    });
  }

  /** On a page of its own: say what it became, and offer the next form. */
  finished({ code, call, duplicate_of: into }) {
    const line = this.form.querySelector("[data-notice]");
    const next = Object.assign(document.createElement("a"), { href: this.form.setup.urls.intake, className: "button primary", textContent: gettext("Next call") });
    const words = code ? gettext("Incident %s is open.") : into ? gettext("Told in the story of %s.") : gettext("Kept as call %s.");
    line.replaceChildren(interpolate(words, [code ?? into ?? call]), " ", next);
    line.hidden = false;
    line.dataset.done = code ?? into ?? call;
    this.form.querySelector(".intake-foot").hidden = true;
    next.focus();
  }
}
