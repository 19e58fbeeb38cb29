// <muster-units>: everybody on duty, busiest first, each with letter, time in state and what it is at.
import { everySecond } from "./clock.js";
import { organisationName, shortCode } from "./config.js";
import { arrange, el, setAttr, setText } from "./dom.js";
import { hold } from "./hold.js";
import { roving } from "./roving.js";
import { all, get, positions, subscribe } from "./store.js";
import { now, roughly } from "./time.js";
import { BUSY_FIRST, unitKind, unitLetter, unitState } from "./words.js";

const OLD_FIX_MS = 120_000;
const RANK = new Map(BUSY_FIRST.map((state, index) => [state, index]));

class MusterUnits extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.cards = new Map();
    this.field = this.querySelector("input");
    this.field.addEventListener("input", () => this.settle());
    this.hold = hold(this.list, () => this.settle());
    roving(this.list, {
      orientation: "horizontal",
      onOpen: (card) => this.dispatchEvent(new CustomEvent("unit", { bubbles: true, detail: { id: Number(card.dataset.id), card } })),
    });
    subscribe("unit", (keys) => this.#changed(keys));
    subscribe("incident", () => this.#repaint());
    everySecond((at) => {
      if (Math.floor(at / 1000) % 10 === 0) this.#repaint(); // ages of fixes
    });
    this.list.addEventListener("wheel", (event) => {
      if (event.deltaY && !event.deltaX) this.list.scrollLeft += event.deltaY;
    }, { passive: true });
  }

  take() {
    (this.list.querySelector('[tabindex="0"]') ?? this.list.firstElementChild ?? this.field).focus();
  }

  filter() {
    this.field.focus();
    this.field.select();
  }

  #changed(keys) {
    for (const id of keys) {
      const row = get("unit", id);
      if (row && this.cards.has(id)) this.#paint(row);
    }
    if (this.hold.busy() && [...keys].every((id) => this.cards.has(id))) return;
    this.settle();
  }

  settle() {
    const words = this.field.value.trim().toLowerCase();
    const rows = all("unit")
      .filter((row) => !words || this.#text(row).includes(words))
      .sort((a, b) => (RANK.get(a.state) ?? 9) - (RANK.get(b.state) ?? 9) || a.call_sign.localeCompare(b.call_sign, "en", { numeric: true }));
    const wanted = new Set(rows.map((row) => row.id));
    for (const id of [...this.cards.keys()]) if (!wanted.has(id)) this.cards.delete(id);
    arrange(this.list, rows.map((row) => this.#paint(row)));
    if (!this.list.querySelector('[tabindex="0"]') && this.list.firstElementChild) this.list.firstElementChild.tabIndex = 0;
    this.querySelector("[data-empty]").hidden = rows.length > 0;
  }

  #text(row) {
    return `${row.call_sign} ${unitState(row.state)} ${unitKind(row.kind)} ${organisationName(row.organisation)} ${row.capabilities.join(" ")}`.toLowerCase();
  }

  #repaint() {
    for (const id of this.cards.keys()) {
      const row = get("unit", id);
      if (row) this.#paint(row);
    }
  }

  #paint(row) {
    let card = this.cards.get(row.id);
    if (!card) {
      card = el("li", { class: "unit", role: "option", tabindex: "-1", data: { id: row.id } },
        el("span", { class: "state", "aria-hidden": "true" }),
        el("b", { class: "cut" }), el("muster-clock", { role: "none" }), el("em", { class: "cut" }));
      this.cards.set(row.id, card);
    }
    setAttr(card, "data-state", row.state);
    setText(card.children[0], unitLetter(row.state));
    setText(card.children[1], row.call_sign);
    setAttr(card.children[2], "since", row.state === "free" ? null : row.state_since);
    const doing = this.#doing(row);
    setText(card.children[3], doing);
    setAttr(card, "aria-label", `${row.call_sign}, ${unitState(row.state)}, ${doing}`);
    return card;
  }

  #doing(row) {
    if (row.incident) {
      const incident = get("incident", row.incident);
      return `→ ${shortCode(row.incident)} ${incident?.place ?? ""}`;
    }
    const fix = positions.get(row.id);
    const age = fix ? now() - fix[4] : Infinity;
    if (row.state !== "off" && age > OLD_FIX_MS) return fix ? interpolate(gettext("no fix for %s"), [roughly(age)]) : gettext("no position");
    return organisationName(row.organisation);
  }
}

customElements.define("muster-units", MusterUnits);
