// The drawing of a skeleton's template. It says what was done to it; what that changes is for others to say.

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 1.8;
const REACH = 4; // a circle that cannot be seen: as large as a finger needs
const STEP = 1;
const CROWDED_X = 14; // what a name takes
const CROWDED_Y = 5;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export class Canvas extends EventTarget {
  #svg;
  #dragged = null;

  constructor(svg) {
    super();
    this.#svg = svg;
    svg.addEventListener("pointerdown", (event) => this.#press(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    svg.addEventListener("pointerup", () => { this.#dragged = null; });
    svg.addEventListener("pointercancel", () => { this.#dragged = null; });
    svg.addEventListener("keydown", (event) => this.#key(event));
  }

  draw({ nodes, edges }, picked) {
    const focused = document.activeElement?.closest?.("g[data-id]")?.dataset.id;
    const places = new Map(nodes.map((node) => [node.id, node]));
    const lines = edges.filter((edge) => edge.every((id) => places.has(id))).map(([one, other]) => {
      const { x: x1, y: y1 } = places.get(one);
      const { x: x2, y: y2 } = places.get(other);
      return make("line", { x1, y1, x2, y2 });
    });
    this.#svg.replaceChildren(...lines, ...nodes.map((node) => knob(node, node.id === picked, nodes)));
    if (focused) this.focus(focused);
  }

  focus(id) {
    this.#svg.querySelector(`g[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  // Private

  #press(event) {
    if (event.button !== 0) return;
    const id = event.target.closest("g[data-id]")?.dataset.id;
    this.#dragged = id ?? null;
    this.#svg.setPointerCapture(event.pointerId);
    this.#tell(id ? "press" : "empty", { id, ...this.#place(event) });
    if (id) this.focus(id);
    event.preventDefault();
  }

  #move(event) {
    if (this.#dragged) this.#tell("drag", { id: this.#dragged, ...this.#place(event) });
  }

  #key(event) {
    const id = event.target.closest("g[data-id]")?.dataset.id;
    if (!id) return;
    if (ARROWS[event.key]) this.#tell("nudge", { id, by: ARROWS[event.key] });
    else if (event.key === "Delete" || event.key === "Backspace") this.#tell("remove", { id });
    else if (event.key === "Enter" || event.key === " ") this.#tell("press", { id });
    else return;
    event.preventDefault();
  }

  #place(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.#svg.getScreenCTM().inverse());
    return { x, y };
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function knob(node, isPicked, nodes) {
  const group = make("g", {
    "data-id": node.id, tabindex: 0, role: "button", "aria-label": node.name, "aria-pressed": isPicked,
  });
  const reach = make("circle", { cx: node.x, cy: node.y, r: REACH, "fill-opacity": 0, "stroke-opacity": 0 });
  const isAtTheRight = node.x > 75;
  const label = make("text", {
    x: node.x + (isAtTheRight ? -2.6 : 2.6), y: node.y - 1.6, "text-anchor": isAtTheRight ? "end" : "start",
    // Names that would lie on one another are shown one at a time.
    class: nodes.some((other) => other !== node && isNear(node, other)) ? "skeleton__crowded" : "",
  });
  label.textContent = node.name;
  group.append(reach, make("circle", { cx: node.x, cy: node.y, r: RADIUS }), label);
  return group;
}

function isNear(one, other) {
  return Math.abs(one.x - other.x) < CROWDED_X && Math.abs(one.y - other.y) < CROWDED_Y;
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
