// Automatic calls on the console: the command line begins one in a tab of its own, the bar shows what stands by hand.
import { announce } from "../announce.js";
import { config, may } from "../config.js";
import { bind } from "../keys.js";
import { line, status } from "../live.js";
import { toast } from "../toast.js";
import { countMine } from "./badge.js";

const PAUSE_MS = 400;
const mark = document.getElementById("by-hand");
let known = null;
let timer = 0;

/** `{code, units}`: a page where these crews are ticked already; without units all crews ordered to the incident. */
export function callUp({ code = "", units = [] }) {
  if (!may("autocall.run")) return;
  const url = new URL(config.urls.callUp, location.href);
  if (code) url.searchParams.set("incident", code);
  if (units.length) url.searchParams.set("units", units.join(","));
  window.open(url, "_blank", "noopener");
}

async function look() {
  timer = 0;
  const told = await countMine(config.urls.byHandMine);
  if (!told) return;
  mark.hidden = !told.count;
  if (known !== null && told.count > known) {
    const words = interpolate(ngettext("%s call is yours to make by hand.", "%s calls are yours to make by hand.", told.count), [told.count]);
    announce(words, { urgently: true });
    toast(words, { kind: "warning", action: { label: gettext("Open"), run: open } });
  }
  known = told.count;
}

const open = () => window.open(config.urls.byHand, "muster-by-hand");

if (mark) {
  bind(["h"], gettext("calls by hand that stand with you"), open);
  const ask = () => {
    timer ||= setTimeout(look, PAUSE_MS);
  };
  line.addEventListener("event", ({ detail }) => detail.subject === "manual_call" && ask());
  line.addEventListener("state", () => status.state === "live" && ask());
}
