// What is to be drawn on the current frame, as a list from bottom to top. Drawing and hit testing both read it, so that what
// is seen is what can be hit. Pure: no page, no pixels.

import { SHAPES } from "../shapes/index.js";

const ROOMY_PX = 44; // of the screen
const MIN_PIECE_PX = 30;
const MIN_REACH_PX = 3;

/** One shape as it is drawn and hit. */
export const sceneItem = (entry, object, ontology, rest) => {
  const type = ontology.get(object?.class ?? "");
  return { id: entry.object, geometry: entry, shape: SHAPES[type.shape], type, color: type.color, name: type.name, layer: "", ...rest };
};

/** The labels of one document: what is selected, hovered or being dragged looks so. */
export function labelScene({ document, session, ontology, tracks, timing }) {
  const nameOf = ({ object: id }) => `${ontology.get(document.object(id)?.class ?? "").name} ${tracks.number(id)}`;
  return document.shapes(session.frame)
    .filter((entry) => !session.hidden.has(entry.object))
    .map((entry) => {
      const selected = session.isSelected(entry.object);
      const moved = session.preview?.get(entry.object);
      return sceneItem(moved ? { object: entry.object, ...moved } : entry, document.object(entry.object), ontology, {
        look: selected ? "selected" : session.hover === entry.object ? "hover" : "plain",
        locked: session.locked.has(entry.object),
        interpolated: Boolean(entry.interpolated) && !moved,
        ...(timing?.count > 1 ? { name: nameOf(entry) } : {}),
      });
    })
    .filter((entry) => entry.shape);
}

/** The item under a point: an outline before an inside, a small shape before a large one, the upper before the lower. */
export function itemAt(items, point, tolerance) {
  let best = null;
  for (const entry of items) {
    const rank = entry.shape.hit(entry.geometry, point, tolerance, entry.type);
    if (!rank) continue;
    const area = entry.shape.area(entry.geometry);
    if (!best || rank > best.rank || (rank === best.rank && area <= best.area)) best = { entry, rank, area };
  }
  return best?.entry ?? null;
}

/** The handles that have room at this zoom: no middles of short pieces, no edges of small shapes. */
export function handlesOf(entry, scale) {
  const handles = entry.shape.handles(entry.geometry, scale);
  const { width, height } = entry.shape.bounds(entry.geometry);
  const roomy = Math.max(width, height) * scale >= ROOMY_PX;
  return handles.filter((handle) => {
    if (handle.kind === "midpoint") return handle.room * scale >= MIN_PIECE_PX;
    return roomy || handle.kind !== "edge";
  });
}

/** The handle within reach of a point, the nearest of several. Inside a small shape the reach shrinks, to leave room for moving it. */
export function handleAt(entry, point, reach, scale) {
  const { width, height } = entry.shape.bounds(entry.geometry);
  const inside = entry.shape.hit(entry.geometry, point, 0, entry.type) > 0 && Math.min(width, height) > 0;
  const within = inside ? Math.min(reach, Math.max(Math.min(width, height) / 4, MIN_REACH_PX / scale)) : reach;
  let best = null;
  for (const handle of handlesOf(entry, scale)) {
    const gap = Math.hypot(handle.x - point.x, handle.y - point.y);
    if (gap <= within && (!best || gap < best.gap)) best = { handle, gap };
  }
  return best?.handle ?? null;
}
