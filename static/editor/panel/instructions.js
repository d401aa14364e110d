// The project's instructions: open until the reader closes them, and then as they were left. In review the pairs come first.

const KEY = "touchstone-editor-instructions";

export class Instructions {
  constructor(root) {
    const section = root.querySelector("[data-section=instructions]");
    if (!section) return;
    for (const link of section.querySelectorAll(".prose a")) link.target = "_blank"; // the work stays where it is
    if (root.dataset.mode === "review") {
      section.open = false;
      return;
    }
    section.open = localStorage.getItem(KEY) !== "closed";
    section.addEventListener("toggle", () => localStorage.setItem(KEY, section.open ? "open" : "closed"));
  }
}
