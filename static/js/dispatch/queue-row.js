// One row of the queue: made once, then only what differs is written.
import { inLanguage, shortCode } from "./config.js";
import { el, setAttr, setText } from "./dom.js";
import { stateLine } from "./row-text.js";
import { levelWord } from "./words.js";

/** The element of an incident; `paint(row, now)` brings it up to date, `tick(now)` only its words of time. */
export class IncidentRow {
  constructor(code) {
    this.shape = el("i", { class: "level" });
    this.kind = el("span", { class: "q-kind cut" });
    this.flags = el("span", { class: "q-flags" });
    this.clock = el("muster-clock", { class: "q-clock", role: "none" });
    this.place = el("span", { class: "q-place cut" });
    this.state = el("span", { class: "q-state" });
    this.number = el("span", { class: "q-code", text: shortCode(code) });
    const first = el("span", { class: "q-line" }, this.kind, this.flags, this.clock);
    const second = el("span", { class: "q-line" }, this.number, this.place, this.state);
    this.node = el("li", { class: "q", role: "option", tabindex: "-1", id: `q-${code}`, data: { code } }, this.shape, first, second);
  }

  paint(row, at) {
    this.row = row;
    const name = inLanguage(row.kind_name);
    setAttr(this.shape, "data-level", row.level);
    setText(this.kind, name);
    setText(this.place, row.place || gettext("place not known"));
    this.node.classList.toggle("unverified", !row.place_verified);
    setText(this.flags, row.major ? gettext("MAJOR") : "");
    setAttr(this.clock, "since", row.opened_at);
    this.tick(at);
    setAttr(this.node, "aria-label", [levelWord(row.level), name, row.place, this.state.textContent, shortCode(row.code)].join(", "));
  }

  tick(at) {
    const { text, look } = stateLine(this.row, at);
    setText(this.state, text);
    if (this.node.dataset.look !== look) this.node.dataset.look = look;
  }
}

/** A draft that a call taker is typing: seen before it is saved. */
export class DraftRow {
  constructor(id) {
    this.who = el("span", { class: "q-kind cut" });
    this.clock = el("muster-clock", { class: "q-clock", role: "none" });
    this.words = el("span", { class: "q-place cut" });
    const state = el("span", { class: "q-state", text: gettext("draft") });
    this.node = el(
      "li",
      { class: "q draft", role: "option", tabindex: "-1", id: `d-${id}`, data: { draft: id } },
      el("i", { class: "level", data: { level: "draft" } }),
      el("span", { class: "q-line" }, this.who, this.clock),
      el("span", { class: "q-line" }, this.words, state),
    );
  }

  paint(row) {
    setText(this.who, interpolate(gettext("Typing … %s"), [inLanguage(row.by_name)]));
    setText(this.words, row.words ? `“${row.words}”` : gettext("nothing typed yet"));
    setAttr(this.clock, "since", row.opened_at);
    setAttr(this.node, "aria-label", `${this.who.textContent}, ${this.words.textContent}`);
  }

  tick() {}
}
