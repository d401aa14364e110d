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
  const reach = Math.max(radius, 0.5);
  const rect = around([from, to], reach, size);
  if (!rect) return null;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    const [left, right] = across(from, to, reach, y + 0.5);
    setRow(mask, size, { y, left, right, value, kept });
  }
  return rect;
}

/** From where to where a line across the frame lies within `reach` of the way: that is convex, so it is one piece. */
function across(from, to, reach, y) {
  let [left, right] = [Infinity, -Infinity];
  const cover = (one, other) => {
    left = Math.min(left, one);
    right = Math.max(right, other);
  };
  for (const end of [from, to]) {
    const half = reach * reach - (y - end.y) ** 2;
    if (half >= 0) cover(end.x - Math.sqrt(half), end.x + Math.sqrt(half));
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (!length) return [left, right];
  const [nx, ny] = [(-dy / length) * reach, (dx / length) * reach];
  const corners = [[from.x + nx, from.y + ny], [to.x + nx, to.y + ny], [to.x - nx, to.y - ny], [from.x - nx, from.y - ny]];
  corners.forEach(([ax, ay], index) => {
    const [bx, by] = corners[(index + 1) % 4];
    if (ay > y !== by > y) cover(ax + ((y - ay) * (bx - ax)) / (by - ay), ax + ((y - ay) * (bx - ax)) / (by - ay));
  });
  return [left, right];
}

/** Sets the pixels of a row whose centres lie between two places. */
function setRow(mask, { width }, { y, left, right, value, kept }) {
  const first = y * width + Math.max(Math.ceil(left - 0.5), 0);
  const last = y * width + Math.min(Math.floor(right - 0.5), width - 1);
  if (!kept) {
    if (last >= first) mask.fill(value, first, last + 1);
    return;
  }
  for (let place = first; place <= last; place += 1) if (!kept[place]) mask[place] = value;
}

/** Sets every pixel whose centre lies inside an outline, even-odd. */
export function fill(mask, size, { points, value, kept = null }) {
  const rect = around(points, 0, size);
  if (!rect) return null;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    const crossings = crossingsOf(points, y + 0.5);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      setRow(mask, size, { y, left: crossings[pair], right: crossings[pair + 1], value, kept });
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
