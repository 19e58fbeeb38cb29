// The top: which unit, who is aboard, the line, and the notices that need eyes: waiting, refused, ended, no position.

import { el, setText } from "../dom.js";
import { clockMinute, clockTime } from "../time.js";
import { status as lineStatus } from "./line.js";
import { dismiss, flush, pending, refused, strangers } from "./outbox.js";
import { part } from "./page.js";

const SEEN = "muster.terminal.seen";

export function showUnit(state) {
  setText(part("unit"), state.unit?.call_sign ?? gettext("Muster"));
  setText(part("crew"), (state.unit?.crew ?? [state.user.name]).join(" · "));
}

export function showLine() {
  const mark = part("line");
  const up = lineStatus.up;
  mark.dataset.state = up ? (lineStatus.socket ? "live" : "slow") : "lost";
  if (!up) setText(mark, interpolate(gettext("No line since %s"), [clockMinute(lineStatus.since)]));
  else setText(mark, lineStatus.socket ? gettext("Live") : gettext("Every 15 s"));
}

/** `state`: the server's; `gps`: what position.js has to say, or nothing. */
export function showNotices(state, gps) {
  const rows = [
    ...waitingNotice(),
    ...refused().map(refusedNotice),
    ...ended(state).map(endedNotice),
    ...(gps ? [notice("warn", gps.title, gps.text, gps.dismiss)] : []),
  ];
  const place = part("notices");
  const print = rows.map((row) => row.dataset.print).join("\n");
  if (place.dataset.print === print) return; // nothing under a finger moves without need
  place.dataset.print = print;
  place.replaceChildren(...rows);
}

function waitingNotice() {
  const count = pending({ all: false }).length;
  const others = strangers().length;
  const rows = [];
  if (count) {
    const words = interpolate(ngettext("%s waiting to be sent", "%s waiting to be sent", count), [count]);
    const row = notice("wait", words, lineStatus.up ? "" : gettext("Kept on this phone. It goes by itself when the line is back."));
    row.dataset.waiting = count;
    row.addEventListener("click", flush);
    rows.push(row);
  }
  if (others) rows.push(notice("warn", gettext("Deeds of another officer wait on this phone."), gettext("They go when that officer signs in here.")));
  return rows;
}

function refusedNotice(item) {
  const title = item.what.title ? `${item.what.title} · ${clockTime(item.at)}` : clockTime(item.at);
  return notice("bad", interpolate(gettext("Not accepted: %s"), [title]), item.refused, () => dismiss(item));
}

function ended(state) {
  const seen = read();
  return state.ended.filter((order) => !seen.includes(order.code));
}

function endedNotice(order) {
  const title = `${order.state_name}: ${order.incident.kind}, ${order.incident.place}`;
  const text = [clockTime(order.at), order.reason].filter(Boolean).join(" · ");
  return notice("bad", title, text, (row) => {
    localStorage.setItem(SEEN, JSON.stringify([order.code, ...read()].slice(0, 50)));
    row.remove();
  });
}

function notice(kind, title, text, onDismiss = null) {
  const row = el("div", { class: "t-notice", data: { kind, print: `${kind} ${title} ${text}` }, role: kind === "bad" ? "alert" : "status" });
  row.append(el("span", {}, el("b", { text: title }), text ? el("span", { text }) : null));
  if (onDismiss) {
    const close = el("button", { type: "button", class: "t-close", "aria-label": gettext("Dismiss"), text: "×" });
    close.addEventListener("click", () => onDismiss(row));
    row.append(close);
  }
  return row;
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(SEEN)) ?? [];
  } catch {
    return [];
  }
}
