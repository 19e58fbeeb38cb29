// The response report (处警反馈): written with one thumb, kept after every stroke, sent when there is a line.

import { setText } from "../dom.js";
import { clockTime } from "../time.js";
import { toast } from "../toast.js";
import { add, pressed } from "./outbox.js";
import { onPress, part } from "./page.js";
import { small } from "./photos.js";
import { begin as beginFields, fill, localMinute, read, showPhotos } from "./report-fields.js";
import { pad } from "./signature.js";
import { dropDraft, draftOf, keepDraft } from "./store.js";
import { freshKey } from "./uuid.js";

const MOST_PHOTOS = 12;
const TRAFFIC = /^03/;
let api = "";
let author = "";
let form = null;
let signature = null;
let draft = null; // {key, order, kind, items, signature, photos: [{blob, at}]}
let about = null; // {code, incident, …}: the order it is of
let saving = 0;

export function begin(address, username) {
  api = address;
  author = username;
  form = part("report-form");
  signature = pad(part("signature"), save);
  beginFields(form, save);
  form.addEventListener("change", shape);
  form.addEventListener("kind-chosen", shape);
  part("clear-signature").addEventListener("click", () => {
    signature.set("");
    save();
  });
  for (const tab of form.querySelectorAll("[name=report_kind]")) tab.addEventListener("change", () => change(tab.value));
  part("add-photo").addEventListener("click", () => part("camera").click());
  part("camera").addEventListener("change", taken);
  part("report-later").addEventListener("click", () => part("report").close());
  part("report").addEventListener("close", saveNow);
  onPress(part("report-send"), send);
}

/** Open it for an order. `returned`: {id, note, kind} when a reviewer wants it corrected. */
export async function open(order, returned = null) {
  about = { ...order, returned };
  const kind = returned?.kind ?? (["handled", "cleared", undefined].includes(order.state) || order.arrival_reported ? "result" : firstKind(order));
  await load(kind);
  part("report").showModal();
  part("report").scrollTop = 0;
}

const firstKind = (order) => (order.clocks?.on_scene && !order.clocks.handled ? "arrival" : "result");

/** A photo taken at once, from the order's page: it goes into the report. */
export async function photograph(order) {
  about = { ...order, returned: null };
  await load("result");
  part("camera").click();
}

async function change(kind) {
  await saveNow();
  await load(kind);
}

async function load(kind) {
  const key = keyOf(about.code, kind);
  const returned = about.returned?.kind === kind ? about.returned : null;
  draft = await draftOf(key).catch(() => null);
  if (!draft || (returned && draft.version !== returned.version)) draft = await blank(key, kind, returned);
  fill(form, draft.items);
  signature.set(draft.signature);
  form.elements.report_kind.value = kind;
  setText(part("report-about"), `${about.incident.kind} · ${about.incident.place}`);
  setText(part("reviewer"), returned ? interpolate(gettext("Returned for correction: %s"), [returned.note]) : "");
  part("reviewer").hidden = !returned;
  setText(part("report-problem"), "");
  showPhotos(part("photos"), draft.photos, dropPhoto);
  shape();
}

/** A phone may pass from hand to hand: what one has half written is nobody else's. */
const keyOf = (code, kind) => `${author} ${code} ${kind}`;

async function blank(key, kind, returned) {
  const { incident, clocks } = about;
  const items = { found_kind: incident.kind_code, found_level: incident.level, place: incident.place, officers: about.officers ?? 0, vehicles: 1 };
  if (clocks?.on_scene) items.happened_at = localMinute(clocks.on_scene);
  const fresh = { key, order: about.code, kind, items, signature: "", photos: [], version: returned?.version ?? 0 };
  if (!returned) return fresh;
  const answer = await fetch(`/terminal/reports/${returned.id}/`, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) {
    toast(gettext("What was written could not be fetched: correct it when the line is back, or write it anew."), { kind: "warning" });
    return { ...fresh, version: -1 };
  }
  const written = await answer.json();
  return { ...fresh, items: written, signature: written.signature };
}

