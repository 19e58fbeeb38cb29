// What is said: a template with its blanks, typed text or a recording; read as it will sound, and heard.
import { csrfToken } from "../../units/session.js";

const BLANKS = ["place", "time", "bring"];

export function beginMessage(form) {
  const texts = JSON.parse(document.getElementById("template-texts").textContent);
  const { template, text, said, language } = form.elements;
  const button = form.querySelector("[data-preview-button]");
  const sound = form.querySelector("[data-preview-sound]");
  const words = form.querySelector("[data-preview-words]");
  const upload = form.elements.upload;
  const uploaded = form.querySelector("[data-upload-sound]");

  let chosen = false; // the language, by hand

  /** What is typed in Chinese is spoken in Chinese, unless somebody chose otherwise. */
  function guess() {
    const typed = text.value.replace(/\{\w+\}/g, "");
    if (chosen || typed.trim().length < 2) return;
    language.value = /[\u4e00-\u9fff]/.test(typed) ? "zh" : "en";
  }

  const ofTemplate = () => texts[template.value]?.[language.value];
  /** Whether the text is still a template's own: then a choice may replace it, words somebody typed never. */
  const isTheirs = () => text.value.trim() === "" || Object.values(texts).some((one) => Object.values(one).includes(text.value));

  function fill() {
    if (ofTemplate() && isTheirs()) text.value = ofTemplate();
    paint();
  }

  function paint() {
    for (const part of form.querySelectorAll("[data-said]")) part.hidden = part.dataset.said !== said.value;
    for (const name of BLANKS) form.elements[name].closest(".field").classList.toggle("used", text.value.includes(`{${name}}`));
    words.replaceChildren(...pieces());
  }

  /** The message with its blanks filled; what is still missing stands out. */
  function pieces() {
    return text.value.split(/(\{(?:place|time|bring)\})/).map((part) => {
      const name = part.slice(1, -1);
      if (!BLANKS.includes(name)) return part;
      const node = document.createElement("mark");
      node.textContent = form.elements[name].value.trim() || part;
      node.classList.toggle("missing", !form.elements[name].value.trim());
      return node;
    });
  }

  async function listen() {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    const body = new FormData();
    for (const name of ["text", ...BLANKS]) body.set(name, form.elements[name].value);
    body.set("language", language.value);
    if (form.elements.is_drill.checked) body.set("is_drill", "1");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } });
      if (answer.status === 422) return tell(await answer.json());
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      URL.revokeObjectURL(sound.src);
      sound.src = URL.createObjectURL(await answer.blob());
      sound.hidden = false;
      clear();
      await sound.play().catch(() => {}); // a browser that wants to be asked shows its own button
    } catch {
      tell({ message: gettext("The message could not be fetched. Try again."), field: "text" });
    } finally {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
    return null;
  }

  function clear() {
    for (const old of form.querySelectorAll("[data-told]")) old.remove();
  }

  function tell({ message, field }) {
    clear();
    const at = form.elements[field]?.closest?.(".field") ?? text.closest(".field");
    const node = document.createElement("p");
    node.className = "error";
    node.dataset.told = "";
    node.setAttribute("role", "alert");
    node.textContent = message;
    at.append(node);
    at.querySelector("input, textarea")?.focus();
  }

  template.addEventListener("change", () => {
    if (ofTemplate()) text.value = ofTemplate();
    paint();
  });
  for (const radio of language) {
    radio.addEventListener("change", () => {
      chosen = true;
      fill();
    });
  }
  text.addEventListener("input", guess);
  for (const radio of said) radio.addEventListener("change", paint);
  for (const name of ["text", ...BLANKS]) form.elements[name].addEventListener("input", paint);
  button.addEventListener("click", listen);
  upload.addEventListener("change", () => {
    const file = upload.files[0];
    uploaded.hidden = !file;
    if (file) uploaded.src = URL.createObjectURL(file);
  });
  paint();
}
