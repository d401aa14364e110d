// The shape in the making, kept in the browser with every point: whoever comes back after a crash goes on where it broke off. Each tab
// keeps its own; what a tab left behind is taken up only when that tab is gone.

import { goToFrame, pickTool } from "./editing.js";

const PAINTED = Object.freeze(["draft", "mask", "brush", "tool", "frame", "classHash"]);

export class Sketches {
  #editor;
  #all;
  #tabs;
  #drafts; // of this tab
  #wanted = null;
  #kept = null;
  #isWriting = false;

  /** drafts: where those of all tabs are kept; tabs: the tabs on this task */
  constructor(editor, drafts, tabs) {
    this.#editor = editor;
    this.#all = drafts;
    this.#tabs = tabs;
    this.#drafts = drafts.below(tabs.id);
  }

  // Lifecycle

  /** Goes on with what was left over, and keeps what comes. */
  async begin() {
    const sketch = await this.#takeUp();
    this.#kept = sketch;
    this.#editor.session.addEventListener("change", ({ detail }) => PAINTED.some((name) => detail.has(name)) && this.#note());
    if (sketch) this.#resume(sketch);
    this.#note();
  }

  // Private

  /** The sketch of a tab that is gone, now this tab's; null without one. */
  async #takeUp() {
    const found = await this.#all.findBelow();
    if (!found.length) return null;
    const living = await this.#tabs.others();
    const [name, sketch] = found.find(([owner]) => !living.has(owner)) ?? [];
    if (!sketch) return null;
    await this.#drafts.keep(sketch);
    await this.#all.below(name).drop();
    return sketch;
  }

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
