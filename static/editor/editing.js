// What keys, buttons and the panel ask for, each done once for all of them. Every function takes the editor first.

import { changeClass, duplicate, merge, removeObjects, reshape, restack } from "./commands.js";
import { newId } from "./ids.js";
import { SHAPES } from "./shapes/index.js";

const DUPLICATE_OFFSET_PX = 12; // of the screen

const inHand = ({ recent }, { hash, shape }) => ({ classHash: hash, recent: Object.freeze({ ...recent, [shape]: hash }) });

export function pickTool({ session, ontology, tool }, name) {
  if (name === session.tool || (name !== "select" && !session.editable)) return;
  tool().cancel();
  tool().leave?.();
  if (name === "select") return session.set({ tool: name, redraw: "", crosshair: null, cursor: "default" });
  const usable = ontology.ofShape(name);
  if (!usable.length) return;
  const current = usable.find((item) => item.hash === session.classHash) ?? usable[0];
  session.set({ tool: name, classHash: current.hash, selection: [], redraw: "", cursor: "crosshair" });
}

/** Takes a class in hand; while selecting, gives it to the selected objects of the same shape instead. */
export function pickClass(editor, type) {
  const { session, document, history, ontology } = editor;
  if (!session.editable || !type) return;
  if (type.kind === "classification") return editor.focusClassification(type.hash);
  const fitting = new Set(ontology.alternatives(type).map((item) => item.hash));
  // What has the class already need not get it: then the key means the next object.
  const other = (id) => fitting.has(document.object(id).class) && document.object(id).class !== type.hash;
  const selected = session.tool === "select" ? session.selection.filter(other) : [];
  session.set(inHand(session, type));
  if (selected.length) return history.run(changeClass(document, selected, type));
  pickTool(editor, type.shape);
}

export function escape(editor) {
  if (editor.tool().cancel() || editor.tool().letGo?.()) return;
  if (editor.session.tool !== "select") pickTool(editor, "select");
  else if (editor.session.mode === "review") editor.session.set({ pair: -1 });
  else editor.session.select([]);
}

/** The selected objects that may be changed, with their shape and geometry on this frame. */
function chosen({ session, document, ontology }) {
  if (!session.editable) return [];
  return session.selection
    .filter((id) => !session.locked.has(id))
    .map((id) => {
      const { object, ...geometry } = document.shapeOf(id, session.frame);
      return { id: object, geometry, shape: SHAPES[ontology.get(document.object(id).class).shape] };
    })
    .filter((item) => item.shape);
}

export function removeSelection(editor) {
  const ids = chosen(editor).map((item) => item.id);
  if (!ids.length) return;
  removeEverywhere(editor, ids);
}

function removeEverywhere({ history, document, tracks, keys, announce, tell }, ids) {
  const count = Math.max(...ids.map((id) => tracks.of(id).frames.length));
  history.run(removeObjects(document, ids));
  if (count > 1) tell("say.deletedEverywhere", { count, key: keys.shown("track.removeHere") });
  else announce("say.deleted", { count: ids.length });
}

export function removeOne(editor, id) {
  if (editor.session.editable && !editor.session.locked.has(id)) removeEverywhere(editor, [id]);
}

const change = (editor, name, label, dx, dy) => {
  const changes = new Map(chosen(editor).map(({ id, geometry, shape }) => [id, shape[name](geometry, dx, dy, editor.limits())]));
  if (!changes.size) return false;
  const merge = `${label}:${[...changes.keys()].join()}`;
  editor.history.run(reshape(editor.document, { frame: editor.session.frame, changes, label, merge }));
  return true;
};

export const nudge = (editor, dx, dy) => change(editor, "translate", "command.move", dx, dy);

export const resize = (editor, dx, dy) => change(editor, "resize", "command.reshape", dx, dy);

/** Turns what can be turned, clockwise, by degrees. */
export function rotate(editor, degrees) {
  const turning = chosen(editor).filter(({ shape }) => shape.rotate);
  const changes = new Map(turning.map(({ id, geometry, shape }) => [id, shape.rotate(geometry, degrees)]));
  if (!changes.size) return;
  const merge = `turn:${[...changes.keys()].join()}`;
  editor.history.run(reshape(editor.document, { frame: editor.session.frame, changes, label: "command.turn", merge }));
}

