// The live board of one campaign: the socket says which row moved, and only that row is fetched and put in place.
import "../clock.js";
import "../line.js";
import "./keys.js";
import { connect, line, status } from "../live.js";
import { refresh } from "../refresh.js";
import { countMine } from "./badge.js";
import { carryOut } from "./deeds.js";
import { filterRows, placeRows } from "./rows.js";

const PAUSE_MS = 300; // what moves within it is fetched together
const AGAIN_MS = 15000; // the head's "next call" and quiet hours move by themselves
const board = document.querySelector("[data-board]");
const head = board.querySelector("[data-head]");
const body = board.querySelector("[data-people]");
const count = filterRows(board);
const moved = new Set();
let timer = 0;
let fetching = false;
let everything = false;

function ask(id) {
  if (id) moved.add(String(id));
  if (!timer) timer = setTimeout(look, PAUSE_MS);
}

async function look() {
  timer = 0;
  if (fetching) return ask();
  fetching = true;
  const all = everything || moved.size > 200;
  const ids = all ? "all" : [...moved].join(",");
  everything = false;
  moved.clear();
  try {
    const answer = await fetch(`${board.dataset.changes}?ids=${ids}`, { headers: { "X-Look": "1" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    place(await answer.text(), all);
  } catch {
    if (all) everything = true;
    else for (const id of ids.split(",").filter(Boolean)) moved.add(id);
    if (status.state === "live") setTimeout(ask, 2000);
  }
  fetching = false;
  if (moved.size) ask();
  return null;
}

function place(html, all) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  refresh(head, fresh.querySelector("[data-head]").innerHTML);
  const rows = [...fresh.querySelectorAll("[data-callee]")];
  for (const id of placeRows(body, rows)) setTimeout(() => ask(id), 1000);
  if (all) {
    const kept = new Set(rows.map((row) => row.id));
    for (const row of body.querySelectorAll("[data-callee]")) if (!kept.has(row.id)) row.remove();
  }
  count();
}

line.addEventListener("event", ({ detail: { subject, row } }) => {
  if (subject === "campaign" && row.code === board.dataset.board) ask();
  else if (subject === "callee" && row.campaign === board.dataset.board) ask(row.id);
  else if (subject === "manual_call") {
    if (row.campaign === board.dataset.board) ask(row.callee);
    countMine();
  }
});
line.addEventListener("state", () => {
  if (status.state !== "live") return;
  everything = true;
  ask();
});
setInterval(() => document.hidden || ask(), AGAIN_MS);
carryOut(board, () => {
  everything = true;
  ask();
});
countMine();
connect();
