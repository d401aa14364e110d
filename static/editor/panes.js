// How benchmark and submission lie on the stage: over one another, side by side, or on either side of a line. Pure sums.
//
// A pane shows some sides through a cut-out of the stage; its picture is moved by (x, y) from where the viewport puts it.

export const LAYOUTS = Object.freeze(["overlay", "side", "wipe"]);
export const SIDES = Object.freeze(["benchmark", "submission"]);
export const EVEN = 50; // percent: both sides alike
const GAP_PX = 2;
const ALL = Object.freeze([Object.freeze({ sides: null, clip: null, x: 0, y: 0, alpha: 1, picture: true })]);

const lies = ({ width, height }) => width >= height;

/** What the viewport has to fill: the stage, or half of it, cut across its longer side. */
export function paneSize(layout, { width, height }) {
  if (layout !== "side") return { width, height };
  return lies({ width, height }) ? { width: (width - GAP_PX) / 2, height } : { width, height: (height - GAP_PX) / 2 };
}

/** How strongly each side of an overlay is drawn: both wholly in the middle, one alone at either end. */
export const strengths = (blend) => ({
  benchmark: Math.min(1, (2 * (100 - blend)) / 100),
  submission: Math.min(1, (2 * blend) / 100),
});

/** The one side that can be seen, or "both". */
export const layerOf = ({ layout, blend }) =>
  layout !== "overlay" || (blend > 0 && blend < 100) ? "both" : blend > 0 ? "submission" : "benchmark";

export function panesOf({ layout, blend, wipe }, size) {
  if (layout === "side") return sideBySide(size);
  if (layout === "wipe") return wiped(wipe, size);
  if (blend === EVEN) return ALL;
  const strength = strengths(blend);
  return SIDES.filter((side) => strength[side] > 0)
    .map((side, index) => ({ ...ALL[0], sides: [side], alpha: strength[side], picture: index === 0 }));
}

/** The pane under a point of the stage; points in the gap belong to the first. */
export const paneAt = (panes, point) => panes.find(({ clip }) => !clip || holds(clip, point)) ?? panes[0];

export const shows = ({ sides }, layer) => !sides || !layer || sides.includes(layer);

// Private

const holds = (clip, { x, y }) => x >= clip.x && y >= clip.y && x < clip.x + clip.width && y < clip.y + clip.height;

function sideBySide(size) {
  const { width, height } = paneSize("side", size);
  const step = lies(size) ? { x: width + GAP_PX, y: 0 } : { x: 0, y: height + GAP_PX };
  return SIDES.map((side, index) => {
    const [x, y] = [step.x * index, step.y * index];
    return { ...ALL[0], sides: [side], x, y, clip: { x, y, width, height } };
  });
}

function wiped(share, { width, height }) {
  const at = (width * share) / 100;
  const clips = [{ x: 0, y: 0, width: at, height }, { x: at, y: 0, width: width - at, height }];
  return SIDES.map((side, index) => ({ ...ALL[0], sides: [side], clip: clips[index] }));
}
