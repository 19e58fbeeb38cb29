// Which rows the queue shows: search words, levels, station, state. Kept for the seat until changed.
import { inLanguage, organisationName } from "./config.js";
import { el } from "./dom.js";
import { isHeld } from "./row-text.js";

const KEPT = "muster.queue.filters";
const NOTHING = { words: "", levels: [], station: "", state: "" };

export class QueueFilters {
  constructor(form, onChange) {
    this.form = form;
    this.value = { ...NOTHING, ...read() };
    this.#fill();
    form.addEventListener("input", () => this.#take(onChange));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => this.#take(onChange)));
  }

  get active() {
    const { words, levels, station, state } = this.value;
    return Boolean(words || levels.length || station || state);
  }

  shows(row, at) {
    const { words, levels, station, state } = this.value;
    if (levels.length && !levels.includes(String(row.level))) return false;
    if (station && row.organisation !== station) return false;
    if (state === "waiting" && (row.state !== "accepted" || isHeld(row, at))) return false;
    if (state === "late" && !(row.limit && at > Date.parse(row.limit.alarm_at))) return false;
    if (state === "held" && !isHeld(row, at)) return false;
    if (state === "running" && row.state === "accepted") return false;
    if (!words) return true;
    const text = `${row.code} ${inLanguage(row.kind_name)} ${row.place} ${organisationName(row.organisation)}`.toLowerCase();
    return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  }

  clear() {
    this.form.reset();
  }

  /** Stations come from the rows themselves: only those that have something open can be chosen. */
  offerStations(codes) {
    const select = this.form.elements.station;
    const wanted = [...new Set(codes)].sort();
    if (this.value.station && !wanted.includes(this.value.station)) wanted.push(this.value.station);
    if (wanted.join() === this.offered) return;
    this.offered = wanted.join();
    const any = select.options[0];
    select.replaceChildren(any, ...wanted.map((code) => el("option", { value: code, text: organisationName(code) })));
    select.value = this.value.station;
  }

  #fill() {
    const { words, levels, station, state } = this.value;
    const fields = this.form.elements;
    fields.words.value = words;
    fields.state.value = state;
    this.offerStations(station ? [station] : []);
    for (const box of this.form.querySelectorAll('[name="levels"]')) box.checked = levels.includes(box.value);
  }

  #take(onChange) {
    const data = new FormData(this.form);
    this.value = {
      words: data.get("words").trim(),
      levels: data.getAll("levels"),
      station: data.get("station"),
      state: data.get("state"),
    };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ ...this.value, words: "" }));
    } catch {
      // a browser without storage forgets; nothing else breaks
    }
    onChange();
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}
