// The board's rows: one that changed is put in place of the old one, open details, focus and what is playing kept.
import { setText } from "../dom.js";

const playing = (row) => [...row.querySelectorAll("audio")].some((sound) => !sound.paused);

/** Whether the row may be replaced now: nobody listens to it, and none of its fields is in use. */
const isFree = (row) => !playing(row) && !row.querySelector("input:focus, textarea:focus, select:focus");

/**
 * Put `fresh` rows in place, new ones where their turn is and hidden by `fit` if the filter says so; returns the ids of
 * those that had to wait because somebody listens to them.
 */
export function placeRows(body, fresh, fit) {
  const waiting = [];
  for (const row of fresh) {
    const here = document.getElementById(row.id);
    if (!here) {
      body.append(fit(document.importNode(row, true)));
    } else if (here.dataset.version !== row.dataset.version) {
      if (isFree(here)) replace(here, row);
      else waiting.push(row.dataset.callee);
    }
  }
  return waiting;
}

function replace(here, row) {
  const node = document.importNode(row, true);
  node.hidden = here.hidden; // a row leaves a filter when the filter is chosen anew, not under the reader's eyes
  const open = here.querySelector("details")?.open;
  if (open && node.querySelector("details")) node.querySelector("details").open = true;
  const inside = here.contains(document.activeElement) ? document.activeElement.tagName : null;
  if (here.dataset.state !== node.dataset.state) node.classList.add("changed");
  here.replaceWith(node);
  if (inside) node.querySelector(inside)?.focus();
}

/** Filters by what became of somebody, and by words: `{count, fit}`, to count again and to hide one row by them. */
export function filterRows(board) {
  const body = board.querySelector("[data-people]");
  const words = board.querySelector("[data-words]");
  const buttons = [...board.querySelectorAll("[data-show]")];
  const rows = () => [...body.querySelectorAll("[data-callee]")];
  const fits = (row, show) => !show || (show === "by_hand" ? row.hasAttribute("data-hand") : row.dataset.bucket === show);

  function fit(row) {
    const show = buttons.find((one) => one.getAttribute("aria-pressed") === "true").dataset.show;
    const said = words.value.trim().toLowerCase();
    const text = row.querySelector(".ac-name").textContent.toLowerCase();
    const number = row.querySelector(".ac-number").textContent.replace(/\s/g, "");
    row.hidden = !fits(row, show) || (Boolean(said) && !text.includes(said) && !number.includes(said.replace(/\s/g, "")));
    return row;
  }
  function apply() {
    rows().forEach(fit);
    board.querySelector("[data-no-match]").hidden = !rows().length || rows().some((row) => !row.hidden);
  }
  function count() {
    const all = rows();
    for (const button of buttons) setText(button.querySelector("[data-n]"), String(all.filter((row) => fits(row, button.dataset.show)).length));
    if (all.length) body.querySelector(":scope > tr:not([data-callee])")?.remove();
  }
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      apply();
    });
  }
  words.addEventListener("input", apply);
  count();
  return { count, fit };
}
