// The page of an import looks how far the worker is, and shows itself anew when it is done.
const box = document.querySelector("[data-progress]");

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
  const told = answer?.ok ? await answer.json() : null;
  if (told && told.of === undefined) return location.reload();
  if (told) {
    const bar = box.querySelector("progress");
    bar.max = told.of;
    bar.value = told.done;
    box.querySelector("[data-done]").textContent = told.done;
  }
  return setTimeout(look, 1000);
}

if (box) setTimeout(look, 500);
