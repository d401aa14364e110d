// The other masks of a frame, and what becomes of them where a new one covers them.

import { SHAPES } from "../shapes/index.js";

const MASK = SHAPES.bitmask;

export const otherMasks = ({ document, ontology }, { id, frame }) =>
  document.shapes(frame).filter(({ object }) => object !== id && ontology.get(document.object(object).class).shape === MASK.type);

/** [id, geometry or null] of the other masks that lose pixels to one; those that are locked do not. */
export const takenBy = (editor, hand, geometry) =>
  otherMasks(editor, hand)
    .filter(({ object }) => !editor.session.locked.has(object))
    .map((entry) => ({ entry, rest: MASK.without(entry, geometry) }))
    .filter(({ entry, rest }) => rest !== entry)
    .map(({ entry, rest }) => [entry.object, MASK.isValid(rest) ? rest : null]);

/** The bytes of the whole frame of masks taken together; here and now where the worker fails. */
export async function readMasks(coder, geometries, size) {
  const whole = { x: 0, y: 0, ...size };
  try {
    return await coder.decode(geometries.map((geometry) => geometry.counts), whole, size);
  } catch {
    const all = new Uint8Array(size.width * size.height);
    for (const geometry of geometries) MASK.bytesOf(geometry, whole).forEach((value, place) => { all[place] |= value; });
    return all;
  }
}
