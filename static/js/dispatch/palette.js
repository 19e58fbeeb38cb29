// <muster-palette>: the command line in the header (Ctrl K), with suggestions as one types and a memory.
import { config } from "./config.js";
import { el, setAttr } from "./dom.js";
import { parse, suggestions } from "./commands.js";

const KEPT = "muster.commands";
const PLACE_WAIT_MS = 110;

class MusterPalette extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector('[role="listbox"]');
    this.items = [];
    this.at = 0;
    this.history = read();
    this.back = null;
    this.input.addEventListener("focus", () => this.#suggest());
    this.input.addEventListener("input", () => this.#suggest());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusout", (event) => !this.contains(event.relatedTarget) && this.#close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const node = event.target.closest("[role=option]");
      if (node) this.#run(Number(node.dataset.index));
    });
  }

  open(text = "") {
    if (document.activeElement !== this.input) this.back = document.activeElement;
    this.input.value = text;
    this.input.focus();
    this.#suggest();
  }

  #suggest() {
    const text = this.input.value;
    this.told = null;
    this.#show(suggestions(text));
    clearTimeout(this.timer);
    const { verb, rest } = parse(text);
    if ((verb === "go" || verb === "find") && rest.length > 1) this.timer = setTimeout(() => this.#places(rest, verb), PLACE_WAIT_MS);
  }

  async #places(rest, verb) {
    this.asked?.abort();
    this.asked = new AbortController();
    const near = document.querySelector("muster-map")?.center?.();
    const url = new URL(config.urls.geocode, location.href);
    url.searchParams.set("q", rest);
    if (near) {
      url.searchParams.set("lon", near.lon.toFixed(5));
      url.searchParams.set("lat", near.lat.toFixed(5));
    }
    try {
      const answer = await fetch(url, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { matches = [] } = await answer.json();
      const places = matches.map((match) => ({ verb: "place", place: match, label: match.label, detail: match.detail }));
      if (parse(this.input.value).rest !== rest) return;
      const found = verb === "go" ? [] : suggestions(this.input.value);
      this.#show([...found, ...places].slice(0, 12), this.at);
      if (verb === "go" && !places.length) this.#show([{ verb: "", label: gettext("No such place found."), detail: gettext("Try street and number, a crossing, a name, or coordinates.") }]);
    } catch {
      // typed on, or no line: what is known here stays
    }
  }

  #show(items, at = 0) {
    this.items = items;
    this.at = Math.min(at, Math.max(items.length - 1, 0));
    this.list.replaceChildren(...items.map((item, index) => this.#line(item, index)));
    this.list.hidden = !items.length || document.activeElement !== this.input;
    setAttr(this.input, "aria-expanded", String(!this.list.hidden));
    this.#mark();
  }

  #line(item, index) {
    const mark = item.level
      ? el("i", { class: "level", data: { level: item.level } })
      : item.letter
        ? el("span", { class: "state", text: item.letter, data: { state: item.state } })
        : el("i", { class: "dot" });
    return el("li", { role: "option", id: `palette-${index}`, data: { index }, class: item.verb ? "" : "refused" },
      mark, el("b", { class: "cut", text: item.label }), el("span", { class: "cut faint", text: item.detail }), item.key ? el("kbd", { text: item.key }) : null);
  }

  #mark() {
    for (const [index, node] of [...this.list.children].entries()) setAttr(node, "aria-selected", String(index === this.at));
    setAttr(this.input, "aria-activedescendant", this.items.length ? `palette-${this.at}` : null);
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.input.value || this.told) return this.#remember(step);
      this.at = (this.at + step + this.items.length) % Math.max(this.items.length, 1);
      this.#mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#run(this.at);
    } else if (event.key === "Tab" && this.items.length && !event.shiftKey && this.items[this.at].verb === "dispatch") {
      event.preventDefault();
      this.input.value = `d ${this.items[this.at].units.join(" ")} `;
      this.#suggest();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#leave();
    }
    return null;
  }

  /** Arrow up in an empty line: what was typed before. */
  #remember(step) {
    if (!this.history.length) return;
    this.place = Math.max(0, Math.min(this.history.length - 1, (this.told ? this.place : this.history.length) + step));
    this.input.value = this.history[this.place];
    this.#suggest();
    this.told = this.input.value;
  }

  #run(index) {
    const item = this.items[index];
    if (!item?.verb) return;
    const said = this.input.value.trim();
    if (said) {
      this.history = [...this.history.filter((one) => one !== said), said].slice(-30);
      try {
        localStorage.setItem(KEPT, JSON.stringify(this.history));
      } catch {
        // forgotten with the page
      }
    }
    this.#leave();
    this.dispatchEvent(new CustomEvent("command", { bubbles: true, detail: item }));
  }

  #leave() {
    this.input.value = "";
    this.#close();
    this.input.blur();
    this.back?.isConnected && this.back.focus();
    this.back = null;
  }

  #close() {
    this.list.hidden = true;
    setAttr(this.input, "aria-expanded", "false");
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

customElements.define("muster-palette", MusterPalette);
