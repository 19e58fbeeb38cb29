// Deeds on an incident: each button opens the server's form in one dialog; done, refused or the line down is said there.
// Also: showing the caller, removing rows, asking for likely repeats, opening relatives. All by delegation.
import { csrfToken } from "./send.js";

let dialog = null;

function theDialog() {
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.className = "deed-dialog";
  dialog.setAttribute("aria-labelledby", "deed-title");
  dialog.addEventListener("click", (event) => event.target.closest("[data-cancel]") && dialog.close());
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.target);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && dialog.classList.contains("aside") && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      dialog.close();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      dialog.querySelector("form")?.requestSubmit();
    }
  });
  dialog.addEventListener("place", (event) => {
    const name = event.target.dataset.into;
    if (name) dialog.querySelector(`[name="${CSS.escape(name)}"]`).value = JSON.stringify(event.detail ?? {});
  });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    dialog.back?.isConnected && dialog.back.focus();
  });
  document.body.append(dialog);
  return dialog;
}

/** Open the form of a deed. `url`: its address; what is asked along fills the form. */
export async function openDeed(url, from = null) {
  const box = theDialog();
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return say(from, answer?.status === 403 ? gettext("This is not for your role.") : gettext("The form cannot be fetched: the line is down."));
  box.innerHTML = await answer.text(); // our own server's fragment: it escapes what people typed
  box.code = from?.closest("[data-code]")?.dataset.code ?? null;
  box.back = from;
  show(box);
  focusFirst(box);
  return null;
}

/** A form that asks for a place stands beside the map, which stays in reach; any other is in front of everything. */
function show(box) {
  const beside = Boolean(box.querySelector("[data-beside]")) && Boolean(document.querySelector("muster-map"));
  box.classList.toggle("aside", beside);
  if (box.open) return;
  if (beside) box.show();
  else box.showModal();
}

async function submit(form) {
  const box = theDialog();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
    if (answer.status === 204) return finished(box);
    if ((answer.status === 422 || answer.status === 409) && !answer.redirected) {
      box.innerHTML = await answer.text();
      return focusFirst(box, "[aria-invalid=true], .wrong input");
    }
    warn(form, answer.status === 403 ? gettext("This is not for your role.") : gettext("It did not work. Nothing was changed; try again."));
  } catch {
    warn(form, gettext("The line is down: nothing was changed. The form stays open; try again."));
  }
  button.disabled = false;
  return null;
}

function finished(box) {
  const from = box.back;
  const { code } = box;
  box.close();
  (from?.isConnected ? from : document).dispatchEvent(new CustomEvent("incident:changed", { bubbles: true, detail: { code } }));
}

function warn(form, text) {
  form.querySelector("[data-warning]")?.remove();
  const line = Object.assign(document.createElement("p"), { className: "note", textContent: text });
  line.dataset.warning = "";
  line.setAttribute("role", "alert");
  form.querySelector("footer").before(line);
}

function focusFirst(box, wrong = null) {
  const field = (wrong && box.querySelector(wrong)) ?? box.querySelector("[autofocus]") ?? box.querySelector("input:not([type=hidden]), select, textarea, button");
  field?.focus();
}

function say(from, text) {
  const line = Object.assign(document.createElement("p"), { className: "error", textContent: text });
  line.setAttribute("role", "alert");
  from?.closest("div, li")?.append(line);
  setTimeout(() => line.remove(), 6000);
}

async function postForm(url, fields) {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer;
}

const CLICKS = {
  "[data-deed]": (button) => openDeed(button.dataset.url, button),
  "[data-show-caller]": async (button) => {
    const answer = await postForm(button.dataset.url, { purpose: "panel" });
    const holder = button.closest("[data-caller]").parentElement;
    holder.innerHTML = await answer.text();
  },
  "[data-remove-row]": async (button) => {
    await postForm(button.dataset.url, { [button.dataset.rowName ?? "row"]: button.dataset.removeRow });
    const from = button.closest("[data-code]");
    button.closest("li").remove();
    from?.dispatchEvent(new CustomEvent("incident:changed", { bubbles: true, detail: { code: from.dataset.code } }));
  },
  "[data-open]": (link, event) => {
    if (!document.querySelector("muster-tabs")) return; // an ordinary link, on an ordinary page
    event.preventDefault();
    link.dispatchEvent(new CustomEvent("incident", { bubbles: true, detail: link.dataset.open }));
  },
};

document.addEventListener("click", (event) => {
  for (const [selector, deed] of Object.entries(CLICKS)) {
    const target = event.target.closest?.(selector);
    if (!target || target.closest("intake-form")) continue;
    Promise.resolve(deed(target, event)).catch(() => say(target, gettext("It did not work: the line is down, or it is not for your role.")));
    return;
  }
});

// Likely repeats of an incident in hand are looked for when somebody unfolds them.
document.addEventListener("toggle", async (event) => {
  const place = event.target.open && event.target.querySelector?.("[data-repeats-here]");
  if (!place || place.childElementCount) return;
  const answer = await fetch(`${place.dataset.url}?${place.dataset.query}`).catch(() => null);
  if (answer?.ok && !answer.redirected) place.innerHTML = await answer.text();
}, true);

// A place picked on the map while a form asks for one.
for (const name of ["mapplace", "muster:map-picked"]) {
  document.addEventListener(name, (event) => dialog?.open && dialog.querySelector("place-search")?.pick(event.detail));
}

// A page of its own has no console that fetches the panel anew.
document.addEventListener("incident:changed", () => document.querySelector(".incident-page") && location.reload());
