// COCO run lengths: a mask as the lengths of its runs, column by column, zeros first; and their compressed text, byte for byte as
// pycocotools writes it. Masks in the open are Uint8Arrays of 0 and 1, row by row.
//
// Rows are gone through four bytes at a time and compared with the row above: only where something changes is there work to do.

import { Numbers, placesOf, runsBetween } from "./runs.js";

const BITS = 5;
const FIRST_CHARACTER = 48;
const LANES = 4; // bytes in a word

/** The text of run lengths. From the fourth on, a run is written as its difference to the one two places before. */
export function toText(runs) {
  const codes = new Numbers(Uint8Array);
  for (let index = 0; index < runs.length; index += 1) {
    let rest = index > 2 ? runs[index] - runs[index - 2] : runs[index];
    for (let more = true; more;) {
      let group = rest & 31;
      rest >>= BITS;
      more = group & 16 ? rest !== -1 : rest !== 0;
      if (more) group |= 32;
      codes.push(group + FIRST_CHARACTER);
    }
  }
  return new TextDecoder().decode(codes.items);
}

export function fromText(text) {
  const runs = new Int32Array(text.length); // each takes a character at least
  let count = 0;
  for (let place = 0; place < text.length;) {
    let [value, shift, group] = [0, 0, 0];
    do {
      group = text.charCodeAt(place) - FIRST_CHARACTER;
      value |= (group & 31) << shift;
      shift += BITS;
      place += 1;
    } while (group & 32);
    if (group & 16) value |= -1 << shift;
    runs[count] = count > 2 ? value + runs[count - 2] : value;
    count += 1;
  }
  return runs.slice(0, count);
}

/** The runs of a mask that is all zero outside `crop`; `bytes` are those of the crop, `size` is the frame's. */
export function encodeCrop(bytes, crop, size) {
  const changes = changesOf(bytes, crop);
  const starts = new Int32Array(crop.width + 1);
  for (const change of changes) starts[(change % crop.width) + 1] += 1;
  for (let x = 0; x < crop.width; x += 1) starts[x + 1] += starts[x];
  const places = new Int32Array(changes.length);
  for (const change of changes) {
    const x = change % crop.width;
    places[starts[x]] = (crop.x + x) * size.height + crop.y + (change - x) / crop.width;
    starts[x] += 1;
  }
  return runsBetween(places, size);
}

/** Where a column of the crop changes on its way down, as y * width + x, row by row. Above and below it all is zero. */
function changesOf(bytes, { width, height }) {
  const changes = new Numbers(Int32Array);
  const { words, stride } = inWords(bytes, width, height);
  for (let y = 0; y <= height; y += 1) {
    for (let column = 0, place = y * stride; column < stride; column += 1, place += 1) {
      let change = (y < height ? words[place] : 0) ^ (y ? words[place - stride] : 0);
      for (let x = column * LANES; change; x += 1, change >>>= 8) if (change & 255) changes.push(y * width + x);
    }
  }
  return changes.items;
}

/** The rows as words, each row filled up with zeros to whole ones; no copy where they fit as they are. */
function inWords(bytes, width, height) {
  const stride = Math.ceil(width / LANES);
  if (width % LANES === 0 && bytes.byteOffset % LANES === 0) return { words: new Uint32Array(bytes.buffer, bytes.byteOffset, stride * height), stride };
  const filled = new Uint8Array(stride * LANES * height);
  for (let y = 0; y < height; y += 1) filled.set(bytes.subarray(y * width, (y + 1) * width), y * stride * LANES);
  return { words: new Uint32Array(filled.buffer), stride };
}

/** The pixels of a crop, row by row. */
export function drawRuns(runs, { x, y, width, height }, size) {
  const stride = Math.ceil(width / LANES);
  const words = new Uint32Array(stride * height);
  const changes = new Uint8Array(words.buffer);
  const flip = (column, row) => {
    if (row < y + height) changes[(Math.max(row, y) - y) * stride * LANES + column - x] ^= 1;
  };
  const places = placesOf(runs);
  for (let index = 0; index < places.length; index += 2) {
    const end = places[index + 1];
    for (let place = places[index]; place < end;) {
      const column = Math.floor(place / size.height);
      const top = column * size.height;
      const stop = Math.min(top + size.height, end);
      if (column >= x && column < x + width) {
        flip(column, place - top);
        flip(column, stop - top);
      }
      place = stop;
    }
  }
  for (let place = stride; place < words.length; place += 1) words[place] ^= words[place - stride];
  return stride * LANES === width ? changes : withoutFilling(changes, stride * LANES, width, height);
}

function withoutFilling(bytes, stride, width, height) {
  const crop = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) crop.set(bytes.subarray(row * stride, row * stride + width), row * width);
  return crop;
}
