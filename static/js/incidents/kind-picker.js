/* <kind-picker src="/kinds/" name="kind" value="010101" label="Kind" intake="#kind-intake"></kind-picker>

A combobox over the kinds, for people who type: Chinese, English, pinyin initials or code; ↓ ↑ choose, Enter or Tab takes,
→ goes into a kind, Esc gives back what was there. `input-id`, `required` and `placeholder` go to the input.
The chosen code is in a hidden input `name`; `kind-chosen` bubbles with the kind's row as detail, and what the kind asks
and advises is fetched into `intake` (a selector) by htmx. */

import { matchKinds } from "./kind-match.js";
import { loadKinds } from "./kinds.js";
import { levelWord } from "./levels.js";

const LIMIT = 12;
let count = 0;

class KindPicker extends HTMLElement {
  #kinds = [];
  #shown = [];
  #active = -1;
  #chosen = null;
  #typed = false;

  connectedCallback() {
    if (this.input) {
      return;
    }
    this.#build();
    this.#load();
  }

  /** The chosen code, or "". Setting it is silent: no event, no fetch. */
  get value() {
    return this.hidden_input?.value ?? this.getAttribute("value") ?? "";
  }

  set value(code) {
    this.hidden_input.value = code || "";
    this.#chosen = this.#kinds.find((kind) => kind.code === code) ?? null;
    this.#restore();
  }

  get kind() {
    return this.#chosen;
  }

  /** Choose as if the user had: with event and fetch. */
  choose(code) {
    const kind = this.#kinds.find((row) => row.code === code);
    if (kind) {
      this.#take(kind);
    }
  }

  focus() {
    this.input.focus();
  }

  #build() {
    const id = `kind-picker-${++count}`;
    this.input = make("input", {
      id: this.getAttribute("input-id") || `${id}-input`,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      "aria-describedby": `${id}-note`,
      placeholder: this.getAttribute("placeholder") || gettext("Type a word, pinyin initials or a code"),
    });
    if (this.hasAttribute("label")) {
      this.input.setAttribute("aria-label", this.getAttribute("label"));
    }
    if (this.hasAttribute("required")) {
      this.input.setAttribute("aria-required", "true");
    }
    this.hidden_input = make("input", {
      type: "hidden",
      name: this.getAttribute("name") || "kind",
      value: this.getAttribute("value") || "",
    });
    this.list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": gettext("Kinds") });
    this.list.hidden = true;
    this.note = make("span", { id: `${id}-note`, class: "kind-note", role: "status" });
    this.append(this.input, this.hidden_input, this.list, this.note);

    this.input.addEventListener("input", () => this.#onInput());
    this.input.addEventListener("keydown", (event) => this.#onKey(event));
    this.input.addEventListener("blur", () => this.#onBlur());
    this.input.addEventListener("focus", () => {
      this.input.select();
      if (!this.#kinds.length) {
        this.#load();
      }
    });
    this.input.addEventListener("click", () => this.#open());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        this.#take(this.#shown[Number(option.dataset.place)]);
      }
    });
  }

