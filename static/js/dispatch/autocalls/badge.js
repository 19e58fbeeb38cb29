// How many calls by hand stand with the reader, on whatever shows [data-by-hand-badge].
import { setText } from "../dom.js";

export async function countMine(url = "/autocalls/by-hand/mine/") {
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return null;
  const told = await answer.json();
  for (const badge of document.querySelectorAll("[data-by-hand-badge]")) {
    badge.hidden = !told.count;
    setText(badge, String(told.count));
    badge.classList.toggle("late", told.late > 0);
  }
  return told;
}
