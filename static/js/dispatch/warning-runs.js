// Runs that wait: the page looks now and then, and shows itself anew when one is done.
const one = document.querySelector("[data-run]");
const waits = document.querySelector("[data-runs] [data-waits]");
const EVERY_MS = 1500;

async function look() {
  const answer = await fetch(one.dataset.run, { headers: { Accept: "application/json" } }).catch(() => null);
  const told = answer?.ok ? await answer.json() : null;
  if (told && told.state !== "waiting") return location.reload();
  if (told?.percent) one.querySelector("progress").value = told.percent;
  return setTimeout(look, EVERY_MS);
}

/** Only the list is exchanged: what is being typed above stays. */
async function lookAtList() {
  const answer = await fetch(location.href).catch(() => null);
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-runs]");
  if (fresh) document.querySelector("[data-runs]").replaceWith(fresh);
  if (!fresh || fresh.querySelector("[data-waits]")) setTimeout(lookAtList, EVERY_MS);
}

if (one) setTimeout(look, EVERY_MS);
else if (waits) setTimeout(lookAtList, EVERY_MS);
