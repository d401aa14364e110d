// How the lanes of the timeline look: where an object is, a line; where it is drawn on each frame, a bar; a diamond for a key
// frame; nothing where it is away. Answers are boxes with their words. Only what is in view is drawn.

import { runsOf } from "../tracks.js";

const LINE_PX = 3;
const BAR_PX = 9;
const DIAMOND_PX = 5; // from the middle to a corner
const MIN_DIAMOND_STEP_PX = 3; // closer together they would be a blur: then key frames are a bar
const FONT = "11px system-ui, sans-serif";
const PAD_PX = 4;
const MIN_TEXT_PX = 24;

/** view: {width, height, offset, rowHeight, scale, frame}; colors: {text, line, band} */
export function paintLanes(context, ratio, lanes, view, colors) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  const first = Math.max(Math.floor(view.offset / view.rowHeight), 0);
  const last = Math.min(Math.ceil((view.offset + view.height) / view.rowHeight), lanes.length);
  for (let index = first; index < last; index += 1) {
    const top = index * view.rowHeight - view.offset;
    const lane = lanes[index];
    if (lane.isHeld || lane.kind === "answer") fill(context, colors.band, 0, top, view.width, view.rowHeight);
    fill(context, colors.line, 0, top + view.rowHeight - 1, view.width, 1);
    if (lane.kind === "object") paintTrack(context, lane, top + view.rowHeight / 2, view, colors);
    else for (const span of lane.spans) paintSpan(context, lane, span, top, view, colors);
  }
}

function fill(context, color, x, y, width, height) {
  context.fillStyle = color;
  context.fillRect(x, y, width, height);
}

function paintTrack(context, { track, color }, middle, { scale }, colors) {
  for (const { first, last } of track.runs) bar(context, color, scale.left(first), scale.right(last), middle, LINE_PX);
  for (const { first, last } of runsOf(track.keys)) {
    if (last > first) bar(context, color, scale.left(first), scale.right(last), middle, BAR_PX);
    if (last === first || scale.step >= 2 * DIAMOND_PX) {
      for (let key = first; key <= last; key += 1) diamond(context, color, scale.x(key), middle, colors.text);
    } else if (scale.step >= MIN_DIAMOND_STEP_PX) {
      diamond(context, color, scale.x(first), middle, colors.text);
    }
  }
}

function bar(context, color, from, to, middle, height) {
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(from, middle - height / 2, Math.max(to - from, 2), height, Math.min(height / 2, 3));
  context.fill();
}

function diamond(context, color, x, y, rim) {
  context.beginPath();
  context.moveTo(x, y - DIAMOND_PX);
  context.lineTo(x + DIAMOND_PX, y);
  context.lineTo(x, y + DIAMOND_PX);
  context.lineTo(x - DIAMOND_PX, y);
  context.closePath();
  context.fillStyle = color;
  context.fill();
  context.lineWidth = 1.25;
  context.strokeStyle = rim;
  context.stroke();
}

function paintSpan(context, { color }, { range: [first, last], text }, top, { scale, rowHeight }, colors) {
  const [left, right] = [scale.left(first), scale.right(last)];
  const width = Math.max(right - left, 3);
  context.beginPath();
  context.roundRect(left + 0.5, top + 3.5, width - 1, rowHeight - 8, 3);
  context.globalAlpha = 0.28;
  context.fillStyle = color;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = color;
  context.stroke();
  if (width < MIN_TEXT_PX) return;
  context.save();
  context.beginPath();
  context.rect(left, top, width - 2, rowHeight);
  context.clip();
  context.font = FONT;
  context.textBaseline = "middle";
  context.fillStyle = colors.text;
  context.fillText(text, left + PAD_PX, top + rowHeight / 2);
  context.restore();
}
