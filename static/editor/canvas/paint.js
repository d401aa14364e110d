// How things look on the canvas. Lengths named _PX are CSS pixels of the screen and do not grow with the zoom.

import { paintTags } from "./tags.js";
import { rectsTouch } from "../geometry.js";

const LINE_PX = Object.freeze({ plain: 2, dim: 1.5, hover: 3, selected: 3 });
const FILL_ALPHA = Object.freeze({ plain: 0.1, dim: 0.03, hover: 0.22, selected: 0.14 });
const STROKE_ALPHA = Object.freeze({ plain: 1, dim: 0.45, hover: 1, selected: 1 });
const CASING_PX = 2;
const DASH_PX = Object.freeze([7, 5]);
const DOTS_PX = Object.freeze([2, 3]); // what lies between key frames, until it is touched
const DOT_PX = 5;
const PIXELS_VISIBLE_AT = 3;
const FINE_UP_TO = 2; // times smaller, plain smoothing leaves no gaps

const RASTER_ALPHA = Object.freeze({ plain: 0.85, dim: 0.3, hover: 1, selected: 1 });

const outlines = new WeakMap();

/** Path and bounds of an immutable geometry, made once. */
function outline(item) {
  let known = outlines.get(item.geometry);
  if (known?.type !== item.type) {
    const path = new Path2D();
    item.shape.trace?.(item.geometry, path, item.type);
    known = { type: item.type, path, bounds: item.shape.bounds(item.geometry) };
    outlines.set(item.geometry, known);
  }
  return known;
}

export function clear(context, ratio) {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

const toImageSpace = (context, ratio, view) =>
  context.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * view.x, ratio * view.y);

export function paintImage(context, ratio, view, levels) {
  clear(context, ratio);
  if (!levels) return;
  const { width, height } = view.frame;
  const wanted = width * view.scale * ratio;
  const level = levels.findLast((bitmap) => bitmap.width >= wanted) ?? levels[0];
  context.imageSmoothingEnabled = view.scale * ratio < PIXELS_VISIBLE_AT;
  context.imageSmoothingQuality = level.width > wanted * FINE_UP_TO ? "high" : "low";
  toImageSpace(context, ratio, view);
  context.drawImage(level, 0, 0, width, height);
}

/** Shapes in image space, then their names in screen space. */
export function paintItems(context, ratio, view, items, { names, pictures }) {
  const shown = grown(view.visible, DOT_PX / view.scale);
  const seen = items.filter((item) => rectsTouch(outline(item).bounds, shown));
  toImageSpace(context, ratio, view);
  for (const item of seen) paintItem(context, view.scale, item, pictures);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const item of seen) paintDots(context, view, item);
  paintTags(context, view, seen.map((item) => ({ item, bounds: outline(item).bounds })), names);
}

const grown = (rect, by) => ({ x: rect.x - by, y: rect.y - by, width: rect.width + 2 * by, height: rect.height + 2 * by });

const dashOf = (item) => (item.dashed ? DASH_PX : item.interpolated ? DOTS_PX : []);

function paintItem(context, scale, item, pictures) {
  const { path } = outline(item);
  const width = LINE_PX[item.look];
  if (item.shape.raster) return paintRaster(context, scale, item, pictures);
  if (item.shape.filled && !item.dashed) {
    context.globalAlpha = FILL_ALPHA[item.look];
    context.fillStyle = item.color;
    context.fill(path, "evenodd");
  }
  context.globalAlpha = STROKE_ALPHA[item.look];
  context.lineJoin = "round";
  if (item.look === "selected" || item.dashed) {
    context.setLineDash([]);
    context.lineWidth = (width + CASING_PX) / scale;
    context.strokeStyle = item.dashed ? "rgba(255,255,255,.75)" : "rgba(12,14,18,.7)";
    context.stroke(path);
  }
  context.setLineDash(dashOf(item).map((length) => length / scale));
  context.lineWidth = width / scale;
  context.strokeStyle = item.color;
  context.stroke(path);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** A mask at rest: the picture of its bounds, as soon as there is one. */
function paintRaster(context, scale, item, pictures) {
  const raster = item.shape.raster(item.geometry);
  const { picture } = pictures.of(item);
  if (picture) {
    context.globalAlpha = RASTER_ALPHA[item.look];
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, raster.x, raster.y);
    context.globalAlpha = 1;
  }
  if (item.look === "selected" && raster.width) frame(context, scale, raster);
}

function frame(context, scale, { x, y, width, height }) {
  for (const [color, dash] of [["rgba(12,14,18,.7)", []], ["#ffffff", [5 / scale, 4 / scale]]]) {
    context.setLineDash(dash);
    context.lineWidth = 1.5 / scale;
    context.strokeStyle = color;
    context.strokeRect(x, y, width, height);
  }
  context.setLineDash([]);
}

/** The mask under the brush, as far as it has come. */
export function paintMask(context, ratio, view, { canvas }) {
  toImageSpace(context, ratio, view);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function paintDots(context, view, item) {
  for (const dot of item.shape.dots?.(item.geometry) ?? []) {
    const at = view.toScreen(dot);
    context.globalAlpha = STROKE_ALPHA[item.look];
    context.beginPath();
    context.arc(at.x, at.y, DOT_PX + (item.look === "selected" ? 1 : 0), 0, 2 * Math.PI);
    context.fillStyle = dot.hollow || item.dashed ? "rgba(255,255,255,.85)" : item.color;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = dot.hollow || item.dashed ? item.color : "rgba(255,255,255,.95)";
    context.stroke();
    context.globalAlpha = 1;
  }
}
