// The names beside shapes. A name that would cover another one is left out; what is pointed at always has its own.

const FONT = "600 11px system-ui, sans-serif";
const HEIGHT_PX = 17;
const PAD_PX = 5;
const MARK_PX = 11;
const MIN_SHAPE_PX = 26;
const MIN_COMPARED_PX = 44; // in review names are longer, and twice as many
const GAP_PX = Object.freeze({ shape: 3, dot: 9 });

/** What became of a label, as a sign of its own beside the colour; on a square of one unit. */
const MARKS = Object.freeze({
  matched: [[[0.1, 0.55], [0.4, 0.85], [0.95, 0.15]]],
  wrong_category: [[[0.05, 0.3], [0.95, 0.3], [0.7, 0.05]], [[0.95, 0.75], [0.05, 0.75], [0.3, 1]]],
  missing: [[[0.05, 0.5], [0.95, 0.5]]],
  extra: [[[0.05, 0.5], [0.95, 0.5]], [[0.5, 0.05], [0.5, 0.95]]],
});

const inkOn = (color) => {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return red * 0.299 + green * 0.587 + blue * 0.114 > 150 ? "#14161a" : "#ffffff";
};

const touch = (one, other) =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + HEIGHT_PX && other.y < one.y + HEIGHT_PX;

/** The tags that find room, in the order of `wanted` ({x, y, width, must}); one that must be shown takes its place first. */
export function withRoom(wanted) {
  const placed = [];
  const inTurn = [...wanted.filter((tag) => tag.must), ...wanted.filter((tag) => !tag.must)];
  for (const tag of inTurn) if (tag.must || !placed.some((other) => touch(tag, other))) placed.push(tag);
  return placed;
}

/** items: [{item, bounds}] with the bounds in the picture's pixels; names: whether those at rest have one */
export function paintTags(context, view, items, names) {
  const named = items.filter(({ item }) => names || item.look === "hover");
  if (!named.length) return;
  context.font = FONT; // which makes the page work out its styles
  const wanted = named.map((entry) => tagOf(context, view, entry)).filter(Boolean);
  for (const tag of withRoom(wanted)) paintTag(context, tag);
}

function tagOf(context, view, { item, bounds }) {
  const must = item.look === "hover" || item.look === "selected";
  const least = item.outcome === "matched" ? MIN_COMPARED_PX : MIN_SHAPE_PX;
  const large = Math.max(bounds.width, bounds.height) * view.scale >= least || item.shape.dots;
  if (item.look === "dim" || (!must && (!large || item.quiet))) return null;
  const corner = view.toScreen(bounds);
  const gap = item.shape.dots ? GAP_PX.dot : GAP_PX.shape;
  const mark = MARKS[item.outcome] ? MARK_PX + PAD_PX : 0;
  return {
    must,
    text: item.name,
    color: item.color,
    outcome: item.outcome,
    mark,
    x: Math.max(corner.x - 1, (view.left ?? 0) + 2),
    y: item.dashed ? corner.y + bounds.height * view.scale + gap : Math.max(corner.y - HEIGHT_PX - gap, 2),
    width: context.measureText(item.name).width + 2 * PAD_PX + mark,
  };
}

function paintTag(context, { text, color, outcome, mark, x, y, width }) {
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(x, y, width, HEIGHT_PX, 3);
  context.fill();
  const ink = inkOn(color);
  if (mark) paintMark(context, MARKS[outcome], x + PAD_PX, y + (HEIGHT_PX - MARK_PX) / 2, ink);
  context.fillStyle = ink;
  context.textBaseline = "middle";
  context.fillText(text, x + PAD_PX + mark, y + HEIGHT_PX / 2 + 0.5);
}

function paintMark(context, strokes, x, y, ink) {
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.beginPath();
  for (const [first, ...others] of strokes) {
    context.moveTo(x + first[0] * MARK_PX, y + first[1] * MARK_PX);
    for (const [right, down] of others) context.lineTo(x + right * MARK_PX, y + down * MARK_PX);
  }
  context.stroke();
}
