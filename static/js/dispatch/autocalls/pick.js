// Ticking: a search, a list of what fits (arrows, Space), and what is ticked as chips that carry the form's values.
import { el } from "../dom.js";

const WAIT_MS = 120;

/** `changed()`: after something was ticked or taken off. */
export function beginPicking(form, changed) {
  const root = form.querySelector("[data-pick]");
  const words = root.querySelector("[data-words]");
  const list = root.querySelector('[role="listbox"]');
  const ticked = root.querySelector("[data-ticked]");
  const kinds = [...root.querySelectorAll("[data-kind-of]")];
  let timer = 0;
  let asked = null;

  const chipOf = (kind, value) => ticked.querySelector(`[data-kind="${kind}"][data-value="${value}"]`);
  const options = () => [...list.querySelectorAll('[role="option"]')];
  const kind = () => kinds.find((one) => one.getAttribute("aria-checked") === "true").dataset.kindOf;

  function mark() {
    for (const option of options()) option.setAttribute("aria-selected", String(Boolean(chipOf(option.dataset.kind, option.dataset.value))));
  }

  async function look() {
    asked?.abort();
    asked = new AbortController();
    const url = `${form.dataset.choices}?${new URLSearchParams({ q: words.value, kind: kind() })}`;
    try {
      const answer = await fetch(url, { signal: asked.signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      list.innerHTML = await answer.text();
      list.scrollTop = 0;
      mark();
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren(el("li", { class: "ac-none", text: gettext("No line: the list cannot be fetched. What is ticked stays.") }));
    }
  }

  function toggle(option) {
    const { kind: field, value, label } = option.dataset;
    const chip = chipOf(field, value);
    if (chip) chip.remove();
    else {
      ticked.append(el("li", { data: { kind: field, value } }, el("input", { type: "hidden", name: field, value }), el("span", { text: label }),
        el("button", { type: "button", class: "icon", data: { untick: "" }, "aria-label": interpolate(gettext("Take off %s"), [label]), text: "×" })));
    }
    mark();
    changed();
  }

  function moveTo(option) {
    if (!option) return;
    for (const one of options()) one.tabIndex = -1;
    option.tabIndex = 0;
    option.focus();
    option.scrollIntoView({ block: "nearest" });
  }

  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") moveTo(options()[0]);
    else if (event.key === "Enter" && !event.ctrlKey && options().length === 1) toggle(options()[0]);
    else if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault(); // Enter in the search sends nothing
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (!option) return;
    moveTo(option);
    toggle(option);
  });
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const here = event.target.closest('[role="option"]');
    const all = options();
    const at = all.indexOf(here);
    if (event.key === "ArrowDown") moveTo(all[Math.min(at + 1, all.length - 1)]);
    else if (event.key === "ArrowUp" && at === 0) words.focus();
    else if (event.key === "ArrowUp") moveTo(all[at - 1]);
    else if (event.key === "Home") moveTo(all[0]);
    else if (event.key === "End") moveTo(all.at(-1));
    else if ((event.key === " " || event.key === "Enter") && here) toggle(here);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  ticked.addEventListener("click", (event) => {
    if (!event.target.closest("[data-untick]")) return;
    event.target.closest("li").remove();
    words.focus();
    mark();
    changed();
  });
  root.querySelector("[role=radiogroup]").addEventListener("click", (event) => choose(event.target.closest("[data-kind-of]")));
  root.querySelector("[role=radiogroup]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(kinds[(kinds.indexOf(event.target) + step + kinds.length) % kinds.length]);
  });

  function choose(button) {
    if (!button) return;
    for (const one of kinds) {
      one.setAttribute("aria-checked", String(one === button));
      one.tabIndex = one === button ? 0 : -1;
    }
    button.focus();
    look();
  }

  look();
}
