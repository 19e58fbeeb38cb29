// What became of my casts: each receipt is told once, where I sit.
import { inLanguage } from "../config.js";
import { clockTime } from "../time.js";
import { toast } from "../toast.js";

const STEPS = [
  ["dismissed_at", () => gettext("dismissed")],
  ["seen_at", () => gettext("seen")],
  ["shown_at", () => gettext("shown")],
  ["delivered_at", () => gettext("delivered")],
];
const told = new Map(); // cast and receiver → the step last told

/** `line`: where socket events arrive. */
export function listen(line) {
  line.addEventListener("event", ({ detail }) => {
    if (detail.subject !== "receipt") return;
    for (const receipt of detail.row.receipts) tell(detail.row, receipt);
  });
}

function tell(cast, receipt) {
  const step = STEPS.find(([name]) => receipt[name]);
  const who = inLanguage(receipt.who);
  const key = `${cast.id} ${who}`;
  if (!step || told.get(key) === step[0]) return;
  told.set(key, step[0]);
  const target = inLanguage(cast.target);
  const name = who === target ? who : `${target} (${who})`;
  toast(`${name}: ${step[1]()} ${clockTime(receipt[step[0]])}`, { kind: step[0] === "delivered_at" ? "" : "success" });
}
