// Beside the map: the incidents and units of the moment, and the story to jump in.
import { arrange, el, setAttr, setText } from "../dom.js";
import { clockTime, roughly } from "../time.js";
import { incidentState, levelWord, unitLetter, unitState } from "../words.js";

const MOST_UNITS = 200; // rows on screen; the map has them all
const short = (code) => String(code).split("-").pop();

export class Side {
  constructor(root, { config, onJump, onChoose }) {
    this.config = config;
    this.lists = Object.fromEntries(["incidents", "units", "entries", "cut", "marks"].map((name) => [name, root.querySelector(`[data-${name}]`)]));
    this.onJump = onJump;
    this.rows = { units: new Map(), incidents: new Map() };
    this.entries = [];
    setAttr(this.lists.units, "role", "listbox");
    this.lists.units.addEventListener("click", (event) => {
      const row = event.target.closest("[data-id]");
      if (row) onChoose(Number(row.dataset.id));
    });
  }

  moment(t) {
    return new Date(this.config.since + t * 1000);
  }

  takeStory({ entries, cut }) {
    this.entries = entries;
    this.lists.cut.hidden = !cut;
    this.buttons = entries.map((entry) => {
      const button = el("button", { type: "button", class: entry.heavy ? "heavy" : "", data: { t: entry.t } },
        el("time", { class: "num", text: clockTime(this.moment(entry.t)) }),
        el("span", { text: this.config.incident ? entry.sentence : `${short(entry.incident)} ${entry.sentence}` }));
      if (entry.text) button.lastChild.append(el("small", { class: "faint", text: ` ${entry.text}` }));
      button.addEventListener("click", () => this.onJump(entry.t));
      return button;
    });
    this.lists.entries.replaceChildren(...this.buttons.map((button) => el("li", {}, button)));
    this.#mark(entries);
  }

  /** Ticks above the scrubber; an SVG, because a style attribute would breach the page's policy. */
  #mark(entries) {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    setAttr(picture, "viewBox", "0 0 1000 10");
    setAttr(picture, "preserveAspectRatio", "none");
    for (const { t } of entries.filter((entry) => entry.heavy)) {
      const tick = document.createElementNS("http://www.w3.org/2000/svg", "line");
      const x = (1000 * t) / Math.max(this.config.length, 1);
      for (const [name, value] of Object.entries({ x1: x, x2: x, y1: 0, y2: 10 })) setAttr(tick, name, value.toFixed(1));
      picture.append(tick);
    }
    this.lists.marks.replaceChildren(picture);
  }

  /** The entry before or after moment `t`. */
  next(t, by) {
    return by > 0 ? this.entries.find((entry) => entry.t > t - 0.4) : this.entries.findLast((entry) => entry.t < t - 0.6);
  }

  paintEntries(t) {
    let current = null;
    for (const [index, button] of (this.buttons ?? []).entries()) {
      const past = this.entries[index].t <= t + 0.05;
      button.classList.toggle("past", past);
      if (past) current = button;
    }
    if (current === this.current) return;
    if (this.current) setAttr(this.current, "aria-current", null);
    if (current) {
      setAttr(current, "aria-current", "true");
      current.scrollIntoView({ block: "nearest" });
    }
    this.current = current;
  }

  paintIncidents(rows) {
    const nodes = rows.map(([code, , state, level, , , , place, zh, en]) => {
      let row = this.rows.incidents.get(code);
      if (!row) this.rows.incidents.set(code, (row = el("li", { data: { code } }, el("i", { class: "level" }), el("b", { class: "num" }), el("span"), el("span", { class: "badge" }))));
      row.children[0].dataset.level = level;
      row.children[0].title = levelWord(level);
      setText(row.children[1], short(code));
      setText(row.children[2], `${this.config.language === "zh" ? zh : en} ${place ?? ""}`.trim());
      setText(row.children[3], incidentState(state));
      return row;
    });
    arrange(this.lists.incidents, nodes);
  }

  /** `units`: [{id, call_sign, state, incident, fix, age, street, steps}]. */
  paintUnits(units, chosen) {
    arrange(this.lists.units, units.slice(0, MOST_UNITS).map((unit) => {
      let row = this.rows.units.get(unit.id);
      if (!row) {
        row = el("li", { role: "option", tabindex: "-1", data: { id: unit.id, unit: unit.call_sign } }, el("span", { class: "state" }), el("b", { text: unit.call_sign }), el("span"), el("span", { class: "num faint" }), el("small"));
        this.rows.units.set(unit.id, row);
      }
      setAttr(row, "aria-selected", String(chosen.has(unit.id)));
      setAttr(row, "data-lon", unit.fix ? unit.fix[2] : null);
      setAttr(row, "data-lat", unit.fix ? unit.fix[3] : null);
      setAttr(row, "data-state", unit.state ?? "unknown");
      setAttr(row.children[0], "data-state", unit.state ?? "off");
      setText(row.children[0], unit.state ? unitLetter(unit.state) : "?");
      setText(row.children[2], `${unit.state ? unitState(unit.state) : gettext("not known")}${unit.incident ? ` → ${short(unit.incident)}` : ""}`);
      setText(row.children[3], unit.fix ? roughly(unit.age * 1000) : "—");
      const street = unit.street ? interpolate(gettext("on %s"), [unit.street]) : "";
      const steps = unit.steps.map(([t, state]) => `${unitStep(state)} ${clockTime(this.moment(t))}`).join(" → ");
      setText(row.children[4], [street, steps].filter(Boolean).join(" · "));
      return row;
    }));
  }
}

const unitStep = (state) => ({ delivered: gettext("delivered"), cleared: gettext("cleared"), returned: gettext("returned"), cancelled: gettext("cancelled"), preempted: gettext("taken away") })[state] ?? unitState(state);
