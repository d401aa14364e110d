// Pointer and wheel on the stage: turned into image points for the tool, or into zoom and pan. Keys are elsewhere.

const WHEEL_STEP = 0.0018;
const WHEEL_LINE_PX = 16;
const ORIGIN = Object.freeze({ x: 0, y: 0 });
const NOTCH_PX = 40; // of the wheel: what a notch is at least, and a touchpad adds up to
const TAP_MS = 300;
const PAN_BUTTONS = Object.freeze([1, 2]);

export class Input {
  #stage;
  #viewport;
  #tool;
  #originAt;
  #origin = ORIGIN;
  #pointers = new Map();
  #pan = null;
  #pinch = null;
  #space = false;
  #pressed = false;
  #tap;
  #turn;
  #turned = 0;
  #spaceAt = 0;

  /** tool: a function answering with the tool in hand; originAt(point): where the pane under a point of the stage begins;
      tap(): done where Space was pressed and not held to pan; turn(event): what a notch of the wheel does, (by) => …,
      where it does not zoom */
  constructor(stage, { viewport, tool, originAt = () => ORIGIN, tap = () => undefined, turn = () => null }) {
    this.#stage = stage;
    this.#tap = tap;
    this.#turn = turn;
    this.#originAt = originAt;
    this.#viewport = viewport;
    this.#tool = tool;
    const listen = (name, listener, options) => stage.addEventListener(name, listener, options);
    listen("pointerdown", (event) => this.#down(event));
    listen("pointermove", (event) => this.#move(event));
    listen("pointerup", (event) => this.#up(event));
    listen("pointercancel", (event) => this.#cancel(event));
    listen("pointerleave", () => !this.#pressed && this.#tool().leave?.());
    listen("dblclick", (event) => this.#tool().doubleClick?.(this.#point(event)));
    listen("contextmenu", (event) => event.preventDefault());
    listen("wheel", (event) => this.#wheel(event), { passive: false });
    listen("keydown", (event) => this.#holdSpace(event, true));
    listen("keyup", (event) => this.#holdSpace(event, false));
    listen("blur", () => this.#setSpace(false));
  }

  // Private

  #local(event) {
    const frame = this.#stage.getBoundingClientRect();
    const at = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    // A gesture stays in the pane in which it began.
    if (!this.#pointers.size) this.#origin = this.#originAt(at);
    return { x: at.x - this.#origin.x, y: at.y - this.#origin.y };
  }

  #point(event) {
    const screen = this.#local(event);
    return {
      ...this.#viewport.toImage(screen),
      screen,
      stage: { x: screen.x + this.#origin.x, y: screen.y + this.#origin.y },
      pixel: 1 / this.#viewport.scale,
      shift: event.shiftKey,
      alt: event.altKey,
      touch: event.pointerType === "touch",
      pressed: this.#pressed,
    };
  }

  #down(event) {
    if (event.target.closest("button, a, input, label, dialog, [role=group]")) return;
    this.#stage.focus({ preventScroll: true, focusVisible: false });
    this.#stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, this.#local(event));
    if (this.#pointers.size === 2) return this.#startPinch();
    if (this.#space || PAN_BUTTONS.includes(event.button)) return this.#startPan(event);
    // Nothing is made on a picture that is still on its way.
    if (event.button !== 0 || !this.#stage.dataset.ready) return undefined;
    this.#pressed = true;
    return this.#tool().down(this.#point(event));
  }

  #move(event) {
    if (this.#pointers.has(event.pointerId)) this.#pointers.set(event.pointerId, this.#local(event));
    if (this.#pinch) return this.#movePinch();
    if (this.#pan) return this.#movePan(event);
    for (const step of this.#tool().everyMove ? event.getCoalescedEvents() : []) this.#tool().everyMove(this.#point(step));
    return this.#tool().move(this.#point(event));
  }

  #up(event) {
    this.#pointers.delete(event.pointerId);
    if (this.#pinch) {
      this.#pinch = this.#pointers.size >= 2 ? this.#pinch : null;
    } else if (this.#pan) {
      if (event.button === 2 && !this.#pan.moved) this.#tool().back?.();
      this.#pan = null;
      this.#stage.classList.remove("is-panning");
    } else if (this.#pressed) {
      this.#pressed = false;
      this.#tool().up(this.#point(event));
    }
  }

  #cancel(event) {
    this.#pointers.delete(event.pointerId);
    this.#pan = null;
    this.#pinch = null;
    if (this.#pressed) this.#tool().cancel();
    this.#pressed = false;
  }

  #startPan(event) {
    this.#spaceAt = 0;
    this.#pan = this.#local(event);
    this.#stage.classList.add("is-panning");
    event.preventDefault();
  }

  #movePan(event) {
    const at = this.#local(event);
    this.#viewport.panBy(at.x - this.#pan.x, at.y - this.#pan.y);
    this.#pan = { ...at, moved: true };
  }

  #startPinch() {
    if (this.#pressed) this.#tool().cancel();
    this.#pressed = false;
    this.#pinch = this.#spread();
  }

  #movePinch() {
    const next = this.#spread();
    this.#viewport.panBy(next.x - this.#pinch.x, next.y - this.#pinch.y);
    this.#viewport.zoomAt(next, next.gap / this.#pinch.gap);
    this.#pinch = next;
  }

  #spread() {
    const [one, other] = [...this.#pointers.values()];
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, gap: Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1) };
  }

  #wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === 0 ? 1 : WHEEL_LINE_PX;
    const turn = this.#turn(event);
    if (turn) return this.#notch(turn, event.deltaY * unit);
    if (event.shiftKey) this.#viewport.panBy(-(event.deltaX || event.deltaY) * unit, 0);
    else this.#viewport.zoomAt(this.#local(event), Math.exp(-event.deltaY * unit * WHEEL_STEP * (event.ctrlKey ? 4 : 1)));
    return undefined;
  }

  #notch(turn, way) {
    this.#turned = Math.sign(way) === Math.sign(this.#turned) ? this.#turned + way : way;
    if (Math.abs(this.#turned) < NOTCH_PX) return;
    this.#turned = 0;
    turn(Math.sign(way));
  }

  #holdSpace(event, held) {
    if (event.key !== " ") return;
    event.preventDefault();
    if (held && !this.#space) this.#spaceAt = event.timeStamp;
    if (!held && this.#space && event.timeStamp - this.#spaceAt < TAP_MS) this.#tap();
    this.#setSpace(held);
  }

  #setSpace(held) {
    this.#space = held;
    this.#stage.classList.toggle("can-pan", held);
  }
}
