// The skeleton (object primitive): {"nodes": [{"id", "x", "y", "visibility"}]}, nodes and edges as the class's template has them:
// type.skeleton is {"nodes": [{"id", "name", "x", "y"}], "edges": [[id, id], ...]}, x and y as shares of its box.
// Visibility is "visible", "occluded" or "invisible"; an invisible node need not have a place.

import { boxDrawing } from "./_corners.js";
import { boundsOf, byBounds, nearestPiece } from "../paths.js";
import { clampPoint, distance, round } from "../geometry.js";

export const VISIBILITIES = Object.freeze(["visible", "occluded", "invisible"]);
const FIELDS = Object.freeze(["x", "y", "width", "height"]);
const NODE_REACH = 1.5; // of the tolerance: a node is a dot, not a line

const make = (nodes) => Object.freeze({ nodes: Object.freeze(nodes.map((node) => Object.freeze({ ...node }))) });

const isPlaced = (node) => Number.isFinite(node.x) && Number.isFinite(node.y);

const isLabelled = (node) => node.visibility !== "invisible" && isPlaced(node);

const flatOf = (nodes) => nodes.flatMap(({ x, y }) => [x, y]);

/** Around the labelled nodes; around all that have a place where none is labelled. */
function bounds({ nodes }) {
  const labelled = nodes.filter(isLabelled);
  const shown = labelled.length ? labelled : nodes.filter(isPlaced);
  return shown.length ? boundsOf([flatOf(shown)]) : { x: 0, y: 0, width: 0, height: 0 };
}

/** The template laid into a rectangle. */
const place = (type, rect) => make((type?.skeleton?.nodes ?? []).map(({ id, x, y }) => ({
  id, x: round(rect.x + x * rect.width), y: round(rect.y + y * rect.height), visibility: "visible",
})));

/** Every place changed by a function of flat lists. */
const mapPlaces = ({ nodes }, change) => make(nodes.map((node) => {
  if (!isPlaced(node)) return node;
  const [x, y] = change([node.x, node.y]);
  return { ...node, x, y };
}));

const withNode = ({ nodes }, id, change) => make(nodes.map((node) => (node.id === id ? { ...node, ...change(node) } : node)));

/** The edges between labelled nodes, as flat lists of two points. */
function edges({ nodes }, type) {
  const labelled = new Map(nodes.filter(isLabelled).map((node) => [node.id, node]));
  return (type?.skeleton?.edges ?? [])
    .map(([from, to]) => [labelled.get(from), labelled.get(to)])
    .filter(([from, to]) => from && to)
    .map(flatOf);
}

export const skeleton = Object.freeze({
  type: "skeleton",
  tool: "draw",
  filled: false,
  fields: FIELDS,
  drawing: boxDrawing((rect, type) => place(type, rect)),
  bounds,
  ...byBounds({ bounds, map: mapPlaces, leastSide: 0 }),

  isValid: ({ nodes }) => nodes.some(isLabelled),

  area: () => 0,

  hit(geometry, point, tolerance, type) {
    const onNode = geometry.nodes.some((node) => isLabelled(node) && distance(node, point) <= tolerance * NODE_REACH);
    return onNode || edges(geometry, type).some((edge) => nearestPiece(edge, point, false).gap <= tolerance) ? 2 : 0;
  },

  trace(geometry, path, type) {
    for (const [ax, ay, bx, by] of edges(geometry, type)) {
      path.moveTo(ax, ay);
      path.lineTo(bx, by);
    }
  },

  dots: ({ nodes }) => nodes.filter(isLabelled).map(({ x, y, visibility }) => ({ x, y, hollow: visibility === "occluded" })),

  handles: ({ nodes }) => nodes.filter(isPlaced).map((node) => ({
    id: node.id, x: node.x, y: node.y, cursor: "move", kind: isLabelled(node) ? "vertex" : "ghost", hollow: node.visibility === "occluded",
  })),

  /** A node that is dragged can be seen. */
  moveHandle: (geometry, id, point, { limits }) => withNode(geometry, id, ({ visibility }) => {
    const { x, y } = clampPoint(point, limits);
    return { x: round(x), y: round(y), visibility: visibility === "invisible" ? "visible" : visibility };
  }),

  /** Alt on a node takes its visibility one step on. */
  withoutHandle: (geometry, id) => withNode(geometry, id, ({ visibility }) => ({
    visibility: VISIBILITIES[(VISIBILITIES.indexOf(visibility) + 1) % VISIBILITIES.length],
  })),

  withVisibility: (geometry, id, visibility) => withNode(geometry, id, () => ({ visibility })),

  seed: (view, { type }) =>
    place(type, { x: view.x + view.width / 4, y: view.y + view.height / 4, width: view.width / 2, height: view.height / 2 }),

  measure: ({ nodes }) => ["measure.nodes", { count: nodes.filter(isLabelled).length, all: nodes.length }],
});
