// The story's remark form: sent without leaving the page, kept while the line is down; a line can be amended, never edited.
import { csrfToken } from "./send.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-remark]");
  if (!form) return;
  event.preventDefault();
  const problem = form.querySelector("[data-problem]");
  problem.hidden = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
    if (answer.status !== 204) throw new Error(String(answer.status));
    form.reset();
    unmark(form);
    form.dispatchEvent(new CustomEvent("incident:changed", { bubbles: true, detail: {} }));
    form.querySelector("textarea").blur();
  } catch (error) {
    problem.textContent = error.message === "422" ? gettext("The remark is empty. Type what is to be kept.") : gettext("Not added: the line is down. What is typed stays here.");
    problem.hidden = false;
  }
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-remark]");
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape" && form.elements.amends.value) {
    event.preventDefault();
    event.stopPropagation();
    unmark(form);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-amend]");
  if (!button) return;
  const form = button.closest(".story").querySelector("form[data-remark]");
  unmark(form);
  form.elements.amends.value = button.dataset.amend;
  button.closest("li").classList.add("amending");
  form.querySelector("textarea").focus();
});

function unmark(form) {
  form.elements.amends.value = "";
  form.closest(".story").querySelector(".amending")?.classList.remove("amending");
}
