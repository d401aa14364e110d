// The builder of a skeleton's template: the drawing and the tables show the same, and either may be changed.

import { Canvas } from "./canvas.js";
import { Rows } from "./rows.js";
import { addNode, clamp, freeId, freeName, isJoined, moveNode, removeNode, toggleEdge } from "./template.js";

const form = document.querySelector("[data-skeleton]");
const rows = new Rows(form);
const canvas = new Canvas(form.querySelector("svg"));
const said = form.querySelector("[data-said]");
const isFixed = "fixed" in form.dataset;
let template = withoutSpares(rows.read());
let picked = null;

for (const part of form.querySelectorAll("[data-needs-script]")) part.hidden = isFixed && "addNode" in part.dataset;
canvas.addEventListener("empty", ({ detail }) => tool() === "nodes" && add(detail));
canvas.addEventListener("press", ({ detail }) => tool() === "edges" && pick(detail.id));
canvas.addEventListener("drag", ({ detail }) => tool() === "nodes" && change(moveNode(template, detail.id, detail)));
canvas.addEventListener("nudge", ({ detail: { id, by } }) => {
  const { x, y } = template.nodes.find((node) => node.id === id);
  change(moveNode(template, id, { x: x + by[0], y: y + by[1] }));
});
canvas.addEventListener("remove", ({ detail }) => isFixed || change(removeNode(template, detail.id)));
form.addEventListener("input", onInput);
form.addEventListener("click", onClick);
change(template);

// Actions

function onInput(event) {
  if (event.target.name === "tool") {
    picked = null;
    for (const hint of form.querySelectorAll("[data-hint]")) hint.hidden = hint.dataset.hint !== tool();
    canvas.draw(template, picked);
    return;
  }
  template = rows.read();
  if (event.target.name === "node_name") rows.write(template);
  canvas.draw(template, picked);
}

function onClick(event) {
  const button = event.target.closest("button");
  if (button?.matches("[data-add-node]")) add({ x: 50, y: 50 });
  if (button?.matches("[data-add-edge]")) change({ ...template, edges: [...template.edges, ["", ""]] });
  if (button?.matches("[data-remove]")) remove(button.closest("tr"));
}

function add({ x, y }) {
  if (isFixed) return;
  const node = { id: freeId(template), name: freeName(template, form.dataset.wordNode), x: clamp(x), y: clamp(y), k: "0.05" };
  change(addNode(template, node));
  canvas.focus(node.id);
}

function remove(row) {
  const index = row.sectionRowIndex;
  if ("node" in row.dataset) change(removeNode(template, template.nodes[index].id));
  else change({ ...template, edges: template.edges.filter((_edge, position) => position !== index) });
}

// The first node is remembered, the second is joined with it.
function pick(id) {
  const name = (key) => template.nodes.find((node) => node.id === key).name;
  if (!picked) {
    picked = id;
    said.textContent = said.dataset.wordPicked.replace("{a}", name(id));
    canvas.draw(template, picked);
    return;
  }
  const first = picked;
  picked = null;
  change(toggleEdge(template, first, id));
  const words = isJoined(template, first, id) ? said.dataset.wordJoined : said.dataset.wordParted;
  said.textContent = first === id ? "" : words.replace("{a}", name(first)).replace("{b}", name(id));
}

// Private

function change(next) {
  template = next;
  rows.write(template);
  canvas.draw(template, picked);
}

// The empty rows are for those without JavaScript.
function withoutSpares({ nodes, edges }) {
  return { nodes: nodes.filter((node) => node.name), edges: edges.filter(([from, to]) => from || to) };
}

function tool() {
  return form.querySelector('[name="tool"]:checked').value;
}