/** Which parts show: a report on arrival is short; traffic has items of its own. */
function shape() {
  const arrival = form.elements.report_kind.value === "arrival";
  for (const node of form.querySelectorAll("[data-only]")) node.hidden = (node.dataset.only === "arrival") !== arrival;
  form.querySelector("[data-traffic]").hidden = arrival || !TRAFFIC.test(form.querySelector("kind-picker").value);
  form.querySelector("[data-handed]").hidden = form.elements.result.value !== "handed_over";
  setText(part("report-send"), arrival ? gettext("Send the report on arrival") : gettext("Send the report"));
}

function save() {
  clearTimeout(saving);
  saving = setTimeout(saveNow, 300);
}

async function saveNow() {
  clearTimeout(saving);
  if (!draft) return;
  draft.items = read(form);
  draft.signature = signature.value();
  try {
    await keepDraft(draft);
    setText(part("report-saved"), interpolate(gettext("Kept on this phone %s"), [clockTime(Date.now())]));
  } catch {
    setText(part("report-saved"), gettext("This phone keeps nothing: send before you leave the page."));
  }
}

async function taken() {
  const files = [...part("camera").files];
  part("camera").value = "";
  for (const file of files) {
    if (draft.photos.length >= MOST_PHOTOS) {
      toast(interpolate(gettext("A report holds at most %s photos."), [MOST_PHOTOS]), { kind: "error" });
      break;
    }
    try {
      draft.photos.push({ blob: await small(file), at: pressed() });
    } catch {
      toast(gettext("This file is no photo that the phone can read."), { kind: "error" });
    }
  }
  showPhotos(part("photos"), draft.photos, dropPhoto);
  await saveNow();
  if (!part("report").open && files.length) toast(gettext("Photo kept for the report."), { kind: "success" });
}

function dropPhoto(photo) {
  draft.photos = draft.photos.filter((one) => one !== photo);
  showPhotos(part("photos"), draft.photos, dropPhoto);
  save();
}

async function send() {
  await saveNow();
  const { kind, items } = draft;
  const problem = lacking(kind, items);
  setText(part("report-problem"), problem?.words ?? "");
  if (problem) {
    problem.field.scrollIntoView({ block: "center" });
    problem.field.focus({ preventScroll: true });
    return;
  }
  const at = pressed();
  const title = kind === "arrival" ? gettext("Report on arrival") : gettext("Report");
  const what = { verb: kind === "arrival" ? "arrival-report" : "report", order: about.code, title, returned: about.returned?.id };
  const body = { ...(kind === "arrival" ? short(items) : items), kind, at };
  if (draft.signature && kind !== "arrival") body.signature = draft.signature;
  const key = freshKey();
  const photos = draft.photos.map((photo) => ({
    url: `${api}reports/{id}/photos`,
    body: { taken_at: photo.at },
    files: [{ name: "files", blob: photo.blob, filename: "photo.jpg" }],
    after: key,
    at,
    what: { verb: "photo", order: about.code, title: gettext("Photo") },
  }));
  await add({ url: `${api}assignments/${about.code}/report`, body, key, at, what }, ...photos);
  part("report").close();
  draft = null;
}

const short = ({ narrative, injured, dead, involved, found_level: level }) => ({ narrative, injured, dead, involved, ...(level ? { found_level: level } : {}) });

function lacking(kind, items) {
  if (kind === "result" && !items.result) return { words: gettext("Choose the outcome."), field: form.querySelector("[name=result]") };
  if (!items.narrative) return { words: gettext("Say what was done."), field: form.elements.narrative };
  return null;
}

/** The server has it: the draft has done its work. A refused one is kept, to be corrected. */
export function settled(item) {
  if (item.what.verb === "report") dropDraft(keyOf(item.what.order, "result")).catch(() => {});
  if (item.what.verb === "arrival-report") dropDraft(keyOf(item.what.order, "arrival")).catch(() => {});
}
