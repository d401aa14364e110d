// The bitmask: {"size": [height, width], "counts": COCO's compressed run lengths}, over the whole frame.

import { drawRuns, encodeCrop, fromText, toText } from "../rle.js";
import { combine, factsOf, shiftRuns } from "../runs.js";
import { clamp, rectHolds, rectsTouch, shiftWithin } from "../geometry.js";

const FIELDS = Object.freeze(["x", "y"]);
const known = new WeakMap(); // by the list of the size, which is a geometry's own and goes with it into documents

const sizeOf = ({ size: [height, width] }) => ({ width, height });

/** What the runs say, worked out once for each immutable geometry. `pixels` stands for what is inside the bounds, wherever they lie. */
function facts(geometry) {
  const found = known.get(geometry.size);
  if (found?.counts === geometry.counts) return found;
  const size = sizeOf(geometry);
  const runs = fromText(geometry.counts);
  known.set(geometry.size, { counts: geometry.counts, size, runs, ...factsOf(runs, size), pixels: {} });
  return known.get(geometry.size);
}

/** A geometry of run lengths of which everything is known. */
function withFacts({ counts, runs, area, bounds }, size, pixels = {}) {
  const geometry = Object.freeze({ size: Object.freeze([size.height, size.width]), counts });
  known.set(geometry.size, { counts, size, runs, area, bounds, pixels });
  return geometry;
}

const fromRuns = (runs, size, pixels) => withFacts({ counts: toText(runs), runs, ...factsOf(runs, size) }, size, pixels);

const make = (bytes, crop, size) => fromRuns(encodeCrop(bytes, crop, size), size);

const bounds = (geometry) => facts(geometry).bounds;

const bytesOf = (geometry, crop) => drawRuns(facts(geometry).runs, crop, facts(geometry).size);

function has({ runs, size, bounds: rect }, x, y) {
  if (!rectHolds(rect, { x, y }) || x >= rect.x + rect.width || y >= rect.y + rect.height) return false;
  const wanted = x * size.height + y;
  let place = 0;
  for (let index = 0; index < runs.length; index += 1) {
    place += runs[index];
    if (wanted < place) return index % 2 === 1;
  }
  return false;
}

function translate(geometry, dx, dy) {
  const { size, runs, pixels } = facts(geometry);
  const shift = shiftWithin(bounds(geometry), Math.round(dx), Math.round(dy), size);
  return shift.dx || shift.dy ? fromRuns(shiftRuns(runs, shift.dx, shift.dy, size), size, pixels) : geometry;
}

const butNot = (one, other) => one && !other;

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

  /** From what a worker has made of such bytes. */
  fromFacts: (encoded, size) => withFacts(encoded, size),

  /** Without the pixels of another mask; the same geometry where they share none. */
  without(geometry, other) {
    const [own, theirs] = [facts(geometry), facts(other)];
    if (!own.area || !theirs.area || !rectsTouch(own.bounds, theirs.bounds)) return geometry;
    const rest = fromRuns(combine(own.runs, theirs.runs, butNot, own.size), own.size);
    return facts(rest).area === own.area ? geometry : rest;
  },

  /** The same pixels, shifted, on a frame of another size, on which they must fit. */
  onFrame(geometry, dx, dy, limits) {
    const crop = bounds(geometry);
    return make(bytesOf(geometry, crop), { ...crop, x: crop.x + Math.round(dx), y: crop.y + Math.round(dy) }, limits);
  },

  isValid: (geometry) => facts(geometry).area > 0,

  area: (geometry) => facts(geometry).area,

  hit: (geometry, point) => (has(facts(geometry), Math.floor(point.x), Math.floor(point.y)) ? 1 : 0),

  /** For painting: the bounds, and what stands for the pixels in them, which is the same wherever they are moved to. */
  raster: (geometry) => ({ ...bounds(geometry), pixels: facts(geometry).pixels, size: facts(geometry).size }),

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
