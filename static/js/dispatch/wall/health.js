// The wall looks after itself: says how old its picture is, reloads after a deploy, and once a day in a quiet moment.
import { everySecond } from "../clock.js";
import { config } from "../config.js";
import { line, status } from "../live.js";
import { clockMinute, duration, now } from "../time.js";
import { part } from "./parts.js";

const RELOADED = "muster.wall.reloaded";
const NOT_BEFORE_MS = 600_000; // two servers of different builds must not make it reload for ever
const DAILY_HOUR = 4;
const begun = Date.now();
let due = false;

/** `quiet()`: whether nothing is on that must not be interrupted. `changed()`: the display's own settings did. */
export function watch({ quiet, changed }) {
  let version = config.version;
  line.addEventListener("hello", ({ detail }) => {
    due = due || detail.build !== config.build;
    if (detail.display.version !== version) changed();
    version = detail.display.version;
  });
  line.addEventListener("event", ({ detail }) => {
    if (detail.subject !== "display") return;
    version = detail.version;
    changed();
  });
  everySecond((at) => {
    tellAge(at);
    if (Math.floor(at / 1000) % 10) return;
    const night = new Date(at).getHours() === DAILY_HOUR && Date.now() - begun > 7_200_000;
    if ((due || night) && quiet() && status.state === "live") reload();
  });
}

function tellAge(at) {
  const down = status.state === "lost" || status.state === "late" || (status.state === "connecting" && Date.now() - begun > 8000);
  const box = part("down");
  box.hidden = !down;
  document.getElementById("wall").dataset.down = String(down);
  if (!down) return;
  const words = status.heard
    ? interpolate(gettext("NO LINE to the server · picture of %s, %s old"), [clockMinute(status.heard), duration(now() - (status.pictureOf ?? at))])
    : gettext("NO LINE to the server");
  if (box.textContent !== words) box.textContent = words;
}

/** Only when the server answers: an error page would stay on the wall until somebody came with a ladder. */
async function reload() {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < NOT_BEFORE_MS) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
  } catch {
    // later
  }
}