  async #load() {
    try {
      this.#kinds = (await loadKinds(this.getAttribute("src") || "/kinds/")).kinds;
      this.#say("");
    } catch {
      this.#say(gettext("The kinds could not be loaded. Leave the field and come back to try again."));
      return;
    }
    if (this.#typed) {
      this.#filter();
    } else {
      this.#chosen = this.#kinds.find((kind) => kind.code === this.hidden_input.value) ?? null;
      this.#restore();
    }
    this.dispatchEvent(new CustomEvent("kinds-ready", { bubbles: true }));
  }

  #onInput() {
    this.#typed = true;
    this.input.removeAttribute("aria-invalid");
    this.#filter();
  }

  #onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) {
      return; // the input method's own Enter and arrows
    }
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open ? this.#move(event.key === "ArrowDown" ? 1 : -1) : this.#open();
    } else if (event.key === "Enter" && open && this.#shown[this.#active]) {
      event.preventDefault();
      this.#take(this.#shown[this.#active]);
    } else if (event.key === "Tab" && open && this.#typed && this.#shown[this.#active]) {
      this.#take(this.#shown[this.#active]); // and the focus goes on
    } else if (event.key === "ArrowRight" && open && this.#atEnd() && this.#shown[this.#active]) {
      this.#enter(this.#shown[this.#active], event);
    } else if (event.key === "Escape" && (open || this.#typed)) {
      event.preventDefault();
      event.stopPropagation(); // the form's own Escape is for a second press
      this.#restore();
    }
  }

  #onBlur() {
    if (this.#typed && this.input.value.trim() && !this.#chosen) {
      this.input.setAttribute("aria-invalid", "true");
      this.#say(gettext("Choose a kind from the list."));
      this.#close();
    } else {
      this.#restore();
    }
  }

  #filter() {
    const text = this.input.value;
    this.#show(text.trim() ? matchKinds(text, this.#kinds, LIMIT) : this.#kinds.filter((kind) => kind.depth === 1));
  }

  #open() {
    if (this.#typed) {
      this.#filter();
    } else {
      const beside = (kind) => (this.#chosen ? kind.parent === this.#chosen.parent : kind.depth === 1);
      this.#show(this.#kinds.filter(beside), this.#chosen);
    }
  }

  /** Go into a kind: list what belongs to it. */
  #enter(kind, event) {
    const children = this.#kinds.filter((row) => row.parent === kind.code);
    if (children.length) {
      event.preventDefault();
      this.#show(children);
    }
  }

  #show(kinds, active = null) {
    this.#shown = kinds;
    this.list.replaceChildren(...kinds.map((kind, place) => this.#option(kind, place)));
    this.list.hidden = !kinds.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.#activate(Math.max(0, kinds.indexOf(active)));
    if (kinds.length) {
      this.#say(interpolate(ngettext("%s kind", "%s kinds", kinds.length), [kinds.length]), true);
    } else if (this.#kinds.length) {
      this.#say(gettext("No kind fits. Try another word; codes ending in 99 are for everything else."));
    }
  }

  #option(kind, place) {
    const option = make("li", { id: `${this.list.id}-${place}`, role: "option", "aria-selected": "false" });
    option.dataset.place = place;
    const level = make("span", { class: "level", role: "img" });
    level.dataset.level = kind.level;
    level.setAttribute("aria-label", levelWord(kind.level));
    const name = make("span", { class: "kind-name" });
    name.textContent = kind.name;
    const above = make("span", { class: "kind-above" });
    above.textContent = kind.path.split(" › ").slice(0, -1).join(" › ");
    const code = make("span", { class: "kind-code" });
    code.textContent = kind.code.replace(/(\d\d)(?=\d)/g, "$1-");
    option.append(level, name, above, code);
    return option;
  }

  #move(step) {
    const length = this.#shown.length;
    this.#activate(length ? (this.#active + step + length) % length : -1);
  }

  #activate(place) {
    this.list.children[this.#active]?.setAttribute("aria-selected", "false");
    const option = this.list.children[place];
    this.#active = option ? place : -1;
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  #take(kind) {
    this.#chosen = kind;
    this.hidden_input.value = kind.code;
    this.#restore();
    this.hidden_input.dispatchEvent(new Event("input", { bubbles: true })); // autosave listens
    this.hidden_input.dispatchEvent(new Event("change", { bubbles: true }));
    this.dispatchEvent(new CustomEvent("kind-chosen", { bubbles: true, detail: kind }));
    this.#fetchIntake(kind);
  }

  #fetchIntake(kind) {
    const target = this.getAttribute("intake");
    if (target && document.querySelector(target)) {
      const src = `${this.getAttribute("src") || "/kinds/"}${kind.code}/intake/`;
      window.htmx.ajax("GET", src, { target, swap: "innerHTML" });
    }
  }

  /** Close and show what is chosen. */
  #restore() {
    this.#typed = false;
    this.#close();
    this.input.removeAttribute("aria-invalid");
    this.input.value = this.#chosen ? this.#chosen.name : "";
    this.input.title = this.#chosen ? this.#chosen.path : "";
    if (this.#kinds.length) {
      this.#say("");
    }
  }

  #close() {
    this.list.hidden = true;
    this.#active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #atEnd() {
    return this.input.selectionStart === this.input.value.length;
  }

  /** `quiet`: for screen readers only. */
  #say(words, quiet = false) {
    this.note.textContent = words;
    this.note.classList.toggle("quiet-note", quiet);
  }
}

function make(tag, attributes) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

customElements.define("kind-picker", KindPicker);
