// A screen that is not paired yet: waits for somebody to type its code, then becomes the wall by itself.
const page = document.querySelector(".pairing");
const EVERY_MS = 2000;

async function ask() {
  try {
    const answer = await fetch(page.dataset.url, { headers: { Accept: "application/json" }, cache: "no-store" });
    const told = await answer.json();
    if (told.state === "paired") return location.assign(told.to);
    if (told.state === "over") return again();
    say("");
  } catch {
    say(gettext("No line to the server. Trying again."));
  }
  setTimeout(ask, EVERY_MS);
  return null;
}

/** A new code, but not in a storm: where codes are refused for a while, the page asks seldom. */
function again() {
  setTimeout(() => location.reload(), page.querySelector(".pairing-code") ? 500 : 60_000);
}

function say(text) {
  page.querySelector("[data-note]").textContent = text;
}

ask();
