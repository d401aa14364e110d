// What is on the screen and never saved: frame, tool, class, selection, what is hidden. Changes are told with their names.

const START = Object.freeze({
  mode: "edit", // edit | readonly | review
  loaded: false, // nothing can be changed before the labels are there
  frame: 0,
  tool: "select",
  classHash: "",
  selection: Object.freeze([]),
  hover: "",
  hidden: Object.freeze(new Set()),
  locked: Object.freeze(new Set()),
  copied: null, // what pasting puts on a frame
  names: true,
  // How the picture is looked at.
  brightness: 100, // percent
  contrast: 100,
  lines: true, // through the pointer, while drawing
  picture: false, // whether the bar with these settings is open
  windowing: false, // the same for level and width of a DICOM picture, which its media keeps
  // What a tool shows before it becomes a command: geometries of selected objects, the shape being drawn, a rubber band.
  preview: null,
  draft: null,
  band: null,
  grabbed: "", // the handle under the pointer
  crosshair: null,
  // The brush for masks: how it paints, where it is, and the mask under it while a stroke is made.
  brushMode: "brush", // brush | eraser | lasso | cut
  brushRadius: 12,
  brushOverlap: "over", // over other masks | keep them as they are | take from them what is covered
  brush: null,
  mask: null,
  cursor: "default",
  // Review
  layout: "overlay", // overlay | side | wipe
  blend: 50, // percent of an overlay: 0 is the benchmark alone, 100 the submission
  wipe: 50, // percent of the stage's width where the line stands
  pair: -1,
  hoverPair: -1,
  outcomes: Object.freeze(new Set()), // those looked for; none chosen means all
  order: "cost", // of the list: cost | frame | here
});

export class Session extends EventTarget {
  #values;
  #selected = new Set();

  constructor(values = {}) {
    super();
    this.#values = { ...START, ...values };
    for (const name of Object.keys(START)) {
      Object.defineProperty(this, name, { get: () => this.#values[name], enumerable: true });
    }
  }

  get editable() {
    return this.#values.mode === "edit" && this.#values.loaded;
  }

  isSelected = (id) => this.#selected.has(id);

  /** Sets values; listeners of "change" get the set of names that did change as `detail`. */
  set(values) {
    const names = new Set(Object.keys(values).filter((name) => this.#values[name] !== values[name]));
    if (!names.size) return;
    this.#values = { ...this.#values, ...values };
    if (names.has("selection")) this.#selected = new Set(this.#values.selection);
    this.dispatchEvent(new CustomEvent("change", { detail: names }));
  }

  select(ids) {
    const same = ids.length === this.#values.selection.length && ids.every((id) => this.isSelected(id));
    if (!same) this.set({ selection: Object.freeze([...ids]) });
  }

  /** Puts an id into one of the sets (hidden, locked) or takes it out. */
  toggle(name, id) {
    const next = new Set(this.#values[name]);
    if (!next.delete(id)) next.add(id);
    this.set({ [name]: next });
  }
}
