// The bar above the lanes: which frame is shown, the ways to another one, and a slider over all of them.

import { goToFrame } from "../editing.js";

const EDITING = Object.freeze(["track.key", "track.copy", "track.extend", "track.fill", "track.redraw", "track.removeHere", "track.removeFrom"]);
const OF_LANES = Object.freeze(["frame.keyPrevious", "frame.keyNext", "view.timeline", "view.hereOnly"]);
const CONTINUOUS = Object.freeze(["frame.play", "frame.keyPrevious", "frame.keyNext", "track.key", "track.extend", "track.fill"]);

export class Transport {
  #editor;
  #root;
  #seek;
  #number;
  #time;
  #count;

  constructor(root, editor) {
    this.#editor = editor;
    this.#root = root;
    const part = (name) => root.querySelector(`[data-part=${name}]`);
    [this.#seek, this.#number, this.#time, this.#count] = ["seek", "number", "time", "count"].map(part);
    this.#build();
    editor.goTo = () => this.#number.select();
    editor.session.addEventListener("change", ({ detail }) => {
      if (["frame", "playing", "mode", "loaded", "held", "timeline", "hereOnly"].some((name) => detail.has(name))) this.refresh();
    });
    editor.document.addEventListener("change", () => this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    const { session, timing, words } = this.#editor;
    const number = session.frame + 1;
    const time = timing.time(session.frame);
    this.#seek.value = session.frame;
    this.#seek.setAttribute("aria-valuetext", words(`at.${timing.unit}`, { number, count: timing.count, time }).trim());
    if (document.activeElement !== this.#number) this.#number.value = number;
    this.#time.textContent = time && words("frame.time", { time, all: timing.time(timing.last) });
    const pressed = { "frame.play": session.playing, "view.timeline": session.timeline, "view.hereOnly": session.hereOnly };
    for (const [action, on] of Object.entries(pressed)) this.#button(action).setAttribute("aria-pressed", String(on));
    this.#button("view.timeline").setAttribute("aria-expanded", String(session.timeline));
    this.#button("frame.play").querySelector("use").setAttribute("href", session.playing ? "#i-pause" : "#i-play");
    for (const action of [...EDITING, ...CONTINUOUS, ...OF_LANES]) this.#button(action).hidden = this.#isOff(action);
    this.#nameKey();
  }

  // Private

  #button = (action) => this.#root.querySelector(`[data-action="${action}"]`);

  #isOff(action) {
    const { session, timing } = this.#editor;
    if (EDITING.includes(action) && (!session.editable || !session.held.length)) return true;
    if (OF_LANES.includes(action) && session.mode === "review") return true;
    return CONTINUOUS.includes(action) && !timing.isContinuous;
  }

  /** What the diamond would do: it makes a key frame, or takes one away. */
  #nameKey() {
    const { session, tracks } = this.#editor;
    const isKey = session.held.length > 0 && session.held.every((id) => tracks.state(id, session.frame) === "key");
    this.#button("track.key").setAttribute("aria-pressed", String(isKey));
  }

  #build() {
    const { timing, words } = this.#editor;
    this.#seek.max = timing.last;
    this.#seek.setAttribute("aria-label", words(`unit.${timing.unit}`));
    this.#number.max = timing.count;
    this.#root.querySelector("[data-part=unit]").textContent = words(`unit.${timing.unit}`);
    this.#count.textContent = words("frame.count", { count: timing.count });
    this.#seek.addEventListener("input", () => goToFrame(this.#editor, this.#seek.valueAsNumber));
    // The keys of the picture hold again once the pointer has let go.
    this.#seek.addEventListener("pointerup", () => this.#editor.focusStage());
    this.#number.addEventListener("keydown", (event) => event.key === "Enter" && this.#go());
    this.#number.addEventListener("change", () => this.#go(false));
    this.#number.addEventListener("blur", () => this.refresh());
    if (!timing.hasTime) this.#time.hidden = true;
  }

  #go(leave = true) {
    const { timing } = this.#editor;
    const wanted = Math.round(this.#number.valueAsNumber) - 1;
    if (Number.isFinite(wanted)) goToFrame(this.#editor, Math.min(Math.max(wanted, 0), timing.last));
    if (leave) this.#editor.focusStage();
  }
}
