// <intake-form>: one call. Joins the fields to the draft (draft.js), the level to its reasons, the keys to the deeds.
import { clockTime } from "../units/clock.js";
import { showConflict } from "./conflict.js";
import { Draft } from "./draft.js";
import { Beside } from "./intake-beside.js";
import { intakeKeys } from "./intake-keys.js";
import { Level } from "./intake-level.js";
import { sendLeftBehind, stopSending } from "./left-behind.js";

const POLL_MS = 5000; // news while nobody types: the dispatcher's changes, and whether the line is there
const INCIDENT = "report"; // the nature that becomes an incident; the others end as a call

class IntakeForm extends HTMLElement {
  connectedCallback() {
    if (this.draft) return;
    this.setup = JSON.parse(this.dataset.setup);
    this.form = this.querySelector("form");
    this.piece = (name) => this.querySelector(`[data-${name}]`);
    stopSending(this.setup.draft);
    this.draft = new Draft({ id: this.setup.draft, urls: this.setup.urls, user: this.setup.user });
    this.level = new Level(this, this.setup.flags);
    this.beside = new Beside(this);
    this.#listen();
    if (this.draft.restored) this.#fill();
    const start = this.setup.known ? this.draft.load() : Promise.resolve();
    start.then(() => (this.draft.unsent || this.draft.finish) && this.draft.save());
    if (this.draft.restored && this.draft.unsent) this.notice(gettext("What was typed before is back."));
    intakeKeys(this);
    this.clock = setInterval(() => this.#tick(), 1000);
    this.poll = setInterval(() => document.visibilityState === "visible" && this.draft.known && !this.draft.over && this.draft.save(), POLL_MS);
    this.drawer = this.closest("muster-drawer");
    this.picked = (event) => this.#picked(event.detail);
    this.drawer?.addEventListener("intake:place", this.picked);
    document.addEventListener("muster:map-picked", this.picked);
    sendLeftBehind(this.setup.user, this.setup.draft);
    this.#tick();
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    clearInterval(this.poll);
    this.drawer?.removeEventListener("intake:place", this.picked);
    document.removeEventListener("muster:map-picked", this.picked);
    this.draft?.release();
    this.beside?.stop();
  }

  /** The field's box, by its name. */
  box(name) {
    return this.querySelector(`[data-field="${CSS.escape(name)}"]`);
  }

  get nature() {
    return this.form.elements.nature.value;
  }

  /** Write a value into the draft, and let what depends on it follow. */
  put(name, value) {
    this.draft.set(name, value);
    this.#clear(name);
    this.beside.changed(name);
  }

  /** Show a value in its input without touching the draft. */
  show(name, value) {
    const { form } = this;
    if (name === "place" || name === "caller_point") this.box(name).querySelector("place-search").value = value;
    else if (name === "kind") this.#showKind(value);
    else if (name === "persons" || name === "vehicles") this.querySelector(`rows-editor[data-rows="${name}"]`).value = value;
    else if (name === "risk_flags") for (const box of form.querySelectorAll('[name="risk_flags"]')) box.checked = (value ?? []).includes(box.value);
    else if (name === "confidential") form.elements.confidential.checked = Boolean(value);
    else if (name === "level") this.level.show(value);
    else if (name.startsWith("answer-")) this.beside.showAnswer(name, value);
    else if (form.elements[name]) form.elements[name].value = value ?? "";
    if (name === "nature") this.#natureChanged();
    this.#count();
  }

  save() {
    if (this.draft.incident) return this.#leaveOpenIncident();
    if (this.nature !== INCIDENT) return this.draft.end("end", { nature: this.nature });
    return this.draft.end("release");
  }

  release() {
    if (!this.draft.incident) this.draft.end("release", { stay: true });
  }

  /** The call repeats an incident that is there already: the words go into its story. */
  repeats(code) {
    this.draft.end("end", { repeats: code });
  }

  async discard() {
    const ask = this.#askReason();
    if (this.draft.isEmpty) return this.#close(await this.draft.discard("").catch(() => []));
    const reason = await ask();
    if (reason === null) return null;
    try {
      const problems = await this.draft.discard(reason);
      if (problems.length) return this.problems(problems);
      return this.#close();
    } catch {
      return this.notice(gettext("Not discarded: the line is down. What is typed is kept."), true);
    }
  }

  notice(text, grave = false) {
    const line = this.piece("notice");
    line.textContent = text;
    line.hidden = !text;
    line.classList.toggle("mild", !grave);
  }

  problems(list) {
    let first = null;
    for (const { field, detail } of list) {
      const box = this.box(field) ?? null;
      if (!box) {
        this.notice(detail, true);
        continue;
      }
      const line = document.createElement("p");
      line.className = "error";
      line.setAttribute("role", "alert");
      line.textContent = detail;
      box.querySelector("[data-problem]")?.replaceChildren(line);
      const input = box.querySelector("input:not([type=hidden]), textarea, select");
      input?.setAttribute("aria-invalid", "true");
      first ??= input;
    }
    first?.focus();
  }

  #listen() {
    const { form, draft } = this;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.addEventListener("input", (event) => this.#typed(event.target));
    this.addEventListener("change", (event) => this.#typed(event.target));
    this.addEventListener("place", (event) => this.put(event.target.closest("[data-field]").dataset.field, event.detail));
    this.addEventListener("rows", (event) => {
      this.put(event.target.dataset.rows, event.detail);
      this.#count();
    });
    this.addEventListener("kind-chosen", (event) => this.#kindChosen(event.detail));
    this.piece("release").addEventListener("click", () => this.release());
    this.piece("discard").addEventListener("click", () => this.discard());
    draft.addEventListener("status", (event) => this.#status(event.detail));
    draft.addEventListener("news", (event) => this.#news(event.detail));
    draft.addEventListener("conflict", (event) => this.#conflict(event.detail));
    draft.addEventListener("problems", (event) => this.problems(event.detail));
    draft.addEventListener("incident", (event) => this.#nowIncident(event.detail.code));
    draft.addEventListener("done", (event) => this.#done(event.detail));
  }

  #typed(input) {
    const { name } = input;
    if (!name || input.closest("rows-editor, place-search, kind-picker, [data-reason]")) return;
    if (name === "risk_flags") {
      this.put(name, [...this.form.querySelectorAll('[name="risk_flags"]:checked')].map((box) => box.value));
      this.level.follow();
    } else if (name === "confidential") this.put(name, input.checked);
    else if (name === "level") this.level.choose(Number(input.value));
    else if (input.type === "radio" && !input.checked) this.put(name, this.querySelector(`[name="${name}"]:checked`)?.value ?? "");
    else this.put(name, input.value);
    if (name === "nature") this.#natureChanged();
  }

  #kindChosen(kind) {
    this.put("kind", kind.code);
    this.level.ofKind(kind);
    this.beside.kind(kind.code);
  }

  async #showKind(code) {
    const picker = this.querySelector("kind-picker");
    await customElements.whenDefined("kind-picker");
    picker.value = code ?? "";
    if (!code) return;
    const give = () => picker.kind && this.level.ofKind(picker.kind, { silent: true });
    give();
    picker.addEventListener("kinds-ready", () => {
      picker.value = code;
      give();
    }, { once: true });
    this.beside.kind(code);
  }

  #fill() {
    for (const [name, { value }] of this.draft.fields) this.show(name, value);
    if (this.draft.incident) this.#nowIncident(this.draft.incident);
  }

  #news({ name, value }) {
    this.show(name, value);
    this.beside.changed(name);
    const box = this.box(name);
    box?.classList.add("news");
    setTimeout(() => box?.classList.remove("news"), 2500);
  }

  #conflict(conflict) {
    const place = this.box(conflict.field)?.querySelector("[data-problem]") ?? this.piece("notice");
    place.hidden = false;
    showConflict(place, conflict, (value) => {
      this.show(conflict.field, value);
      this.draft.settle(conflict.field, value);
    });
  }

  #clear(name) {
    const box = this.box(name);
    const problem = box?.querySelector("[data-problem]");
    if (!problem || problem.querySelector(".conflict")) return;
    problem.replaceChildren();
    for (const input of box.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  }

  #natureChanged() {
    const call = this.nature !== INCIDENT;
    this.classList.toggle("only-a-call", call);
    this.querySelector("[data-save-word]").textContent = call ? gettext("End the call") : this.draft.incident ? gettext("Done") : gettext("Save");
  }

  #nowIncident(code) {
    const short = code.split("-").pop();
    this.piece("code").textContent = interpolate(gettext("Incident %s"), [short]);
    this.piece("release").hidden = true;
    this.piece("discard").hidden = true;
    for (const input of this.form.elements.nature) input.disabled = true;
    this.notice(interpolate(gettext("Incident %s is open: units can be sent. You go on typing on it."), [short]));
    this.#natureChanged();
    this.beside.itself();
    this.dispatchEvent(new CustomEvent("intake:released", { bubbles: true, detail: { code } }));
  }

