// The labels being edited: the only place that holds them. Entries are immutable; every change is a patch, and applying
// one answers with the patch that undoes it.
//
// A patch is {objects: {id: entry | null}, classifications: {id: entry | null}, frames: {index: [shape, ...]}}; each part may be left out.

const PARTS = Object.freeze(["objects", "classifications"]);

const NOTHING = Object.freeze([]);

const freeze = (value) => {
  if (value && typeof value === "object" && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

const byId = (entries = []) => new Map(entries.map((entry) => [entry.id, freeze({ ...entry })]));

export class LabelDocument extends EventTarget {
  #parts;
  #frames;
  #indexes = new WeakMap(); // of the shapes of a frame by object; a frame's list is replaced, never changed

  /** Without labels (undefined, or null where they may not be seen) the document is empty. */
  constructor(wire) {
    super();
    this.#parts = { objects: byId(wire?.objects), classifications: byId(wire?.classifications) };
    this.#frames = new Map(Object.entries(wire?.frames ?? {}).map(([index, shapes]) => [Number(index), freeze([...shapes])]));
  }

  // Actions

  /** Applies a patch, tells listeners, and returns the inverse patch. */
  apply(patch) {
    const inverse = {};
    for (const part of PARTS) {
      if (patch[part]) inverse[part] = this.#replaceEntries(this.#parts[part], patch[part]);
    }
    if (patch.frames) inverse.frames = this.#replaceFrames(patch.frames);
    this.dispatchEvent(new CustomEvent("change", { detail: patch }));
    return inverse;
  }

  // Reading

  object = (id) => this.#parts.objects.get(id);

  classification = (id) => this.#parts.classifications.get(id);

  get objects() {
    return [...this.#parts.objects.values()];
  }

  get classifications() {
    return [...this.#parts.classifications.values()];
  }

  /** The indexes of the frames that carry shapes, in order. */
  get frameIndexes() {
    return [...this.#frames.keys()].sort((one, other) => one - other);
  }

  /** The shapes of a frame, bottom first. */
  shapes = (frame) => this.#frames.get(frame) ?? NOTHING;

  shapeOf(id, frame) {
    const shapes = this.shapes(frame);
    if (!this.#indexes.has(shapes)) this.#indexes.set(shapes, new Map(shapes.map((shape) => [shape.object, shape])));
    return this.#indexes.get(shapes).get(id);
  }

  classificationOn = (classHash, frame) =>
    this.classifications.find((entry) =>
      entry.class === classHash && entry.ranges.some(([first, last]) => first <= frame && frame <= last));

  /** The wire format; `frames` limits the frames to those given, and a frame without shapes is then sent as empty. */
  toWire(frames = this.frameIndexes) {
    return {
      objects: this.objects,
      classifications: this.classifications,
      frames: Object.fromEntries([...frames].map((index) => [index, this.shapes(index)])),
    };
  }

  // Private

  #replaceEntries(entries, changes) {
    const before = {};
    for (const [id, entry] of Object.entries(changes)) {
      before[id] = entries.get(id) ?? null;
      if (entry) entries.set(id, freeze({ ...entry }));
      else entries.delete(id);
    }
    return before;
  }

  #replaceFrames(changes) {
    const before = {};
    for (const [index, shapes] of Object.entries(changes)) {
      const frame = Number(index);
      before[frame] = this.shapes(frame);
      if (shapes.length) this.#frames.set(frame, freeze([...shapes]));
      else this.#frames.delete(frame);
    }
    return before;
  }
}
