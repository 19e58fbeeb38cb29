// What the command line understands. Pure look-ups over the picture; each suggestion says what Enter will do.
//   d P12 M03 · call P12 M03 · go rue grimaldi 14 · find … · open 0317 · n · ack · r · ?
import { inLanguage, may, shortCode } from "./config.js";
import { selected } from "./selection.js";
import { all, get } from "./store.js";
import { incidentState, levelWord, unitLetter, unitState } from "./words.js";

const VERBS = [
  ["dispatch", /^(?:d|dispatch|派|派警)\s+(.*)$/i],
  ["go", /^(?:g|go|去|到)\s+(.*)$/i],
  ["find", /^(?:f|find|找|查)\s+(.*)$/i],
  ["trail", /^(?:t|trail|轨迹)\s+(.*)$/i],
  ["playback", /^(?:pb|playback|回放)\s+(.*)$/i],
  ["open", /^(?:o|open|开|打开)\s+(.*)$/i],
  ["call", /^(?:call|呼|呼叫|群呼)(?:\s+(.*))?$/i],
  ["cast", /^(?:cast|投|飞投)(?:\s+(.*))?$/i],
];
const WORDS = [
  ["intake", /^(?:n|new|新|接警)$/i, () => gettext("New call"), "N"],
  ["acknowledge", /^(?:a|ack|确认)$/i, () => gettext("Acknowledge the topmost alert"), "A"],
  ["recommend", /^(?:r|rec|recommend|推荐)$/i, () => gettext("Recommend units for the incident in hand"), "R"],
  ["help", /^(?:\?|h|help|帮助)$/i, () => gettext("All keys and commands"), "?"],
];
const MOST = 8;

/** `{verb, rest}`; a line without a verb is a search. */
export function parse(text) {
  const said = text.trim();
  for (const [verb, pattern] of WORDS) if (pattern.test(said)) return { verb, rest: "" };
  for (const [verb, pattern] of VERBS) {
    const match = said.match(pattern);
    if (match) return { verb, rest: (match[1] ?? "").trim() };
  }
  return { verb: "find", rest: said };
}

/** Suggestions without asking the server: `[{verb, label, detail, key?, …what the verb needs}]`. */
export function suggestions(text) {
  const { verb, rest } = parse(text);
  if (!text.trim()) return WORDS.filter(([word]) => word !== "recommend" || selected()).map(([word, , label, key]) => ({ verb: word, label: label(), detail: "", key }));
  const word = WORDS.find(([name]) => name === verb);
  if (word) return [{ verb, label: word[2](), detail: "", key: word[3] }];
  if (verb === "dispatch") return dispatchTo(rest);
  if (verb === "open") return incidentsLike(rest);
  if (verb === "trail" || verb === "playback") return lookBack(verb, rest);
  if (verb === "go") return [];
  if (verb === "cast") return castTo(rest);
  if (verb === "call") return callTo(rest);
  return [...incidentsLike(rest), ...unitsLike(rest)].slice(0, MOST);
}

