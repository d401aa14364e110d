// A skeleton's template: {nodes: [{id, name, x, y, k}], edges: [[id, id]]}, places in percent of its box. Pure: every change
// gives a new one.

const LARGEST = 100;

export const clamp = (value) => Math.min(LARGEST, Math.max(0, Math.round(value * 10) / 10));

export const addNode = (template, node) => ({ ...template, nodes: [...template.nodes, node] });

export const moveNode = (template, id, { x, y }) => ({
  ...template,
  nodes: template.nodes.map((node) => (node.id === id ? { ...node, x: clamp(x), y: clamp(y) } : node)),
});

export const removeNode = ({ nodes, edges }, id) => ({
  nodes: nodes.filter((node) => node.id !== id), edges: edges.filter((edge) => !edge.includes(id)),
});

export const isJoined = ({ edges }, one, other) => edges.some((edge) => edge.includes(one) && edge.includes(other));

// Joins two nodes, or parts them where they were joined.
export function toggleEdge(template, one, other) {
  if (one === other) return template;
  const edges = isJoined(template, one, other)
    ? template.edges.filter((edge) => !(edge.includes(one) && edge.includes(other)))
    : [...template.edges, [one, other]];
  return { ...template, edges };
}

// The first "Node 1", "Node 2" ... that no node is called.
export function freeName({ nodes }, word) {
  const names = new Set(nodes.map((node) => node.name.trim().toLowerCase()));
  let number = nodes.length + 1;
  while (names.has(word.replace("{n}", number).toLowerCase())) number += 1;
  return word.replace("{n}", number);
}

// The first id of a page's own that no node has.
export function freeId({ nodes }) {
  const ids = new Set(nodes.map((node) => node.id));
  let number = 1;
  while (ids.has(`new-${number}`)) number += 1;
  return `new-${number}`;
}
