// For ears: what appeared, spoken politely; what must be acted on, at once.

const polite = document.getElementById("say-politely");
const urgent = document.getElementById("say-at-once");

export function announce(text, { urgently = false } = {}) {
  const region = urgently ? urgent : polite;
  if (!region) return;
  const line = document.createElement("p");
  line.textContent = text;
  region.append(line);
  while (region.childElementCount > 5) region.firstElementChild.remove();
}