export function setValue(editor, id, name, value) {
  const item = chosen(editor).find((entry) => entry.id === id);
  if (!item || !Number.isFinite(value)) return;
  const changes = new Map([[id, item.shape.withValue(item.geometry, name, value, editor.limits())]]);
  editor.history.run(reshape(editor.document, { frame: editor.session.frame, changes, label: "command.reshape" }));
}

/** Whether a node of a skeleton can be seen. */
export function setVisibility(editor, id, node, visibility) {
  const item = chosen(editor).find((entry) => entry.id === id);
  if (!item?.shape.withVisibility) return;
  const changes = new Map([[id, item.shape.withVisibility(item.geometry, node, visibility)]]);
  editor.history.run(reshape(editor.document, { frame: editor.session.frame, changes, label: "command.visibility" }));
}

export function duplicateSelection(editor) {
  const step = DUPLICATE_OFFSET_PX / editor.viewport.scale;
  const copies = chosen(editor).map(({ id, geometry, shape }) => ({
    from: id, id: newId(), geometry: shape.translate(geometry, step, step, editor.limits()),
  }));
  if (!copies.length) return;
  editor.history.run(duplicate(editor.document, { frame: editor.session.frame, copies }));
  editor.session.select(copies.map((copy) => copy.id));
}

export function restackSelection(editor, toFront) {
  const ids = chosen(editor).map((item) => item.id);
  if (ids.length) editor.history.run(restack(editor.document, { frame: editor.session.frame, ids, toFront }));
}

/** Polygons of one class become one with several parts: the first selected stays. */
export function joinSelection(editor) {
  const [first, ...others] = chosen(editor).filter((item) => item.shape.join);
  const same = first && others.length && others.every((item) => classOf(editor, item.id) === classOf(editor, first.id));
  if (!same) return editor.tell("say.cannotJoin");
  return mergeInto(editor, first, others, first.shape.join([first, ...others].map((item) => item.geometry)), "command.join");
}

/** The smallest of the selected polygons becomes a hole in the largest. */
export function cutSelection(editor) {
  const area = (item) => item.shape.area(item.geometry);
  const [first, second, ...more] = chosen(editor).filter((item) => item.shape.cut).sort((one, other) => area(other) - area(one));
  const geometry = second && !more.length ? first.shape.cut(first.geometry, second.geometry) : null;
  if (!geometry) return editor.tell("say.cannotCut");
  return mergeInto(editor, first, [second], geometry, "command.cut");
}

const classOf = ({ document }, id) => document.object(id).class;

function mergeInto({ history, document, session }, { id }, others, geometry, label) {
  history.run(merge(document, { frame: session.frame, id, geometry, gone: others.map((item) => item.id), label }));
  session.select([id]);
}

/** Selects an object and brings it into view. */
export function show(editor, id) {
  const entry = editor.document.shapeOf(id, editor.session.frame);
  if (!entry) return;
  if (editor.session.tool !== "select") pickTool(editor, "select");
  const type = editor.ontology.get(editor.document.object(id).class);
  editor.session.select([id]);
  editor.viewport.reveal(SHAPES[type.shape].bounds(entry));
  editor.announce("say.selected", { name: `${type.name} ${editor.tracks.number(id)}` });
}

export function step(editor, by) {
  const ids = editor.document.shapes(editor.session.frame).map((shape) => shape.object);
  if (!ids.length) return;
  const at = ids.indexOf(editor.session.selection.at(-1));
  show(editor, ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length]);
}

export function selectAll({ session, document }) {
  session.select(document.shapes(session.frame).map((shape) => shape.object).filter((id) => !session.hidden.has(id)));
}

export const toggleSelected = ({ session }, name) => session.selection.forEach((id) => session.toggle(name, id));

export function hideAll({ session, document }) {
  const ids = document.shapes(session.frame).map((shape) => shape.object);
  session.set({ hidden: new Set(ids.every((id) => session.hidden.has(id)) ? [] : ids) });
}

/** Shows another frame; what is in hand stays there, selected where it is. */
export function goToFrame({ session, media, tool, document }, index) {
  if (index === session.frame || !media.indexes.includes(index)) return;
  tool().cancel();
  const parts = { exists: (id) => Boolean(document.object(id)), isHere: (id) => Boolean(document.shapeOf(id, index)) };
  session.follow(parts, { frame: index, hover: "", pair: -1 });
}

export function stepFrame(editor, by) {
  const { indexes } = editor.media;
  const at = Math.min(Math.max(indexes.indexOf(editor.session.frame) + by, 0), indexes.length - 1);
  goToFrame(editor, indexes[at]);
}
