// Casts over the API: what the dialog, the receivers and the sender's receipts share.
import { csrfToken } from "../../units/session.js";
import { freshKey } from "../terminal/uuid.js";

const URL = "/api/v1/casts";

/** Rejects when the network fails; `{ok, status, told}`. A POST is told once, however often it is tried. */
async function call(path, body) {
  const headers = { Accept: "application/json" };
  const options = { headers, credentials: "same-origin", cache: "no-store" };
  if (body) {
    Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), "Idempotency-Key": freshKey() });
    Object.assign(options, { method: "POST", body: JSON.stringify(body) });
  }
  const answer = await fetch(`${URL}${path}`, options);
  return { ok: answer.ok, status: answer.status, told: await answer.json().catch(() => null) };
}

export const received = async () => (await call("")).told ?? [];
export const targetsOf = ({ kind, code = "" }) => call(`/targets?${new URLSearchParams({ kind, code })}`);
export const send = (cast) => call("", cast);
export const takeDown = (id) => call(`/${id}/end`, {});
export const tell = (id, event) => call(`/${id}/receipts`, { event });
