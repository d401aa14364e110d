// What a mask looks like: its pixels in its colour, as the worker paints masks at rest and the page those under the hand.

const FILL_ALPHA = 110;
const DASHED_FILL_ALPHA = 30;
const EDGE_ALPHA = 255;

const rgb = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

/** Colour and opacity as the four bytes of a pixel, in the order in which canvases keep them on every common machine. */
const inkOf = ([red, green, blue], alpha) => ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** The crop of a mask at rest, its rim stronger than its inside, so that it is seen on any picture; dashed, it is little but rim. */
export function maskImage(bytes, { width, height }, { color, dashed }) {
  const image = new ImageData(Math.max(width, 1), Math.max(height, 1));
  const pixels = new Uint32Array(image.data.buffer);
  const inside = inkOf(rgb(color), dashed ? DASHED_FILL_ALPHA : FILL_ALPHA);
  const [rim, gap] = [inkOf(rgb(color), EDGE_ALPHA), inkOf([255, 255, 255], EDGE_ALPHA)];
  for (let y = 0, place = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, place += 1) {
      if (!bytes[place]) continue;
      const edge = !x || !y || x === width - 1 || y === height - 1 ||
        !bytes[place - 1] || !bytes[place + 1] || !bytes[place - width] || !bytes[place + width];
      pixels[place] = !edge ? inside : dashed && (x + y) % 8 < 4 ? gap : rim;
    }
  }
  return image;
}

/** A rectangle of a mask under the hand, all of one strength; `width` is that of the mask. */
export function strokeImage(bytes, width, rect, color) {
  const image = new ImageData(rect.width, rect.height);
  const pixels = new Uint32Array(image.data.buffer);
  const ink = inkOf(rgb(color), FILL_ALPHA);
  for (let y = 0, at = 0; y < rect.height; y += 1) {
    let place = (rect.y + y) * width + rect.x;
    for (let x = 0; x < rect.width; x += 1, at += 1, place += 1) if (bytes[place]) pixels[at] = ink;
  }
  return image;
}
