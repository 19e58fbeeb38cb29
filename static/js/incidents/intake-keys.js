// Everything in the intake form by keys. Inside the form Alt + digit means the level, not the console's tabs.

const FOCUS = {
  KeyP: '[data-field="place"] input',
  KeyK: "kind-picker input",
  KeyD: '[name="description"]',
  KeyN: '[name="caller_phone"]',
  KeyF: '[name="risk_flags"]',
  KeyJ: '[data-field="persons"]',
  KeyV: '[data-field="vehicles"]',
};

export function intakeKeys(form) {
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (!pressed(form, event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function pressed(form, event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return form.save() ?? true;
  if (event.key === "Enter" && event.target.matches("input, select")) return true; // saving is Ctrl Enter, on purpose
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (event.altKey && event.shiftKey && digit) return check(form.querySelectorAll('[name="nature"]')[digit - 1]);
  if (event.altKey && digit >= 1 && digit <= 4) return check(form.querySelector(`[name="level"][value="${digit}"]`));
  if (event.altKey && digit >= 5) return form.beside.pressRepeat(digit - 5) ?? true;
  if (event.altKey && !event.ctrlKey && !event.shiftKey) return letter(form, event.code);
  const flag = event.target.name === "risk_flags" && digit >= 1 && !event.ctrlKey;
  return flag ? check(form.querySelectorAll('[name="risk_flags"]')[digit - 1]) : false;
}

function letter(form, code) {
  if (code === "KeyR") return form.release() ?? true;
  if (code === "KeyC") return check(form.querySelector('[name="confidential"]'));
  if (code === "KeyT") return take(form);
  const target = FOCUS[code] && form.querySelector(FOCUS[code]);
  if (!target) return false;
  if (target.matches("details")) {
    target.open = true;
    const editor = target.querySelector("rows-editor");
    if (editor.rows.length) editor.rows.at(-1).querySelector("input, select").focus();
    else editor.add({}, true);
  } else target.focus();
  return true;
}

function check(input) {
  if (!input || input.disabled) return true;
  input.checked = input.type === "radio" ? true : !input.checked;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function take(form) {
  const button = form.querySelector("[data-take]");
  button?.click();
  return Boolean(button);
}
