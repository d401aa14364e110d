// What is done with objects over frames, each once for keys, buttons and the timeline. Every function takes the editor first.

import { goToFrame, pickTool } from "./editing.js";
import { addKey, copyTo, dropKey, extend, fillGap, removeOn } from "./framecommands.js";
import { el } from "./dom.js";

const parts = ({ document, tracks }) => ({ document, tracks });

/** The objects in hand that may be changed, whether they are on this frame or not; without one it is said why nothing happens. */
function chosen(editor) {
  const { session, document } = editor;
  if (!session.editable) return [];
  const ids = session.held.filter((id) => document.object(id) && !session.locked.has(id));
  if (!ids.length) editor.tell("say.holdFirst");
  return ids;
}

const continuous = (editor) => {
  if (!editor.timing.isContinuous) editor.tell("say.notContinuous");
  return editor.timing.isContinuous;
};

function run(editor, command, otherwise) {
  if (!command) return editor.tell(otherwise);
  return editor.history.run(command);
}

/** Takes an object in hand, on whatever frame it is. */
export function hold(editor, id) {
  const { session, document, tracks, ontology } = editor;
  if (session.tool !== "select") pickTool(editor, "select");
  session.set({ held: Object.freeze([id]), selection: Object.freeze(document.shapeOf(id, session.frame) ? [id] : []) });
  editor.announce("say.selected", { name: `${ontology.get(document.object(id).class).name} ${tracks.number(id)}` });
}

/** Makes a key frame of the shape here, or one of the shapes between of a key frame; an object that is away comes here. */
export function toggleKey(editor) {
  const { session, tracks } = editor;
  if (!editor.session.editable || !continuous(editor)) return;
  for (const id of chosen(editor)) {
    const at = { id, frame: session.frame };
    if (tracks.state(id, session.frame) === "key") run(editor, dropKey(parts(editor), at), "say.onlyKey");
    else run(editor, addKey(parts(editor), at), "say.holdFirst");
  }
}

export function fill(editor) {
  if (!editor.session.editable || !continuous(editor)) return;
  const ids = chosen(editor);
  if (ids.length) run(editor, fillGap(parts(editor), { ids, frame: editor.session.frame }), "say.noGap");
}

/** Copies what is selected to the next frame, and goes there. */
export function copyToNext(editor) {
  const { session, document, timing } = editor;
  const ids = chosen(editor).filter((id) => document.shapeOf(id, session.frame));
  if (!ids.length) return undefined;
  if (session.frame >= timing.last) return editor.tell("say.lastFrame");
  editor.tool().cancel();
  const to = session.frame + 1;
  const { width, height } = editor.media.size(to);
  if (width !== editor.limits().width || height !== editor.limits().height) return editor.tell("say.otherSize");
  editor.history.run(copyTo(document, { ids, from: session.frame, to }));
  goToFrame(editor, to);
  return editor.announce("say.copiedNext", { count: ids.length });
}

/** Asks for a frame, and brings what is in hand as far as that. */
export async function extendTo(editor) {
  const { session, timing, words, dialogs } = editor;
  if (!session.editable || !continuous(editor)) return undefined;
  const ids = chosen(editor);
  if (!ids.length) return undefined;
  const input = el("input", { type: "number", min: 1, max: timing.count, step: 1, value: timing.count, required: true });
  const answer = await dialogs.ask({
    title: words("extend.title"), focus: input,
    body: [el("label", { class: "question" }, el("span", { class: "question-name", text: words(`until.${timing.unit}`, { count: timing.count }) }), input), words("extend.body")],
    choices: [{ value: "", text: words("act.cancel") }, { value: "go", text: words("extend.go"), kind: "primary" }],
  });
  const to = Math.round(input.valueAsNumber) - 1;
  if (answer !== "go" || !(to >= 0 && to <= timing.last)) return undefined;
  return run(editor, extend(parts(editor), { ids, frame: session.frame, to }), "say.nothingToExtend");
}

/** The objects leave: on this frame, or from here on. */
export function remove(editor, fromHereOn) {
  const { session, tracks } = editor;
  const ids = chosen(editor);
  if (!ids.length) return;
  const isGone = fromHereOn ? (frame) => frame >= session.frame : (frame) => frame === session.frame;
  const count = ids.reduce((sum, id) => sum + tracks.of(id).frames.filter(isGone).length, 0);
  const label = fromHereOn ? "command.removeFrom" : "command.removeHere";
  const command = removeOn(parts(editor), { ids, isGone, label });
  if (!command) return;
  run(editor, command);
  editor.announce("say.removedOn", { count });
}

/** Draws the object in hand once more, on this frame. */
export function redraw(editor) {
  const { session, document, ontology } = editor;
  const [id] = chosen(editor);
  if (!id) return;
  const type = ontology.get(document.object(id).class);
  pickTool(editor, "select");
  pickTool(editor, type.shape);
  session.set({ classHash: type.hash, redraw: id });
}

/** To the nearest key frame of what is in hand; with nothing in hand, of any object. */
export function stepKey(editor, by) {
  const { session, tracks, document } = editor;
  const ids = session.held.length ? session.held : document.objects.map(({ id }) => id);
  const found = ids.map((id) => tracks.keyBeside(id, session.frame, by)).filter((frame) => frame !== null);
  if (!found.length) return editor.tell("say.noKey");
  return goToFrame(editor, by > 0 ? Math.min(...found) : Math.max(...found));
}
