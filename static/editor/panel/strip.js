// Where along the frames the points were lost: a bar for each stretch of frames, a click goes to its costliest frame.

import { goToFrame } from "../editing.js";
import { isDifference, stretches } from "../pairs.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST = 240;
const HEIGHT = 24;

const draw = (name, attributes) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};

export class Strip {
  #editor;
  #svg;
  #stretches;
  #here;

  constructor(root, editor) {
    this.#editor = editor;
    const element = root.querySelector("[data-part=strip]");
    const { media, pairs } = editor;
    element.hidden = media.indexes.length < 2;
    if (element.hidden) return;
    this.#stretches = stretches(pairs, media.indexes, MOST);
    this.#draw(element);
    editor.session.addEventListener("change", ({ detail }) => detail.has("frame") && this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    const place = this.#editor.media.indexes.indexOf(this.#editor.session.frame);
    this.#here.setAttribute("x", String(this.#stretches.findIndex(({ first, last }) => first <= place && place <= last)));
  }

  // Private

  #draw(element) {
    const { words, pairs } = this.#editor;
    const frames = new Set(pairs.filter(isDifference).map((pair) => pair.frame)).size;
    const label = words("review.strip", { count: frames, all: this.#editor.media.indexes.length });
    this.#svg = draw("svg", {
      viewBox: `0 0 ${this.#stretches.length} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label,
    });
    const most = Math.max(...this.#stretches.map((stretch) => stretch.points), 1);
    this.#here = draw("rect", { class: "strip-here", y: 0, width: 1, height: HEIGHT });
    this.#svg.append(this.#here, ...this.#stretches.map((stretch, at) => this.#bar(stretch, at, most)));
    this.#svg.addEventListener("click", (event) => this.#go(event));
    element.append(this.#svg);
    element.title = label;
  }

  #bar({ points }, at, most) {
    const height = points ? Math.max(2, ((HEIGHT - 4) * points) / most) : 0;
    return draw("rect", { class: "strip-bar", x: at + 0.1, y: HEIGHT - height, width: 0.8, height });
  }

  #go(event) {
    const { left, width } = this.#svg.getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / width) * this.#stretches.length);
    const stretch = this.#stretches[Math.min(Math.max(at, 0), this.#stretches.length - 1)];
    goToFrame(this.#editor, stretch.frame);
  }
}
