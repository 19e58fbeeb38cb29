// The list of campaigns: brought up to date when the socket says that one of them moved.
import "./keys.js";
import { connect, line, status } from "../live.js";
import { refresh } from "../refresh.js";
import { countMine } from "./badge.js";

const PAUSE_MS = 1000;
const list = document.querySelector("[data-list]");
let timer = 0;

async function look() {
  timer = 0;
  const answer = await fetch(location.href, { headers: { "X-Look": "1" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  refresh(list, new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-list]").innerHTML);
}

const ask = () => {
  timer ||= setTimeout(look, PAUSE_MS);
};
line.addEventListener("event", ({ detail: { subject } }) => {
  if (["campaign", "manual_call", "callee"].includes(subject)) ask();
  if (subject === "manual_call") countMine();
});
line.addEventListener("state", () => status.state === "live" && ask());
countMine();
connect();
