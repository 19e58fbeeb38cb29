// <muster-tabs>: the incidents (and forms) in hand, side by side. Alt+1 … 9 switch; they survive a reload.
import { inLanguage, shortCode } from "./config.js";
import { arrange, el, setAttr, setText } from "./dom.js";
import { select } from "./selection.js";
import { get, subscribe } from "./store.js";

const KEPT = "muster.tabs";

class MusterTabs extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector('[role="tablist"]');
    this.stage = this.querySelector("[data-stage]");
    this.empty = this.querySelector("[data-empty]");
    this.tabs = new Map(); // code → {button, panel}
    this.order = [];
    this.current = null;
    this.past = [];
    subscribe("incident", () => this.#paint());
    this.bar.addEventListener("keydown", (event) => this.#key(event));
    const kept = read();
    for (const code of kept.order) this.#add(code);
    this.show(kept.current ?? this.order[0] ?? null);
  }

  /** Open the incident's tab, or bring it to the front. */
  open(code, { focus = true } = {}) {
    if (!this.tabs.has(code)) this.#add(code);
    this.show(code);
    if (focus) this.tabs.get(code).panel.take();
  }

  show(code) {
    if (code !== null && !this.tabs.has(code)) return;
    if (this.current && this.current !== code) this.past.push(this.current);
    this.current = code;
    for (const [key, { button, panel }] of this.tabs) {
      const on = key === code;
      setAttr(button, "aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      panel.hidden = !on;
      if (on) {
        panel.wake();
        button.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    }
    this.empty.hidden = code !== null;
    select(code);
    this.#keep();
  }

  number(n) {
    const code = this.order[n - 1];
    if (code) this.open(code);
  }

  step(by) {
    if (this.order.length < 2) return;
    const at = this.order.indexOf(this.current);
    this.open(this.order[(at + by + this.order.length) % this.order.length]);
  }

  close(code = this.current) {
    const tab = this.tabs.get(code);
    if (!tab) return;
    if (tab.panel.unsaved() && !confirm(gettext("Text in this incident is not saved yet. Close it all the same?"))) return;
    tab.panel.remove();
    this.tabs.delete(code);
    const at = this.order.indexOf(code);
    this.order.splice(at, 1);
    if (this.current === code) {
      this.current = null;
      let back = this.past.pop();
      while (back && !this.tabs.has(back)) back = this.past.pop();
      this.show(back ?? this.order[Math.min(at, this.order.length - 1)] ?? null);
    }
    this.#paint();
    this.#keep();
  }

  panel() {
    return this.tabs.get(this.current)?.panel ?? null;
  }

  #add(code) {
    const id = `tab-${code}`;
    const shape = el("i", { class: "level" });
    const close = el("span", { class: "tab-close", title: gettext("Close (Alt+W)"), "aria-hidden": "true", text: "×" });
    const button = el("button", { type: "button", role: "tab", id, class: "tab", "aria-controls": `panel-${code}` },
      shape, el("b", { text: shortCode(code) }), el("span", { class: "cut" }), close);
    const panel = el("muster-panel", { id: `panel-${code}`, role: "tabpanel", "aria-labelledby": id, code, hidden: true });
    button.addEventListener("click", (event) => (event.target === close ? this.close(code) : this.open(code)));
    button.addEventListener("auxclick", (event) => event.button === 1 && this.close(code));
    panel.addEventListener("missing", () => this.close(code));
    this.tabs.set(code, { button, panel });
    this.order.push(code);
    this.stage.append(panel);
    this.#paint();
  }

  #paint() {
    arrange(this.bar, this.order.map((code, index) => {
      const { button } = this.tabs.get(code);
      const row = get("incident", code);
      if (row) {
        setAttr(button.children[0], "data-level", row.level);
        setText(button.children[2], inLanguage(row.kind_name));
      }
      const number = index < 9 ? ` (Alt+${index + 1})` : "";
      setAttr(button, "title", `${code} ${row ? inLanguage(row.kind_name) : ""}${number}`);
      return button;
    }));
    this.bar.hidden = !this.order.length;
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.step(step);
      this.tabs.get(this.current)?.button.focus();
    } else if (event.key === "Delete") this.close();
  }

  #keep() {
    const value = JSON.stringify({ order: this.order, current: this.current });
    try {
      sessionStorage.setItem(KEPT, value); // this window's own
      localStorage.setItem(KEPT, value); // for the next one
    } catch {
      // without storage the tabs live as long as the page
    }
  }
}

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? localStorage.getItem(KEPT));
    return { order: (kept?.order ?? []).slice(0, 20), current: kept?.current ?? null };
  } catch {
    return { order: [], current: null };
  }
}

customElements.define("muster-tabs", MusterTabs);
