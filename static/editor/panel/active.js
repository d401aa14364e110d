// The active time of the task, where the trainee sees what is recorded.

const SIGNS = Object.freeze(["pointermove", "pointerdown", "keydown", "wheel"]);
const MINUTE_S = 60;

export class ActiveView {
  #editor;
  #shown;

  constructor(root, editor) {
    if (!editor.active) return;
    this.#editor = editor;
    this.#shown = root.querySelector("[data-part=active]");
    this.#shown.hidden = false;
    for (const name of editor.saver ? SIGNS : []) document.addEventListener(name, () => this.#touch(), { capture: true, passive: true });
    editor.active.addEventListener("change", () => this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    const { active, words } = this.#editor;
    const text = words("active.minutes", { count: Math.ceil(active.total / MINUTE_S) });
    const node = this.#shown.querySelector("span");
    if (node.textContent !== text) node.textContent = text;
    this.#shown.dataset.seconds = active.total;
  }

  // Private

  #touch() {
    if (this.#editor.session.editable) this.#editor.active.touch();
  }
}
