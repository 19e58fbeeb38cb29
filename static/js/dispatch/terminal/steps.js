// The foot of the page: the next step as one big button, and what else can be done with the order in hand.

import { setText } from "../dom.js";
import { clockTime } from "../time.js";
import { tick } from "./alert.js";
import { nextStep, stepsDone } from "./orders.js";
import { add, pressed } from "./outbox.js";
import { ask, onPress, part } from "./page.js";

const REASONS = [gettext("Vehicle broken down"), gettext("Officer injured"), gettext("Other duty in hand"), gettext("Too far away"), gettext("Cannot get through")];
let order = null;
let does = {};

/** `deeds`: {report(order), photo(order)}; `api`: where the API begins. */
export function begin(api, deeds) {
  does = deeds;
  onPress(part("next"), () => press(api));
  part("open-return").addEventListener("click", () => askReturn(api));
  part("open-remark").addEventListener("click", () => askRemark(api));
  part("open-report").addEventListener("click", () => does.report(order));
  part("open-photo").addEventListener("click", () => does.photo(order));
}

export function showSteps(shown) {
  order = shown;
  const next = nextStep(order);
  part("next").dataset.verb = next.verb;
  setText(part("next-word"), next.word);
  const done = stepsDone(order).slice(-2);
  const words = done.map((step) => `${step.done} ${clockTime(step.at)}${step.waiting ? " …" : ""}`);
  if (!done.length) words.push(`${gettext("Sent")} ${clockTime(order.clocks.sent)}`);
  setText(part("next-done"), words.join(" · "));
  part("open-return").disabled = Boolean(order.return_requested) || order.state === "handled";
}

/** Say that the machine has the order, once for each. */
export function acknowledge(api, orders, pending) {
  for (const one of orders) {
    const told = pending.some((item) => item.what.verb === "deliver" && item.what.order === one.code);
    if (!one.clocks.delivered && !one.clocks.signed && !told) step(api, one, "deliver", { quiet: true });
  }
}

function press(api) {
  const next = nextStep(order);
  tick();
  if (next.verb === "report") does.report(order);
  else step(api, order, next.verb, { title: next.done ?? next.word });
}

function step(api, one, verb, what) {
  const at = pressed();
  return add({ url: `${api}assignments/${one.code}/${verb}`, body: { at }, at, what: { verb, order: one.code, ...what } });
}

async function askReturn(api) {
  const mine = order;
  const title = gettext("Return the order");
  const note = gettext("It stands until a dispatcher agrees. Say why:");
  const reason = await ask({ title, note, label: gettext("Reason"), quick: REASONS, ok: gettext("Ask to return") });
  if (reason === null) return;
  const at = pressed();
  add({ url: `${api}assignments/${mine.code}/return`, body: { at, reason }, at, what: { verb: "return", order: mine.code, title } });
}

async function askRemark(api) {
  const mine = order;
  const title = gettext("Remark");
  const text = await ask({ title, note: gettext("It goes into the incident's story and cannot be changed afterwards."), most: 2000 });
  if (text === null) return;
  const at = pressed();
  add({ url: `${api}incidents/${mine.incident.code}/remarks`, body: { at, text }, at, what: { verb: "remark", order: mine.code, title } });
}
