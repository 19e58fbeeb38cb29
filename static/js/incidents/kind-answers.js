/* What the answers to guided questions suggest: `kind-suggestion` bubbles from the fragment with `{level, flags}`.
   Nothing is set by itself: the form shows the proposal, a person takes it. */

/** Level (1 most urgent, or null) and flags that the answers inside `root` suggest now. */
export function suggestion(root) {
  const levels = [];
  const flags = new Set();
  for (const input of root.querySelectorAll("input[name^='answer-']")) {
    const says = input.type === "radio" ? input.checked : input.type === "number" && Number(input.value) > 0;
    if (!says) {
      continue;
    }
    if (input.dataset.setsLevel) {
      levels.push(Number(input.dataset.setsLevel));
    }
    if (input.dataset.raisesFlag) {
      flags.add(input.dataset.raisesFlag);
    }
  }
  return { level: levels.length ? Math.min(...levels) : null, flags: [...flags] };
}

/** Answers inside `root` as the draft keeps them: `{"answer-<id>": value}`, empty ones left out. */
export function answers(root) {
  const given = {};
  for (const input of root.querySelectorAll("input[name^='answer-']")) {
    if ((input.type !== "radio" || input.checked) && input.value.trim()) {
      given[input.name] = input.value.trim();
    }
  }
  return given;
}

document.addEventListener("change", (event) => {
  const root = event.target.name?.startsWith("answer-") && event.target.closest(".kind-intake");
  if (root) {
    root.dispatchEvent(new CustomEvent("kind-suggestion", { bubbles: true, detail: suggestion(root) }));
  }
});

// A second click on the chosen radio takes the answer back: the question is skipped again.
document.addEventListener("click", (event) => {
  const input = event.target;
  if (input.type !== "radio" || !input.name.startsWith("answer-")) {
    return;
  }
  if (input.dataset.was === "on") {
    input.checked = false;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const other of document.querySelectorAll(`input[name="${input.name}"]`)) {
    other.dataset.was = other.checked ? "on" : "";
  }
});
