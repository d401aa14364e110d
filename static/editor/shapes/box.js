// The bounding box: {"box_xywh": [x, y, width, height]} in pixels of the upright frame.

import { boxDrawing } from "./_corners.js";
import { clamp, clampPoint, rectFromCorners, rectHolds, round, shiftWithin, squareCorner } from "../geometry.js";

const MIN_SIDE_PX = 1;
const EDGES = Object.freeze({
  nw: [-1, -1], n: [0, -1], ne: [1, -1], e: [1, 0], se: [1, 1], s: [0, 1], sw: [-1, 1], w: [-1, 0],
});
const CURSORS = Object.freeze({
  nw: "nwse-resize", se: "nwse-resize", ne: "nesw-resize", sw: "nesw-resize",
  n: "ns-resize", s: "ns-resize", e: "ew-resize", w: "ew-resize",
});
const FIELDS = Object.freeze(["x", "y", "width", "height"]);

const fromRect = (rect) =>
  Object.freeze({ box_xywh: Object.freeze([rect.x, rect.y, rect.width, rect.height].map(round)) });

const bounds = ({ box_xywh: [x, y, width, height] }) => ({ x, y, width, height });

export const box = Object.freeze({
  type: "bounding_box",
  tool: "draw",
  filled: true,
  fields: FIELDS,
  drawing: boxDrawing(fromRect),
  bounds,
  fromRect,

  isValid: ({ box_xywh: [, , width, height] }) => width >= MIN_SIDE_PX && height >= MIN_SIDE_PX,

  area: ({ box_xywh: [, , width, height] }) => width * height,

  /** 2 on the outline, 1 inside, 0 elsewhere. */
  hit(geometry, point, tolerance) {
    const rect = bounds(geometry);
    if (!rectHolds(rect, point, tolerance)) return 0;
    const inner = Math.min(
      point.x - rect.x, rect.x + rect.width - point.x, point.y - rect.y, rect.y + rect.height - point.y,
    );
    return inner <= tolerance ? 2 : 1;
  },

  trace(geometry, path) {
    path.rect(...geometry.box_xywh);
  },

  handles({ box_xywh: [x, y, width, height] }) {
    return Object.entries(EDGES).map(([id, [ex, ey]]) => ({
      id,
      x: x + (width * (ex + 1)) / 2,
      y: y + (height * (ey + 1)) / 2,
      cursor: CURSORS[id],
      kind: ex && ey ? "corner" : "edge",
    }));
  },

  /** The box with one handle at `point`; always computed from the box as it was when the drag began. */
  moveHandle(geometry, id, point, { limits, constrain }) {
    const rect = bounds(geometry);
    const [ex, ey] = EDGES[id];
    const target = clampPoint(point, limits);
    const anchor = { x: ex < 0 ? rect.x + rect.width : rect.x, y: ey < 0 ? rect.y + rect.height : rect.y };
    const corner = {
      x: ex ? target.x : rect.x + rect.width,
      y: ey ? target.y : rect.y + rect.height,
    };
    return fromRect(rectFromCorners(anchor, constrain && ex && ey ? squareCorner(anchor, corner, limits) : corner));
  },

  translate(geometry, dx, dy, limits) {
    const rect = bounds(geometry);
    const shift = shiftWithin(rect, dx, dy, limits);
    return fromRect({ ...rect, x: rect.x + shift.dx, y: rect.y + shift.dy });
  },

  /** Moves the right and the bottom side, for the keyboard. */
  resize(geometry, dx, dy, limits) {
    const { x, y, width, height } = bounds(geometry);
    return fromRect({
      x, y,
      width: clamp(width + dx, MIN_SIDE_PX, Math.max(limits.width - x, MIN_SIDE_PX)),
      height: clamp(height + dy, MIN_SIDE_PX, Math.max(limits.height - y, MIN_SIDE_PX)),
    });
  },

  values: ({ box_xywh }) => Object.fromEntries(FIELDS.map((name, index) => [name, box_xywh[index]])),

  /** The box with one number typed in, kept inside the frame. */
  withValue(geometry, name, value, limits) {
    const rect = { ...bounds(geometry), [name]: value };
    rect.width = clamp(rect.width, MIN_SIDE_PX, limits.width);
    rect.height = clamp(rect.height, MIN_SIDE_PX, limits.height);
    return fromRect({
      ...rect, x: clamp(rect.x, 0, limits.width - rect.width), y: clamp(rect.y, 0, limits.height - rect.height),
    });
  },

  /** A first shape for those who draw by keyboard: the middle half of what is in view. */
  seed: (view) =>
    fromRect({ x: view.x + view.width / 4, y: view.y + view.height / 4, width: view.width / 2, height: view.height / 2 }),

  measure: ({ box_xywh: [, , width, height] }) => ["measure.area", { width: Math.round(width), height: Math.round(height) }],
});
