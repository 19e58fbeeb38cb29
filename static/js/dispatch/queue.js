// <muster-queue>: what is open, by level then age; what is being typed; what just arrived.
import { announce } from "./announce.js";
import { everySecond } from "./clock.js";
import { config, inLanguage } from "./config.js";
import { arrange, el, setText } from "./dom.js";
import { hold } from "./hold.js";
import { roving } from "./roving.js";
import { QueueFilters } from "./queue-filters.js";
import { DraftRow, IncidentRow } from "./queue-row.js";
import { byUrgency, isHeld } from "./row-text.js";
import { onSelect, selected } from "./selection.js";
import { all, get, size, subscribe } from "./store.js";
import { now } from "./time.js";
import { levelWord } from "./words.js";

class MusterQueue extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.drafts = this.querySelector("[data-drafts]");
    this.edge = this.querySelector("[data-edge]");
    this.rows = new Map();
    this.draftRows = new Map();
    this.arrived = new Map(); // code → chip, waiting at the edge
    this.seen = null; // codes known so far; null before the first picture
    this.filters = new QueueFilters(this.querySelector("form"), () => this.settle());
    this.hold = hold(this.list, () => this.settle());
    roving(this.list, { onOpen: (row) => this.#open(row) });
    roving(this.drafts, { onOpen: (row) => this.#open(row) });
    subscribe("incident", (keys, { snapshot }) => this.#changed(keys, snapshot));
    subscribe("draft", () => this.#drawDrafts());
    onSelect((code, before) => this.#mark(code, before));
    everySecond((at) => this.#tick(at));
  }

  /** Bring the keyboard here: to the row in hand, else the first. */
  take() {
    const row = this.list.querySelector('[tabindex="0"]') ?? this.list.querySelector('[role="option"]');
    (row ?? this.list).focus();
  }

  search() {
    const field = this.querySelector('[name="words"]');
    field.focus();
    field.select();
  }

  #changed(keys, snapshot) {
    const at = now();
    const first = this.seen === null;
    if (first) this.seen = new Set();
    for (const code of keys) {
      const row = get("incident", code);
      if (row && this.rows.has(code)) this.rows.get(code).paint(row, at);
      if (row && !this.seen.has(code) && !first) this.#welcome(row);
    }
    for (const row of all("incident")) this.seen.add(row.code);
    if (this.hold.busy() && !snapshot) this.#holdPlace();
    else this.settle();
    this.#count();
  }

  /** Somebody is at work in the list: order stays; what is over is struck out, what is new waits at the edge. */
  #holdPlace() {
    for (const [code, row] of this.rows) row.node.classList.toggle("over", !get("incident", code));
    for (const row of all("incident")) {
      if (this.rows.has(row.code) || this.arrived.has(row.code) || !this.filters.shows(row, now())) continue;
      const chip = el("button", { type: "button", class: "q-new", data: { level: row.level } },
        el("i", { class: "level", data: { level: row.level } }),
        el("b", { class: "cut", text: inLanguage(row.kind_name) }),
        el("span", { class: "cut", text: row.place }));
      chip.addEventListener("click", () => this.dispatchEvent(new CustomEvent("incident", { bubbles: true, detail: row.code })));
      this.arrived.set(row.code, chip);
      this.edge.prepend(chip);
    }
    this.edge.hidden = !this.arrived.size;
  }

  settle() {
    const at = now();
    const rows = all("incident").filter((row) => this.filters.shows(row, at)).sort(byUrgency(at));
    const shown = new Set(rows.map((row) => row.code));
    for (const code of [...this.rows.keys()]) if (!shown.has(code)) this.rows.delete(code);
    const nodes = rows.map((row) => {
      let line = this.rows.get(row.code);
      if (!line) {
        line = new IncidentRow(row.code);
        this.rows.set(row.code, line);
        if (this.fresh?.has(row.code)) line.node.classList.add("fresh");
      }
      if (line.row !== row) line.paint(row, at);
      line.node.classList.remove("over");
      return line.node;
    });
    this.fresh?.clear();
    this.arrived.clear();
    this.edge.replaceChildren();
    this.edge.hidden = true;
    arrange(this.list, nodes);
    this.filters.offerStations(all("incident").map((row) => row.organisation));
    this.#mark(selected());
    this.#count();
  }

  #welcome(row) {
    this.fresh ??= new Set();
    this.fresh.add(row.code);
    announce(interpolate(gettext("New: %s, %s, %s"), [levelWord(row.level), inLanguage(row.kind_name), row.place]));
  }

  #drawDrafts() {
    const rows = all("draft").sort((a, b) => (a.opened_at < b.opened_at ? -1 : 1));
    const wanted = new Set(rows.map((row) => row.id));
    for (const id of [...this.draftRows.keys()]) if (!wanted.has(id)) this.draftRows.delete(id);
    const nodes = rows.map((row) => {
      if (!this.draftRows.has(row.id)) this.draftRows.set(row.id, new DraftRow(row.id));
      const line = this.draftRows.get(row.id);
      line.paint(row);
      return line.node;
    });
    arrange(this.drafts, nodes);
    this.drafts.hidden = !nodes.length;
    this.#count();
  }

  #mark(code, before) {
    if (before) this.rows.get(before)?.node.setAttribute("aria-selected", "false");
    for (const line of this.rows.values()) {
      const chosen = line.row.code === code;
      if ((line.node.getAttribute("aria-selected") === "true") !== chosen) line.node.setAttribute("aria-selected", chosen);
    }
    if (this.list.contains(document.activeElement)) return;
    const stop = (code && this.rows.get(code)?.node) || this.list.firstElementChild;
    for (const node of this.list.querySelectorAll('[tabindex="0"]')) if (node !== stop) node.tabIndex = -1;
    if (stop) stop.tabIndex = 0;
  }

  #count() {
    const open = size("incident");
    const hidden = open - this.rows.size - this.arrived.size;
    const parts = [interpolate(ngettext("%s open", "%s open", open), [open])];
    if (size("draft")) parts.push(interpolate(ngettext("%s draft", "%s drafts", size("draft")), [size("draft")]));
    setText(this.querySelector("[data-count]"), parts.join(" · "));
    const note = this.querySelector("[data-filtered]");
    note.hidden = !(this.filters.active && hidden > 0);
    setText(note.querySelector("span"), interpolate(ngettext("%s hidden by the filter", "%s hidden by the filter", hidden), [hidden]));
    this.querySelector("[data-empty]").hidden = open > 0 || this.seen === null;
  }

  #tick(at) {
    let woken = false;
    for (const line of this.rows.values()) {
      line.tick(at);
      woken ||= Boolean(line.row.held_until) && line.heldBefore !== isHeld(line.row, at);
      line.heldBefore = isHeld(line.row, at);
    }
    if (woken && !this.hold.busy()) this.settle();
  }

  #open(row) {
    const { code, draft } = row.dataset;
    const detail = code ?? draft;
    if (draft && !config.urls.intake) return;
    this.dispatchEvent(new CustomEvent(code ? "incident" : "draft", { bubbles: true, detail }));
  }
}

customElements.define("muster-queue", MusterQueue);
