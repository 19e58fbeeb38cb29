// What is cast to this wall: fetched when told to look, and receipts back until the server has them.
import { post } from "../../units/session.js";
import { config } from "../config.js";
import { line, status } from "../live.js";
import { getJson } from "./parts.js";

const told = new Set(); // "id event" that the server has
const owed = new Set();

/** `changed(casts)` after every look. */
export function listen(changed) {
  const look = async () => {
    const answer = await getJson(config.urls.casts);
    if (!answer) return;
    changed(answer.casts);
    for (const cast of answer.casts) receipt(cast.id, "delivered");
  };
  line.addEventListener("event", ({ detail }) => detail.subject === "cast" && look());
  line.addEventListener("state", () => status.state === "live" && look());
  setInterval(() => owed.size && pay(), 5000);
}

export function receipt(id, event) {
  const key = `${id} ${event}`;
  if (told.has(key)) return;
  owed.add(key);
  pay();
}

let paying = false;

async function pay() {
  if (paying) return;
  paying = true;
  for (const key of [...owed]) {
    const [id, event] = key.split(" ");
    try {
      const answer = await post(`${config.urls.casts}${id}/${event}/`);
      if (answer.status >= 500) break;
      owed.delete(key); // taken, or over: 404 when the cast was taken down meanwhile
      told.add(key);
    } catch {
      break; // no line: again in a while
    }
  }
  paying = false;
}
