// What the wheel does besides zooming: in a DICOM series it goes through the slices, as in viewers; Ctrl then zooms. With Alt
// it makes the brush smaller or larger.

/** The action of one notch, (by) => …; null where the wheel zooms. */
export function wheelOf({ session, timing, run }, { altKey, ctrlKey, metaKey, shiftKey }) {
  if (altKey && session.tool === "bitmask") return (by) => run(by > 0 ? "brush.smaller" : "brush.larger");
  const isPlain = !(altKey || ctrlKey || metaKey || shiftKey);
  // A shape in the making would be lost with its slice.
  if (!isPlain || timing.unit !== "slice" || timing.count < 2 || session.draft) return null;
  return (by) => run(by > 0 ? "frame.next" : "frame.previous");
}
