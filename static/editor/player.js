// Plays the frames as the stills they are: the next one is shown when it is there and its time has come.

import { goToFrame } from "./editing.js";

export class Player {
  #editor;
  #turn = 0; // each start is a turn of its own, so that one that still waits for a picture does not go on

  constructor(editor) {
    this.#editor = editor;
  }

  // Actions

  toggle() {
    if (this.#editor.session.playing) this.stop();
    else this.#start();
  }

  stop() {
    this.#turn += 1;
    this.#editor.session.set({ playing: false });
  }

  // Private

  async #start() {
    const { session, timing, tool, media } = this.#editor;
    if (!timing.isContinuous) return;
    tool().cancel();
    const turn = this.#turn += 1;
    session.set({ playing: true });
    if (session.frame >= timing.last) goToFrame(this.#editor, 0);
    let shown = performance.now();
    while (turn === this.#turn && session.frame < timing.last) {
      const next = session.frame + 1;
      if (!(await media.load(next).then(() => true, () => false))) break;
      await new Promise((resolve) => { setTimeout(resolve, Math.max(shown + 1000 / timing.rate - performance.now(), 0)); });
      // Whoever went elsewhere meanwhile wants to look at that.
      if (turn !== this.#turn || session.frame !== next - 1) break;
      shown = Math.max(performance.now() - 1000 / timing.rate, shown + 1000 / timing.rate);
      goToFrame(this.#editor, next);
    }
    if (turn === this.#turn) this.stop();
  }
}
