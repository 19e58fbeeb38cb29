// The field terminal (警务通): puts its parts together. What each does is in its own module.

import { clockTime } from "../time.js";
import { toast } from "../toast.js";
import * as alert from "./alert.js";
import * as card from "./card.js";
import * as casts from "./casts.js";
import { showIdle } from "./idle.js";
import * as line from "./line.js";
import * as navigation from "./navigation.js";
import { fresh, inHand, nextStep, withPending } from "./orders.js";
import * as box from "./outbox.js";
import { ask, onPress, part } from "./page.js";
import * as gps from "./position.js";
import * as report from "./report.js";
import * as state from "./state.js";
import * as steps from "./steps.js";
import { showSwitcher } from "./switcher.js";
import { showLine, showNotices, showUnit } from "./top.js";
import * as worker from "./worker.js";

const root = document.getElementById("terminal");
const api = root.dataset.api;
const BUSY_WITH = [gettext("Meal break"), gettext("Refuelling"), gettext("Paperwork at the station"), gettext("Questioning"), gettext("Vehicle broken down")];
let chosen = sessionStorage.getItem("muster.terminal.order");
let gpsSeen = "";
let echoes = []; // taken by the server, and not yet in a state that it told

const underway = () => [...echoes, ...box.pending()];

function draw() {
  const told = state.current();
  const waiting = underway();
  const orders = withPending(told.orders, waiting);
  const order = inHand(orders, chosen);
  showUnit(told);
  showLine();
  showNotices(told, gpsNotice());
  showSwitcher(orders, order, choose);
  part("card").hidden = part("do").hidden = !order;
  part("idle").hidden = Boolean(order);
  if (order) {
    part("states").hidden = part("log-on").hidden = true;
    card.showCard(order);
    card.fetchAll(orders);
    steps.showSteps(order);
    navigation.lead(order, told.unit.kind);
  } else {
    navigation.rest();
    showIdle(told, waiting.filter((item) => item.what.verb === "unit-state").at(-1)?.body ?? null, openReport);
  }
}

function choose(code) {
  chosen = code;
  sessionStorage.setItem("muster.terminal.order", code);
  draw();
}

function openReport(kind, row) {
  const order = { code: row.order ?? row.code, incident: row.incident, officers: state.current().unit?.officers };
  report.open(order, kind === "returned" ? row : null);
}

function openReportOf(order) {
  const returned = state.current().returned.find((row) => row.order === order.code);
  report.open({ ...order, officers: state.current().unit.officers }, returned ?? null);
}

state.news.addEventListener("state", ({ detail: { before, state: told } }) => {
  echoes = echoes.filter((item) => !item.overdue);
  const news = fresh(before?.orders ?? [], told.orders);
  if (news.length) {
    alert.alarm();
    const first = news[0];
    const other = inHand(withPending(told.orders, underway()), chosen);
    if (!other || nextStep(other).verb === "sign" || first.primary) choose(first.code);
    else toast(`${gettext("New order")}: ${first.incident.kind}, ${first.incident.place}`, { kind: "warning", action: { label: gettext("Show"), run: () => choose(first.code) } });
  }
  tellChanges(before, told);
  steps.acknowledge(api, told.orders, underway());
  gps.aboard(told.unit, told.orders);
  serverPosition(told.unit?.last);
  if (before && told.orders.length < before.orders.length) card.forgetBut(told.orders.map((order) => order.incident.card));
  draw();
});

/** What changed in an order under the officer's eyes is said, not only drawn. */
function tellChanges(before, told) {
  for (const order of told.orders) {
    const old = before?.orders.find((one) => one.code === order.code);
    if (!old) continue;
    if (old.incident.lon !== order.incident.lon || old.incident.lat !== order.incident.lat) {
      alert.alarm();
      toast(interpolate(gettext("The place was corrected: %s"), [order.incident.place]), { kind: "warning" });
    }
    if (old.return_requested && !order.return_requested) {
      toast(gettext("The return was not agreed to: the order stands."), { kind: "warning" });
    }
  }
  for (const row of told.returned) {
    if (before && !before.returned.some((one) => one.id === row.id)) {
      alert.alarm();
      toast(`${gettext("Report to correct")}: ${row.note}`, { kind: "warning", action: { label: gettext("Open"), run: () => openReport("returned", row) } });
    }
  }
}

/** Whether a frame of the consoles' socket changes what is on this phone. */
function isOurs({ subject, code, row }) {
  const told = state.current();
  const mine = told.unit?.call_sign;
  if (subject === "assignment") return row.unit === mine || told.orders.some((order) => order.incident.code === row.incident);
  if (subject === "unit") return code === mine;
  if (subject === "incident") return told.orders.some((order) => order.incident.code === code);
  return subject === "report" && row.kind !== undefined;
}

