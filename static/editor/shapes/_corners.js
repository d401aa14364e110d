// How a box comes about: by two corners, or by the four extreme points of what it is to hold.

import { clampPoint, distance, rectFromCorners, squareCorner } from "../geometry.js";
import { boundsOf } from "../paths.js";

const EXTREMES = 4;

/** Two corners: pressed and released apart (a drag) or pressed twice (two clicks). */
const byCorners = Object.freeze({
  press(draft, point, settings) {
    const corner = clampPoint(point, settings.limits);
    // A finger comes down without having moved there before.
    return draft ? { ...byCorners.move(draft, point, settings), pressed: true } : { anchor: corner, corner, pressed: true };
  },
  move(draft, point, { limits, constrain }) {
    const corner = clampPoint(point, limits);
    return { ...draft, corner: constrain ? squareCorner(draft.anchor, corner, limits) : corner };
  },
  release(draft, point, { slop }) {
    const apart = distance(draft.anchor, draft.corner) > slop;
    return { ...draft, pressed: false, done: draft.pressed && apart };
  },
  back: () => null,
  finish: (draft) => ({ ...draft, done: true }),
  rect: (draft) => rectFromCorners(draft.anchor, draft.corner),
  anchors: () => [],
});

/** The topmost, the lowest, the leftmost and the rightmost point, in any order; the box lies around them. */
const byExtremes = Object.freeze({
  press(draft, point, { limits }) {
    const at = clampPoint(point, limits);
    return { points: [...(draft?.points ?? []), at], cursor: at };
  },
  move: (draft, point, { limits }) => ({ ...draft, cursor: clampPoint(point, limits) }),
  /** A point may be pressed and slid into place. */
  release(draft, point, { limits, slop }) {
    const at = clampPoint(point, limits);
    const points = distance(draft.points.at(-1), at) > slop ? draft.points.with(-1, at) : draft.points;
    return { points, cursor: at, done: points.length === EXTREMES };
  },
  back: (draft) => (draft.points.length > 1 ? { ...draft, points: draft.points.slice(0, -1) } : null),
  finish: (draft) => ({ ...draft, done: true }),
  rect: ({ points, cursor, done }) => boundsOf([(done ? points : [...points, cursor]).flatMap(({ x, y }) => [x, y])]),
  anchors: ({ points }) => points,
});

const wayOf = (draft) => (draft.points ? byExtremes : byCorners);

/** The drawing of a shape that fills a rectangle; `settings.by` says how a new one begins: corners or extremes. */
export const boxDrawing = (toGeometry) => Object.freeze({
  press: (draft, point, settings) =>
    (draft ? wayOf(draft) : settings.by === "extremes" ? byExtremes : byCorners).press(draft, point, settings),
  move: (draft, point, settings) => wayOf(draft).move(draft, point, settings),
  release: (draft, point, settings) => wayOf(draft).release(draft, point, settings),
  back: (draft) => wayOf(draft).back(draft),
  finish: (draft) => wayOf(draft).finish(draft),
  geometry: (draft, type) => toGeometry(wayOf(draft).rect(draft), type),
  anchors: (draft) => wayOf(draft).anchors(draft),
});
