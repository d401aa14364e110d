// What each entry of the key map does. Buttons use the same entries, so that a key and its button cannot differ.

import { drawBoxesBy } from "./boxing.js";
import { copySelection, pasteInstances, pasteNew } from "./clipboard.js";
import * as editing from "./editing.js";
import { resetTone, stepTone } from "./picture.js";
import { pickBrush, resizeBrush, swapBrush } from "./painting.js";
import { nextLayer, nextLayout, stepPair } from "./review.js";
import { SHAPES } from "./shapes/index.js";
import * as tracking from "./tracking.js";

const NUDGE_PX = 1; // of the image
const LEAP_PX = 10;
const LEAP_FRAMES = 10;
const PAN_PX = 60; // of the screen
const ZOOM_STEP = 1.25;

const SIDES = Object.freeze({ left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] });

const perSide = (name, make) => Object.entries(SIDES).map(([side, [dx, dy]]) => [`${name}.${side}`, make(dx, dy)]);

/** Arrows move what is selected; with nothing selected they move the view, or turn the frames; in review they step. */
const arrow = (length) => (dx, dy) => (editor) => {
  if (editor.session.mode === "review" && length === NUDGE_PX && (dy || editor.media.indexes.length === 1)) {
    return stepPair(editor, dx + dy);
  }
  if (editing.nudge(editor, dx * length, dy * length) || editor.session.selection.length) return undefined;
  if (dx && editor.media.indexes.length > 1) return editing.stepFrame(editor, dx * (length === LEAP_PX ? LEAP_FRAMES : 1));
  return editor.viewport.panBy(-dx * PAN_PX, -dy * PAN_PX);
};

const revert = (name) => (editor) => {
  if (!editor.session.editable) return;
  editor.tool().cancel();
  const command = editor.history[name]();
  if (!command) return;
  const frames = Object.keys(command.patch.frames ?? {}).map(Number);
  if (frames.length && !frames.includes(editor.session.frame)) editing.goToFrame(editor, frames[0]);
  editor.announce(`say.${name}`, { what: editor.words(command.label) });
};

const removeOrBack = (editor) => {
  if (!editor.tool().back?.()) editing.removeSelection(editor);
};

const repeatTool = (editor) => {
  const type = editor.ontology.get(editor.session.classHash);
  if (type.shape) editing.pickTool(editor, editor.session.tool === "select" ? type.shape : "select");
};

export const ACTIONS = Object.freeze({
  "tool.select": (editor) => editing.pickTool(editor, "select"),
  ...Object.fromEntries(Object.keys(SHAPES).map((type) => [`tool.${type}`, (editor) => editing.pickTool(editor, type)])),
  ...Object.fromEntries(["eraser", "lasso", "cut"].map((mode) => [`brush.${mode}`, (editor) => pickBrush(editor, mode)])),
  "tool.bitmask": (editor) => pickBrush(editor, "brush"),
  "brush.swap": swapBrush,
  "brush.smaller": (editor) => resizeBrush(editor, false),
  "brush.larger": (editor) => resizeBrush(editor, true),
  "box.by": (editor) => drawBoxesBy(editor),
  "tool.repeat": repeatTool,
  "class.digit": (editor, chord) => editing.pickClass(editor, editor.ontology.byHotkey(chord)),
  "class.search": (editor) => editor.searchClass(),
  "draw.finish": (editor) => editor.tool().finish?.(),
  escape: editing.escape,

  "object.delete": removeOrBack,
  "object.duplicate": editing.duplicateSelection,
  "object.copy": copySelection,
  "object.paste": pasteInstances,
  "object.pasteNew": pasteNew,
  "object.all": editing.selectAll,
  "object.next": (editor) => editing.step(editor, 1),
  "object.previous": (editor) => editing.step(editor, -1),
  ...Object.fromEntries([
    ...perSide("nudge", arrow(NUDGE_PX)),
    ...perSide("leap", arrow(LEAP_PX)),
    ...perSide("resize", (dx, dy) => (editor) => editing.resize(editor, dx, dy)),
  ]),
  "object.turnLeft": (editor) => editing.rotate(editor, -1),
  "object.turnRight": (editor) => editing.rotate(editor, 1),
  "object.front": (editor) => editing.restackSelection(editor, true),
  "object.back": (editor) => editing.restackSelection(editor, false),
  "polygon.join": editing.joinSelection,
  "polygon.cut": editing.cutSelection,
  "object.hide": (editor) => editing.toggleSelected(editor, "hidden"),
  "object.hideAll": editing.hideAll,
  "object.lock": (editor) => editing.toggleSelected(editor, "locked"),

  "view.in": ({ viewport }) => viewport.zoomTo(viewport.scale * ZOOM_STEP),
  "view.out": ({ viewport }) => viewport.zoomTo(viewport.scale / ZOOM_STEP),
  "view.fit": ({ viewport }) => viewport.fit(),
  "view.actual": ({ viewport }) => viewport.zoomTo(1),
  "view.names": ({ session }) => session.set({ names: !session.names }),
  "view.lines": ({ session }) => session.set({ lines: !session.lines }),
  "view.picture": ({ session }) => session.set({ picture: !session.picture }),
  "view.levels": ({ session, media }) => media.setWindow && session.set({ windowing: !session.windowing }),
  "view.levelsNext": ({ media }) => media.nextWindow?.(),
  "view.levelsOwn": ({ media }) => media.setWindow?.(null),
  "view.brighter": ({ session }) => stepTone(session, "brightness", 1),
  "view.darker": ({ session }) => stepTone(session, "brightness", -1),
  "view.contrastUp": ({ session }) => stepTone(session, "contrast", 1),
  "view.contrastDown": ({ session }) => stepTone(session, "contrast", -1),
  "view.plain": ({ session }) => resetTone(session),
  "frame.previous": (editor) => editing.stepFrame(editor, -1),
  "frame.next": (editor) => editing.stepFrame(editor, 1),
  "frame.back": (editor) => editing.stepFrame(editor, -LEAP_FRAMES),
  "frame.ahead": (editor) => editing.stepFrame(editor, LEAP_FRAMES),
  "frame.first": (editor) => editing.goToFrame(editor, editor.media.indexes[0]),
  "frame.last": (editor) => editing.goToFrame(editor, editor.timing.last),
  "frame.keyPrevious": (editor) => tracking.stepKey(editor, -1),
  "frame.keyNext": (editor) => tracking.stepKey(editor, 1),
  "frame.goTo": (editor) => editor.goTo?.(),
  "frame.play": ({ player }) => player.toggle(),
  "track.key": tracking.toggleKey,
  "track.fill": tracking.fill,
  "track.copy": tracking.copyToNext,
  "track.extend": tracking.extendTo,
  "track.redraw": tracking.redraw,
  "track.removeHere": (editor) => tracking.remove(editor, false),
  "track.removeFrom": (editor) => tracking.remove(editor, true),
  "view.timeline": ({ session }) => session.set({ timeline: !session.timeline }),
  "view.hereOnly": ({ session }) => session.set({ hereOnly: !session.hereOnly }),

  "review.layer": nextLayer,
  "review.layout": nextLayout,
  "review.next": (editor) => stepPair(editor, 1),
  "review.previous": (editor) => stepPair(editor, -1),

  undo: revert("undo"),
  redo: revert("redo"),
  save: ({ saver }) => saver?.flush(),
  submit: (editor) => editor.submit?.(),
  help: (editor) => editor.help(),
});
