// The pointer on the lanes: a click goes to the frame and takes the object in hand, a drag runs through the frames. On the
// object in hand a key frame is dragged to another time; the ends of answers are dragged to other frames.

import { goToFrame } from "../editing.js";
import { moveKey } from "../framecommands.js";
import { moveSpan, setRanges, withRange, withoutRange } from "../spans.js";
import { hold } from "../tracking.js";

const NEAR_PX = 6;
const DRAG_FROM_PX = 4;

export class LaneDrag {
  #canvas;
  #editor;
  #lanes;
  #drag = null;

  /** lanes: {at(x, y) -> {lane, frame}, scale()} */
  constructor(canvas, editor, lanes) {
    this.#canvas = canvas;
    this.#editor = editor;
    this.#lanes = lanes;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", () => { this.#drag = null; });
  }

  // Private

  #place(event) {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  /** What is under the pointer besides a frame: {kind: "key" | "first" | "last", from, ...}. */
  #grip({ x, y }) {
    const { session, timing } = this.#editor;
    const { lane } = this.#lanes.at(x, y);
    const scale = this.#lanes.scale();
    if (!lane || !session.editable) return null;
    if (lane.kind === "object") {
      const near = lane.isHeld && timing.isContinuous && lane.track.keys.find((key) => Math.abs(scale.x(key) - x) <= NEAR_PX);
      return Number.isInteger(near) ? { kind: "key", lane, from: near } : null;
    }
    for (const span of lane.spans) {
      const [first, last] = span.range;
      if (Math.abs(scale.right(last) - x) <= NEAR_PX) return { kind: "last", lane, span, from: last };
      if (Math.abs(scale.left(first) - x) <= NEAR_PX) return { kind: "first", lane, span, from: first };
    }
    return null;
  }

  #down(event) {
    if (event.button !== 0) return;
    const at = this.#place(event);
    this.#canvas.setPointerCapture(event.pointerId);
    this.#drag = { at, grip: this.#grip(at), begun: false };
    if (!this.#drag.grip) this.#seek(at);
  }

  #move(event) {
    const at = this.#place(event);
    if (!this.#drag) {
      this.#canvas.style.cursor = this.#grip(at) ? "ew-resize" : "default";
      return;
    }
    this.#drag.begun ||= Math.abs(at.x - this.#drag.at.x) >= DRAG_FROM_PX;
    if (this.#drag.begun || !this.#drag.grip) this.#seek(at);
  }

  #up(event) {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    const at = this.#place(event);
    if (!drag.begun || !drag.grip) this.#take(drag.at);
    else this.#drop(drag.grip, this.#lanes.at(at.x, at.y).frame);
    this.#editor.focusStage();
  }

  #seek({ x, y }) {
    this.#editor.player.stop();
    goToFrame(this.#editor, this.#lanes.at(x, y).frame);
  }

  #take(at) {
    const { lane } = this.#lanes.at(at.x, at.y);
    this.#seek(at);
    if (lane?.kind === "object") hold(this.#editor, lane.id);
  }

  #drop({ kind, lane, span, from }, frame) {
    const { document, tracks, history } = this.#editor;
    if (kind === "key") return history.run(moveKey({ document, tracks }, { id: lane.id, from, to: frame }));
    const [first, last] = span.range;
    const range = kind === "first" ? [Math.min(frame, last), last] : [first, Math.max(frame, first)];
    if (String(range) === String(span.range)) return undefined;
    if (lane.kind === "answer") return history.run(moveSpan(document, { id: lane.id, question: lane.question, frame: from, range }));
    const { ranges } = document.classification(span.id);
    return history.run(setRanges(document, span.id, withRange(withoutRange(ranges, span.range), range)));
  }
}
