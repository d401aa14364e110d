// The polyline: {"points": [x0, y0, x1, y1, ...]} in pixels of the upright frame.

import {
  boundsOf, byBounds, differentPoints, dragHandle, insertPoint, manyClicks, nearestPiece, pathHandles, removePoint, toFlat, trace,
} from "../paths.js";
import { clampPoint } from "../geometry.js";

const MIN_POINTS = 2;
const FIELDS = Object.freeze(["x", "y", "width", "height"]);

const fromFlat = (points) => Object.freeze({ points });

const bounds = ({ points }) => boundsOf([points]);

export const polyline = Object.freeze({
  type: "polyline",
  tool: "draw",
  filled: false,
  fields: FIELDS,
  drawing: manyClicks({ closes: false, minimum: MIN_POINTS, toGeometry: fromFlat }),
  bounds,
  ...byBounds({ bounds, map: ({ points }, change) => fromFlat(change(points)), leastSide: 0 }),

  isValid: ({ points }) => differentPoints(points) >= MIN_POINTS,

  area: () => 0,

  hit: ({ points }, point, tolerance) => (nearestPiece(points, point, false).gap <= tolerance ? 2 : 0),

  trace: ({ points }, path) => trace(points, path, false),

  handles: ({ points }) => pathHandles(points, false),

  moveHandle: ({ points }, id, point, { limits }) => fromFlat(dragHandle(points, Math.abs(Number(id)), id.startsWith("+"), point, limits)),

  /** The line without one of its points; null where too few would be left. */
  withoutHandle: ({ points }, id) => (points.length / 2 > MIN_POINTS ? fromFlat(removePoint(points, Number(id))) : null),

  withPointAt: ({ points }, point, limits) => fromFlat(insertPoint(points, nearestPiece(points, point, false).index + 1, clampPoint(point, limits))),

  seed: (view) => fromFlat(toFlat([
    { x: view.x + view.width / 4, y: view.y + view.height / 2 }, { x: view.x + (view.width * 3) / 4, y: view.y + view.height / 2 },
  ])),

  measure: ({ points }) => ["measure.points", { count: points.length / 2 }],
});
