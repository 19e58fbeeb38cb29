// Forms whose tab was closed while the line was down: what this browser kept of them is sent when it can be.
import { Draft } from "./draft.js";
import { allKept, forget } from "./kept.js";

const FORGET_AFTER_MS = 48 * 3600 * 1000; // of what the server has as well
const sending = new Map();

/** Send in the background all copies of the user's other forms that the server has not got yet. */
export function sendLeftBehind(user, except) {
  for (const copy of allKept(user)) {
    if (copy.id === except || sending.has(copy.id) || document.querySelector(`intake-form[data-draft="${CSS.escape(copy.id)}"]`)) continue;
    const unsent = Object.values(copy.fields).some((field) => field.dirty);
    if (!unsent && !copy.finish) {
      if (Date.now() - copy.opened > FORGET_AFTER_MS) forget(copy.id);
      continue;
    }
    const draft = new Draft({ id: copy.id, urls: copy.urls, user });
    sending.set(copy.id, draft);
    draft.addEventListener("status", (event) => event.detail.state === "saved" && !draft.unsent && !draft.finish && stopSending(copy.id));
    draft.addEventListener("done", () => sending.delete(copy.id));
    draft.addEventListener("conflict", () => stopSending(copy.id)); // both texts wait for the person who opens it
    draft.addEventListener("problems", () => stopSending(copy.id));
    draft.save();
  }
}

/** The form is opened by a person: it sends for itself from here on. */
export function stopSending(id) {
  sending.get(id)?.release();
  sending.delete(id);
}
