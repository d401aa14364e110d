// The nodes of a skeleton: which can be seen, which are hidden by something, which are not there.

import { el } from "../dom.js";
import { setVisibility } from "../editing.js";
import { VISIBILITIES } from "../shapes/skeleton.js";

/** {element, update(geometry, disabled)} for an object whose class has a template; null for any other. */
export function nodeList(editor, id, type) {
  const nodes = type.skeleton?.nodes ?? [];
  if (!nodes.length) return null;
  const { words } = editor;
  const choices = new Map(nodes.map((node) => [node.id, el("select", {
    data: { node: node.id }, on: { change: (event) => setVisibility(editor, id, node.id, event.target.value) },
  }, VISIBILITIES.map((visibility) => el("option", { value: visibility, text: words(`node.${visibility}`) })))]));
  const row = (node) => el("label", { class: "node" }, el("span", { text: node.name ?? node.id }), choices.get(node.id));
  const element = el("div", { class: "nodes" }, nodes.map(row));
  return {
    element,
    update(geometry, disabled) {
      for (const { id: node, visibility } of geometry.nodes) if (choices.has(node)) choices.get(node).value = visibility;
      for (const choice of choices.values()) choice.disabled = disabled;
    },
  };
}
