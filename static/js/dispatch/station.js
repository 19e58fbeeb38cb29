// Station pages are plain forms; this only tells that something changed meanwhile, so that nobody works on old news.

const POLL_MS = 15000;
const page = document.querySelector(".station");

async function lookAgain() {
  if (document.hidden || page.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) {
    return; // never under somebody's hands
  }
  const answer = await fetch(location.href, { headers: { "X-Look": "1" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) {
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".station");
  for (const panel of page.querySelectorAll(".panel:not(:has(details[open], form:focus-within))")) {
    const label = panel.getAttribute("aria-labelledby");
    const other = fresh?.querySelector(`.panel[aria-labelledby="${label}"]`);
    if (other && other.innerHTML !== panel.innerHTML) {
      panel.replaceWith(document.importNode(other, true));
    }
  }
  const urgent = fresh?.querySelector(".panel.urgent");
  if (urgent && !page.querySelector(".panel.urgent")) {
    page.querySelector(".station-tabs").after(document.importNode(urgent, true));
  }
}

if (page) {
  setInterval(lookAgain, POLL_MS);
}
