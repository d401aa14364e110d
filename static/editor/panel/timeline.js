// The timeline: a list of lanes with their names, which the keyboard and a screen reader walk through, and beside it their
// picture on a canvas. Only the rows in view are on the page, so that thousands cost what a dozen does.

import { LaneDrag } from "./lanedrag.js";
import { Transport } from "./transport.js";
import { paintLanes } from "../canvas/lanes.js";
import { el, reconcile, swatch } from "../dom.js";
import { goToFrame } from "../editing.js";
import { lanesOf, scaleOf, stateOf } from "../timeline.js";
import { hold } from "../tracking.js";

const ROW_PX = 24;
const SPARE_ROWS = 4;
const INSET_PX = 9; // half of the slider's thumb, so that lanes and slider lie on one scale
const REDRAWN_ON = Object.freeze(["held", "hereOnly", "mode", "loaded", "timeline"]);

export class Timeline {
  #editor;
  #root;
  #scroller;
  #list;
  #canvas;
  #playhead;
  #lanes = [];
  #width = 1;
  #active = 0; // the row in the tab order
  #waiting = false;

  constructor(root, editor) {
    this.#editor = editor;
    this.#root = root.querySelector("[data-part=timeline]");
    this.#root.hidden = editor.timing.count < 2;
    if (this.#root.hidden) return;
    const part = (name) => this.#root.querySelector(`[data-part=${name}]`);
    [this.#scroller, this.#list, this.#canvas, this.#playhead] = ["lanes", "lane-names", "lane-picture", "playhead"].map(part);
    new Transport(this.#root, editor);
    this.#watch();
    this.refresh();
  }

  get scale() {
    return scaleOf({ count: this.#editor.timing.count, width: this.#width, inset: INSET_PX });
  }

  // Actions

  refresh() {
    const { session, document: labels, tracks, ontology, timing } = this.#editor;
    const isOpen = session.timeline && session.mode !== "review";
    this.#scroller.hidden = !isOpen;
    this.#placePlayhead();
    if (!isOpen) return;
    this.#lanes = lanesOf({ document: labels, tracks, ontology }, { held: session.held, frame: session.frame, hereOnly: session.hereOnly });
    this.#active = Math.min(this.#active, Math.max(this.#lanes.length - 1, 0));
    this.#scroller.style.setProperty("--lanes", this.#lanes.length);
    this.#root.querySelector("[data-part=no-lanes]").hidden = this.#lanes.length > 0;
    this.#root.dataset.frames = timing.count;
    this.#showRows();
    this.#paint();
  }

  // Private

  #watch() {
    const { document: labels, session, player } = this.#editor;
    document.getElementById("stage").addEventListener("pointerdown", () => player.stop(), { capture: true });
    labels.addEventListener("change", () => this.#later());
    session.addEventListener("change", ({ detail }) => {
      if (REDRAWN_ON.some((name) => detail.has(name)) || (detail.has("frame") && session.hereOnly)) this.#later();
      if (detail.has("held")) this.#reveal();
      if (detail.has("frame")) this.#moved();
    });
    this.#scroller.addEventListener("scroll", () => {
      this.#showRows();
      this.#paint();
    });
    new ResizeObserver(() => this.#resize()).observe(this.#scroller);
    this.#list.addEventListener("keydown", (event) => this.#press(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#later());
    const lanes = { at: (x, y) => this.#at(x, y), scale: () => this.scale };
    new LaneDrag(this.#canvas, this.#editor, lanes);
  }

  #later() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.refresh();
    });
  }

  #resize() {
    const { width, height } = this.#canvas.getBoundingClientRect();
    if (!width) return;
    this.#width = width;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    this.#placePlayhead();
    this.#showRows();
    this.#paint();
  }

  #at(x, y) {
    const lane = this.#lanes[Math.floor((y + this.#scroller.scrollTop) / ROW_PX)] ?? null;
    return { lane, frame: this.scale.frame(x) };
  }

  #paint() {
    const { width, height } = this.#canvas;
    const style = getComputedStyle(this.#root);
    const color = (name) => style.getPropertyValue(name);
    const view = {
      width: width / devicePixelRatio, height: height / devicePixelRatio, offset: this.#scroller.scrollTop, rowHeight: ROW_PX, scale: this.scale,
    };
    const colors = { text: style.color, line: color("--lane-line"), band: color("--lane-band") };
    paintLanes(this.#canvas.getContext("2d"), devicePixelRatio, this.#lanes, view, colors);
  }

  #placePlayhead() {
    this.#playhead.style.translate = `${this.scale.x(this.#editor.session.frame)}px 0`;
  }

  #moved() {
    this.#placePlayhead();
    if (!this.#scroller.hidden) this.#showRows();
  }

  #showRows() {
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(Math.floor(scrollTop / ROW_PX) - SPARE_ROWS, 0);
    const last = Math.min(Math.ceil((scrollTop + clientHeight) / ROW_PX) + SPARE_ROWS, this.#lanes.length);
    const rows = this.#lanes.slice(first, last).map((lane, index) => ({ lane, index: first + index }));
    // A row that has the focus stays, however far it is scrolled away.
    const focused = this.#lanes.findIndex((lane) => lane.key === document.activeElement?.closest("li")?.dataset.key);
    if (focused >= 0 && (focused < first || focused >= last)) rows.push({ lane: this.#lanes[focused], index: focused });
    reconcile(this.#list, rows, { key: ({ lane }) => lane.key, create: () => this.#row(), update: (row, item) => this.#update(row, item) });
  }

  #row() {
    const row = el("li", { class: "lane" }, el("button", { type: "button", class: "lane-name" }, swatch(""), el("span")));
    row.firstElementChild.addEventListener("click", () => this.#pick(this.#lanes.find((lane) => lane.key === row.dataset.key)));
    return row;
  }

  #update(row, { lane, index }) {
    const { words, session } = this.#editor;
    const [button] = row.children;
    const [state, facts] = stateOf(lane, session.frame);
    row.style.setProperty("--row", index);
    row.setAttribute("aria-setsize", this.#lanes.length);
    row.setAttribute("aria-posinset", index + 1);
    row.classList.toggle("is-nested", lane.kind === "answer");
    row.classList.toggle("is-away", state === "lane.absent");
    row.dataset.lane = lane.kind;
    row.dataset.state = state.replace("lane.", "");
    if (lane.id) row.dataset.object = lane.id;
    button.tabIndex = index === this.#active ? 0 : -1;
    button.setAttribute("aria-pressed", String(Boolean(lane.isHeld)));
    button.querySelector(".swatch").style.setProperty("--class-color", lane.color);
    button.lastElementChild.textContent = lane.name;
    button.title = `${lane.name}: ${words(state, facts)}`;
    button.setAttribute("aria-label", button.title);
  }

  #pick(lane) {
    this.#active = this.#lanes.indexOf(lane);
    if (lane.kind === "classification") return this.#editor.focusClassification(lane.classHash);
    hold(this.#editor, lane.id);
    const { tracks, session } = this.#editor;
    // Chosen once more, an object that is not here is gone to.
    if (lane.isHeld && tracks.state(lane.id, session.frame) === "none") goToFrame(this.#editor, tracks.nearest(lane.id, session.frame));
    return undefined;
  }

  #press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    this.#active = Math.min(Math.max(this.#active + step, 0), this.#lanes.length - 1);
    this.#scrollTo(this.#active);
    this.#showRows();
    this.#list.querySelector("[tabindex='0']")?.focus({ preventScroll: true });
  }

  #scrollTo(index) {
    const { scrollTop, clientHeight } = this.#scroller;
    if (index * ROW_PX < scrollTop) this.#scroller.scrollTop = index * ROW_PX;
    else if ((index + 1) * ROW_PX > scrollTop + clientHeight) this.#scroller.scrollTop = (index + 1) * ROW_PX - clientHeight;
  }

  #reveal() {
    requestAnimationFrame(() => {
      const index = this.#lanes.findIndex((lane) => lane.isHeld);
      if (index >= 0 && !this.#scroller.hidden) this.#scrollTo(index);
    });
  }
}
