// The report's form: reading and filling it, its steppers and its rows of parties.

import { el } from "../dom.js";

const PARTY = ["role", "name", "telephone", "statement"];
const TRAFFIC = ["form", "cause", "visibility", "surface", "damage", "vehicles"];
const NUMBERS = ["officers", "vehicles", "involved", "helped", "injured", "dead", "arrested", "fled", "evidence_items"];
const TEXTS = ["narrative", "place", "place_class", "weather", "loss", "case_number", "handed_to"];

/** What the API takes, of the fields that show for this kind of report. Empty ones are left out, except to clear them. */
export function read(form) {
  const items = {};
  for (const name of TEXTS) items[name] = form.elements[name].value.trim();
  for (const name of NUMBERS) items[name] = Number.parseInt(form.elements[`n_${name}`].value, 10) || 0;
  for (const name of ["result", "found_level"]) if (form.elements[name].value) items[name] = form.elements[name].value;
  if (items.found_level) items.found_level = Number(items.found_level);
  const kind = form.querySelector("kind-picker").value;
  if (kind) items.found_kind = kind;
  const happened = form.elements.happened_at.value;
  if (happened) items.happened_at = new Date(happened).toISOString();
  items.parties = parties(form);
  items.traffic = Object.fromEntries(TRAFFIC.map((name) => [name, form.elements[`traffic_${name}`].value.trim()]).filter(([, value]) => value));
  return items;
}

export function fill(form, items) {
  for (const name of TEXTS) form.elements[name].value = items[name] ?? "";
  for (const name of NUMBERS) form.elements[`n_${name}`].value = items[name] ?? 0;
  for (const name of ["result", "found_level"]) {
    for (const radio of form.querySelectorAll(`[name="${name}"]`)) radio.checked = radio.value === String(items[name] ?? "");
  }
  form.querySelector("kind-picker").value = items.found_kind ?? "";
  form.elements.happened_at.value = items.happened_at ? localMinute(items.happened_at) : "";
  for (const name of TRAFFIC) form.elements[`traffic_${name}`].value = items.traffic?.[name] ?? "";
  form.querySelector("[data-parties]").replaceChildren();
  for (const row of items.parties ?? []) addParty(form, row);
  for (const box of form.querySelectorAll("details")) box.open = filled(box);
  mark(form);
}

/** Whether anything inside was said: such a part stands open. */
function filled(box) {
  return [...box.querySelectorAll("input:not([type=radio]), textarea, select")].some((field) => field.value && field.value !== "0");
}

/** For `datetime-local`, which knows no zone. */
export function localMinute(at) {
  const moment = new Date(at);
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

/** Steppers count by big buttons; long numbers may be typed. */
export function begin(form, changed) {
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    const row = event.target.closest("[data-remove-party]");
    if (step) {
      const input = step.closest(".t-stepper").querySelector("input");
      input.value = Math.min(9999, Math.max(0, (Number.parseInt(input.value, 10) || 0) + Number(step.dataset.step)));
    } else if (row) {
      row.closest(".t-party").remove();
    } else if (event.target.closest("[data-add-party]")) {
      addParty(form, {}).querySelector("input").focus();
    } else {
      return;
    }
    mark(form);
    changed();
  });
  form.addEventListener("input", () => {
    mark(form);
    changed();
  });
}

/** Numbers that are not zero stand out. */
function mark(form) {
  for (const stepper of form.querySelectorAll(".t-stepper")) stepper.classList.toggle("some", Number(stepper.querySelector("input").value) > 0);
}

function addParty(form, row) {
  const shape = form.querySelector("[data-party-shape]").content.firstElementChild.cloneNode(true);
  for (const name of PARTY) shape.querySelector(`[data-party="${name}"]`).value = row[name] ?? (name === "role" ? "witness" : "");
  form.querySelector("[data-parties]").append(shape);
  return shape;
}

function parties(form) {
  const rows = [...form.querySelectorAll(".t-party")].map((row) =>
    Object.fromEntries(PARTY.map((name) => [name, row.querySelector(`[data-party="${name}"]`).value.trim()])),
  );
  return rows.filter((row) => row.name || row.telephone || row.statement);
}

/** Thumbnails, each with a button that takes it away again. */
export function showPhotos(place, photos, drop) {
  for (const old of place.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  place.replaceChildren(
    ...photos.map((photo, n) => {
      const image = el("img", { src: URL.createObjectURL(photo.blob), alt: interpolate(gettext("Photo %s"), [n + 1]) });
      const button = el("button", { type: "button", class: "t-close", "aria-label": interpolate(gettext("Remove photo %s"), [n + 1]), text: "×" });
      button.addEventListener("click", () => drop(photo));
      return el("span", {}, image, button);
    }),
  );
}
