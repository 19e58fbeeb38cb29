// Bringing a server-rendered panel up to date section by section, without taking anything out of a person's hands:
// a section with text being typed or a choice not sent yet is left alone until it is free again.

/** Whether the section holds focus in a field, or a field whose value is not what the server sent. */
export function inUse(section) {
  if (section.hasAttribute("data-sent")) return false; // its form was accepted: nothing in it waits for the person
  if (section.querySelector(":focus-within, :focus")?.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return true;
  if (section.querySelector("[data-busy], .htmx-request")) return true;
  return [...section.querySelectorAll("input, textarea, select")].some(isChanged);
}

function isChanged(field) {
  if (field.type === "hidden" || field.disabled || field.closest("[data-volatile]")) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const options = [...field.options];
    const given = options.some((option) => option.defaultSelected)
      ? options.filter((option) => option.defaultSelected)
      : field.multiple ? [] : options.slice(0, 1);
    return options.some((option) => option.selected !== given.includes(option));
  }
  return field.value !== field.defaultValue;
}

// the token is masked anew in every answer and says nothing
const signature = (section) => section.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*}/g, "");

/**
 * Take `html` (the whole panel) into `root`. Returns the ids of sections left as they are because they are in use.
 * Keeps: open <details>, focus (by id or data-key), scroll. New sections appear, sections no longer sent go.
 */
export function refresh(root, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const mine = new Map(sectionsOf(root).map((section) => [section.id, section]));
  const skipped = [];
  let last = null;
  for (const section of sectionsOf(fresh)) {
    const here = mine.get(section.id);
    mine.delete(section.id);
    if (!here) {
      const added = document.importNode(section, true);
      if (last) last.after(added);
      else root.prepend(added);
      remember(added, section);
      process(added);
      last = added;
      continue;
    }
    last = here;
    const told = signature(section);
    if (here.told === told) continue;
    if (inUse(here)) {
      skipped.push(here.id);
      here.toggleAttribute("data-stale", true);
      continue;
    }
    last = replace(here, section, told);
  }
  for (const leftover of mine.values()) if (!inUse(leftover)) leftover.remove();
  return skipped;
}

const sectionsOf = (root) => [...root.querySelectorAll("[data-section]")].filter((one) => !one.parentElement.closest("[data-section]"));

function remember(node, source) {
  node.told = signature(source);
}

function replace(here, section, told) {
  const open = new Set([...here.querySelectorAll("details[open]")].map(nameOf));
  const closed = new Set([...here.querySelectorAll("details:not([open])")].map(nameOf));
  const focus = here.contains(document.activeElement) ? document.activeElement : null;
  const mark = focus && (focus.id ? `#${CSS.escape(focus.id)}` : focus.dataset.key ? `[data-key="${CSS.escape(focus.dataset.key)}"]` : null);
  const node = document.importNode(section, true);
  for (const one of node.querySelectorAll("details")) {
    if (open.has(nameOf(one))) one.open = true;
    else if (closed.has(nameOf(one))) one.open = false;
  }
  here.replaceWith(node);
  node.told = told;
  process(node);
  if (focus) (mark && node.querySelector(mark) ? node.querySelector(mark) : node.closest("muster-panel") ?? node).focus();
  return node;
}

const nameOf = (details) => details.dataset.keep ?? details.id ?? details.querySelector("summary")?.textContent.trim();

function process(node) {
  window.htmx?.process(node);
}