// --- where we are: the phone's own fix if it has one, else what the server knows of the unit
function serverPosition(last) {
  const own = gps.status.last;
  if (!last || (gps.status.state === "fixed" && own)) return;
  navigation.moved([last.lon, last.lat], last.heading ?? null, Date.now() - Date.parse(last.at) < 30000);
}

gps.position.addEventListener("fix", ({ detail: fix }) => navigation.moved([fix.lon, fix.lat], fix.heading ?? null, true));
gps.position.addEventListener("change", () => {
  part("gps-note").textContent = gps.words();
  part("gps").checked = gps.status.on;
  root.dataset.gps = gps.status.state;
  showNotices(state.current(), gpsNotice());
});
line.line.addEventListener("positions", ({ detail: units }) => {
  const row = units.find(([id]) => id === state.current().unit?.id);
  if (row) serverPosition({ lon: row[1], lat: row[2], heading: row[3], at: new Date(Date.now() - row[5] * 1000) });
});

function gpsNotice() {
  if (gps.status.state !== "denied" || gpsSeen === "denied") return null;
  return {
    title: gettext("Your position is not sent."),
    text: gettext("The phone forbids it: allow it for this page in the browser's settings."),
    dismiss: () => {
      gpsSeen = "denied";
      draw();
    },
  };
}

// --- the outbox
box.outbox.addEventListener("change", draw);
box.outbox.addEventListener("sent", ({ detail: { item } }) => {
  report.settled(item);
  if (["report", "arrival-report"].includes(item.what.verb)) toast(gettext("The report has arrived."), { kind: "success" });
  if (item.what.verb === "remark") toast(gettext("The remark is in the story."), { kind: "success" });
  echoes.push(item);
  state.refresh().then((answered) => {
    if (!answered) item.overdue = true; // whatever state comes next has it
    else echoes = echoes.filter((one) => one !== item);
    draw();
  });
});
box.outbox.addEventListener("refused", () => state.refresh());
box.outbox.addEventListener("signed-out", signIn);
line.line.addEventListener("status", showLine);
line.line.addEventListener("cast", casts.look);
line.line.addEventListener("turn", ({ detail: { up } }) => {
  if (up) {
    box.flush();
    casts.look();
  }
  draw();
});

// --- the foot when there is no order
part("states").addEventListener("click", async (event) => {
  const doing = event.target.closest("[data-choose]")?.dataset.choose;
  if (!doing) return;
  const title = gettext("What is the unit busy with?");
  const reason = doing === "busy" ? await ask({ title, label: gettext("Reason"), quick: BUSY_WITH, ok: gettext("Busy"), most: 120 }) : "";
  if (reason === null) return;
  const at = box.pressed();
  alert.tick();
  box.add({ url: `${api}terminal/unit-state`, body: { state: doing, reason, at }, at, what: { verb: "unit-state", title: `${gettext("Unit's state")} ${clockTime(at)}` } });
});
onPress(part("begin-shift"), () => {
  const { shift } = state.current().unit;
  box.add({ url: `${api}terminal/shifts/${shift.id}/log-on`, body: {}, what: { verb: "log-on", title: gettext("Log on") } });
});

/** Not signed in any more, or no longer an officer: the server says what now. Never out of what the phone keeps. */
function signIn() {
  location.assign(root.dataset.signInUrl);
}

document.addEventListener("submit", (event) => {
  if (!event.target.action?.includes("/logout/")) return;
  state.forget(); // the next person on this phone finds nothing; what waits to be sent stays, under its own name
  worker.forget();
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".t-menu")) part("menu").open = false;
});

function begin() {
  const { before } = state.begin(root.dataset.stateUrl, signIn, JSON.parse(document.getElementById("terminal-state").textContent));
  const told = state.current();
  alert.begin(part("sound"));
  card.begin();
  casts.begin();
  navigation.begin(root.dataset.routeUrl);
  report.begin(api, told.user.username);
  steps.begin(api, { report: openReportOf, photo: report.photograph });
  gps.begin(api, part("gps"), !told.simulation);
  gps.aboard(told.unit, told.orders);
  worker.install(root.dataset.workerUrl);
  serverPosition(told.unit?.last);
  draw();
  box.begin(told.user.username).then(() => {
    if (navigator.onLine) steps.acknowledge(api, told.orders, box.pending());
  });
  line.connect(state.refresh, isOurs, signIn);
  if (fresh(before?.orders ?? [], told.orders).length) alert.alarm();
}

begin();
