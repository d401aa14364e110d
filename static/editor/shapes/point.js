// The keypoint: {"point": [x, y]} in pixels of the upright frame. It is placed by one click, or pressed and slid into place.

import { clampPoint, distance, round, shiftWithin } from "../geometry.js";

const FIELDS = Object.freeze(["x", "y"]);

const fromPoint = ({ x, y }) => Object.freeze({ point: Object.freeze([round(x), round(y)]) });

const toPoint = ({ point: [x, y] }) => ({ x, y });

const bounds = ({ point: [x, y] }) => ({ x, y, width: 0, height: 0 });

function translate(geometry, dx, dy, limits) {
  const { x, y } = toPoint(geometry);
  const shift = shiftWithin(bounds(geometry), dx, dy, limits);
  return fromPoint({ x: x + shift.dx, y: y + shift.dy });
}

const drawing = Object.freeze({
  press: (draft, point, { limits }) => ({ at: clampPoint(point, limits) }),
  move: (draft, point, { limits }) => ({ at: clampPoint(point, limits) }),
  release: (draft) => ({ ...draft, done: true }),
  back: () => null,
  finish: (draft) => ({ ...draft, done: true }),
  geometry: (draft) => fromPoint(draft.at),
});

export const point = Object.freeze({
  type: "point",
  tool: "draw",
  filled: false,
  fields: FIELDS,
  drawing,
  bounds,
  translate,

  isValid: ({ point: [x, y] }) => Number.isFinite(x) && Number.isFinite(y),

  area: () => 0,

  /** The dot is drawn as large as a finger can aim, so it is hit a little beyond its centre. */
  hit: (geometry, at, tolerance) => (distance(toPoint(geometry), at) <= Math.max(tolerance * 1.5, 0.5) ? 2 : 0),

  dots: (geometry) => [toPoint(geometry)],

  handles: () => [],

  moveHandle: (geometry) => geometry,

  resize: (geometry) => geometry,

  values: (geometry) => toPoint(geometry),

  withValue: (geometry, name, value, limits) => fromPoint(clampPoint({ ...toPoint(geometry), [name]: value }, limits)),

  seed: (view) => fromPoint({ x: view.x + view.width / 2, y: view.y + view.height / 2 }),

  measure: ({ point: [x, y] }) => ["measure.point", { x: Math.round(x), y: Math.round(y) }],
});
