// What follows from a change on media that runs on: the shapes between key frames move with them. Every command passes
// through here before it is done, so that no tool has to know of frames beside its own. Pure.

import { between } from "./interpolation.js";
import { runsOf } from "./tracks.js";

const bare = ({ object, interpolated, ...geometry }) => geometry;

/**
 * A function that completes commands. A shape that a command writes without the mark is a key frame from then on; the marked
 * shapes between it and the next key frames are worked out anew, and where only one side has a key frame, that one holds.
 *
 * parts: {document, tracks, ontology}
 */
export const makeSettle = (parts) => (command) => {
  if (!command?.patch.frames || command.settled) return command;
  const changed = changedFrames(parts, command.patch);
  const frames = { ...command.patch.frames };
  for (const [id, on] of changed) settleObject(parts, { id, on, patch: command.patch, frames });
  return { ...command, patch: { ...command.patch, frames } };
};

// Private

/** The frames on which a patch changes an object, by object. Those that go altogether leave nothing to settle. */
function changedFrames({ document }, patch) {
  const changed = new Map();
  const note = (id, frame) => {
    if (patch.objects?.[id] === null) return;
    if (!changed.has(id)) changed.set(id, new Set());
    changed.get(id).add(frame);
  };
  for (const [key, shapes] of Object.entries(patch.frames)) {
    const frame = Number(key);
    const now = new Set();
    for (const shape of shapes) {
      now.add(shape.object);
      if (document.shapeOf(shape.object, frame) !== shape) note(shape.object, frame);
    }
    for (const { object } of document.shapes(frame)) if (!now.has(object)) note(object, frame);
  }
  return changed;
}

function settleObject({ document, tracks, ontology }, { id, on, patch, frames }) {
  const type = ontology.get((patch.objects?.[id] ?? document.object(id)).class).shape;
  const listOf = (frame) => frames[frame] ?? document.shapes(frame);
  const entryAt = (frame) => {
    const list = frames[frame];
    return list ? list.find((shape) => shape.object === id) : document.shapeOf(id, frame);
  };
  const write = (frame, entry) => {
    frames[frame] = listOf(frame).map((shape) => (shape.object === id ? entry : shape));
  };
  const before = tracks.of(id);
  const present = new Set(before.frames.filter((frame) => !on.has(frame)));
  for (const frame of on) if (entryAt(frame)) present.add(frame);
  const touched = new Set(on);
  const keep = (frame) => {
    write(frame, { object: id, ...bare(entryAt(frame)) });
    touched.add(frame);
  };
  const isMarked = (frame) => present.has(frame) && (frames[frame] ? Boolean(entryAt(frame).interpolated) : tracks.state(id, frame) === "interpolated");
  // A gap leaves what is beside it in its place.
  for (const frame of [...on].filter((place) => !present.has(place) && tracks.state(id, place) !== "none")) {
    const run = before.runs.find(({ first, last }) => first <= frame && frame <= last);
    if (isMarked(frame - 1) && before.keys.some((key) => key > frame - 1 && key <= run.last)) keep(frame - 1);
    if (isMarked(frame + 1)) keep(frame + 1);
  }
  const runs = runsOf([...present].sort((one, other) => one - other));
  for (const run of runs) settleRun({ run, type, touched, entryAt, isMarked, write, keep, id });
}

function settleRun({ run, type, touched, entryAt, isMarked, write, keep, id }) {
  const near = [...touched].some((frame) => frame >= run.first - 1 && frame <= run.last + 1);
  if (!near) return;
  const keys = [];
  for (let frame = run.first; frame <= run.last; frame += 1) if (!isMarked(frame)) keys.push(frame);
  if (!keys.length) {
    keep(run.first);
    keys.push(run.first);
  }
  const stretches = [[null, keys[0]], ...keys.map((key, index) => [key, keys[index + 1] ?? null])];
  for (const [from, to] of stretches) {
    const [first, last] = [from ?? run.first, to ?? run.last];
    if (!hasBetween(touched, first, last)) continue;
    const [low, high] = [from === null ? first : first + 1, to === null ? last : last - 1];
    const [one, other] = [from ?? to, to ?? from].map((key) => bare(entryAt(key)));
    for (let frame = low; frame <= high; frame += 1) {
      const geometry = from === null || to === null ? one : between(type, one, other, (frame - from) / (to - from));
      write(frame, { object: id, ...geometry, interpolated: true });
    }
  }
}

const hasBetween = (frames, first, last) => [...frames].some((frame) => frame >= first && frame <= last);
