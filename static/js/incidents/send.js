// Talking to the server: JSON with the CSRF token; a dead line is told apart from a refusal.

const PATIENCE_MS = 8000;

/** The line is down, the server restarts, or the session has ended: nothing was decided, the same may be sent again. */
export class LineDown extends Error {
  constructor(message, { signedOut = false } = {}) {
    super(message);
    this.signedOut = signedOut;
  }
}

/** The newest CSRF token: signing in again in another tab changes it. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("muster_csrf="));
  return cookie ? cookie.slice("muster_csrf=".length) : (document.querySelector('meta[name="csrf-token"]')?.content ?? "");
}

/**
 * POST `body` as JSON. Returns `{status, data}` for 2xx, 404, 409 and 422; throws LineDown for everything that is no answer.
 * @param {string} url
 * @param {Object} body
 * @param {{keepalive?: boolean}} options keepalive: the page is going away
 */
export async function post(url, body, { keepalive = false } = {}) {
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST",
      keepalive,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify(body),
      signal: keepalive ? undefined : AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new LineDown(String(error));
  }
  const json = answer.headers.get("Content-Type")?.includes("json");
  if (answer.redirected || answer.status === 401 || answer.status === 403) throw new LineDown("signed out", { signedOut: true });
  if (!json || answer.status >= 500) throw new LineDown(String(answer.status));
  return { status: answer.status, data: await answer.json() };
}
