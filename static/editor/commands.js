// Every change a user can make, as a command {label, names, patch, merge?} for the history. `label` is the key of a text.

import { prune } from "./answers.js";
import { fitting } from "./spans.js";

const geometryOf = ({ object, interpolated, ...geometry }) => geometry;

const swap = (shapes, changes) =>
  shapes.map((shape) => (changes.has(shape.object) ? { object: shape.object, ...changes.get(shape.object) } : shape));

export const addObject = (document, { id, classHash, frame, geometry, attributes = {} }) => ({
  label: "command.draw",
  patch: {
    objects: { [id]: { id, class: classHash, attributes } },
    frames: { [frame]: [...document.shapes(frame), { object: id, ...geometry }] },
  },
});

/** New geometries for some objects of a frame; `changes` maps their ids to geometries. */
export const reshape = (document, { frame, changes, label = "command.move", merge }) => ({
  label,
  merge,
  patch: { frames: { [frame]: swap(document.shapes(frame), changes) } },
});

/**
 * New geometries of painted objects on a frame, as a map of their ids; null where no pixel is left. `object` is the one under
 * the hand, which is made where it does not exist. An object without a shape on any frame goes.
 */
export function paint(document, { frame, object, geometries }) {
  const shapes = document.shapes(frame);
  const isNew = !document.shapeOf(object.id, frame) && geometries.get(object.id);
  const painted = swap(shapes, new Map([...geometries].filter(([, geometry]) => geometry)))
    .filter((shape) => geometries.get(shape.object) !== null);
  const elsewhere = (id) => document.frameIndexes.some((index) => index !== frame && document.shapeOf(id, index));
  const gone = [...geometries].filter(([id, geometry]) => !geometry && document.object(id) && !elsewhere(id)).map(([id]) => [id, null]);
  return {
    label: isNew ? "command.draw" : "command.paint",
    patch: {
      objects: Object.fromEntries([...gone, ...(document.object(object.id) || !isNew ? [] : [[object.id, object]])]),
      frames: { [frame]: isNew ? [...painted, { object: object.id, ...isNew }] : painted },
    },
  };
}

/** Removes objects from every frame. */
export function removeObjects(document, ids) {
  const gone = new Set(ids);
  const frames = {};
  for (const frame of document.frameIndexes) {
    const kept = document.shapes(frame).filter((shape) => !gone.has(shape.object));
    if (kept.length !== document.shapes(frame).length) frames[frame] = kept;
  }
  return { label: "command.delete", patch: { objects: Object.fromEntries(ids.map((id) => [id, null])), frames } };
}

/** Gives objects another class; answers are kept where the new class asks the same questions. */
export function changeClass(document, ids, target) {
  const objects = ids
    .map((id) => document.object(id))
    .filter((object) => object.class !== target.hash)
    .map(({ dynamic, ...object }) => {
      const kept = fitting(target.attributes, dynamic);
      const attributes = prune(target.attributes, object.attributes ?? {});
      return [object.id, { ...object, class: target.hash, attributes, ...(Object.keys(kept).length ? { dynamic: kept } : {}) }];
    });
  return objects.length ? { label: "command.class", patch: { objects: Object.fromEntries(objects) } } : null;
}

export const setAttributes = (document, { id, attributes, answers }) => ({
  label: "command.answer",
  merge: `attributes:${id}`,
  patch: { objects: { [id]: { ...document.object(id), attributes: prune(attributes, answers) } } },
});

/** The answers of a classification on a frame; without any answer the classification goes. */
export function answerClassification(document, { id, classHash, attributes, frame, answers }) {
  const before = document.classificationOn(classHash, frame);
  const kept = prune(attributes, answers);
  const key = before?.id ?? id;
  const entry = { id: key, class: classHash, answers: kept, ranges: before?.ranges ?? [[frame, frame]] };
  const empty = !Object.keys(kept).length;
  if (empty && !before) return null;
  return {
    label: "command.answer",
    merge: `classification:${classHash}:${frame}`,
    patch: { classifications: { [key]: empty ? null : entry } },
  };
}

/** Several objects become one: the first gets a new geometry, the others go. */
export const merge = (document, { frame, id, geometry, gone, label }) => ({
  label,
  patch: {
    objects: Object.fromEntries(gone.map((other) => [other, null])),
    frames: { [frame]: swap(document.shapes(frame), new Map([[id, geometry]])).filter((shape) => !gone.includes(shape.object)) },
  },
});

/** To the front or to the back of a frame's stack. */
export function restack(document, { frame, ids, toFront }) {
  const chosen = new Set(ids);
  const moved = document.shapes(frame).filter((shape) => chosen.has(shape.object));
  const rest = document.shapes(frame).filter((shape) => !chosen.has(shape.object));
  return { label: "command.restack", patch: { frames: { [frame]: toFront ? [...rest, ...moved] : [...moved, ...rest] } } };
}

/** Copies of objects on one frame, each with a new id and a geometry of its own; `copies` is [{from, id, geometry}]. */
export const duplicate = (document, { frame, copies }) => ({
  label: "command.duplicate",
  patch: {
    objects: Object.fromEntries(copies.map(({ from, id }) => [id, { ...document.object(from), id }])),
    frames: { [frame]: [...document.shapes(frame), ...copies.map(({ id, geometry }) => ({ object: id, ...geometryOf(geometry) }))] },
  },
});

/** Objects put on a frame; `pieces` is [{object, geometry}], and an object that exists already stays as it is. */
export const paste = (document, { frame, pieces }) => ({
  label: "command.paste",
  patch: {
    objects: Object.fromEntries(pieces.map(({ object }) => [object.id, document.object(object.id) ?? object])),
    frames: { [frame]: [...document.shapes(frame), ...pieces.map(({ object, geometry }) => ({ object: object.id, ...geometryOf(geometry) }))] },
  },
});

/** Everything replaced by another document, as one step that undo takes back. */
export function replaceAll(document, wire, label) {
  const part = (current, wanted = []) => Object.fromEntries([
    ...current.map((entry) => [entry.id, null]), ...wanted.map((entry) => [entry.id, entry]),
  ]);
  const frames = Object.fromEntries(document.frameIndexes.map((index) => [index, []]));
  return {
    label,
    settled: true,
    patch: {
      objects: part(document.objects, wire.objects),
      classifications: part(document.classifications, wire.classifications),
      frames: { ...frames, ...wire.frames },
    },
  };
}
