// <muster-clock since|until warn alarm>: a clock that ticks in place, by the server's time.
// since: how long ago. until: how long still (in the words given: "in %s"), then how much over (+1:31). warn, alarm: when it changes its look.
// short: from an hour on in round hours, where there is no room for 13:22:07.
import { clockTime, duration, now, roughly } from "./time.js";

const HOUR_MS = 3_600_000;
const running = new Set();

export class MusterClock extends HTMLElement {
  static observedAttributes = ["since", "until", "warn", "alarm"];

  connectedCallback() {
    running.add(this);
    if (!this.hasAttribute("role")) this.setAttribute("role", "timer");
    this.tick(now());
  }

  disconnectedCallback() {
    running.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.tick(now());
  }

  tick(at) {
    const since = this.getAttribute("since");
    const until = this.getAttribute("until");
    let text = "";
    const say = (ms) => (this.hasAttribute("short") && ms >= HOUR_MS ? roughly(ms) : duration(ms));
    if (since) text = say(at - Date.parse(since));
    else if (until) {
      const left = Date.parse(until) - at;
      text = left >= 0 ? (this.getAttribute("words") ?? "%s").replace("%s", say(left)) : `+${say(-left)}`;
    }
    if (this.textContent !== text) this.textContent = text;
    const alarm = Date.parse(this.getAttribute("alarm") ?? "");
    const warn = Date.parse(this.getAttribute("warn") ?? "");
    const look = at > alarm ? "late" : at > warn ? "warn" : "";
    if (this.dataset.look !== look) this.dataset.look = look;
  }
}

customElements.define("muster-clock", MusterClock);

const listeners = new Set();

/** Call `listener(now)` with every tick, after the clocks. */
export function everySecond(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tick() {
  const at = now();
  for (const clock of running) clock.tick(at);
  for (const listener of listeners) listener(at);
  setTimeout(tick, 1000 - (at % 1000) + 5); // on the server's full second
}
tick();

const wall = document.getElementById("wall-clock");
if (wall) everySecond((at) => { wall.textContent = clockTime(at); });