  async #leaveOpenIncident() {
    await this.draft.save();
    if (this.draft.unsent || this.querySelector(".conflict")) return;
    const code = this.draft.incident;
    this.draft.dispatchEvent(new CustomEvent("done", { detail: { incident: code, call: null, repeats: null } }));
  }

  #done({ incident, call, repeats }) {
    import("./kept.js").then(({ forget }) => forget(this.setup.draft));
    this.draft.release();
    const detail = { code: repeats ? null : incident, call, duplicate_of: repeats };
    this.dispatchEvent(new CustomEvent("intake:saved", { bubbles: true, detail }));
    if (!this.drawer) this.beside.finished(detail);
  }

  #close() {
    this.dispatchEvent(new CustomEvent("intake:closed", { bubbles: true }));
    if (!this.drawer) location.assign(this.setup.urls.intake);
    return null;
  }

  /** Opens the line for the reason; the promise gives it, or null. */
  #askReason() {
    return () =>
      new Promise((answer) => {
        const box = document.createElement("div");
        box.className = "row intake-reason";
        box.dataset.reason = "";
        const input = Object.assign(document.createElement("input"), { type: "text", maxLength: 120, placeholder: gettext("Why is it discarded?") });
        const yes = Object.assign(document.createElement("button"), { type: "button", className: "danger", textContent: gettext("Discard") });
        const no = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: gettext("Cancel") });
        const end = (value) => {
          box.remove();
          answer(value);
        };
        yes.addEventListener("click", () => (input.value.trim() ? end(input.value.trim()) : input.focus()));
        no.addEventListener("click", () => end(null));
        input.addEventListener("keydown", (event) => {
          if (event.key === "Enter") yes.click();
          if (event.key === "Escape") no.click();
          if (event.key === "Enter" || event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
          }
        });
        box.append(input, yes, no);
        this.querySelector(".intake-foot").after(box);
        input.focus();
      });
  }

  #picked({ lon, lat }) {
    if (!this.getClientRects().length) return; // another call's form is in front
    const own = document.activeElement?.closest?.("place-search");
    const search = own && this.contains(own) ? own : this.box("place").querySelector("place-search");
    search.pick({ lon, lat });
  }

  #status({ state, at, signedOut, kept, pending }) {
    const line = this.piece("status");
    if (state === "saving") return; // said when it is true
    line.dataset.state = state;
    const time = clockTime(at ?? new Date());
    if (state === "saved") line.textContent = interpolate(gettext("saved on server %s"), [time]);
    else {
      const where = kept ? gettext("kept in this browser") : gettext("kept on this page only");
      const why = signedOut ? gettext("sign in again in another tab") : gettext("line is down");
      line.textContent = `${where} – ${why}${pending ? ` – ${gettext("opened as soon as it is back")}` : ""}`;
    }
  }

  #count() {
    for (const editor of this.querySelectorAll("rows-editor")) {
      const count = editor.closest("details")?.querySelector("[data-count]");
      if (count) count.textContent = editor.rows?.length || "";
      if (editor.rows?.length) editor.closest("details").open = true;
    }
  }

  #tick() {
    const seconds = Math.max(0, Math.floor((Date.now() - this.draft.opened) / 1000));
    this.piece("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

customElements.define("intake-form", IntakeForm);
