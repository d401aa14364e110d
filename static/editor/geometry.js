// Plane arithmetic the shapes share: points are {x, y}, rectangles {x, y, width, height}, rings and lines flat [x0, y0, x1, y1, ...].

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Two decimals: finer than a pointer can aim, and it keeps the saved documents short. */
export const round = (value) => Math.round(value * 100) / 100;

export const distance = (from, to) => Math.hypot(to.x - from.x, to.y - from.y);

export const rectFromCorners = (one, other) => ({
  x: Math.min(one.x, other.x),
  y: Math.min(one.y, other.y),
  width: Math.abs(one.x - other.x),
  height: Math.abs(one.y - other.y),
});

export const clampPoint = (point, limits) => ({
  x: clamp(point.x, 0, limits.width),
  y: clamp(point.y, 0, limits.height),
});

export const rectsTouch = (one, other) =>
  one.x <= other.x + other.width &&
  other.x <= one.x + one.width &&
  one.y <= other.y + other.height &&
  other.y <= one.y + one.height;

export const rectHolds = (rect, point, margin = 0) =>
  point.x >= rect.x - margin &&
  point.x <= rect.x + rect.width + margin &&
  point.y >= rect.y - margin &&
  point.y <= rect.y + rect.height + margin;

export function unite(rects) {
  const left = Math.min(...rects.map((rect) => rect.x));
  const top = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The shift nearest to (dx, dy) that keeps `bounds` inside the frame; a shape larger than the frame stays put. */
export const shiftWithin = (bounds, dx, dy, limits) => ({
  dx: clamp(dx, Math.min(-bounds.x, 0), Math.max(limits.width - bounds.x - bounds.width, 0)),
  dy: clamp(dy, Math.min(-bounds.y, 0), Math.max(limits.height - bounds.y - bounds.height, 0)),
});

/** The far corner of a square drawn from `anchor`, as large as the pointer asks and the frame allows. */
export function squareCorner(anchor, corner, limits) {
  const right = corner.x >= anchor.x;
  const down = corner.y >= anchor.y;
  const room = Math.min(right ? limits.width - anchor.x : anchor.x, down ? limits.height - anchor.y : anchor.y);
  const side = Math.min(Math.max(Math.abs(corner.x - anchor.x), Math.abs(corner.y - anchor.y)), room);
  return { x: anchor.x + (right ? side : -side), y: anchor.y + (down ? side : -side) };
}
