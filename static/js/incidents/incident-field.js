// <incident-field>: one field of an incident, changed in place. What is being typed survives a refresh of the panel;
// a field that somebody else changed meanwhile shows both texts.
import { showConflict } from "./conflict.js";
import { LineDown, post } from "./send.js";

const open = new Map(); // "code/field" → {value, base}: what is being typed, whatever becomes of the elements
const editor = crypto.randomUUID().slice(0, 18);

class IncidentField extends HTMLElement {
  connectedCallback() {
    if (this.setup) return;
    this.setup = JSON.parse(this.dataset.setup);
    this.details = this.closest("incident-details");
    this.key = `${this.details?.dataset.code}/${this.setup.name}`;
    this.querySelector("[data-edit]")?.addEventListener("click", () => this.edit());
    const typed = open.get(this.key);
    if (typed && this.querySelector("[data-edit]")) this.edit(typed);
  }

  edit(typed = null) {
    if (this.box) return this.input.focus();
    const { value, version } = this.setup;
    this.base = typed?.base ?? version;
    this.box = document.createElement("form");
    this.box.className = "known-form";
    this.box.dataset.busy = "";
    this.input = this.#input(typed?.value ?? value);
    this.problem = document.createElement("div");
    const save = Object.assign(document.createElement("button"), { type: "submit", className: "primary", textContent: gettext("Save") });
    const cancel = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: gettext("Cancel") });
    const row = document.createElement("div");
    row.className = "row";
    row.append(save, cancel);
    this.box.append(this.input, this.problem, row);
    cancel.addEventListener("click", () => this.close());
    this.box.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.box.addEventListener("input", () => open.set(this.key, { value: this.#value(), base: this.base }));
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.querySelector("[data-shown]").hidden = true;
    this.querySelector("dd").append(this.box);
    this.#focus();
    return null;
  }

  close() {
    open.delete(this.key);
    this.box?.remove();
    this.box = null;
    this.querySelector("[data-shown]").hidden = false;
    this.querySelector("[data-edit]").focus();
  }

  async save(value = this.#value()) {
    const { name } = this.setup;
    open.set(this.key, { value, base: this.base });
    try {
      const { status, data } = await post(this.details.dataset.changeUrl, { fields: { [name]: { value, base: this.base } }, editor });
      const conflict = data.conflicts?.find((one) => one.field === name);
      if (conflict) return this.#conflict(conflict);
      if (status !== 200) return this.#say(data.problems?.map((one) => one.detail).join(" ") || gettext("Not saved."));
      this.setup = { ...this.setup, value, version: data.fields?.[name]?.version ?? this.setup.version };
      this.close();
      this.dispatchEvent(new CustomEvent("incident:changed", { bubbles: true, detail: { code: this.details.dataset.code } }));
    } catch (error) {
      if (!(error instanceof LineDown)) throw error;
      this.#say(error.signedOut ? gettext("Not saved: sign in again. What is typed stays here.") : gettext("Not saved: the line is down. What is typed stays here."));
    }
    return null;
  }

  #conflict(conflict) {
    showConflict(this.problem, conflict, (value) => {
      this.base = conflict.version;
      this.#put(value);
      this.save(value);
    });
  }

  #say(text) {
    const line = document.createElement("p");
    line.className = "error";
    line.setAttribute("role", "alert");
    line.textContent = text;
    this.problem.replaceChildren(line);
  }

  #input(value) {
    const { input, choices } = this.setup;
    if (input === "kind") {
      const picker = document.createElement("kind-picker");
      picker.setAttribute("value", value ?? "");
      picker.setAttribute("name", "kind");
      picker.addEventListener("kind-chosen", () => open.set(this.key, { value: picker.value, base: this.base }));
      return picker;
    }
    if (input === "many") return this.#boxes(choices, value ?? []);
    const field = document.createElement(input === "long" ? "textarea" : input === "choice" ? "select" : "input");
    if (input === "long") field.rows = 5;
    for (const choice of choices ?? []) field.append(new Option(choice.label, choice.value));
    field.value = value ?? "";
    field.setAttribute("aria-label", this.querySelector("dt").textContent);
    return field;
  }

  #boxes(choices, chosen) {
    const group = document.createElement("div");
    group.className = "choices";
    for (const { value, label } of choices) {
      const line = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", value, checked: chosen.includes(value) });
      line.append(box, " ", label);
      group.append(line);
    }
    return group;
  }

  #value() {
    const { input } = this.setup;
    if (input === "many") return [...this.input.querySelectorAll(":checked")].map((box) => box.value);
    return this.setup.name === "level" ? Number(this.input.value) : this.input.value;
  }

  #put(value) {
    if (this.setup.input !== "many") this.input.value = value ?? "";
    else for (const box of this.input.querySelectorAll("input")) box.checked = value.includes(box.value);
  }

  #focus() {
    (this.input.matches("input, textarea, select") ? this.input : this.input.querySelector("input") ?? this.input).focus();
  }

  #key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      this.save();
    }
  }
}

customElements.define("incident-field", IncidentField);
