// Lists of points as the documents store them, flat [x0, y0, x1, y1, ...]: a ring when closed, a line when not.

import { clamp, clampPoint, distance, round, shiftWithin } from "./geometry.js";

export const toPoints = (flat) => Array.from({ length: flat.length / 2 }, (_, index) => ({ x: flat[2 * index], y: flat[2 * index + 1] }));

export const toFlat = (points) => Object.freeze(points.flatMap(({ x, y }) => [round(x), round(y)]));

export const differentPoints = (flat) => new Set(toPoints(flat).map(({ x, y }) => `${x} ${y}`)).size;

export function boundsOf(flats) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const flat of flats) {
    for (let index = 0; index < flat.length; index += 2) {
      left = Math.min(left, flat[index]);
      right = Math.max(right, flat[index]);
      top = Math.min(top, flat[index + 1]);
      bottom = Math.max(bottom, flat[index + 1]);
    }
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export function trace(flat, path, closed) {
  path.moveTo(flat[0], flat[1]);
  for (let index = 2; index < flat.length; index += 2) path.lineTo(flat[index], flat[index + 1]);
  if (closed) path.closePath();
}

/** Square pixels inside a ring, whatever way round it runs. */
export function ringArea(flat) {
  let twice = 0;
  for (let index = 0; index < flat.length; index += 2) {
    const next = (index + 2) % flat.length;
    twice += flat[index] * flat[next + 1] - flat[next] * flat[index + 1];
  }
  return Math.abs(twice) / 2;
}

/** Whether a point lies inside rings taken together, even-odd: in a hole it does not. */
export function insideRings(rings, { x, y }) {
  let inside = false;
  for (const flat of rings) {
    for (let index = 0, before = flat.length - 2; index < flat.length; before = index, index += 2) {
      const [ax, ay, bx, by] = [flat[before], flat[before + 1], flat[index], flat[index + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

function distanceToSegment(point, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length ? Math.min(Math.max(((point.x - ax) * dx + (point.y - ay) * dy) / length, 0), 1) : 0;
  return Math.hypot(point.x - ax - along * dx, point.y - ay - along * dy);
}

/** The piece of a path nearest to a point: {index, gap}, index being that of its first point. */
export function nearestPiece(flat, point, closed) {
  const count = flat.length / 2;
  let best = { index: 0, gap: Infinity };
  for (let index = 0; index < (closed ? count : count - 1); index += 1) {
    const next = (index + 1) % count;
    const gap = distanceToSegment(point, flat[2 * index], flat[2 * index + 1], flat[2 * next], flat[2 * next + 1]);
    if (gap < best.gap) best = { index, gap };
  }
  return best;
}

const spliced = (flat, index, remove, ...points) => {
  const next = toPoints(flat);
  next.splice(index, remove, ...points);
  return toFlat(next);
};

export const movePoint = (flat, index, point) => spliced(flat, index, 1, point);

export const insertPoint = (flat, index, point) => spliced(flat, index, 0, point);

export const removePoint = (flat, index) => spliced(flat, index, 1);

/** A handle on each point, and one in the middle of each piece from which a new point is pulled out. */
export function pathHandles(flat, closed, name = "") {
  const points = toPoints(flat);
  const vertices = points.map((point, index) => ({ ...point, id: `${name}${index}`, kind: "vertex", cursor: "move" }));
  const middles = (closed ? points : points.slice(0, -1)).map((point, index) => {
    const next = points[(index + 1) % points.length];
    const middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return { ...middle, id: `+${name}${index}`, kind: "midpoint", cursor: "copy", room: distance(point, next) };
  });
  return [...vertices, ...middles];
}

/** A path with one handle at `point`: a vertex moved, or a new one pulled out of the middle of a piece. */
export function dragHandle(flat, index, isMiddle, point, limits) {
  const target = clampPoint(point, limits);
  return isMiddle ? insertPoint(flat, index + 1, target) : movePoint(flat, index, target);
}

const mapPoints = (flat, change) => toFlat(toPoints(flat).map(change));

/** A function that shifts flat lists by (dx, dy), as far as `bounds` stay in the frame. */
export function shifter(bounds, dx, dy, limits) {
  const shift = shiftWithin(bounds, dx, dy, limits);
  return (flat) => mapPoints(flat, ({ x, y }) => ({ x: x + shift.dx, y: y + shift.dy }));
}

/** A function that stretches flat lists from one rectangle to another. */
export function stretcher(from, to) {
  const scale = (value, start, length, newStart, newLength) => newStart + (length ? ((value - start) * newLength) / length : 0);
  return (flat) => mapPoints(flat, ({ x, y }) => ({
    x: scale(x, from.x, from.width, to.x, to.width),
    y: scale(y, from.y, from.height, to.y, to.height),
  }));
}

/** What a shape made of flat lists does with the numbers of its bounds. `map(geometry, change)` changes each of its lists. */
export function byBounds({ bounds, map, leastSide }) {
  const stretchTo = (geometry, rect) => map(geometry, stretcher(bounds(geometry), rect));
  return {
    values: bounds,
    resize(geometry, dx, dy, limits) {
      const rect = bounds(geometry);
      return stretchTo(geometry, {
        ...rect,
        width: clamp(rect.width + dx, leastSide, Math.max(limits.width - rect.x, leastSide)),
        height: clamp(rect.height + dy, leastSide, Math.max(limits.height - rect.y, leastSide)),
      });
    },
    withValue(geometry, name, value, limits) {
      const rect = { ...bounds(geometry), [name]: value };
      const width = clamp(rect.width, leastSide, limits.width);
      const height = clamp(rect.height, leastSide, limits.height);
      return stretchTo(geometry, { x: clamp(rect.x, 0, limits.width - width), y: clamp(rect.y, 0, limits.height - height), width, height });
    },
    translate: (geometry, dx, dy, limits) => map(geometry, shifter(bounds(geometry), dx, dy, limits)),
  };
}

/** A shape with many points is drawn by many clicks, or traced with Shift held. `closes` says that it ends where it began. */
export const manyClicks = ({ closes, minimum, toGeometry }) => {
  const last = (draft) => draft.points.at(-1);
  const enough = (draft) => draft.points.length >= minimum;
  const add = (draft, point) => ({ ...draft, points: [...draft.points, point], cursor: point });
  return Object.freeze({
    press(draft, at, { limits, reach, slop }) {
      const point = clampPoint(at, limits);
      if (!draft) return { points: [point], cursor: point, pressed: true, many: true };
      if (closes && enough(draft) && distance(point, draft.points[0]) <= reach) return { ...draft, closing: true, pressed: true };
      return { ...(distance(point, last(draft)) > slop ? add(draft, point) : draft), pressed: true };
    },
    move(draft, at, { limits, reach, constrain }) {
      const point = clampPoint(at, limits);
      if (draft.pressed && constrain && distance(point, last(draft)) >= reach / 2) return add(draft, point);
      return { ...draft, cursor: point, closable: closes && enough(draft) && distance(point, draft.points[0]) <= reach };
    },
    release(draft, at, { limits, slop }) {
      const point = clampPoint(at, limits);
      if (draft.closing) return { ...draft, done: true };
      const pulled = draft.pressed && distance(point, last(draft)) > slop;
      return { ...(pulled ? add(draft, point) : draft), pressed: false };
    },
    back: (draft) => (draft.points.length > 1 ? { ...draft, points: draft.points.slice(0, -1) } : null),
    finish: (draft) => ({ ...draft, done: enough(draft) }),
    geometry(draft) {
      const open = !draft.done && !draft.closable && !draft.closing;
      return toGeometry(toFlat(open ? [...draft.points, draft.cursor] : draft.points));
    },
    anchors: (draft) => draft.points.map((point, index) => ({ ...point, end: closes && index === 0 && enough(draft) })),
  });
};
