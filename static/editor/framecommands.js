// Changes that reach over frames, as commands for the history; what lies between key frames is settled afterwards (settling.js).
// Pure. `last` is the last frame of the media.

const bare = ({ object, interpolated, ...geometry }) => geometry;

const entry = (id, shape, marked) => ({ object: id, ...bare(shape), ...(marked ? { interpolated: true } : {}) });

/** Puts entries on frames: `wanted` is a Map of frame -> Map of id -> entry, or null for "no longer there". */
function patchOf(document, wanted) {
  const frames = {};
  for (const [frame, changes] of wanted) {
    const shapes = document.shapes(frame);
    const here = new Set(shapes.map((shape) => shape.object));
    const kept = shapes.map((shape) => (changes.has(shape.object) ? changes.get(shape.object) : shape)).filter(Boolean);
    const added = [...changes].filter(([id, shape]) => shape && !here.has(id)).map(([, shape]) => shape);
    frames[frame] = [...kept, ...added];
  }
  return frames;
}

class Wanted extends Map {
  put(frame, id, shape) {
    if (!this.has(frame)) this.set(frame, new Map());
    this.get(frame).set(id, shape);
  }
}

/** One shape of an object on a frame, as a key frame, whether it was there before or not. */
export function putShape(document, { id, frame, geometry, label = "command.draw" }) {
  const wanted = new Wanted();
  wanted.put(frame, id, entry(id, geometry, false));
  return { label, patch: { frames: patchOf(document, wanted) } };
}

/** Marked shapes from where each object is to `to`, in both directions; frames with the object already stay as they are. */
export function extend({ document, tracks }, { ids, frame, to }) {
  const wanted = new Wanted();
  for (const id of ids) {
    const from = tracks.nearest(id, frame);
    if (from === null) continue;
    const shape = document.shapeOf(id, from);
    const step = Math.sign(to - from);
    for (let at = from + step; step && at !== to + step; at += step) {
      if (!document.shapeOf(id, at)) wanted.put(at, id, entry(id, shape, true));
    }
  }
  return wanted.size ? { label: "command.extend", patch: { frames: patchOf(document, wanted) } } : null;
}

/** Marked shapes on the frames without the object, between the stretches before and after a frame. */
export function fillGap({ document, tracks }, { ids, frame }) {
  const wanted = new Wanted();
  for (const id of ids) {
    const { runs } = tracks.of(id);
    const before = runs.findLast(({ last }) => last < frame) ?? runs.find(({ first, last }) => first <= frame && frame <= last);
    const after = runs.find(({ first }) => first > frame);
    if (!before || !after || after.first <= before.last + 1) continue;
    for (let at = before.last + 1; at < after.first; at += 1) wanted.put(at, id, entry(id, document.shapeOf(id, before.last), true));
  }
  return wanted.size ? { label: "command.fill", patch: { frames: patchOf(document, wanted) } } : null;
}

/** A key frame here: the object is put here, with marked shapes on the way, or its marked shape is kept as it is. */
export function addKey(parts, { id, frame }) {
  const { document, tracks } = parts;
  const shape = document.shapeOf(id, frame) ?? document.shapeOf(id, tracks.nearest(id, frame));
  if (!shape) return null;
  const { patch } = extend(parts, { ids: [id], frame, to: frame }) ?? { patch: { frames: {} } };
  const put = putShape(document, { id, frame, geometry: shape });
  return { label: "command.key", patch: { frames: { ...patch.frames, ...put.patch.frames } } };
}

/** A key frame becomes one of the shapes between its neighbours; null where its stretch has no other. */
export function dropKey({ document, tracks }, { id, frame }) {
  const { keys, runs } = tracks.of(id);
  const run = runs.find(({ first, last }) => first <= frame && frame <= last);
  if (!keys.some((key) => key !== frame && run.first <= key && key <= run.last)) return null;
  const wanted = new Wanted();
  wanted.put(frame, id, entry(id, document.shapeOf(id, frame), true));
  return { label: "command.unkey", patch: { frames: patchOf(document, wanted) } };
}

/** A key frame at another time, between the key frames beside it. */
export function moveKey({ document, tracks }, { id, from, to }) {
  const [low, high] = [tracks.keyBeside(id, from, -1) ?? -Infinity, tracks.keyBeside(id, from, 1) ?? Infinity];
  if (from === to || to <= low || to >= high || tracks.state(id, to) === "none") return null;
  const wanted = new Wanted();
  wanted.put(from, id, entry(id, document.shapeOf(id, from), true));
  wanted.put(to, id, entry(id, document.shapeOf(id, from), false));
  return { label: "command.moveKey", patch: { frames: patchOf(document, wanted) } };
}

/** The shapes of this frame on another one too, as key frames. */
export function copyTo(document, { ids, from, to }) {
  const wanted = new Wanted();
  for (const id of ids) {
    const shape = document.shapeOf(id, from);
    if (shape) wanted.put(to, id, entry(id, shape, false));
  }
  return wanted.size ? { label: "command.copyNext", patch: { frames: patchOf(document, wanted) } } : null;
}

/** Takes objects off some frames; one that is left nowhere goes altogether. `isGone(frame)` says which. */
export function removeOn({ document, tracks }, { ids, isGone, label }) {
  const wanted = new Wanted();
  const objects = {};
  for (const id of ids) {
    const { frames } = tracks.of(id);
    const gone = frames.filter(isGone);
    for (const frame of gone) wanted.put(frame, id, null);
    if (gone.length && gone.length === frames.length) objects[id] = null;
  }
  return wanted.size ? { label, patch: { objects, frames: patchOf(document, wanted) } } : null;
}
