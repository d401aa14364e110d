// COCO run lengths: a mask as the lengths of its runs, column by column, zeros first; and their compressed text, byte for byte as
// pycocotools writes it. Masks in the open are Uint8Arrays of 0 and 1, row by row.

const BITS = 5;
const FIRST_CHARACTER = 48;

/** The text of run lengths. From the fourth on, a run is written as its difference to the one two places before. */
export function toText(runs) {
  const codes = [];
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
  let text = "";
  for (let start = 0; start < codes.length; start += 4096) text += String.fromCharCode(...codes.slice(start, start + 4096));
  return text;
}

export function fromText(text) {
  const runs = [];
  for (let place = 0; place < text.length;) {
    let [value, shift, group] = [0, 0, 0];
    do {
      group = text.charCodeAt(place) - FIRST_CHARACTER;
      value |= (group & 31) << shift;
      shift += BITS;
      place += 1;
    } while (group & 32);
    if (group & 16) value |= -1 << shift;
    runs.push(runs.length > 2 ? value + runs[runs.length - 2] : value);
  }
  return runs;
}

/** The runs of a mask that is all zero outside `crop`; `bytes` are those of the crop, `size` is the frame's. */
export function encodeCrop(bytes, crop, size) {
  const runs = [];
  let [value, length] = [0, crop.x * size.height];
  const add = (next, count) => {
    if (next === value) length += count;
    else {
      runs.push(length);
      [value, length] = [next, count];
    }
  };
  const below = size.height - crop.y - crop.height;
  for (let x = 0; x < crop.width; x += 1) {
    if (crop.y) add(0, crop.y);
    let place = x;
    for (let y = 0; y < crop.height; y += 1, place += crop.width) {
      if (bytes[place] === value) length += 1;
      else {
        runs.push(length);
        [value, length] = [bytes[place], 1];
      }
    }
    if (below) add(0, below);
  }
  add(0, (size.width - crop.x - crop.width) * size.height);
  runs.push(length);
  if (value === 0 && length === 0) runs.pop();
  return runs;
}

/** The runs of ones as [start, end), counted column by column. */
export function* onesOf(runs) {
  let place = 0;
  for (let index = 0; index < runs.length; index += 1) {
    if (index % 2) yield [place, place + runs[index]];
    place += runs[index];
  }
}

/** Area and bounds, without drawing the mask. */
export function factsOf(runs, { height }) {
  let area = 0;
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (const [start, end] of onesOf(runs)) {
    if (end === start) continue;
    area += end - start;
    const [first, last] = [Math.floor(start / height), Math.floor((end - 1) / height)];
    left = Math.min(left, first);
    right = Math.max(right, last);
    top = first === last ? Math.min(top, start % height) : 0;
    bottom = first === last ? Math.max(bottom, (end - 1) % height) : height - 1;
  }
  return { area, bounds: area ? { x: left, y: top, width: right - left + 1, height: bottom - top + 1 } : { x: 0, y: 0, width: 0, height: 0 } };
}

/** Draws runs into `bytes`, which are those of `crop`; what lies outside it is left out. */
export function drawRuns(runs, bytes, crop, { height }, value = 1) {
  for (const [start, end] of onesOf(runs)) {
    for (let place = start; place < end;) {
      const x = Math.floor(place / height);
      const columnEnd = Math.min((x + 1) * height, end);
      if (x >= crop.x && x < crop.x + crop.width) {
        const from = Math.max(place - x * height, crop.y);
        const to = Math.min(columnEnd - x * height, crop.y + crop.height);
        for (let y = from, at = (from - crop.y) * crop.width + x - crop.x; y < to; y += 1, at += crop.width) bytes[at] = value;
      }
      place = columnEnd;
    }
  }
  return bytes;
}
