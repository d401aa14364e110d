// The polygon: {"polygons": [[outline, hole, ...], ...]}, each ring a flat list of points in pixels of the upright frame.

import {
  boundsOf, byBounds, differentPoints, dragHandle, insertPoint, insideRings, manyClicks, nearestPiece, pathHandles, removePoint, ringArea,
  toFlat, toPoints, trace,
} from "../paths.js";
import { clampPoint } from "../geometry.js";

const MIN_POINTS = 3;
const MIN_SIDE_PX = 1;
const MIN_AREA_PX2 = 0.5;
const FIELDS = Object.freeze(["x", "y", "width", "height"]);

const make = (polygons) => Object.freeze({ polygons: Object.freeze(polygons.map((part) => Object.freeze(part))) });

const fromRing = (ring) => make([[ring]]);

const rings = ({ polygons }) => polygons.flat();

const bounds = (geometry) => boundsOf(rings(geometry));

/** The polygon with each ring as `change(ring, part index, ring index)` has it; a ring that becomes null goes. */
const mapRings = ({ polygons }, change) =>
  make(polygons.map((part, p) => part.map((ring, r) => change(ring, p, r)).filter(Boolean)).filter((part) => part.length));

const area = ({ polygons }) =>
  polygons.reduce((sum, [outline, ...holes]) => sum + ringArea(outline) - holes.reduce((total, hole) => total + ringArea(hole), 0), 0);

const parse = (id) => {
  const [p, r, index] = id.replace("+", "").split(".").map(Number);
  return { p, r, index, isMiddle: id.startsWith("+") };
};

export const polygon = Object.freeze({
  type: "polygon",
  tool: "draw",
  filled: true,
  fields: FIELDS,
  drawing: manyClicks({ closes: true, minimum: MIN_POINTS, toGeometry: fromRing }),
  bounds,
  area,
  ...byBounds({ bounds, map: mapRings, leastSide: MIN_SIDE_PX }),

  isValid: (geometry) => rings(geometry).every((ring) => differentPoints(ring) >= MIN_POINTS) && area(geometry) >= MIN_AREA_PX2,

  hit(geometry, point, tolerance) {
    if (rings(geometry).some((ring) => nearestPiece(ring, point, true).gap <= tolerance)) return 2;
    return insideRings(rings(geometry), point) ? 1 : 0;
  },

  trace(geometry, path) {
    for (const ring of rings(geometry)) trace(ring, path, true);
  },

  handles: ({ polygons }) => polygons.flatMap((part, p) => part.flatMap((ring, r) => pathHandles(ring, true, `${p}.${r}.`))),

  moveHandle(geometry, id, point, { limits }) {
    const { p, r, index, isMiddle } = parse(id);
    return mapRings(geometry, (ring, part, place) => (part === p && place === r ? dragHandle(ring, index, isMiddle, point, limits) : ring));
  },

  /** The polygon without one of its points; a hole or part left with too few goes as a whole, the last outline never. */
  withoutHandle(geometry, id) {
    const { p, r, index } = parse(id);
    const spare = geometry.polygons[p][r].length / 2 > MIN_POINTS;
    if (!spare && r === 0 && geometry.polygons.length === 1) return null;
    if (!spare && r === 0) return make(geometry.polygons.filter((part, place) => place !== p));
    return mapRings(geometry, (ring, part, place) => (part !== p || place !== r ? ring : spare ? removePoint(ring, index) : null));
  },

  withPointAt(geometry, point, limits) {
    const all = geometry.polygons.flatMap((part, p) => part.map((ring, r) => ({ p, r, ...nearestPiece(ring, point, true) })));
    const { p, r, index } = all.reduce((best, one) => (one.gap < best.gap ? one : best));
    const at = clampPoint(point, limits);
    return mapRings(geometry, (ring, part, place) => (part === p && place === r ? insertPoint(ring, index + 1, at) : ring));
  },

  /** One polygon of the parts of several. */
  join: (geometries) => make(geometries.flatMap((geometry) => geometry.polygons)),

  /** The polygon with the outlines of another, which lie inside one of its parts, as holes; null where they do not. */
  cut(geometry, other) {
    const holes = other.polygons.map(([outline]) => outline);
    const target = geometry.polygons.findIndex((part) => holes.every((hole) => holds(part, hole)));
    return target < 0 ? null : make(geometry.polygons.map((part, index) => (index === target ? [...part, ...holes] : part)));
  },

  seed: (view) => {
    const [cx, cy, w, h] = [view.x + view.width / 2, view.y + view.height / 2, view.width / 4, view.height / 4];
    return fromRing(toFlat([{ x: cx - w, y: cy - h }, { x: cx + w, y: cy - h }, { x: cx + w, y: cy + h }, { x: cx - w, y: cy + h }]));
  },

  measure: (geometry) => ["measure.points", { count: rings(geometry).reduce((sum, ring) => sum + ring.length / 2, 0) }],
});

const holds = (part, ring) => toPoints(ring).every((point) => insideRings(part, point));
