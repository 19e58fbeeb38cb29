// The live board of one campaign: the socket says which row moved, and only that row is fetched and put in place.
import "../clock.js";
import "../line.js";
import "./keys.js";
import { setText } from "../dom.js";
import { connect, line, status } from "../live.js";
import { refresh } from "../refresh.js";
import { countMine } from "./badge.js";
import { carryOut } from "./deeds.js";
import { filterRows, placeRows } from "./rows.js";

const PAUSE_MS = 300; // what moves within it is fetched together
const PART = 200; // rows of one answer: a large board is read in parts, so that its first rows stand at once
const AGAIN_MS = 15000; // the head's "next call" and quiet hours move by themselves
const board = document.querySelector("[data-board]");
const head = board.querySelector("[data-head]");
const body = board.querySelector("[data-people]");
const reading = board.querySelector("[data-reading]");
const filter = filterRows(board);
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
  let ids = [];
  try {
    if (everything) await compare();
    ids = [...moved].slice(0, PART);
    for (const id of ids) moved.delete(id);
    place(await (await get(`${board.dataset.changes}?ids=${ids.join(",")}`)).text());
  } catch {
    for (const id of ids) moved.add(id);
    if (status.state === "live") setTimeout(ask, 2000);
  }
  fetching = false;
  if (moved.size && !timer) timer = setTimeout(look, moved.size >= PART ? 0 : PAUSE_MS);
  return null;
}

async function get(address) {
  const answer = await fetch(address, { headers: { "X-Look": "1" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer;
}

/** Which rows are missing or old, and which are gone: after a pause of the line, and when the page has just begun. */
async function compare() {
  const { rows } = await (await get(board.dataset.versions)).json();
  everything = false;
  const kept = new Set();
  for (const [id, version] of rows) {
    kept.add(`callee-${id}`);
    if (document.getElementById(`callee-${id}`)?.dataset.version !== version) moved.add(String(id));
  }
  for (const row of body.querySelectorAll("[data-callee]")) if (!kept.has(row.id)) row.remove();
}

function place(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  refresh(head, fresh.querySelector("[data-head]").innerHTML);
  for (const id of placeRows(body, [...fresh.querySelectorAll("[data-callee]")], filter.fit)) setTimeout(() => ask(id), 1000);
  filter.count();
  reading.hidden = moved.size < PART / 2;
  setText(reading.querySelector("[data-left]"), String(moved.size));
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
