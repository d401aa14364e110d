// Undo and redo without end. Every change of the document goes through `run`.

const MERGE_WITHIN_MS = 1000;

export class History extends EventTarget {
  #document;
  #now;
  #settle;
  #done = [];
  #undone = [];

  /** settle: completes a command before it is done, with what follows from it */
  constructor(document, now = () => Date.now(), settle = (command) => command) {
    super();
    this.#document = document;
    this.#now = now;
    this.#settle = settle;
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** The command that undo would take back, and the one redo would do again. */
  get last() {
    return this.#done.at(-1)?.command;
  }

  get next() {
    return this.#undone.at(-1)?.command;
  }

  // Actions

  /** Does a command {label, patch, merge?}. Commands of one `merge` key within a second are one step: typing, nudging. */
  run(wanted) {
    if (!wanted) return;
    const command = this.#settle(wanted);
    const inverse = this.#document.apply(command.patch);
    const at = this.#now();
    const top = this.#done.at(-1);
    if (command.merge && top?.command.merge === command.merge && at - top.at < MERGE_WITHIN_MS && !this.#undone.length) {
      Object.assign(top, { at, inverse: mergePatches(inverse, top.inverse), command: mergeCommands(top.command, command) });
    } else {
      this.#done.push({ command, inverse, at });
    }
    this.#undone = [];
    this.#changed();
  }

  undo() {
    const step = this.#done.pop();
    if (!step) return null;
    this.#document.apply(step.inverse);
    this.#undone.push(step);
    this.#changed();
    return step.command;
  }

  redo() {
    const step = this.#undone.pop();
    if (!step) return null;
    this.#document.apply(step.command.patch);
    this.#done.push({ ...step, at: 0 });
    this.#changed();
    return step.command;
  }

  // Private

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** One patch that does what `earlier` and then `later` do. */
function mergePatches(earlier, later) {
  const merged = {};
  for (const part of new Set([...Object.keys(earlier), ...Object.keys(later)])) {
    merged[part] = { ...earlier[part], ...later[part] };
  }
  return merged;
}

const mergeCommands = (first, second) => ({ ...second, patch: mergePatches(first.patch, second.patch) });