function incidentsLike(rest) {
  const words = rest.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all("incident").filter((row) => {
    const text = `${row.code} ${row.kind_name.zh} ${row.kind_name.en} ${row.place}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const exact = (row) => (shortCode(row.code) === rest.padStart(4, "0") ? 0 : 1);
  return found
    .sort((a, b) => exact(a) - exact(b) || a.level - b.level || (a.opened_at < b.opened_at ? -1 : 1))
    .slice(0, MOST)
    .map((row) => ({
      verb: "open",
      code: row.code,
      level: row.level,
      label: `${shortCode(row.code)} ${inLanguage(row.kind_name)}`,
      detail: `${row.place} · ${incidentState(row.state)}`,
    }));
}

/** `t P12`: its trail on the map; `pb P12`, `pb 0317`: its page of playback. */
function lookBack(verb, rest) {
  if (!may("track.see")) return [refusal(gettext("Your role does not see tracks."))];
  const units = unitsLike(rest).map((item) =>
    verb === "trail"
      ? { ...item, verb, label: interpolate(gettext("Trail of %s"), [item.label]) }
      : { ...item, verb, units: item.label, label: interpolate(gettext("Play back %s"), [item.label]) });
  if (verb === "trail") return units;
  const incidents = incidentsLike(rest).map((item) => ({ ...item, verb, label: interpolate(gettext("Play back %s"), [item.label]) }));
  return [...incidents, ...units].slice(0, MOST);
}

function unitsLike(rest) {
  const words = rest.toLowerCase().split(/\s+/).filter(Boolean);
  return all("unit")
    .filter((unit) => words.every((word) => `${unit.call_sign} ${unitState(unit.state)} ${unit.capabilities.join(" ")}`.toLowerCase().includes(word)))
    .sort((a, b) => a.call_sign.localeCompare(b.call_sign, "en", { numeric: true }))
    .slice(0, MOST)
    .map((unit) => ({ verb: "unit", id: unit.id, state: unit.state, letter: unitLetter(unit.state), label: unit.call_sign, detail: unitState(unit.state) }));
}

/** `d P12 m3 …`: every word must be a unit; the last may be half typed. */
function dispatchTo(rest) {
  if (!may("incident.dispatch")) return [refusal(gettext("Your role does not send units."))];
  const code = selected();
  if (!code || !get("incident", code)) return [refusal(gettext("Open an incident first: units are sent to the one in hand."))];
  const words = rest.toUpperCase().split(/[\s,+，、]+/).filter(Boolean);
  const known = new Map(all("unit").map((unit) => [unit.call_sign.toUpperCase(), unit]));
  const settled = words.filter((word) => known.has(word)).map((word) => known.get(word));
  const open = words.filter((word) => !known.has(word));
  const target = `${shortCode(code)} ${inLanguage(get("incident", code).kind_name)}`;
  const offer = (units) => ({
    verb: "dispatch",
    code,
    units: units.map((unit) => unit.call_sign),
    state: units.at(-1).state,
    letter: unitLetter(units.at(-1).state),
    label: interpolate(gettext("Send %s"), [units.map((unit) => unit.call_sign).join(" + ")]),
    detail: `→ ${target}${units.some((unit) => unit.state !== "free") ? ` · ${units.filter((unit) => unit.state !== "free").map((unit) => `${unit.call_sign} ${unitState(unit.state)}`).join(", ")}` : ""}`,
  });
  if (open.length > 1) return [refusal(interpolate(gettext("There is no unit %s."), [open[0]]))];
  const half = open[0] ?? "";
  const rank = (unit) => (unit.state === "free" ? 0 : 1);
  const more = all("unit")
    .filter((unit) => !settled.includes(unit) && unit.state !== "off" && (half ? unit.call_sign.toUpperCase().startsWith(half) : !settled.length))
    .sort((a, b) => rank(a) - rank(b) || a.call_sign.localeCompare(b.call_sign, "en", { numeric: true }));
  const offers = half || !settled.length ? more.slice(0, MOST).map((unit) => offer([...settled, unit])) : [offer(settled)];
  return offers.length ? offers : [refusal(interpolate(gettext("There is no unit %s."), [half]))];
}

/** `cast`, `cast hall`, `cast P12`: what is in hand; where to is asked, with these words already typed. */
function castTo(rest) {
  if (!may("cast.send")) return [refusal(gettext("Your role does not cast."))];
  const row = selected() && get("incident", selected());
  const what = row ? `${shortCode(row.code)} ${inLanguage(row.kind_name)}` : gettext("the map as it is now");
  const offers = [{ verb: "cast", words: rest, label: interpolate(gettext("Cast %s"), [what]), detail: rest ? `→ ${rest}` : "", key: "W" }];
  if (row) offers.push({ verb: "cast", subject: "view", words: rest, label: interpolate(gettext("Cast %s"), [gettext("the map as it is now")]), detail: rest ? `→ ${rest}` : "" });
  return offers;
}

/** `call`: all crews of the incident in hand; `call P12 m3 …`: these, the last may be half typed. */
function callTo(rest) {
  if (!may("autocall.run")) return [refusal(gettext("Your role does not make automatic calls."))];
  const code = selected() && get("incident", selected()) ? selected() : "";
  const detail = code ? `→ ${shortCode(code)} ${inLanguage(get("incident", code).kind_name)}` : "";
  const words = rest.toUpperCase().split(/[\s,+，、]+/).filter(Boolean);
  if (!words.length) {
    const crews = code ? [{ verb: "call", code, units: [], label: gettext("Phone all crews of the incident in hand"), detail }] : [];
    return [...crews, { verb: "call", code: "", units: [], label: gettext("Phone people: tick them on the next page"), detail: "" }];
  }
  const known = new Map(all("unit").map((unit) => [unit.call_sign.toUpperCase(), unit]));
  const settled = words.filter((word) => known.has(word)).map((word) => known.get(word).call_sign);
  const open = words.filter((word) => !known.has(word));
  const offer = (units) => ({ verb: "call", code, units, label: interpolate(gettext("Phone %s"), [units.join(" + ")]), detail });
  if (!open.length) return [offer(settled)];
  const more = open.length === 1 ? [...known.keys()].filter((sign) => sign.startsWith(open[0]) && !words.includes(sign)).sort().slice(0, MOST) : [];
  return more.length ? more.map((sign) => offer([...settled, known.get(sign).call_sign])) : [refusal(interpolate(gettext("There is no unit %s."), [open[0]]))];
}

const refusal = (label) => ({ verb: "", label, detail: "" });

export const levelOf = (item) => (item.level ? levelWord(item.level) : "");
