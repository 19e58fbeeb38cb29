// <muster-calls>: calls that ring, the longest waiting first, and missed ones to call back. F8 takes the topmost.
// Taking is decided by the server: of two who press at once, one gets the form and the other is told who has it.
import { post } from "../units/session.js";
import { announce } from "./announce.js";
import { config, may } from "./config.js";
import { arrange, el, setAttr, setText } from "./dom.js";
import { roving } from "./roving.js";
import { all, get, subscribe } from "./store.js";
import { toast } from "./toast.js";

const oldestFirst = (a, b) => (a.rang_at < b.rang_at ? -1 : a.rang_at > b.rang_at ? 1 : a.code < b.code ? -1 : 1);

class MusterCalls extends HTMLElement {
  connectedCallback() {
    this.ringing = this.querySelector("[data-ringing]");
    this.missed = this.querySelector("[data-missed]");
    this.fold = this.querySelector("details");
    this.nodes = new Map();
    this.known = null;
    for (const list of [this.ringing, this.missed]) roving(list, { onOpen: (node) => this.take(node.dataset.call) });
    subscribe("call", (keys) => this.#changed(keys));
  }

  /** Take a call (default: the one that rings longest, else the missed one that waits longest) and open its form. */
  async take(code = this.#waiting()[0]?.code) {
    if (!config.urls.takeCall || !may("incident.take")) return null;
    if (!code) return toast(gettext("No call is waiting."));
    try {
      const answer = await post(config.urls.takeCall.replace("CODE", encodeURIComponent(code)), {});
      const told = await answer.json();
      if (!answer.ok) return toast(told.problems?.[0]?.detail ?? gettext("The call could not be taken."), { kind: "error" });
      if (told.missed) toast(interpolate(gettext("Nobody is on the line any more: call back %s."), [told.number || gettext("– the number was withheld")]), { kind: "warning" });
      this.dispatchEvent(new CustomEvent("draft", { bubbles: true, detail: told.draft }));
    } catch {
      toast(gettext("No line: the call was not taken here. Lift the receiver and write on paper."), { kind: "error" });
    }
    return null;
  }

  #waiting() {
    return all("call").sort((a, b) => Number(a.missed) - Number(b.missed) || oldestFirst(a, b));
  }

  #changed(keys) {
    const rows = this.#waiting();
    for (const code of keys) {
      const row = get("call", code);
      if (this.known && row && !row.missed && !this.known.has(code)) announce(this.#words(row), { urgently: true });
    }
    this.known = new Set(rows.map((row) => row.code));
    for (const code of [...this.nodes.keys()]) if (!this.known.has(code)) this.nodes.delete(code);
    const nodes = (missed) => rows.filter((row) => row.missed === missed).map((row) => this.#paint(row));
    arrange(this.ringing, nodes(false));
    arrange(this.missed, nodes(true));
    const count = this.missed.childElementCount;
    this.ringing.hidden = !this.ringing.childElementCount;
    this.fold.hidden = !count;
    setText(this.fold.querySelector("[data-count]"), String(count));
    this.hidden = !rows.length;
    const first = rows[0]?.code;
    for (const [code, node] of this.nodes) node.querySelector("kbd").hidden = code !== first;
    for (const list of [this.ringing, this.missed]) {
      if (!list.querySelector('[tabindex="0"]') && list.firstElementChild) list.firstElementChild.tabIndex = 0;
    }
  }

  #words(row) {
    const line = row.line ? interpolate(gettext("line %s"), [row.line]) : "";
    return [row.missed ? gettext("Missed call") : gettext("Call ringing"), row.number || gettext("number withheld"), line].filter(Boolean).join(" · ");
  }

  #paint(row) {
    let node = this.nodes.get(row.code);
    if (!node) {
      node = el("li", { class: "q call", role: "option", tabindex: "-1", id: `c-${row.code}`, data: { call: row.code } },
        el("i", { class: "call-shape", "aria-hidden": "true" }),
        el("span", { class: "q-line" }, el("span", { class: "q-kind cut" }), el("muster-clock", { class: "q-clock", role: "none" })),
        el("span", { class: "q-line" }, el("span", { class: "q-place cut" }), el("span", { class: "q-state" }), el("kbd", { text: "F8" })));
      this.nodes.set(row.code, node);
    }
    const clock = node.querySelector("muster-clock");
    setText(node.querySelector(".q-kind"), row.number || gettext("number withheld"));
    setText(node.querySelector(".q-place"), row.line ? interpolate(gettext("line %s"), [row.line]) : "");
    setText(node.querySelector(".q-state"), row.missed ? gettext("call back") : gettext("take"));
    setAttr(clock, "since", row.rang_at);
    setAttr(clock, "warn", row.missed ? null : row.warn_at);
    setAttr(clock, "alarm", row.missed ? null : row.alarm_at);
    node.classList.toggle("missed", row.missed);
    setAttr(node, "aria-label", this.#words(row));
    return node;
  }
}

customElements.define("muster-calls", MusterCalls);
