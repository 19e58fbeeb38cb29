// Station pages are plain forms; this looks again now and then and after every deed, so that nobody works on old news.
import "./clock.js";
import { refresh } from "./refresh.js";

const POLL_MS = 15000;
const page = document.querySelector(".station .sections");

/** Sections with something being typed or chosen are left alone: refresh.js sees to that. */
async function lookAgain() {
  const answer = await fetch(location.href, { headers: { "X-Look": "1" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".station .sections");
  if (fresh) refresh(page, fresh.innerHTML);
}

if (page) {
  setInterval(() => document.hidden || lookAgain(), POLL_MS);
  document.addEventListener("visibilitychange", () => document.hidden || lookAgain());
  document.addEventListener("incident:changed", lookAgain);
  page.addEventListener("htmx:afterRequest", ({ detail, target }) => {
    if (detail.requestConfig?.verb !== "post" || !detail.successful) return;
    target.closest("[data-section]")?.setAttribute("data-sent", ""); // nothing in it waits for the person any more
    lookAgain();
  });
}
