// The bitmask: {"size": [height, width], "counts": COCO's compressed run lengths}, over the whole frame.

import { drawRuns, encodeCrop, factsOf, fromText, onesOf, toText } from "../rle.js";
import { clamp, shiftWithin } from "../geometry.js";

const FIELDS = Object.freeze(["x", "y"]);
const known = new WeakMap();

/** What the runs say, worked out once for each immutable geometry. */
function facts(geometry) {
  if (!known.has(geometry)) {
    const size = sizeOf(geometry);
    const runs = fromText(geometry.counts);
    known.set(geometry, { size, runs, ...factsOf(runs, size) });
  }
  return known.get(geometry);
}

const sizeOf = ({ size: [height, width] }) => ({ width, height });

const make = (bytes, crop, size) =>
  Object.freeze({ size: Object.freeze([size.height, size.width]), counts: toText(encodeCrop(bytes, crop, size)) });

const bounds = (geometry) => facts(geometry).bounds;

const bytesOf = (geometry, crop) =>
  drawRuns(facts(geometry).runs, new Uint8Array(crop.width * crop.height), crop, facts(geometry).size);

function has({ runs, size }, x, y) {
  if (x < 0 || y < 0 || x >= size.width || y >= size.height) return false;
  const place = x * size.height + y;
  for (const [start, end] of onesOf(runs)) {
    if (place < start) return false;
    if (place < end) return true;
  }
  return false;
}

function translate(geometry, dx, dy) {
  const { size } = facts(geometry);
  const crop = bounds(geometry);
  const shift = shiftWithin(crop, Math.round(dx), Math.round(dy), size);
  return make(bytesOf(geometry, crop), { ...crop, x: crop.x + shift.dx, y: crop.y + shift.dy }, size);
}

export const bitmask = Object.freeze({
  type: "bitmask",
  tool: "paint",
  filled: true,
  fields: FIELDS,
  bounds,
  translate,
  bytesOf,

  /** From the bytes of a rectangle of the frame; everything outside it is zero. */
  fromBytes: make,

  /** The same pixels, shifted, on a frame of another size, on which they must fit. */
  onFrame(geometry, dx, dy, limits) {
    const crop = bounds(geometry);
    return make(bytesOf(geometry, crop), { ...crop, x: crop.x + Math.round(dx), y: crop.y + Math.round(dy) }, limits);
  },

  isValid: (geometry) => facts(geometry).area > 0,

  area: (geometry) => facts(geometry).area,

  hit: (geometry, point) => (has(facts(geometry), Math.floor(point.x), Math.floor(point.y)) ? 1 : 0),

  /** The pixels within the bounds, for painting. */
  raster: (geometry) => ({ ...bounds(geometry), bytes: bytesOf(geometry, bounds(geometry)) }),

  handles: () => [],

  moveHandle: (geometry) => geometry,

  resize: (geometry) => geometry,

  values: (geometry) => ({ x: bounds(geometry).x, y: bounds(geometry).y }),

  withValue: (geometry, name, value) => {
    const before = bounds(geometry);
    return translate(geometry, name === "x" ? value - before.x : 0, name === "y" ? value - before.y : 0);
  },

  /** A disc in the middle of the view. */
  seed(view, { limits }) {
    const side = Math.max(Math.floor(Math.min(view.width, view.height) / 2), 1);
    const crop = {
      x: clamp(Math.round(view.x + (view.width - side) / 2), 0, limits.width - side),
      y: clamp(Math.round(view.y + (view.height - side) / 2), 0, limits.height - side),
      width: side, height: side,
    };
    const bytes = Uint8Array.from({ length: side * side }, (_, place) =>
      Number(Math.hypot((place % side) - (side - 1) / 2, Math.floor(place / side) - (side - 1) / 2) <= side / 2));
    return make(bytes, crop, limits);
  },

  measure: (geometry) => ["measure.pixels", { count: facts(geometry).area }],
});
