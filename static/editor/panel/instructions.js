// The project's instructions: open until the reader closes them, and then as they were left.

const KEY = "touchstone-editor-instructions";

export class Instructions {
  constructor(root) {
    const section = root.querySelector("[data-section=instructions]");
    if (!section) return;
    section.open = localStorage.getItem(KEY) !== "closed";
    section.addEventListener("toggle", () => localStorage.setItem(KEY, section.open ? "open" : "closed"));
  }
}
