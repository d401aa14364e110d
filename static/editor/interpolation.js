// What a shape looks like between two key frames. Pure: geometry in, geometry out. A new shape needs a line in the table.

import { round } from "./geometry.js";
import { ringArea, toFlat, toPoints } from "./paths.js";

const HALF_TURN = 180;
const SAME_PLACE = 1e-9; // shares of a ring's length

const mix = (from, to, share) => round(from + (to - from) * share);

const mixAll = (from, to, share) => from.map((value, index) => mix(value, to[index], share));

const hold = (from) => from;

const mixBox = (from, to, share) => ({ box_xywh: mixAll(from.box_xywh, to.box_xywh, share) });

/** Turns the shorter way round. */
function mixTurned(from, to, share) {
  const turn = ((((to.angle_deg - from.angle_deg + HALF_TURN) % 360) + 360) % 360) - HALF_TURN;
  return { ...mixBox(from, to, share), angle_deg: (round(from.angle_deg + turn * share) + 360) % 360 };
}

const mixPoint = (from, to, share) => ({ point: mixAll(from.point, to.point, share) });

const mixLine = (from, to, share) => ({ points: mixPaths(from.points, to.points, share, false) });

/** Rings are mixed one by one; where parts or holes have come or gone, the earlier key frame holds. */
function mixPolygon(from, to, share) {
  const alike = from.polygons.length === to.polygons.length && from.polygons.every((part, at) => part.length === to.polygons[at].length);
  if (!alike) return from;
  return { polygons: from.polygons.map((part, p) => part.map((ring, r) => mixPaths(ring, to.polygons[p][r], share, true))) };
}

/** Node by node, each by its id; what can be seen of a node is as in the earlier key frame. */
function mixSkeleton(from, to, share) {
  const others = new Map(to.nodes.map((node) => [node.id, node]));
  const isPlaced = (node) => Number.isFinite(node?.x) && Number.isFinite(node?.y);
  return { nodes: from.nodes.map((node) => {
    const other = others.get(node.id);
    return isPlaced(node) && isPlaced(other) ? { ...node, x: mix(node.x, other.x, share), y: mix(node.y, other.y, share) } : node;
  }) };
}

const BETWEEN = Object.freeze({
  bounding_box: mixBox,
  rotatable_bounding_box: mixTurned,
  polygon: mixPolygon,
  polyline: mixLine,
  point: mixPoint,
  bitmask: hold,
  skeleton: mixSkeleton,
});

/** The shapes that can be interpolated, or held. */
export const INTERPOLATED = Object.freeze(Object.keys(BETWEEN));

/** The geometry a `share` (0 to 1) of the way between two key frames; of a shape without a rule, the earlier one. */
export const between = (type, from, to, share) => (BETWEEN[type] ?? hold)(from, to, share);

// Private

/** Points go to their counterparts: one to one where there are as many, else to the same share of the path's length. */
function mixPaths(from, to, share, closed) {
  if (from.length === to.length) return mixAll(from, to, share);
  const [one, other] = [toPoints(from), closed ? aligned(toPoints(from), toPoints(to)) : toPoints(to)];
  const [ownShares, otherShares] = [sharesOf(one, closed), sharesOf(other, closed)];
  const all = [...ownShares, ...otherShares].sort((low, high) => low - high).filter((value, at, list) => !at || value - list[at - 1] > SAME_PLACE);
  const [sampled, target] = [at(one, ownShares, all, closed), at(other, otherShares, all, closed)];
  return mixAll(toFlat(sampled), toFlat(target), share);
}

const lengths = (points, closed) => {
  const ends = closed ? [...points.slice(1), points[0]] : points.slice(1);
  return ends.map((end, index) => Math.hypot(end.x - points[index].x, end.y - points[index].y));
};

/** How far along the path each point lies, 0 to 1. */
function sharesOf(points, closed) {
  const pieces = lengths(points, closed);
  const whole = pieces.reduce((sum, length) => sum + length, 0) || 1;
  let walked = 0;
  return points.map((point, index) => {
    const share = walked / whole;
    walked += pieces[index] ?? 0;
    return Math.min(share, 1);
  });
}

/** The points of a path at these shares of its length. */
function at(points, shares, wanted, closed) {
  const ends = closed ? [...points, points[0]] : points;
  const places = closed ? [...shares, 1] : shares;
  let piece = 0;
  return wanted.map((share) => {
    while (piece < places.length - 2 && places[piece + 1] <= share) piece += 1;
    const span = places[piece + 1] - places[piece];
    const part = span > 0 ? Math.min((share - places[piece]) / span, 1) : 0;
    const [from, to] = [ends[piece], ends[piece + 1] ?? ends[piece]];
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  });
}

/** A ring that goes round as another does, and begins nearest to where that begins, seen from the middle of each. */
function aligned(model, ring) {
  const signed = (points) => points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length];
    return sum + x * next.y - next.x * y;
  }, 0);
  const same = Math.sign(signed(model)) === Math.sign(signed(ring)) || !ringArea(toFlat(ring));
  const turned = same ? ring : [ring[0], ...ring.slice(1).reverse()];
  const [own, other] = [middle(model), middle(turned)];
  const gap = ({ x, y }) => Math.hypot(x - other.x - (model[0].x - own.x), y - other.y - (model[0].y - own.y));
  const first = turned.reduce((best, point, index) => (gap(point) < gap(turned[best]) ? index : best), 0);
  return [...turned.slice(first), ...turned.slice(0, first)];
}

const middle = (points) => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
