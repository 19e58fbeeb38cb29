// Casts on a station page: it has no socket, so it looks now and then; an incident opens as a page.
import { begin } from "./received.js";

const EVERY_MS = 10_000;
const look = begin((cast) => {
  if (cast.subject.kind === "incident") location.assign(`/station/incidents/${encodeURIComponent(cast.subject.code)}/`);
});
setInterval(() => document.hidden || look(), EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || look());
