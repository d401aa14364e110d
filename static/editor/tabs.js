// The other tabs on the same task. A tab that is asked answers at once; one that was closed or killed does not.

import { newId } from "./ids.js";

const PATIENCE_MS = 200;

export class Tabs {
  id = newId();
  #channel;

  /** name: what all tabs on a task share */
  constructor(name) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.addEventListener("message", ({ data }) => data.ask && this.#channel.postMessage({ here: this.id }));
  }

  /** The ids of the other tabs that are there. */
  async others() {
    const found = new Set();
    const note = ({ data }) => data.here && found.add(data.here);
    this.#channel.addEventListener("message", note);
    this.#channel.postMessage({ ask: this.id });
    await new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
    this.#channel.removeEventListener("message", note);
    return found;
  }
}
