// What the page knew when it was served: rights, stations, addresses, the language of the seat.

const source = document.getElementById("console-config");
const spoken = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
export const config = source ? JSON.parse(source.textContent) : { language: spoken, rights: [], organisations: [], urls: {} };

const byCode = new Map(config.organisations.map((one) => [one.code, one]));

export const may = (right) => config.rights.includes(right);

/** A bilingual pair `{zh, en}` in the seat's language. */
export const inLanguage = (pair) => (pair && (pair[config.language] || pair.en || pair.zh)) || "";

export const organisationName = (code) => inLanguage(byCode.get(code)) || (code ?? "");

/** The short running number of an incident, as people say it: 20261123-0317 → 0317. */
export const shortCode = (code) => String(code).split("-").pop();

export const incidentUrl = (code) => config.urls.panel.replace("CODE", encodeURIComponent(code));
