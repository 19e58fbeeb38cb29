// The page of an import looks how far the worker is, and shows itself anew when it is done.
const box = document.querySelector("[data-progress]");

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
  const told = answer?.ok ? await answer.json() : null;
  if (told && told.of === undefined) return location.reload();
  if (told) {
    const bar = box.querySelector("progress");
    bar.max = told.of;
    if (["waiting", "reading"].includes(told.stage)) bar.value = told.done;
    else bar.removeAttribute("value"); // one statement over all rows: it moves, but nobody can say how far it is
    box.querySelector("[data-stage]").textContent = `${told.words} …`;
    box.querySelector("[data-done]").textContent = told.done;
  }
  return setTimeout(look, 1000);
}

if (box) setTimeout(look, 500);
