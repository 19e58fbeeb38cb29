// Two people typed into one field: both texts side by side, and the author decides. Nothing is lost before that.
import { clockTime } from "../units/clock.js";

const words = (value) => {
  if (Array.isArray(value)) return value.map(words).join(", ");
  if (value && typeof value === "object") return value.label || value.typed || Object.values(value).filter(Boolean).join(" ");
  return String(value ?? "");
};

/**
 * Show a conflict in `place`. Calls `settle(value)` with what shall stand.
 * @param {HTMLElement} place
 * @param {{mine: *, theirs: *, by_name: string, at: string}} conflict
 */
export function showConflict(place, conflict, settle) {
  const box = document.createElement("div");
  box.className = "conflict note mild";
  box.setAttribute("role", "alert");
  const at = conflict.at ? clockTime(conflict.at) : "";
  const line = document.createElement("p");
  line.textContent = interpolate(gettext("%s wrote here as well, %s:"), [conflict.by_name || gettext("Somebody"), at]);
  const theirs = document.createElement("blockquote");
  theirs.textContent = words(conflict.theirs) || "–";
  const mine = document.createElement("blockquote");
  mine.textContent = interpolate(gettext("Mine: %s"), [words(conflict.mine)]);
  box.append(line, theirs, mine);
  const done = (value) => {
    box.remove();
    settle(value);
  };
  const button = (text, value, primary) => {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = text;
    if (primary) one.className = "primary";
    one.addEventListener("click", () => done(value));
    box.append(one);
    return one;
  };
  const texts = typeof conflict.mine === "string" && typeof conflict.theirs === "string";
  if (texts) button(gettext("Keep both"), `${conflict.theirs}\n${conflict.mine}`, true);
  else if (Array.isArray(conflict.mine)) button(gettext("Keep both"), union(conflict.theirs ?? [], conflict.mine), true);
  button(gettext("Keep mine"), conflict.mine);
  button(gettext("Take theirs"), conflict.theirs);
  place.replaceChildren(box);
  return box;
}

function union(theirs, mine) {
  const seen = new Set(theirs.map((one) => JSON.stringify(one)));
  return [...theirs, ...mine.filter((one) => !seen.has(JSON.stringify(one)))];
}
