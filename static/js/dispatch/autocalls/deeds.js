// Deeds of a page that stays: a form with data-deed is posted from here, its answer told, the page brought up to date.
import { csrfToken } from "../../units/session.js";
import { toast } from "../toast.js";

/** `after(form)`: what to bring up to date once the server has answered. */
export function carryOut(root, after) {
  root.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-deed]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.ask && !confirm(form.dataset.ask)) return;
    const body = new FormData(form, event.submitter);
    const section = form.closest("[data-section]");
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" } });
      const told = await wordsOf(answer);
      if (answer.ok) section?.setAttribute("data-sent", "");
      for (const { text, kind } of told) toast(text, { kind });
    } catch {
      toast(gettext("No line: nothing was done."), { kind: "error" });
    }
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    after(form);
  });
}

/** JSON `{message}`, or the messages of the page that a plain form would have gone to. */
async function wordsOf(answer) {
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) {
    return [{ text: gettext("You are no longer signed in: nothing was done. Reload the page."), kind: "error" }];
  }
  const failed = !answer.ok;
  if ((answer.headers.get("Content-Type") ?? "").includes("json")) {
    const { message } = await answer.json();
    return message ? [{ text: message, kind: failed ? "error" : "success" }] : [];
  }
  if (failed) return [{ text: answer.status === 404 ? gettext("It is not there any more, or not yours to see.") : gettext("The server could not do it. Try again."), kind: "error" }];
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll(".messages .message")].map((one) => ({
    text: one.querySelector("span").textContent,
    kind: ["error", "warning", "success"].find((kind) => one.classList.contains(kind)) ?? "",
  }));
}
