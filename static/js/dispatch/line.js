// <muster-line>: says how old the picture is; when the line is gone, says so over the whole console, and what still works.
import { toast } from "./toast.js";
import { announce } from "./announce.js";
import { everySecond } from "./clock.js";
import { setText } from "./dom.js";
import { line, status, tryNow } from "./live.js";
import { clockTime, duration } from "./time.js";

const mark = document.getElementById("live-mark");
const bar = document.querySelector("muster-line");

function age() {
  return Math.max(0, (Date.now() - status.heard) / 1000);
}

function paintMark() {
  const words = {
    connecting: gettext("connecting"),
    live: interpolate(gettext("live %s s"), [age().toFixed(1)]),
    late: interpolate(gettext("late %s s"), [age().toFixed(0)]),
    lost: gettext("no line"),
  };
  mark.dataset.state = status.state;
  setText(mark.lastElementChild, words[status.state]);
}

class MusterLine extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", tryNow);
    line.addEventListener("state", (event) => this.#changed(event.detail));
    everySecond(() => this.#tick());
    setInterval(paintMark, 500);
  }

  #changed({ state, again, lostAt }) {
    paintMark();
    this.hidden = state === "live" || state === "connecting";
    this.dataset.state = state;
    if (state === "lost") announce(gettext("The line to the server is gone."), { urgently: true });
    if (state === "live" && again) {
      const text = interpolate(gettext("The line is back after %s. The picture is complete again."), [duration(Date.now() - lostAt)]);
      announce(text);
      toast(text, { kind: "success" });
    }
    this.#tick();
  }

  #tick() {
    if (this.hidden) return;
    const since = status.state === "late" ? status.heard : status.since;
    const title = status.state === "late" ? gettext("The server is silent") : gettext("No line to the server");
    setText(this.querySelector("[data-title]"), `${title} · ${duration(Date.now() - since)}`);
    const wait = Math.max(0, Math.ceil((status.nextTry - Date.now()) / 1000));
    const picture = status.pictureOf ? interpolate(gettext("You see the picture of %s."), [clockTime(status.pictureOf)]) : "";
    const trying = status.state === "lost" ? (wait ? interpolate(gettext("Next try in %s s."), [wait]) : gettext("Trying …")) : "";
    setText(this.querySelector("[data-picture]"), [picture, trying].filter(Boolean).join(" "));
  }
}

if (bar) customElements.define("muster-line", MusterLine);
