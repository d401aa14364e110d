// The keys, once: used by the handler, the help dialog and the tests. "Mod" is Ctrl, or Command on a Mac.
// The text of a binding in the help is `word`, or "key." and its `help` or id; an empty `help` leaves it out.
// `where: "stage"` keeps keys that other controls need (arrows, Space, Enter) to the picture and the list of objects.

export const KEYMAP = Object.freeze([
  { id: "tool.select", group: "tools", keys: ["v"] },
  { id: "tool.bounding_box", group: "tools", keys: ["b"], word: "tool.bounding_box" },
  { id: "tool.rotatable_bounding_box", group: "tools", keys: ["o"], word: "tool.rotatable_bounding_box" },
  { id: "tool.polygon", group: "tools", keys: ["p"], word: "tool.polygon" },
  { id: "tool.polyline", group: "tools", keys: ["l"], word: "tool.polyline" },
  { id: "tool.point", group: "tools", keys: ["k"], word: "tool.point" },
  { id: "tool.skeleton", group: "tools", keys: ["s"], word: "tool.skeleton" },
  { id: "tool.bitmask", group: "tools", keys: ["m"], word: "tool.bitmask" },
  { id: "brush.eraser", group: "tools", keys: ["e"], word: "brush.eraser" },
  { id: "brush.lasso", group: "tools", keys: ["g"], word: "brush.lasso" },
  { id: "brush.cut", group: "tools", keys: ["Shift+g"], word: "brush.cut" },
  { id: "brush.swap", group: "tools", keys: ["x"] },
  { id: "brush.smaller", group: "tools", keys: ["["] },
  { id: "brush.larger", group: "tools", keys: ["]"] },
  { id: "box.by", group: "tools", keys: ["r"] },
  { id: "tool.repeat", group: "tools", keys: ["n"] },
  { id: "class.digit", group: "tools", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"], shown: "1 – 9, 0" },
  { id: "class.search", group: "tools", keys: ["/"] },
  { id: "draw.finish", group: "tools", keys: ["Enter"], where: "stage" },
  { id: "escape", group: "tools", keys: ["Escape"] },

  { id: "object.delete", group: "objects", keys: ["Delete", "Backspace"], where: "stage" },
  { id: "object.duplicate", group: "objects", keys: ["Mod+d"] },
  { id: "object.copy", group: "objects", keys: ["Mod+c"], where: "stage" },
  { id: "object.paste", group: "objects", keys: ["Mod+v"], where: "stage" },
  { id: "object.pasteNew", group: "objects", keys: ["Mod+Shift+v"], where: "stage" },
  { id: "object.all", group: "objects", keys: ["Mod+a"], where: "stage" },
  { id: "object.next", group: "objects", keys: ["Alt+ArrowDown", "."] },
  { id: "object.previous", group: "objects", keys: ["Alt+ArrowUp", ","] },
  { id: "nudge.left", group: "objects", keys: ["ArrowLeft"], where: "stage", help: "nudge", shown: "← ↑ → ↓" },
  { id: "nudge.right", group: "objects", keys: ["ArrowRight"], where: "stage", help: "" },
  { id: "nudge.up", group: "objects", keys: ["ArrowUp"], where: "stage", help: "" },
  { id: "nudge.down", group: "objects", keys: ["ArrowDown"], where: "stage", help: "" },
  { id: "leap.left", group: "objects", keys: ["Shift+ArrowLeft"], where: "stage", help: "leap", shown: "Shift ← ↑ → ↓" },
  { id: "leap.right", group: "objects", keys: ["Shift+ArrowRight"], where: "stage", help: "" },
  { id: "leap.up", group: "objects", keys: ["Shift+ArrowUp"], where: "stage", help: "" },
  { id: "leap.down", group: "objects", keys: ["Shift+ArrowDown"], where: "stage", help: "" },
  { id: "resize.left", group: "objects", keys: ["Alt+Shift+ArrowLeft"], where: "stage", help: "resize", shown: "Alt Shift ← ↑ → ↓" },
  { id: "resize.right", group: "objects", keys: ["Alt+Shift+ArrowRight"], where: "stage", help: "" },
  { id: "resize.up", group: "objects", keys: ["Alt+Shift+ArrowUp"], where: "stage", help: "" },
  { id: "resize.down", group: "objects", keys: ["Alt+Shift+ArrowDown"], where: "stage", help: "" },
  { id: "object.turnLeft", group: "objects", keys: [";"] },
  { id: "object.turnRight", group: "objects", keys: ["'"] },
  { id: "object.front", group: "objects", keys: ["Shift+PageUp"] },
  { id: "object.back", group: "objects", keys: ["Shift+PageDown"] },
  { id: "polygon.join", group: "objects", keys: ["Shift+j"] },
  { id: "polygon.cut", group: "objects", keys: ["Shift+x"] },
  { id: "object.hide", group: "objects", keys: ["h"] },
  { id: "object.hideAll", group: "objects", keys: ["Shift+h"] },
  { id: "object.lock", group: "objects", keys: ["Shift+l"] },

  { id: "view.in", group: "view", keys: ["+", "="] },
  { id: "view.out", group: "view", keys: ["-"] },
  { id: "view.fit", group: "view", keys: ["z"] },
  { id: "view.actual", group: "view", keys: ["Shift+z"] },
  { id: "view.names", group: "view", keys: ["t"] },
  { id: "view.lines", group: "view", keys: ["c"] },
  { id: "view.picture", group: "view", keys: ["a"] },
  { id: "view.brighter", group: "view", keys: ["Shift+b"] },
  { id: "view.darker", group: "view", keys: ["Shift+d"] },
  { id: "view.contrastUp", group: "view", keys: ["Shift+c"] },
  { id: "view.contrastDown", group: "view", keys: ["Shift+f"] },
  { id: "view.plain", group: "view", keys: ["Shift+r"] },
  { id: "view.levels", group: "view", keys: ["Shift+w"] },
  { id: "view.levelsNext", group: "view", keys: ["y"] },
  { id: "view.levelsOwn", group: "view", keys: ["Shift+y"] },

  { id: "frame.previous", group: "frames", keys: ["d"] },
  { id: "frame.next", group: "frames", keys: ["f"] },
  { id: "frame.back", group: "frames", keys: ["PageUp"], where: "stage" },
  { id: "frame.ahead", group: "frames", keys: ["PageDown"], where: "stage" },
  { id: "frame.first", group: "frames", keys: ["Home"], where: "stage" },
  { id: "frame.last", group: "frames", keys: ["End"], where: "stage" },
  { id: "frame.keyPrevious", group: "frames", keys: ["<"] },
  { id: "frame.keyNext", group: "frames", keys: [">"] },
  { id: "frame.goTo", group: "frames", keys: ["`"] },
  { id: "frame.play", group: "frames", keys: [" "], where: "stage", shown: "Space" },
  { id: "track.key", group: "frames", keys: ["i"] },
  { id: "track.fill", group: "frames", keys: ["Shift+i"] },
  { id: "track.copy", group: "frames", keys: ["Mod+b"] },
  { id: "track.extend", group: "frames", keys: ["Shift+e"] },
  { id: "track.redraw", group: "frames", keys: ["Shift+n"] },
  { id: "track.removeHere", group: "frames", keys: ["Shift+Delete", "Shift+Backspace"], where: "stage" },
  { id: "track.removeFrom", group: "frames", keys: ["Mod+Delete", "Mod+Backspace"], where: "stage" },
  { id: "view.timeline", group: "frames", keys: ["Shift+t"] },
  { id: "view.hereOnly", group: "frames", keys: ["Shift+o"] },

  { id: "review.layer", group: "review", keys: ["q"] },
  { id: "review.layout", group: "review", keys: ["Shift+q"] },
  { id: "review.next", group: "review", keys: ["j"] },
  { id: "review.previous", group: "review", keys: ["u"] },

  { id: "undo", group: "work", keys: ["Mod+z"] },
  { id: "redo", group: "work", keys: ["Mod+Shift+z", "Mod+y"] },
  { id: "save", group: "work", keys: ["Mod+s"], always: true },
  { id: "submit", group: "work", keys: ["Mod+Enter"], always: true },
  { id: "help", group: "work", keys: ["?"] },
]);

const SYMBOL = /^[^a-z0-9]$/i;

/** The name of what was pressed: modifiers in a fixed order, digits by their place, letters by their meaning. */
export function chordOf({ key, code = "", ctrlKey, metaKey, altKey, shiftKey }) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  const name = digit && !SYMBOL.test(key) ? digit : key.length === 1 ? key.toLowerCase() : key;
  const shift = shiftKey && !SYMBOL.test(name) ? "Shift+" : "";
  return `${ctrlKey || metaKey ? "Mod+" : ""}${altKey ? "Alt+" : ""}${shift}${name}`;
}

export const bindingOf = (chord, keymap = KEYMAP) => keymap.find((binding) => binding.keys.includes(chord));

/** How the first key of a binding is written on a button. */
export const shownKey = (id, keymap = KEYMAP) => {
  const binding = keymap.find((entry) => entry.id === id);
  return binding ? binding.shown ?? pretty(binding.keys[0]) : "";
};

export const pretty = (chord) =>
  chord.replace("Mod+", "Ctrl ").replace("Alt+", "Alt ").replace("Shift+", "Shift ")
    .replace("ArrowDown", "↓").replace("ArrowUp", "↑").replace("ArrowLeft", "←").replace("ArrowRight", "→")
    .replace("Escape", "Esc").replace("Delete", "Del")
    .replace(/(^| )([a-z])$/, (whole, space, letter) => space + letter.toUpperCase());
