// <muster-alarms>: what someone must act on. Acknowledged ones go quiet and down; the key A takes the topmost.
import { grouped } from "./alarm-groups.js";
import { announce } from "./announce.js";
import { config, inLanguage, may, shortCode } from "./config.js";
import { askDanger } from "./danger.js";
import { arrange, el, setAttr, setText } from "./dom.js";
import { post } from "../units/session.js";
import { roving } from "./roving.js";
import { all, get, subscribe } from "./store.js";
import { toast } from "./toast.js";

const byAge = (a, b) => (a.at < b.at ? -1 : 1);
const WEIGHT = { escalated: 0, alarm: 1, warn: 2 };

class MusterAlarms extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.nodes = new Map();
    this.first = true;
    roving(this.list, { onOpen: (node) => this.#open(Number(node.dataset.id)) });
    subscribe("alarm", (keys) => this.#changed(keys));
  }

  take() {
    (this.list.querySelector('[role="option"]') ?? this.list).focus();
  }

  /** Acknowledge the alarm (default: the topmost that rings). The answer of the server shows; nothing is assumed. */
  async acknowledge(id = this.#sorted().find((row) => !row.acknowledged)?.id) {
    if (id === undefined) return toast(gettext("No alert is waiting to be acknowledged."));
    if (get("alarm", id)?.cause === "danger") return askDanger(id);
    try {
      const { ids } = this.#sorted().find((row) => row.id === id) ?? { ids: [id] };
      const answers = await Promise.all(ids.map((one) => post(config.urls.acknowledge.replace("/0/", `/${one}/`))));
      if (answers.some((answer) => !answer.ok)) toast(gettext("The alert could not be acknowledged. Reload its incident and see."), { kind: "error" });
    } catch {
      toast(gettext("No line: the alert was not acknowledged."), { kind: "error" });
    }
    return null;
  }

  #sorted() {
    return grouped(all("alarm").sort(byAge)).sort(
      (a, b) =>
        Number(a.acknowledged) - Number(b.acknowledged) ||
        Number(b.cause === "danger") - Number(a.cause === "danger") ||
        (WEIGHT[a.severity] ?? 9) - (WEIGHT[b.severity] ?? 9) ||
        byAge(a, b),
    );
  }

  #changed(keys) {
    if (!this.first) {
      for (const id of keys) {
        const row = get("alarm", id);
        if (row && !row.acknowledged && !this.nodes.has(id)) {
          announce(`${inLanguage(row.text)} ${row.incident ? shortCode(row.incident) : ""}`, { urgently: row.severity !== "warn" });
        }
      }
    }
    this.first = false;
    const rows = this.#sorted();
    const wanted = new Set(rows.map((row) => row.id));
    for (const id of [...this.nodes.keys()]) if (!wanted.has(id)) this.nodes.delete(id);
    arrange(this.list, rows.map((row) => this.#paint(row)));
    const ringing = rows.filter((row) => !row.acknowledged).length;
    setText(this.querySelector("[data-count]"), ringing ? interpolate(ngettext("%s waiting", "%s waiting", ringing), [ringing]) : gettext("all quiet"));
    this.classList.toggle("ringing", ringing > 0);
    this.classList.toggle("none", rows.length === 0);
    if (!this.list.querySelector('[tabindex="0"]') && this.list.firstElementChild) this.list.firstElementChild.tabIndex = 0;
  }

  #paint(row) {
    let node = this.nodes.get(row.id);
    if (!node) {
      const button = el("button", { type: "button", class: "quiet", tabindex: "-1", title: gettext("Acknowledge") }, el("kbd", { text: "A" }));
      button.addEventListener("click", () => this.acknowledge(row.id));
      node = el("li", { class: "q alarm", role: "option", tabindex: "-1", data: { id: row.id } },
        el("i", { class: "alarm-shape" }),
        el("span", { class: "q-line" }, el("span", { class: "q-kind cut" }), el("muster-clock", { class: "q-clock", role: "none" })),
        el("span", { class: "q-line" }, el("span", { class: "q-place cut" }), may("alarm.acknowledge") ? button : null));
      this.nodes.set(row.id, node);
    }
    const incident = row.incident && get("incident", row.incident);
    const times = row.count > 1 ? `×${row.count}` : "";
    const told = inLanguage(row.text);
    const words = [times, told, told.includes(row.unit) ? "" : row.unit].filter(Boolean).join(" · ");
    setText(node.querySelector(".q-kind"), words);
    setAttr(node, "title", words); // whom it went up to may be cut
    const before = row.ids.length > 1 ? "" : this.#before(row);
    setText(node.querySelector(".q-place"), incident ? `${shortCode(row.incident)} ${inLanguage(incident.kind_name)}` : row.incident ? shortCode(row.incident) : before);
    setAttr(node.querySelector("muster-clock"), "since", row.at);
    setAttr(node, "data-severity", row.severity);
    node.classList.toggle("quiet", row.acknowledged);
    setAttr(node, "aria-label", `${inLanguage(row.text)} ${row.unit ?? ""} ${row.incident ? shortCode(row.incident) : ""} ${row.acknowledged ? gettext("acknowledged") : ""}`);
    const button = node.querySelector("button");
    if (button) button.hidden = row.acknowledged;
    return node;
  }

  /** Of what there is no incident for: which warning, who types it, or who calls. */
  #before({ draft, call, warning }) {
    if (warning) return warning;
    const waits = get("call", call);
    return inLanguage(get("draft", draft)?.by_name) || (waits ? waits.number || waits.line : "");
  }

  #open(id) {
    if (get("alarm", id)?.cause === "danger") return askDanger(id);
    const { incident, draft, call, warning } = get("alarm", id) ?? {};
    if (incident) this.dispatchEvent(new CustomEvent("incident", { bubbles: true, detail: incident }));
    else if (draft && may("incident.take")) this.dispatchEvent(new CustomEvent("draft", { bubbles: true, detail: draft }));
    else if (warning) this.dispatchEvent(new CustomEvent("warning", { bubbles: true, detail: warning }));
    else if (call) document.getElementById(`c-${call}`)?.focus();
  }
}

customElements.define("muster-alarms", MusterAlarms);
