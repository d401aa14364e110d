// Painting on a mask of bytes (0 and 1, row by row): strokes and filled outlines. Each answers with the rectangle it may have touched.

/** A rectangle of whole pixels around points, `reach` beyond them, within the frame; null where nothing is left. */
function around(points, reach, { width, height }) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const left = Math.max(Math.floor(Math.min(...xs) - reach), 0);
  const top = Math.max(Math.floor(Math.min(...ys) - reach), 0);
  const right = Math.min(Math.ceil(Math.max(...xs) + reach), width);
  const bottom = Math.min(Math.ceil(Math.max(...ys) + reach), height);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

/** Sets every pixel whose centre lies within `radius` of the way from one point to another. `kept` pixels are left alone. */
export function stroke(mask, size, { from, to, radius, value, kept = null }) {
  const rect = around([from, to], radius, size);
  if (!rect) return null;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const reach = Math.max(radius, 0.5) ** 2;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    for (let x = rect.x, place = y * size.width + rect.x; x < rect.x + rect.width; x += 1, place += 1) {
      const [px, py] = [x + 0.5 - from.x, y + 0.5 - from.y];
      const along = length ? Math.min(Math.max((px * dx + py * dy) / length, 0), 1) : 0;
      const [ox, oy] = [px - along * dx, py - along * dy];
      if (ox * ox + oy * oy <= reach && !kept?.[place]) mask[place] = value;
    }
  }
  return rect;
}

/** Sets every pixel whose centre lies inside an outline, even-odd. */
export function fill(mask, size, { points, value, kept = null }) {
  const rect = around(points, 0, size);
  if (!rect) return null;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    const crossings = crossingsOf(points, y + 0.5);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const first = Math.max(Math.ceil(crossings[pair] - 0.5), 0);
      const last = Math.min(Math.floor(crossings[pair + 1] - 0.5), size.width - 1);
      for (let place = y * size.width + first; place <= y * size.width + last; place += 1) if (!kept?.[place]) mask[place] = value;
    }
  }
  return rect;
}

/** Where an outline crosses a line across the frame, from left to right. */
function crossingsOf(points, y) {
  const crossings = [];
  for (let index = 0; index < points.length; index += 1) {
    const [one, other] = [points[index], points[(index + 1) % points.length]];
    if (one.y > y !== other.y > y) crossings.push(one.x + ((y - one.y) * (other.x - one.x)) / (other.y - one.y));
  }
  return crossings.sort((one, other) => one - other);
}

/** The part of a mask inside a rectangle, as bytes of its own. */
export function cropOf(mask, { width }, rect) {
  const bytes = new Uint8Array(rect.width * rect.height);
  for (let y = 0; y < rect.height; y += 1) {
    const start = (rect.y + y) * width + rect.x;
    bytes.set(mask.subarray(start, start + rect.width), y * rect.width);
  }
  return bytes;
}
