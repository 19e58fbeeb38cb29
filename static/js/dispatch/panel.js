// <muster-panel code>: one incident, rendered by the server, fetched anew only when its own subject changed.
import { incidentUrl, shortCode } from "./config.js";
import { el } from "./dom.js";
import { line, status } from "./live.js";
import { inUse, refresh } from "./refresh.js";
import { get, subscribe } from "./store.js";
import { toast } from "./toast.js";

const LATER_MS = 2500;
const PAUSE_MS = 120; // several events of one deed make one fetch

class MusterPanel extends HTMLElement {
  connectedCallback() {
    if (this.body) return;
    this.code = this.getAttribute("code");
    this.tabIndex = -1;
    this.body = el("div", { class: "panel-body" }, el("p", { class: "panel-wait faint", text: gettext("Opening …") }));
    this.append(this.body);
    this.fetched = 0; // number of answers taken
    this.stale = true;
    const changed = (codes) => codes.has(this.code) && this.ask();
    this.stops = ["incident", "assignment", "report", "campaign"].map((subject) => subscribe(subject, changed));
    this.stops.push(subscribe("callee", (codes) => codes.has(this.code) && this.#askLater()));
    this.stops.push(subscribe("alarm", (ids) => [...ids].some((id) => get("alarm", id)?.incident === this.code) && this.ask()));
    this.back = () => status.state === "live" && this.ask();
    line.addEventListener("state", this.back);
    // what was left alone while in use is brought up to date as soon as it is free
    this.body.addEventListener("focusout", () => setTimeout(() => this.querySelector("[data-stale]") && this.ask(), 50));
    this.body.addEventListener("htmx:afterRequest", (event) => this.#answered(event));
    this.body.addEventListener("htmx:sendError", (event) => this.#unanswered(event));
  }

  disconnectedCallback() {
    if (this.isConnected) return;
    for (const stop of this.stops) stop();
    line.removeEventListener("state", this.back);
  }

  /** Shown now: fetch if it is not up to date. */
  wake() {
    if (this.stale) this.ask();
  }

  take() {
    if (!this.contains(document.activeElement)) this.focus({ preventScroll: true });
  }

  /** Whether there is text in it that was not sent. */
  unsaved() {
    return [...this.querySelectorAll("[data-section]")].some((section) => section.querySelector("textarea, input[type=text]") && inUse(section));
  }

  ask() {
    this.stale = true;
    if (this.hidden || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.#fetch();
    }, this.fetched ? PAUSE_MS : 0);
  }

  /** Two hundred telephones that ring for it are no reason to fetch it two hundred times. */
  #askLater() {
    this.later ||= setTimeout(() => {
      this.later = 0;
      if (this.isConnected) this.ask();
    }, LATER_MS);
  }

  /** A form of the panel was answered: what was accepted is no longer in use, and everything may have changed. */
  #answered({ detail, target }) {
    if (detail.requestConfig?.verb !== "post") return;
    if (detail.successful) target.closest("[data-section]")?.setAttribute("data-sent", "");
    else if (!detail.xhr.status) toast(gettext("No line: nothing was done."), { kind: "error" });
    this.ask();
  }

  /** A fragment that could not be fetched says so, and is asked for again with the next picture. */
  #unanswered({ detail, target }) {
    const section = target.closest("[data-section]");
    if (section) section.told = null;
    if (detail.requestConfig?.verb === "get" && !detail.target?.childElementCount) {
      detail.target.append(el("p", { class: "faint", role: "status", text: gettext("No line: it is fetched when the line is back.") }));
    }
  }

  async #fetch() {
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    this.stale = false;
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(incidentUrl(this.code), { headers: { "HX-Request": "true" } });
      if (answer.status === 404) return this.#missing();
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.#show(await answer.text());
    } catch {
      this.stale = true;
      if (!this.fetched) this.#say(gettext("This incident cannot be fetched just now. It is opened as soon as the line is back."));
    } finally {
      this.fetching = false;
      this.removeAttribute("aria-busy");
      if (this.again) {
        this.again = false;
        this.ask();
      }
    }
    return null;
  }

  #show(html) {
    if (!this.fetched) this.body.replaceChildren();
    this.fetched += 1;
    refresh(this.body, html);
    this.dispatchEvent(new CustomEvent("panelshown", { bubbles: true, detail: this.code }));
  }

  #missing() {
    this.#say(interpolate(gettext("There is no incident %s that you may see."), [shortCode(this.code)]));
    this.dispatchEvent(new CustomEvent("missing"));
    return null;
  }

  #say(text) {
    this.body.replaceChildren(el("p", { class: "panel-wait", role: "status", text }));
  }
}

customElements.define("muster-panel", MusterPanel);
