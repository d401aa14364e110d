// The rotatable box: {"box_xywh": [x, y, width, height], "angle_deg": t}: the unrotated box, turned clockwise on the screen about
// its centre. Corners may reach beyond the frame; the centre may not.

import { box } from "./box.js";
import { boxDrawing } from "./_corners.js";
import { clamp, clampPoint, round } from "../geometry.js";

const MIN_SIDE_PX = 1;
const SNAP_DEG = 15;
const STEM_PX = 26; // of the screen, from the upper edge to the handle that turns
const FIELDS = Object.freeze(["x", "y", "width", "height", "angle"]);
const CURSORS = Object.freeze(["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"]);
const SIDES = Object.freeze({
  nw: [-1, -1], n: [0, -1], ne: [1, -1], e: [1, 0], se: [1, 1], s: [0, 1], sw: [-1, 1], w: [-1, 0],
});

/** Degrees from 0 up to 360. */
const normal = (angle) => ((angle % 360) + 360) % 360;

const radians = (angle) => (angle * Math.PI) / 180;

const make = (centre, width, height, angle) => Object.freeze({
  box_xywh: Object.freeze([centre.x - width / 2, centre.y - height / 2, width, height].map(round)),
  angle_deg: round(normal(angle)) % 360,
});

const parts = ({ box_xywh: [x, y, width, height], angle_deg: angle }) => ({
  centre: { x: x + width / 2, y: y + height / 2 }, width, height, angle,
});

const turned = ({ x, y }, angle) => {
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  return { x: x * cos - y * sin, y: x * sin + y * cos };
};

/** From the box's own axes, with its centre as origin, to the frame, and back. */
const toFrame = ({ centre, angle }, local) => {
  const { x, y } = turned(local, angle);
  return { x: centre.x + x, y: centre.y + y };
};

const toLocal = ({ centre, angle }, point) => turned({ x: point.x - centre.x, y: point.y - centre.y }, -angle);

const cornersOf = (own) =>
  [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([ex, ey]) => toFrame(own, { x: (ex * own.width) / 2, y: (ey * own.height) / 2 }));

function bounds(geometry) {
  const corners = cornersOf(parts(geometry));
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

const cursorOf = (ex, ey, angle) => CURSORS[Math.round(normal((Math.atan2(ey, ex) * 180) / Math.PI + angle) / 45) % 4];

const rotate = (geometry, degrees) => {
  const { centre, width, height, angle } = parts(geometry);
  return make(centre, width, height, angle + degrees);
};

function turnTo(own, point, constrain) {
  const angle = (Math.atan2(point.y - own.centre.y, point.x - own.centre.x) * 180) / Math.PI + 90;
  return make(own.centre, own.width, own.height, constrain ? Math.round(angle / SNAP_DEG) * SNAP_DEG : angle);
}

/** One side or corner dragged, the opposite one staying where it is. */
function stretch(own, [ex, ey], point, constrain) {
  const pointer = toLocal(own, point);
  const anchor = { x: (-ex * own.width) / 2, y: (-ey * own.height) / 2 };
  let [width, height] = [ex ? Math.abs(pointer.x - anchor.x) : own.width, ey ? Math.abs(pointer.y - anchor.y) : own.height];
  if (constrain && ex && ey) width = height = Math.max(width, height);
  const towards = (pointerAt, from, sign) => (sign ? (pointerAt >= from ? 1 : -1) : 0);
  const middle = { x: anchor.x + (towards(pointer.x, anchor.x, ex) * width) / 2, y: anchor.y + (towards(pointer.y, anchor.y, ey) * height) / 2 };
  return make(toFrame(own, middle), width, height, own.angle);
}

export const rotatedBox = Object.freeze({
  type: "rotatable_bounding_box",
  tool: "draw",
  filled: true,
  fields: FIELDS,
  drawing: boxDrawing((rect) => Object.freeze({ ...box.fromRect(rect), angle_deg: 0 })),
  bounds,
  rotate,
  isValid: box.isValid,
  area: box.area,

  hit: (geometry, point, tolerance) => {
    const own = parts(geometry);
    const local = toLocal(own, point);
    return box.hit({ box_xywh: [-own.width / 2, -own.height / 2, own.width, own.height] }, local, tolerance);
  },

  trace(geometry, path) {
    const [first, ...others] = cornersOf(parts(geometry));
    path.moveTo(first.x, first.y);
    for (const { x, y } of others) path.lineTo(x, y);
    path.closePath();
  },

  handles(geometry, scale = 1) {
    const own = parts(geometry);
    const sides = Object.entries(SIDES).map(([id, [ex, ey]]) => ({
      ...toFrame(own, { x: (ex * own.width) / 2, y: (ey * own.height) / 2 }),
      id, kind: ex && ey ? "corner" : "edge", cursor: cursorOf(ex, ey, own.angle),
    }));
    const stem = toFrame(own, { x: 0, y: -own.height / 2 });
    return [...sides, { ...toFrame(own, { x: 0, y: -own.height / 2 - STEM_PX / scale }), id: "turn", kind: "turn", cursor: "grab", stem }];
  },

  moveHandle(geometry, id, point, { limits, constrain }) {
    const own = parts(geometry);
    if (id === "turn") return turnTo(own, point, constrain);
    return stretch(own, SIDES[id], clampPoint(point, limits), constrain);
  },

  translate(geometry, dx, dy, limits) {
    const { centre, width, height, angle } = parts(geometry);
    return make(clampPoint({ x: centre.x + dx, y: centre.y + dy }, limits), width, height, angle);
  },

  resize(geometry, dx, dy, limits) {
    const { centre, width, height, angle } = parts(geometry);
    const side = (value, most) => clamp(value, MIN_SIDE_PX, most);
    return make(centre, side(width + dx, limits.width), side(height + dy, limits.height), angle);
  },

  values: ({ box_xywh: [x, y, width, height], angle_deg: angle }) => ({ x, y, width, height, angle }),

  withValue(geometry, name, value, limits) {
    const { x, y, width, height, angle } = { ...rotatedBox.values(geometry), [name]: value };
    const size = { width: clamp(width, MIN_SIDE_PX, limits.width), height: clamp(height, MIN_SIDE_PX, limits.height) };
    return make(clampPoint({ x: x + size.width / 2, y: y + size.height / 2 }, limits), size.width, size.height, angle);
  },

  seed: (view) => Object.freeze({ ...box.seed(view), angle_deg: 0 }),

  measure: ({ box_xywh: [, , width, height], angle_deg: angle }) =>
    ["measure.turned", { width: Math.round(width), height: Math.round(height), angle: Math.round(angle) }],
});
