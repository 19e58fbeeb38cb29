// Sending units from the command line or a unit's card: the same deed as the panel's button, the same refusals.
import { post } from "../units/session.js";
import { config, shortCode } from "./config.js";
import { toast } from "./toast.js";

/** POST the order; says what the server said. Returns whether it was done. */
export async function send(code, units) {
  const url = config.urls.assign?.replace("CODE", encodeURIComponent(code));
  if (!url) return false;
  try {
    const answer = await post(url, { units });
    if (answer.ok) {
      toast(interpolate(gettext("%s sent to %s."), [units.join(" + "), shortCode(code)]), { kind: "success" });
      return true;
    }
    toast(await reason(answer), { kind: "error" });
  } catch {
    toast(gettext("No line: nobody was sent. Use the radio."), { kind: "error" });
  }
  return false;
}

/** The words of a refusal: a problem object, a fragment, or its status. */
async function reason(answer) {
  const text = await answer.text();
  if ((answer.headers.get("Content-Type") ?? "").includes("json")) {
    try {
      const problem = JSON.parse(text);
      const fields = (problem.errors ?? []).map((one) => one.detail ?? one.message).filter(Boolean);
      return [problem.detail ?? problem.title ?? problem.message, ...fields].filter(Boolean).join(" ") || String(answer.status);
    } catch {
      return String(answer.status);
    }
  }
  const words = new DOMParser().parseFromString(text, "text/html").querySelector("[role=alert], .error, .errorlist, .refused, .note");
  return words?.textContent.trim() || interpolate(gettext("The server refused (%s)."), [answer.status]);
}
