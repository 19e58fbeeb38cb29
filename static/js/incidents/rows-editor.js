// <rows-editor>: involved persons or vehicles as rows, made from the template inside. value: [{column: text}].

class RowsEditor extends HTMLElement {
  connectedCallback() {
    if (this.template) return;
    this.template = this.querySelector("template");
    this.adder = this.querySelector("[data-add]");
    this.adder.addEventListener("click", () => this.add({}, true));
    this.addEventListener("click", (event) => {
      const remove = event.target.closest("[data-remove]");
      if (!remove) return;
      const row = remove.closest("[data-row]");
      const near = row.previousElementSibling?.matches("[data-row]") ? row.previousElementSibling : null;
      row.remove();
      (near?.querySelector("input, select") ?? this.adder).focus();
      this.#changed();
    });
    this.addEventListener("input", () => this.#changed());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || !event.target.matches("input")) return;
      event.preventDefault();
      this.add({}, true);
    });
  }

  get rows() {
    return [...this.querySelectorAll("[data-row]")];
  }

  get value() {
    return this.rows.map((row) => Object.fromEntries([...row.querySelectorAll("[name]")].map((field) => [field.name, field.value])));
  }

  set value(rows) {
    if (JSON.stringify(this.value) === JSON.stringify(rows ?? [])) return;
    for (const row of this.rows) row.remove();
    for (const row of rows ?? []) this.add(row, false);
  }

  add(values, focus) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.dataset.row = "";
    for (const field of row.querySelectorAll("[name]")) if (values[field.name] !== undefined) field.value = values[field.name];
    this.adder.before(row);
    if (focus) row.querySelector("input, select").focus();
  }

  #changed() {
    this.dispatchEvent(new CustomEvent("rows", { bubbles: true, detail: this.value }));
  }
}

customElements.define("rows-editor", RowsEditor);
