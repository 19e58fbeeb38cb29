// <place-search>: one box for street and number, crossing, name, alias or coordinates; a click on the map does as well.
// value: {typed, lon, lat, label, source, uncertainty_m, verified} – without lon and lat while nothing is chosen.

const WAIT_MS = 60;
const NEAR_M = 300; // a named thing farther away does not name the point
const SURE = new Set(["address", "crossing", "place", "alias", "street"]);
let count = 0;

class PlaceSearch extends HTMLElement {
  #value = null;

  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector("input");
    this.list = document.createElement("ul");
    this.list.className = "place-options";
    this.list.id = `place-options-${(count += 1)}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", gettext("Places found"));
    this.list.hidden = true;
    this.chosen = document.createElement("p");
    this.chosen.className = "place-chosen";
    this.chosen.setAttribute("aria-live", "polite");
    this.input.after(this.list, this.chosen);
    this.input.setAttribute("aria-controls", this.list.id);
    this.matches = [];
    this.at = -1;
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("focus", () => document.dispatchEvent(new CustomEvent("muster:map-pick-request", { detail: { element: this } })));
    this.input.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    this.list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      this.choose(this.matches[Number(option.dataset.n)]);
    });
    this.#paint();
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    this.#value = value ?? null;
    if (document.activeElement !== this.input || !this.input.value) this.input.value = value?.typed || value?.label || "";
    this.#paint();
  }

  /** A point from the map: the words typed stay, the address nearest to it is asked for. */
  async pick({ lon, lat }) {
    this.#set({ typed: this.input.value, lon, lat, label: "", source: "map", uncertainty_m: 10, verified: false });
    if (!this.dataset.url) return;
    const near = await this.#fetch(`${this.dataset.url}reverse/?lon=${lon}&lat=${lat}`);
    const match = near?.match;
    if (match && match.uncertainty_m <= NEAR_M && this.#value?.lon === lon && this.#value.lat === lat) this.#set({ ...this.#value, label: match.label });
  }

  choose(match) {
    if (!match) return;
    this.#close();
    this.#set({
      typed: this.input.value,
      lon: match.lon,
      lat: match.lat,
      label: match.label,
      source: match.kind === "coordinates" ? "coordinates" : "address",
      uncertainty_m: match.uncertainty_m ?? 0,
      verified: match.verified ?? SURE.has(match.kind),
    });
  }

  #set(value) {
    this.#value = value;
    this.#paint();
    this.dispatchEvent(new CustomEvent("place", { bubbles: true, detail: value }));
  }

  #typed() {
    const typed = this.input.value;
    // The point of other words is not the point of these: it stays only while nothing is typed over it.
    this.#set(typed ? { typed } : null);
    clearTimeout(this.timer);
    if (typed.trim().length < 2) return this.#close();
    this.timer = setTimeout(() => this.#search(typed), WAIT_MS);
    return null;
  }

  async #search(typed) {
    if (!this.dataset.url) return;
    const data = await this.#fetch(`${this.dataset.url}?q=${encodeURIComponent(typed)}`);
    if (!data || this.input.value !== typed || this.#value?.lon !== undefined) return;
    this.matches = data.matches ?? [];
    this.at = -1;
    this.list.replaceChildren(...(this.matches.length ? this.matches.map((match, n) => this.#option(match, n)) : [this.#nothing()]));
    this.list.hidden = document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  async #fetch(url) {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      return answer.ok && !answer.redirected ? await answer.json() : null;
    } catch {
      return null; // typing goes on; without the line a click on the map or coordinates serve
    }
  }

  #option(match, n) {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.id = `${this.list.id}-${n}`;
    option.dataset.n = n;
    const label = document.createElement("b");
    label.textContent = match.label;
    const detail = document.createElement("span");
    detail.textContent = match.detail ?? "";
    const sure = document.createElement("small");
    sure.textContent = match.uncertainty_m ? `±${Math.round(match.uncertainty_m)} m` : "";
    option.append(label, detail, sure);
    return option;
  }

  #nothing() {
    const line = document.createElement("li");
    line.className = "place-none";
    line.textContent = gettext("Not on the map. Type coordinates or click on the map; the words are kept.");
    return line;
  }

  #key(event) {
    const open = !this.list.hidden && this.matches.length;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if (event.key === "Enter" && !event.ctrlKey) {
      event.preventDefault();
      if (open) this.choose(this.matches[Math.max(this.at, 0)]);
      else if (this.input.value.trim() && this.#value?.lon === undefined) this.#search(this.input.value).then(() => this.matches.length === 1 && this.choose(this.matches[0]));
    } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.#mark((this.at + (event.key === "ArrowDown" ? 1 : -1) + this.matches.length) % this.matches.length);
    }
  }

  #mark(n) {
    this.at = n;
    for (const option of this.list.children) option.setAttribute("aria-selected", String(Number(option.dataset.n) === n));
    this.list.children[n]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${n}`);
  }

  #close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #paint() {
    const value = this.#value;
    const found = value?.lon !== undefined;
    this.toggleAttribute("data-found", found);
    this.chosen.classList.toggle("ok", Boolean(found && value.verified));
    this.chosen.classList.toggle("warn", Boolean(found && !value.verified));
    const words = [];
    if (found) {
      words.push(value.verified ? "✓" : "?", value.label || gettext("Point on the map"));
      words.push("·", value.verified ? gettext("verified") : gettext("not verified"));
      if (value.uncertainty_m) words.push(`· ±${Math.round(value.uncertainty_m)} m`);
      if (!value.label) words.push(`· ${value.lat.toFixed(5)}, ${value.lon.toFixed(5)}`);
    }
    this.chosen.textContent = words.join(" ");
  }
}

customElements.define("place-search", PlaceSearch);
