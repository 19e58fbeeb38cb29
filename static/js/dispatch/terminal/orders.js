// Orders as the officer sees them: what the server told, with what was pressed since and still waits to be sent. Pure.

export const STEPS = [
  { verb: "sign", clock: "signed", state: "signed", word: gettext("Sign for it"), done: gettext("Signed") },
  { verb: "depart", clock: "en_route", state: "en_route", word: gettext("On our way"), done: gettext("Departed") },
  { verb: "arrive", clock: "on_scene", state: "on_scene", word: gettext("Arrived"), done: gettext("Arrived") },
  { verb: "handle", clock: "handled", state: "handled", word: gettext("Handled"), done: gettext("Handled") },
];
const FLOW = ["sent", "delivered", "signed", "en_route", "on_scene", "handled"];

/** The orders with the steps in `pending` (outbox items with `what: {order, verb}`) taken as done; cleared ones are gone. */
export function withPending(orders, pending) {
  return orders.map((order) => overlay(order, pending.filter((item) => item.what.order === order.code))).filter(Boolean);
}

function overlay(order, items) {
  const shown = { ...order, clocks: { ...order.clocks }, waiting: new Set() };
  for (const { what, at } of items) {
    const step = STEPS.find((one) => one.verb === what.verb);
    if (step) {
      shown.clocks[step.clock] ??= at;
      shown.waiting.add(step.clock);
      if (FLOW.indexOf(step.state) > FLOW.indexOf(shown.state)) shown.state = step.state;
    } else if (what.verb === "return") {
      shown.return_requested ??= at;
    } else if (what.verb === "report") {
      shown.reported = true;
    } else if (what.verb === "arrival-report") {
      shown.arrival_reported = true;
    } else if (what.verb === "clear") {
      return null;
    }
  }
  return shown;
}

/** What the big button does now: {verb, word}. Report and clear follow when the work is done. */
export function nextStep(order) {
  const reached = FLOW.indexOf(order.state);
  const step = STEPS.find((one) => FLOW.indexOf(one.state) > reached);
  if (step) return step;
  if (!order.reported) return { verb: "report", word: gettext("Write the report") };
  return { verb: "clear", word: gettext("Clear") };
}

/** The steps that are done: [{done, at, waiting}], in order. */
export function stepsDone(order) {
  return STEPS.filter((step) => order.clocks[step.clock]).map((step) => ({
    ...step,
    at: order.clocks[step.clock],
    waiting: order.waiting?.has(step.clock) ?? false,
  }));
}

/** The order to show: the chosen one while it lives, else the primary one. */
export function inHand(orders, chosen) {
  return orders.find((order) => order.code === chosen) ?? orders.find((order) => order.primary) ?? orders[0] ?? null;
}

/** Orders in `after` that were not in `before` and nobody has signed. */
export function fresh(before, after) {
  const known = new Set(before.map((order) => order.code));
  return after.filter((order) => !known.has(order.code) && !order.clocks.signed);
}
