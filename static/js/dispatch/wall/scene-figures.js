// Figures of today, honest ones: each percentile with its cases, too few said to be too few, those who still wait beside.
import { config } from "../config.js";
import { el } from "../dom.js";
import { all } from "../store.js";
import { clockMinute } from "../time.js";
import { getJson, levelMark, part, span } from "./parts.js";

let told = null;

const NAMES = { answer: () => gettext("Answered"), dispatch: () => gettext("Dispatched"), arrive: () => gettext("On scene") };
const WHAT = {
  answer: () => gettext("from the first ring, calls from the exchange"),
  dispatch: () => gettext("from acceptance to the first order"),
  arrive: () => gettext("from acceptance to the first unit"),
};

export async function fetchFigures() {
  told = (await getJson(config.urls.figures)) ?? told;
}

/** Three figures over the map: the times of nine in ten, and who is free. */
export function paintStrip() {
  const onDuty = all("unit").filter((unit) => unit.state !== "off");
  const free = onDuty.filter((unit) => unit.state === "free").length;
  const share = onDuty.length ? free / onDuty.length : 0;
  const cards = ["dispatch", "arrive"].map((name) => {
    const time = told?.times[name];
    const enough = time && time.p90_s !== null;
    return card(enough ? span(time.p90_s) : "—", NAMES[name](), enough ? interpolate(gettext("9 of 10 · n = %s"), [time.n]) : few(time), time && limitShare(time));
  });
  part("kpi").replaceChildren(...cards, card(`${free} / ${onDuty.length}`, gettext("Units free"), gettext("of those on duty"), { share, look: share < 0.15 ? "late" : share < 0.3 ? "warn" : "" }));
}

const few = (time) => interpolate(gettext("n = %s: too few"), [time?.n ?? 0]);

const limitShare = (time) => (time.of ? { share: time.within / time.of, look: time.within / time.of < 0.7 ? "late" : time.within / time.of < 0.9 ? "warn" : "" } : null);

function card(figure, name, words, bar) {
  return el("div", { class: "w-card", data: { look: bar?.look ?? "" } }, el("span", { text: name }), el("b", { text: figure }), el("em", { text: words }), bar ? meter(bar.share) : null);
}

function meter(share) {
  const fill = el("i");
  fill.style.setProperty("--share", String(Math.round(share * 100)));
  return el("div", { class: "w-meter" }, fill);
}

/** The whole wall. */
export function paintFigures() {
  if (!told) return part("full").replaceChildren(el("p", { class: "w-none", text: gettext("Figures are being fetched …") }));
  const { counts, times } = told;
  const levels = [1, 2, 3, 4].map((level) => el("span", { class: "w-by-level" }, levelMark(level), el("b", { text: counts[`level_${level}`] })));
  const top = el("div", { class: "w-counts" },
    count(counts.opened, gettext("opened today")), count(counts.open, gettext("open now"), levels), count(counts.closed, gettext("closed today")),
    count(`${counts.free} / ${counts.on_duty}`, gettext("units free, of those on duty")));
  const since = interpolate(gettext("Today since %s · as of %s"), [clockMinute(told.since), clockMinute(told.at)]);
  return part("full").replaceChildren(top, el("div", { class: "w-times" }, ...Object.keys(NAMES).map((name) => time(name, times[name]))), el("p", { class: "w-since", text: since }));
}

const count = (figure, words, more = []) => el("div", { class: "w-count" }, el("b", { text: figure }), el("span", { text: words }), more.length ? el("p", {}, ...more) : null);

function time(name, one) {
  const bar = one.of === undefined ? null : limitShare(one);
  const lines = [
    one.p50_s === null ? null : interpolate(gettext("half within %s"), [span(one.p50_s)]),
    one.longest_s === null ? null : interpolate(gettext("longest %s"), [span(one.longest_s)]),
  ].filter(Boolean).join(" · ");
  return el("article", { class: "w-time", data: { look: bar?.look ?? "" } },
    el("h2", { text: NAMES[name]() }), el("p", { class: "w-what", text: WHAT[name]() }),
    el("b", { class: "w-figure", text: one.p90_s === null ? "—" : span(one.p90_s) }),
    el("p", { text: one.p90_s === null ? interpolate(gettext("n = %s: too few for “9 of 10” (10 needed)"), [one.n]) : interpolate(gettext("9 of 10 within this · n = %s"), [one.n]) }),
    el("p", { class: "w-what", text: lines }),
    bar ? meter(bar.share) : null,
    bar ? el("p", { text: interpolate(gettext("%s of %s within their limit"), [one.within, one.of]) }) : null,
    one.waiting ? el("p", { class: "w-waiting", text: interpolate(gettext("%s still wait, the longest %s"), [one.waiting, span(one.waiting_longest_s)]) }) : null);
}
