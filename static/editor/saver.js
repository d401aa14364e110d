// Autosave as a state machine. Whatever happens, the work is in the document, in the browser's storage, or on the server.
// saved -> dirty -> saving -> saved, and beside that way: unreachable, failed and signed-out (all three keep trying),
// conflict (waits for the user), invalid (waits for a change), refused and closed (the end of saving).

import { replaceAll } from "./commands.js";
import { sameLabels } from "./compare.js";
import { oneAtATime } from "./turns.js";

const RETRY_MS = Object.freeze([2000, 4000, 8000, 15_000, 30_000]);
const RETRYING = Object.freeze(["unreachable", "failed", "signed-out"]);
const REMEMBERED_SENDS = 5;
const WAITING = Object.freeze(["conflict", "refused", "closed"]);

export class Saver extends EventTarget {
  state = "saved";
  revision = 0;
  savedAt = null;
  details = {};
  kept = false;
  #parts;
  #dirty = new Set();
  #changes = 0;
  #dirtySince = 0;
  #timer = null;
  #running = null;
  #sent = []; // what went out and was not answered: any of it may have arrived
  #failures = 0;

  /** parts: {document, history, api, drafts, coming, debounceMs, maxWaitMs} and, where time is recorded, {active} */
  constructor(parts) {
    super();
    this.#parts = parts;
    parts.coming.addEventListener("change", () => this.#expect());
  }

  get isRetrying() {
    return RETRYING.includes(this.state);
  }

  get isClean() {
    return !this.#changes;
  }

  /** Nothing would be lost if the page went away now. */
  get isSafe() {
    return this.kept || !this.#changes;
  }

  // Lifecycle

  /** Starts from what the server sent; work left over from an earlier page is put on top of it, as an undoable step. */
  async begin(labels) {
    const { document, history, drafts } = this.#parts;
    this.revision = labels.revision;
    this.savedAt = labels.saved_at ?? null;
    document.addEventListener("change", (event) => this.#note(event.detail));
    const draft = await drafts.find();
    if (!draft || sameLabels(draft.document, labels)) return this.#clean(); // none, or it arrived after all
    const current = draft.base === labels.revision || draft.sent.some((sent) => sameLabels(sent, labels));
    // Until the user has decided, the base stays the old one, so that closing the page now decides nothing.
    if (!current) this.revision = draft.base;
    history.run(replaceAll(document, draft.document, "command.recover"));
    if (current) return undefined;
    clearTimeout(this.#timer);
    return this.#become("conflict", { revision: labels.revision, saved_at: this.savedAt, saved_by: labels.saved_by });
  }

  // Actions

  /** Sends what is unsaved, now. Resolves to the state reached. */
  async flush(options = {}) {
    if (options.leaving) this.#parts.coming.settleNow();
    else await this.#parts.coming.settled();
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    if (!this.#changes || WAITING.includes(this.state)) return this.state;
    this.#running = this.#send(options).finally(() => { this.#running = null; });
    await this.#running;
    return this.state;
  }

  /** Tries again at once: the network is back, or the user has signed in. */
  retry() {
    if (this.state === "refused") this.#become("dirty");
    if (this.isRetrying || this.state === "dirty") this.flush();
  }

  /** Answers a conflict: my labels replace those of the server, on every frame. */
  async keepMine() {
    const theirs = await this.#parts.api.loadLabels();
    if (theirs.outcome !== "ok") return this.#stayInConflict(theirs);
    this.revision = theirs.revision;
    for (const index of [...Object.keys(theirs.frames).map(Number), ...this.#parts.document.frameIndexes]) this.#dirty.add(index);
    this.#changes += 1;
    this.#become("dirty");
    return this.flush();
  }

  /** Answers a conflict: the server's labels are shown; mine stay one undo away. */
  async loadNewer() {
    const theirs = await this.#parts.api.loadLabels();
    if (theirs.outcome !== "ok") return this.#stayInConflict(theirs);
    this.#parts.history.run(replaceAll(this.#parts.document, theirs, "command.newer"));
    this.revision = theirs.revision;
    this.savedAt = theirs.saved_at ?? null;
    return this.#clean();
  }

  /** Stops saving for good: the task has been submitted. */
  close() {
    clearTimeout(this.#timer);
    this.#become("closed");
  }

  // Private

  #note(patch) {
    for (const index of Object.keys(patch.frames ?? {})) this.#dirty.add(Number(index));
    this.#changes += 1;
    this.#keep();
    if (WAITING.includes(this.state) || this.isRetrying) return;
    if (this.#changes === 1) this.#dirtySince = Date.now();
    if (!this.#running) this.#schedule();
    if (this.state !== "saving") this.#become("dirty");
  }

  /** A change that is under way is as good as unsaved. */
  #expect() {
    if (this.isClean && ["saved", "dirty"].includes(this.state)) this.#become(this.#parts.coming.isBusy ? "dirty" : "saved");
  }

  #schedule(wait = Math.min(this.#parts.debounceMs, Math.max(this.#dirtySince + this.#parts.maxWaitMs - Date.now(), 0))) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  #keep = oneAtATime(async () => {
    const { document, drafts } = this.#parts;
    if (this.#changes) this.kept = await drafts.keep({ base: this.revision, document: document.toWire(), sent: this.#sent });
  });

  async #send({ leaving = false }) {
    const { api, document, active } = this.#parts;
    const changes = this.#changes;
    this.#sent = [...this.#sent, document.toWire()].slice(-REMEMBERED_SENDS);
    this.#keep();
    this.#become("saving");
    const time = active && { active_s: active.pending };
    const answer = await api.saveLabels({ revision: this.revision, ...document.toWire(this.#dirty), ...time }, { leaving });
    if (answer.outcome === "conflict") return this.#clash(answer);
    if (answer.outcome !== "ok") return this.#stumble(answer);
    active?.acknowledge(time.active_s, answer.active_s);
    this.revision = answer.revision;
    this.savedAt = answer.saved_at ?? new Date().toISOString();
    return this.#acknowledged(changes);
  }

  #acknowledged(changes) {
    this.#failures = 0;
    this.#sent = [];
    if (!(this.#changes -= changes)) return this.#clean();
    this.#dirtySince = Date.now(); // frames changed meanwhile cannot be told from those sent, so all stay dirty
    this.#keep();
    this.#become("dirty");
    return this.#schedule();
  }

  /** A save whose answer was lost on the way looks like somebody else's; then there is no conflict. */
  async #clash(answer) {
    const theirs = await this.#parts.api.loadLabels();
    if (theirs.outcome !== "ok" || !this.#sent.some((sent) => sameLabels(theirs, sent))) return this.#become("conflict", answer);
    this.revision = theirs.revision;
    this.savedAt = theirs.saved_at ?? null;
    return sameLabels(theirs, this.#parts.document.toWire()) ? this.#clean() : this.#acknowledged(0);
  }

  #stumble(answer) {
    this.#become(answer.outcome, answer);
    if (this.isRetrying) this.#schedule(RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)]);
  }

  #stayInConflict = ({ outcome }) => this.#become("conflict", { ...this.details, trouble: outcome });

  #clean() {
    clearTimeout(this.#timer);
    this.#dirty.clear();
    this.#changes = 0;
    this.#sent = [];
    this.kept = false;
    this.#parts.drafts.drop();
    this.#become("saved");
  }

  #become(state, details = {}) {
    this.state = state;
    this.details = details;
    this.dispatchEvent(new Event("change"));
  }
}
