// Where to? A short list by keyboard: type to narrow, arrows, Enter. Who may not see it is shown and says why not.
import { inLanguage } from "../config.js";
import { el, setAttr, setText } from "../dom.js";
import { toast } from "../toast.js";
import { send, takeDown, targetsOf } from "./api.js";
import { GROUPS, subjectWords } from "./words.js";

const MINUTES = [2, 10, 30, 60, 240];
let dialog = null;
let parts = null;
let subject = null;
let targets = [];
let at = 0;

function build() {
  const input = el("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "cast-targets", "aria-label": gettext("Where to"), placeholder: gettext("Wall, seat, unit, organisation …"), autocomplete: "off", spellcheck: "false" });
  const list = el("ul", { id: "cast-targets", role: "listbox", "aria-label": gettext("Where to") });
  const minutes = el("select", { "aria-label": gettext("For how long") }, ...MINUTES.map((n) => el("option", { value: n, text: interpolate(gettext("%s min"), [n]) })));
  minutes.value = "10";
  const message = el("input", { type: "text", maxlength: "200", placeholder: gettext("Message (optional)"), "aria-label": gettext("Message (optional)") });
  const problem = el("p", { class: "error", role: "alert" });
  const title = el("h2", { id: "cast-title" });
  const ok = el("button", { type: "submit", class: "primary" }, gettext("Cast"), " ", el("kbd", { text: "Enter" }));
  const close = el("button", { type: "button", class: "quiet" }, pgettext("window", "Close"), " ", el("kbd", { text: "Esc" }));
  const form = el("form", {}, title, input, list, el("div", { class: "cast-more" }, minutes, message), problem, el("div", { class: "row" }, ok, close));
  dialog = el("dialog", { id: "cast-dialog", class: "cast-dialog", "aria-labelledby": "cast-title" }, form);
  document.body.append(dialog);
  parts = { input, list, minutes, message, problem, title, ok };
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  input.addEventListener("input", () => show(0));
  input.addEventListener("keydown", arrow);
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (!row) return;
    at = Number(row.dataset.index);
    mark();
    submit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
}

/** `given`: {kind, code} or {kind: "view", view}. `words`: what was typed already. */
export async function openCast(given, words = "") {
  if (!dialog) build();
  subject = given;
  targets = [];
  setText(parts.title, interpolate(gettext("Cast %s"), [subjectWords(given)]));
  setText(parts.problem, "");
  parts.input.value = words;
  parts.message.value = "";
  parts.list.replaceChildren(el("li", { class: "faint", text: gettext("Opening …") }));
  if (!dialog.open) dialog.showModal();
  parts.input.focus();
  try {
    const { ok, told } = await targetsOf(given);
    if (subject !== given) return;
    if (!ok) {
      parts.list.replaceChildren();
      return setText(parts.problem, told?.detail ?? gettext("This cannot be cast."));
    }
    targets = told;
    show(0);
  } catch {
    parts.list.replaceChildren();
    setText(parts.problem, gettext("No line: nothing was cast."));
  }
}

const shown = () => {
  const words = parts.input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return targets.filter((one) => words.every((word) => `${one.code} ${one.zh} ${one.en} ${GROUPS[one.kind]()}`.toLowerCase().includes(word)));
};

function show(index) {
  const rows = shown();
  at = Math.min(index, Math.max(rows.length - 1, 0));
  const nodes = [];
  let group = "";
  rows.forEach((one, number) => {
    if (one.kind !== group) nodes.push(el("li", { class: "cast-group", role: "presentation", text: GROUPS[one.kind]() }));
    group = one.kind;
    nodes.push(line(one, number));
  });
  if (!rows.length) nodes.push(el("li", { class: "faint", text: gettext("Nobody of this name that you may cast to.") }));
  parts.list.replaceChildren(...nodes);
  mark();
}

function line(one, index) {
  const there = { true: gettext("on line"), false: gettext("off line: gets it when it is back"), null: "" }[String(one.online)];
  return el("li", { role: "option", id: `cast-to-${index}`, class: one.sees ? "" : "refused", data: { index, target: `${one.kind}:${one.code}` } },
    el("i", { class: "cast-dot", data: { online: String(one.online) } }),
    el("b", { class: "cut", text: inLanguage(one) }),
    el("span", { class: "cut faint", text: one.sees ? [one.code === inLanguage(one) ? "" : one.code, there].filter(Boolean).join(" · ") : gettext("may not see it: share it first") }));
}

function mark() {
  for (const node of parts.list.querySelectorAll("[role=option]")) setAttr(node, "aria-selected", String(Number(node.dataset.index) === at));
  const node = parts.list.querySelector('[aria-selected="true"]');
  setAttr(parts.input, "aria-activedescendant", node?.id ?? null);
  node?.scrollIntoView({ block: "nearest" });
}

function arrow(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const count = shown().length;
  if (count) at = (at + step + count) % count;
  mark();
}

async function submit() {
  const target = shown()[at];
  if (!target || parts.ok.disabled) return;
  parts.ok.disabled = true;
  try {
    const { kind, code } = target;
    const { ok, told } = await send({ subject, target: { kind, code }, minutes: Number(parts.minutes.value), message: parts.message.value });
    if (!ok) return setText(parts.problem, told?.detail ?? gettext("This cannot be cast."));
    dialog.close();
    toast(interpolate(gettext("Cast to %s."), [inLanguage(target)]), { kind: "success", action: { label: gettext("Take down"), run: () => takeDown(told.id).catch(() => {}) } });
  } catch {
    setText(parts.problem, gettext("No line: nothing was cast."));
  } finally {
    parts.ok.disabled = false;
  }
  return null;
}
