// Copy and paste across the frames of a task: the same object on another frame, or a new object that begins as its copy.

import { paste } from "./commands.js";
import { newId } from "./ids.js";
import { SHAPES } from "./shapes/index.js";

const STEP_PX = 12; // of the screen
const MOST_STEPS = 50;

/** Takes what is selected; it stays the same whatever happens to the objects afterwards. */
export function copySelection({ session, document, announce, limits }) {
  const copied = session.selection.map((id) => {
    const { object, ...geometry } = document.shapeOf(id, session.frame);
    return Object.freeze({ object: document.object(object), geometry, size: limits() });
  });
  if (!copied.length) return;
  session.set({ copied: Object.freeze(copied) });
  announce("say.copied", { count: copied.length });
}

/** The copied objects themselves, where they are not on this frame yet; one that was deleted comes back. */
export function pasteInstances(editor) {
  const { session, document } = editor;
  const away = session.copied?.filter(({ object }) => !document.shapeOf(object.id, session.frame));
  if (away && !away.length) return editor.tell("say.alreadyHere");
  return add(editor, away, (item) => item.object, 0);
}

/** New objects with the class, the answers and the geometry of the copied; beside those that lie in the same place. */
export function pasteNew(editor) {
  const taken = new Set(editor.document.shapes(editor.session.frame).map((entry) => cornerOf(editor, entry)));
  const unit = STEP_PX / editor.viewport.scale;
  const free = (steps) => editor.session.copied.every((item) => {
    const geometry = placed(editor, item, steps * unit);
    return !geometry || !taken.has(cornerOf(editor, { object: item.object.id, ...geometry }, item.object));
  });
  let steps = 0;
  while (editor.session.copied && steps < MOST_STEPS && !free(steps)) steps += 1;
  return add(editor, editor.session.copied, (item) => ({ ...item.object, id: newId() }), steps * unit);
}

// Private

const shapeOf = ({ ontology }, object) => SHAPES[ontology.get(object.class).shape];

function cornerOf(editor, entry, object = editor.document.object(entry.object)) {
  const { x, y } = shapeOf(editor, object)?.bounds(entry) ?? {};
  return `${object.class} ${Math.round(x)} ${Math.round(y)}`;
}

/** The geometry on this frame, which may be of another size; null where there is no room for it. */
function placed(editor, { object, geometry, size }, step) {
  const shape = shapeOf(editor, object);
  const limits = editor.limits();
  const same = size.width === limits.width && size.height === limits.height;
  if (!shape || (same && !step)) return shape ? geometry : null;
  if (same) return shape.translate(geometry, step, step, limits);
  const { x, y, width, height } = shape.bounds(geometry);
  if (width > limits.width || height > limits.height) return null;
  const [dx, dy] = [Math.min(step, limits.width - x - width), Math.min(step, limits.height - y - height)];
  return (shape.onFrame ?? shape.translate)(geometry, dx, dy, limits);
}

function add(editor, copied, objectOf, step) {
  const { session, document, history } = editor;
  if (!session.editable || !copied) return undefined;
  const pieces = copied.map((item) => ({ object: objectOf(item), geometry: placed(editor, item, step) })).filter((piece) => piece.geometry);
  if (!pieces.length) return editor.tell("say.noRoom");
  history.run(paste(document, { frame: session.frame, pieces }));
  if (session.tool === "select") session.select(pieces.map((piece) => piece.object.id));
  return editor.announce("say.pasted", { count: pieces.length });
}
