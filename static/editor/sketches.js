// The shape in the making, kept in the browser with every point: whoever comes back after a crash goes on where it broke off.

import { goToFrame, pickTool } from "./editing.js";

const PAINTED = Object.freeze(["draft", "mask", "brush", "tool", "frame", "classHash"]);

export class Sketches {
  #editor;
  #drafts;
  #wanted = null;
  #kept = null;
  #isWriting = false;

  /** drafts: where they are kept */
  constructor(editor, drafts) {
    this.#editor = editor;
    this.#drafts = drafts;
  }

  // Lifecycle

  /** Goes on with what was left over, and keeps what comes. */
  async begin() {
    const sketch = await this.#drafts.find();
    this.#kept = sketch;
    this.#editor.session.addEventListener("change", ({ detail }) => PAINTED.some((name) => detail.has(name)) && this.#note());
    if (sketch) this.#resume(sketch);
    this.#note();
  }

  // Private

  #resume(sketch) {
    const { session, ontology, media, tool, tell } = this.#editor;
    const type = ontology.get(sketch.classHash);
    if (!session.editable || type.shape !== sketch.tool || type.archived || !media.indexes.includes(sketch.frame)) return;
    goToFrame(this.#editor, sketch.frame);
    session.set({ classHash: sketch.classHash });
    pickTool(this.#editor, sketch.tool);
    tool().resume(sketch);
    tell("say.resumed", { name: type.name });
  }

  #note() {
    const { session, tool } = this.#editor;
    const sketch = tool().sketch ?? null;
    this.#wanted = sketch && { ...sketch, frame: session.frame, classHash: session.classHash };
    if (!this.#isWriting && (this.#wanted || this.#kept)) this.#write();
  }

  /** One write at a time, always of the newest. */
  async #write() {
    this.#isWriting = true;
    while (this.#wanted || this.#kept) {
      // A shape that is done is kept as a draft of the labels first; only then is its sketch given up.
      if (!this.#wanted) await new Promise((resolve) => { setTimeout(resolve); });
      const wanted = this.#wanted;
      this.#kept = wanted;
      await (wanted ? this.#drafts.keep(wanted) : this.#drafts.drop());
      if (wanted === this.#wanted) break;
    }
    this.#isWriting = false;
  }
}
