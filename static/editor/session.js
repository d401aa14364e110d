// What is on the screen and never saved: frame, tool, class, selection, what is hidden. Changes are told with their names.

const START = Object.freeze({
  mode: "edit", // edit | readonly | review
  loaded: false, // nothing can be changed before the labels are there
  frame: 0,
  tool: "select",
  classHash: "",
  recent: Object.freeze({}), // the class that was last in hand of each shape
  selection: Object.freeze([]),
  held: Object.freeze([]), // what was selected last, kept over frames on which it is not
  hover: "",
  hidden: Object.freeze(new Set()),
  locked: Object.freeze(new Set()),
  copied: null, // what pasting puts on a frame
  redraw: "", // the object that is drawn once more, instead of a new one
  playing: false,
  timeline: true, // whether the lanes are open
  hereOnly: false, // lanes of objects that are not on this frame are hidden
  names: true,
  // How the picture is looked at.
  brightness: 100, // percent
  contrast: 100,
  lines: true, // through the pointer, while drawing
  picture: false, // whether the bar with these settings is open
  windowing: false, // the same for level and width of a DICOM picture, which its media keeps
  // What a tool shows before it becomes a command: geometries of selected objects, the shape being drawn, a rubber band.
  preview: null,
  shift: null, // of all of them alike, while they are dragged
  draft: null,
  band: null,
  grabbed: "", // the handle under the pointer
  crosshair: null,
  boxBy: "corners", // corners | extremes: how boxes are drawn
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

  /** Keeps hold of objects over frames: those of them that are here are selected. `isHere(id)`, `exists(id)`. */
  follow({ exists, isHere }, values = {}) {
    const kept = (ids, test) => (ids.every(test) ? ids : Object.freeze(ids.filter(test)));
    const held = kept(this.held, exists);
    const here = held.filter(isHere);
    const selection = here.length === this.selection.length && here.every(this.isSelected) ? this.selection : Object.freeze(here);
    this.set({ ...values, held, selection });
  }

  /** Sets values; listeners of "change" get the set of names that did change as `detail`. */
  set(wanted) {
    const values = wanted.selection && !wanted.held ? { redraw: "", ...wanted, held: wanted.selection } : wanted;
    const names = new Set(Object.keys(values).filter((name) => this.#values[name] !== values[name]));
    if (!names.size) return;
    this.#values = { ...this.#values, ...values };
    if (names.has("selection")) this.#selected = new Set(this.#values.selection);
    this.dispatchEvent(new CustomEvent("change", { detail: names }));
  }

  select(ids) {
    const same = ids.length === this.#values.selection.length && ids.every((id) => this.isSelected(id));
    if (!same || this.held.length !== ids.length) this.set({ selection: Object.freeze([...ids]) });
  }

  /** Puts an id into one of the sets (hidden, locked) or takes it out. */
  toggle(name, id) {
    const next = new Set(this.#values[name]);
    if (!next.delete(id)) next.add(id);
    this.set({ [name]: next });
  }
}
