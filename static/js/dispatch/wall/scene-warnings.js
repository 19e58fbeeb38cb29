// Hotspot warnings on the wall: which station, which kind, and the paragraph of each. Places and days; no persons.
import { config } from "../config.js";
import { el } from "../dom.js";
import { getJson, part } from "./parts.js";

let told = [];

export async function fetchWarnings() {
  told = (await getJson(config.urls.warnings))?.warnings ?? told;
}

export const haveWarnings = () => told.length > 0;

export function paintWarnings() {
  part("full").replaceChildren(el("div", { class: "w-warnings" }, ...told.map(card)));
}

function card(one) {
  return el("article", { class: "w-warning", data: { state: one.state } },
    el("h2", { text: one.kind }), el("p", { class: "w-what", text: `${one.station} · ${one.state_name}` }), el("p", { text: one.words }));
}
