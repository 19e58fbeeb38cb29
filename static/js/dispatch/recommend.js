// The recommendation in the panel: keys 1 … 9 tick units (the console presses what carries data-key), Enter sends. The
// button always says whom; when the choice departs from the proposal one tap on a reason sends.

const FORM = "form[data-recommend]";

const chosen = (form) => [...form.querySelectorAll('input[name="units"]:checked')].map((box) => box.value);

function departs(form, units) {
  const proposed = form.dataset.proposed.split(" ").filter(Boolean);
  return proposed.length > 0 && (proposed.length !== units.length || proposed.some((unit) => !units.includes(unit)));
}

function show(form) {
  const units = chosen(form);
  const button = form.querySelector("[data-submit]");
  for (const row of form.querySelectorAll("tbody tr")) row.classList.toggle("pick", Boolean(row.querySelector('input[name="units"]:checked')));
  button.disabled = units.length === 0;
  button.querySelector("[data-label]").textContent = units.length ? button.dataset.send.replace("%s", units.join(" + ")) : button.dataset.none;
  const override = form.querySelector("[data-override]");
  const asks = departs(form, units) && units.length > 0;
  override.hidden = !asks;
  if (!asks) for (const radio of override.querySelectorAll("input")) radio.checked = false;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.(FORM);
  if (!form) return;
  show(form);
  if (event.target.matches("input[data-send]:checked") && chosen(form).length) form.requestSubmit(form.querySelector("[data-submit]"));
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.(FORM);
  if (!form || !departs(form, chosen(form)) || form.querySelector("input[data-send]:checked")) return;
  event.preventDefault();
  event.stopPropagation();
  form.querySelector("[data-override]").hidden = false;
  form.querySelector("input[data-send]").focus();
}, true);
