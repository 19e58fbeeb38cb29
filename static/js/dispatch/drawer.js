// <muster-drawer>: intake forms over the map, beside the queue, never over it. Several calls at once: one tab each.
import { config } from "./config.js";
import { arrange, el, setAttr, setText } from "./dom.js";
import { get, subscribe } from "./store.js";
import { duration, now } from "./time.js";
import { toast } from "./toast.js";
import { everySecond } from "./clock.js";

const KEPT = "muster.intakes";

class MusterDrawer extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector('[role="tablist"]');
    this.stage = this.querySelector("[data-stage]");
    this.forms = new Map(); // draft id → {button, pane, began}
    this.current = null;
    this.querySelector("[data-close]").addEventListener("click", () => this.hide());
    this.addEventListener("intake:saved", (event) => this.#saved(event));
    this.addEventListener("intake:closed", (event) => this.drop(this.#idOf(event.target)));
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        event.preventDefault();
        event.stopPropagation();
        this.hide();
      }
    });
    // while the keyboard is in a place field, a click on the map answers it
    document.addEventListener("muster:map-pick-request", () => this.#picking(true));
    this.addEventListener("focusin", (event) => this.#picking(Boolean(event.target.closest("place-search"))));
    everySecond((at) => this.#tick(at));
    subscribe("draft", () => this.#paint());
    for (const id of read()) this.#add(id);
    this.#paint();
  }

  /** A new form, or the draft `id` (one's own or a colleague's). */
  open(id = crypto.randomUUID()) {
    if (!config.urls.intake) return toast(gettext("Intake is not switched on here."), { kind: "warning" });
    if (!this.forms.has(id)) this.#add(id);
    this.back ??= document.activeElement;
    this.hidden = false;
    this.show(id);
    return id;
  }

  /** F2 again: another call comes in while one is being typed. */
  get isOpen() {
    return !this.hidden;
  }

  show(id) {
    this.current = id;
    for (const [key, { button, pane }] of this.forms) {
      setAttr(button, "aria-selected", String(key === id));
      pane.hidden = key !== id;
    }
    const { pane } = this.forms.get(id);
    if (!pane.dataset.loaded) this.#load(id, pane);
    else this.#focus(pane);
  }

  hide() {
    this.hidden = true;
    this.#picking(false);
    const back = this.back?.isConnected ? this.back : document.querySelector("muster-queue [tabindex='0']");
    this.back = null;
    back?.focus();
    document.dispatchEvent(new CustomEvent("drawerhidden"));
  }

  drop(id) {
    const form = this.forms.get(id);
    if (!form) return;
    form.pane.remove();
    this.forms.delete(id);
    this.#keep();
    this.#paint();
    const next = [...this.forms.keys()].at(-1);
    if (!next) this.hide();
    else if (this.current === id) this.show(next);
  }

  #picking(on) {
    document.querySelector("muster-map")?.classList.toggle("picking", on && this.isOpen);
  }

  #idOf(node) {
    return node.closest("[data-draft]")?.dataset.draft ?? this.current;
  }

  #saved(event) {
    const { code, duplicate_of: into } = event.detail ?? {};
    this.drop(this.#idOf(event.target));
    if (code ?? into) this.dispatchEvent(new CustomEvent("incident", { bubbles: true, detail: code ?? into }));
  }

  #add(id) {
    const button = el("button", { type: "button", role: "tab", class: "tab" }, el("i", { class: "level", data: { level: "draft" } }), el("span", { class: "cut", text: gettext("New call") }), el("span", { class: "num" }));
    button.addEventListener("click", () => this.show(id));
    const pane = el("div", { role: "tabpanel", class: "drawer-pane", data: { draft: id }, hidden: true });
    this.forms.set(id, { button, pane, began: now() });
    this.stage.append(pane);
    this.#keep();
    this.#paint();
  }

  async #load(id, pane) {
    pane.dataset.loaded = "1";
    pane.replaceChildren(el("p", { class: "panel-wait faint", text: gettext("Opening …") }));
    try {
      const url = new URL(config.urls.intake, location.href);
      url.searchParams.set("draft", id);
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      pane.innerHTML = await answer.text(); // our own server's fragment: it escapes what people typed
      window.htmx?.process(pane);
      this.#focus(pane);
    } catch {
      delete pane.dataset.loaded;
      const again = el("button", { type: "button", class: "primary", text: gettext("Try again") });
      again.addEventListener("click", () => this.#load(id, pane));
      pane.replaceChildren(el("p", { class: "panel-wait", role: "alert", text: gettext("The form cannot be fetched: no line to the server. Take the call on paper; what is open below stays as it is.") }), again);
    }
  }

  #focus(pane) {
    const field = pane.querySelector("[autofocus]") ?? pane.querySelector("input:not([type=hidden]), textarea, select");
    field?.focus();
  }

  #paint() {
    for (const [id, form] of this.forms) {
      const row = get("draft", id);
      if (row?.words) setText(form.button.children[1], row.words.slice(0, 18));
    }
    arrange(this.bar, [...this.forms.values()].map((form) => form.button));
    document.dispatchEvent(new CustomEvent("intakes", { detail: this.forms.size }));
  }

  #tick(at) {
    for (const [id, form] of this.forms) {
      const began = get("draft", id)?.opened_at;
      setText(form.button.children[2], duration(at - (began ? Date.parse(began) : form.began)));
    }
  }

  #keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([...this.forms.keys()]));
    } catch {
      // the drafts themselves are kept by the server and by the form
    }
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

customElements.define("muster-drawer", MusterDrawer);
