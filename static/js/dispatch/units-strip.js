// <muster-units>: everybody on duty, busiest first, each with letter, time in state and what it is at; or only those who
// are lost (no fix for a while, or never). Of a large bureau the first cards are shown, and a filter finds the others.
import { everySecond } from "./clock.js";
import { organisationName, shortCode } from "./config.js";
import { arrange, el, setAttr, setText } from "./dom.js";
import { fixAge, isLost } from "./fix-ages.js";
import { hold } from "./hold.js";
import { roving } from "./roving.js";
import { all, get, size, subscribe } from "./store.js";
import { now, roughly } from "./time.js";
import { BUSY_FIRST, unitKind, unitLetter, unitState } from "./words.js";

const OLD_FIX_MS = 120_000;
const MOST = 120; // cards: nobody scrolls through more, and ten thousand take seconds to lay out
const LARGE = 500; // units from which the strip is settled at most once a second
const compare = new Intl.Collator("en", { numeric: true }).compare;
const RANK = new Map(BUSY_FIRST.map((state, index) => [state, index]));

class MusterUnits extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.cards = new Map();
    this.field = this.querySelector("input");
    this.field.addEventListener("input", () => this.settle());
    this.order = []; // ids by call sign
    this.lost = this.querySelector("[data-lost]");
    this.lost.addEventListener("click", () => {
      setAttr(this.lost, "aria-pressed", String(!this.onlyLost));
      this.settle();
    });
    this.hold = hold(this.list, () => this.settle());
    roving(this.list, {
      orientation: "horizontal",
      onOpen: (card) => this.#open(Number(card.dataset.id), card),
    });
    subscribe("unit", (keys) => this.#changed(keys));
    subscribe("incident", () => this.#repaint());
    everySecond((at) => {
      if (Math.floor(at / 1000) % 10) return; // ages of fixes
      this.#repaint();
      if (this.onlyLost && !this.hold.busy()) this.settle();
      else this.#countLost();
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
    if (size("unit") < LARGE) this.settle();
    else {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        if (!this.hold.busy()) this.settle();
      }, 1000);
    }
  }

  get onlyLost() {
    return this.lost.getAttribute("aria-pressed") === "true";
  }

  /** A lost unit: its last known place on the map, if there is one. */
  #open(id, card) {
    if (this.onlyLost && fixAge(id, now()) < Infinity) {
      this.dispatchEvent(new CustomEvent("command", { bubbles: true, detail: { verb: "unit", id } }));
    } else this.dispatchEvent(new CustomEvent("unit", { bubbles: true, detail: { id, card } }));
  }

  settle() {
    const rows = this.#wanted();
    const cards = rows.slice(0, MOST);
    const wanted = new Set(cards.map((row) => row.id));
    for (const id of [...this.cards.keys()]) if (!wanted.has(id)) this.cards.delete(id);
    arrange(this.list, cards.map((row) => this.#paint(row)));
    if (!this.list.querySelector('[tabindex="0"]') && this.list.firstElementChild) this.list.firstElementChild.tabIndex = 0;
    this.querySelector("[data-empty]").hidden = rows.length > 0;
    const more = this.querySelector("[data-more]");
    more.hidden = rows.length <= MOST;
    setText(more, interpolate(gettext("%s more: use the filter"), [rows.length - MOST]));
    this.#countLost();
  }

  /** Rows that pass the filter: busiest first, then by call sign; of the lost, those with the oldest fix first. */
  #wanted() {
    const words = this.field.value.trim().toLowerCase();
    const at = now();
    const passes = (row) => (!this.onlyLost || isLost(row, at)) && (!words || this.#text(row).includes(words));
    const rows = this.#byCallSign().filter(passes);
    if (this.onlyLost) return rows.sort((a, b) => this.#age(b, at) - this.#age(a, at));
    return rows.sort((a, b) => (RANK.get(a.state) ?? 9) - (RANK.get(b.state) ?? 9)); // stable: call signs stay in order
  }

  #age(row, at) {
    return Math.min(fixAge(row.id, at), 1e15); // Infinity minus itself is no number
  }

  /** All units by call sign; sorted anew only when another one came or one went. */
  #byCallSign() {
    const rows = this.order.map((id) => get("unit", id)).filter(Boolean);
    if (rows.length === size("unit")) return rows;
    const sorted = all("unit").sort((a, b) => compare(a.call_sign, b.call_sign));
    this.order = sorted.map((row) => row.id);
    return sorted;
  }

  #countLost() {
    const at = now();
    const count = all("unit").reduce((sum, row) => sum + isLost(row, at), 0);
    this.lost.hidden = !count && !this.onlyLost;
    setText(this.lost.lastElementChild, String(count));
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
    const age = fixAge(row.id, now());
    if (row.state !== "off" && age > OLD_FIX_MS) return age < Infinity ? interpolate(gettext("no fix for %s"), [roughly(age)]) : gettext("no position");
    return organisationName(row.organisation);
  }
}

customElements.define("muster-units", MusterUnits);
