// What every page does: htmx carries the CSRF token, messages can be dismissed, the theme changes in place.
import { csrfToken, post } from "./session.js";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest(".message, .toast")?.remove();
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("[data-theme-switch]");
  if (!form) return;
  event.preventDefault();
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  document.dispatchEvent(new CustomEvent("themechange", { detail: root.dataset.theme }));
  await post(form.action, { theme: root.dataset.theme }).catch(() => {}); // shown already; kept when the line is back
});
