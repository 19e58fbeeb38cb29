// Times of day as the bureau's clocks show them: in the bureau's time zone, wherever the browser believes it is.

const timeZone = document.documentElement.dataset.timeZone || undefined;
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone,
});

/** 21:14:36, of an ISO 8601 string, a Date or milliseconds. */
export const clockTime = (at) => clock.format(typeof at === "string" ? Date.parse(at) : at);
/** 21:14 */
export const clockMinute = (at) => clockTime(at).slice(0, 5);
