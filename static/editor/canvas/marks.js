// What the hand needs and no document holds: handles, the points of a shape in the making, rubber band, lines through the pointer.

import { handlesOf } from "./scene.js";

const HANDLE_PX = 9;
const OPACITY = Object.freeze({ midpoint: 0.75, ghost: 0.45 });

/** White with a dark rim: seen on any picture. */
export function paintHandles(context, view, item, grabbed) {
  for (const handle of handlesOf(item, view.scale)) {
    const at = view.toScreen(handle);
    if (handle.stem) paintStem(context, view.toScreen(handle.stem), at);
    const size = handle.kind === "midpoint" ? HANDLE_PX - 3 : HANDLE_PX;
    context.beginPath();
    if (handle.kind === "corner" || handle.kind === "edge") context.rect(at.x - size / 2, at.y - size / 2, size, size);
    else context.arc(at.x, at.y, size / 2, 0, 2 * Math.PI);
    context.globalAlpha = OPACITY[handle.kind] ?? 1;
    context.fillStyle = grabbed === handle.id ? item.color : handle.hollow ? "rgba(22,24,29,.55)" : "#ffffff";
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = handle.hollow ? "#ffffff" : "#16181d";
    context.stroke();
    context.globalAlpha = 1;
  }
}

function paintStem(context, from, to) {
  for (const [width, color] of [[3, "rgba(12,14,18,.7)"], [1.5, "#ffffff"]]) {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
}

/** The points placed so far; the one that ends the shape is larger. */
export function paintAnchors(context, view, { anchors, color }) {
  for (const anchor of anchors) {
    const at = view.toScreen(anchor);
    context.beginPath();
    context.arc(at.x, at.y, anchor.end ? HANDLE_PX * 0.75 : HANDLE_PX / 3, 0, 2 * Math.PI);
    context.fillStyle = anchor.end ? color : "#ffffff";
    context.fill();
    context.lineWidth = anchor.end ? 2 : 1.5;
    context.strokeStyle = anchor.end ? "#ffffff" : "#16181d";
    context.stroke();
  }
}

/** A rubber band, or the lines through the pointer that help to place a corner. */
export function paintBand(context, view, band) {
  const corner = view.toScreen(band);
  context.setLineDash([4, 3]);
  context.lineWidth = 1;
  context.strokeStyle = "#ffffff";
  context.fillStyle = "rgba(80,130,255,.15)";
  context.fillRect(corner.x, corner.y, band.width * view.scale, band.height * view.scale);
  context.strokeRect(corner.x + 0.5, corner.y + 0.5, band.width * view.scale, band.height * view.scale);
  context.setLineDash([]);
}

export function paintCrosshair(context, view, point) {
  const at = view.toScreen(point);
  const line = (color, width) => {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(0, at.y);
    context.lineTo(view.screen.width, at.y);
    context.moveTo(at.x, 0);
    context.lineTo(at.x, view.screen.height);
    context.stroke();
  };
  line("rgba(0,0,0,.35)", 2);
  line("rgba(255,255,255,.8)", 1);
}

/** The brush as large as it paints, or the outline that will be filled; dashed where it takes away. */
export function paintBrush(context, view, { x, y, radius, erasing, outline }) {
  const line = (width, color, dash) => {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.setLineDash(dash);
    context.beginPath();
    if (outline) outline.map(view.toScreen).forEach((at) => context.lineTo(at.x, at.y));
    else context.arc(view.toScreen({ x, y }).x, view.toScreen({ x, y }).y, Math.max(radius * view.scale, 2), 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  };
  line(3, "rgba(12,14,18,.6)", []);
  line(1.5, "#ffffff", erasing ? [4, 3] : []);
}
