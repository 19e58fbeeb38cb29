// The level of a call being taken: the kind proposes it, a risk flag may raise it, a person has the last word.

export class Level {
  /** @param {HTMLElement} form @param {Object} flags code → the level the flag asks for at least, or null */
  constructor(form, flags) {
    this.form = form;
    this.flags = flags;
    this.kind = null;
    this.touched = false;
    this.why = form.querySelector("[data-level-why]");
  }

  /** The kind was chosen; `silent` when it only came back from the draft. */
  ofKind(kind, { silent = false } = {}) {
    this.kind = kind;
    const stored = this.form.draft.get("level");
    if (silent && stored && Number(stored) !== this.#suggested().level) this.touched = true;
    if (silent) this.#explain();
    else this.follow();
  }

  /** A person chose. */
  choose(level) {
    this.touched = level !== this.#suggested().level;
    this.form.put("level", level);
    this.#explain();
  }

  /** Kind or flags changed: the proposal follows, unless a person chose a more urgent one. */
  follow() {
    const { level } = this.#suggested();
    const now = Number(this.form.draft.get("level")) || null;
    if (!level || (this.touched && now && now <= level)) return this.#explain();
    if (this.touched && this.kind && level >= this.kind.level) return this.#explain();
    this.show(level);
    this.form.put("level", level);
    this.touched = false;
    return this.#explain();
  }

  show(level) {
    for (const input of this.form.querySelectorAll('[name="level"]')) input.checked = Number(input.value) === Number(level);
  }

  #suggested() {
    const codes = this.form.draft.get("risk_flags") ?? [];
    const raising = codes.filter((code) => this.flags[code]).sort((a, b) => this.flags[a] - this.flags[b])[0];
    const byFlag = raising ? this.flags[raising] : null;
    if (byFlag && (!this.kind || byFlag < this.kind.level)) return { level: byFlag, flag: raising };
    return { level: this.kind?.level ?? null, flag: null };
  }

  #explain() {
    const { level, flag } = this.#suggested();
    if (this.touched) this.why.textContent = level ? interpolate(gettext("chosen by you; proposed: %s"), [level]) : gettext("chosen by you");
    else if (flag) this.why.textContent = interpolate(gettext("raised by: %s"), [this.#nameOf(flag)]);
    else this.why.textContent = level ? gettext("from the kind") : "";
  }

  #nameOf(flag) {
    return this.form.querySelector(`[name="risk_flags"][value="${CSS.escape(flag)}"]`)?.closest("label").querySelector("span")?.textContent ?? flag;
  }
}
