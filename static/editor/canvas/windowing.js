// Dragging the window of a DICOM picture: with the right button, or with W held. Heard before the tool in hand, which
// never learns of such a drag.

const HOLD_KEY = "w";
const RIGHT_BUTTON = 2;

export class WindowDrag {
  #stage;
  #media;
  #tool;
  #held = false;
  #drag = null; // {id, x, y, moved}

  /** media: a source with dragWindow; any other leaves the pointer alone. tool: a function answering with the tool in hand */
  constructor(stage, { media, tool }) {
    this.#stage = stage;
    this.#media = media;
    this.#tool = tool;
    if (!media.dragWindow) return;
    const first = { capture: true };
    stage.addEventListener("pointerdown", (event) => this.#down(event), first);
    stage.addEventListener("pointermove", (event) => this.#move(event), first);
    stage.addEventListener("pointerup", (event) => this.#end(event), first);
    stage.addEventListener("pointercancel", (event) => this.#end(event), first);
    stage.addEventListener("keydown", (event) => this.#hold(event, true));
    stage.addEventListener("keyup", (event) => this.#hold(event, false));
    stage.addEventListener("blur", () => this.#setHeld(false));
  }

  // Private

  #down(event) {
    if (this.#drag) return event.stopImmediatePropagation();
    const wanted = event.button === RIGHT_BUTTON || (event.button === 0 && this.#held);
    if (!wanted || event.target.closest("button, a, input, label, dialog, [role=group]")) return undefined;
    event.stopImmediatePropagation();
    event.preventDefault();
    this.#stage.focus({ preventScroll: true, focusVisible: false });
    this.#stage.setPointerCapture(event.pointerId);
    this.#stage.classList.add("is-windowing");
    this.#drag = { id: event.pointerId, x: event.clientX, y: event.clientY, moved: false };
    return undefined;
  }

  #move(event) {
    if (event.pointerId !== this.#drag?.id) return;
    event.stopImmediatePropagation();
    const { clientX: x, clientY: y } = event;
    if (x === this.#drag.x && y === this.#drag.y) return;
    this.#media.dragWindow(x - this.#drag.x, y - this.#drag.y);
    this.#drag = { ...this.#drag, x, y, moved: true };
  }

  #end(event) {
    if (event.pointerId !== this.#drag?.id) return;
    event.stopImmediatePropagation();
    if (event.type === "pointerup" && event.button === RIGHT_BUTTON && !this.#drag.moved) this.#tool().back?.();
    this.#drag = null;
    this.#stage.classList.remove("is-windowing");
  }

  #hold(event, held) {
    if (event.key.toLowerCase() !== HOLD_KEY || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    this.#setHeld(held);
  }

  #setHeld(held) {
    this.#held = held;
    this.#stage.classList.toggle("can-window", held);
  }
}
