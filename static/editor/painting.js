// What keys and the bar over the picture do to the brush.

import { pickTool } from "./editing.js";
import { clamp } from "./geometry.js";

export const MAX_RADIUS_PX = 400; // of the image
const MIN_RADIUS_PX = 0.5;
const STEP = 1.2;

export const setRadius = ({ session }, radius) => session.set({ brushRadius: clamp(radius, MIN_RADIUS_PX, MAX_RADIUS_PX) });

export const resizeBrush = (editor, larger) =>
  setRadius(editor, larger ? Math.max(editor.session.brushRadius * STEP, editor.session.brushRadius + 0.5) : editor.session.brushRadius / STEP);

/** Takes the brush in hand in one of its modes, with the selected mask, if there is one, as what is painted on. */
export function pickBrush(editor, mode) {
  const { session, document, ontology } = editor;
  if (!session.editable || !ontology.ofShape("bitmask").length) return;
  const { selection } = session;
  const type = selection.length === 1 ? ontology.get(document.object(selection[0]).class) : null;
  if (type?.shape === "bitmask") session.set({ classHash: type.hash });
  pickTool(editor, "bitmask");
  session.set({ brushMode: mode });
  if (type?.shape === "bitmask") session.select(selection);
}

export const swapBrush = (editor) => {
  const next = { brush: "eraser", eraser: "brush", lasso: "cut", cut: "lasso" };
  if (editor.session.tool === "bitmask") editor.session.set({ brushMode: next[editor.session.brushMode] });
};
