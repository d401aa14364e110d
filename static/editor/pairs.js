// The pairs of benchmark and submission as lists: what each cost, in which order they are read, and where along the frames they lie.

export const OUTCOMES = Object.freeze(["missing", "extra", "wrong_category", "matched"]);

/** What a pair lost of its 100 points. Pairs without a score are judged by their outcome. */
export const lost = (pair) => (pair.score === null || pair.score === undefined ? (pair.outcome === "matched" ? 0 : 100) : 100 - pair.score);

/** A difference is what a trainee can learn from: a full match is none. */
export const isDifference = (pair) => pair.outcome !== "matched" || lost(pair) >= 0.05;

/** An empty set of outcomes asks for all. */
export const matchesFilter = (pair, outcomes) => !outcomes.size || outcomes.has(pair.outcome);

const byCost = (one, other) =>
  lost(other) - lost(one) || OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome) || one.frame - other.frame || one.index - other.index;

/** The costliest first, or frame by frame; the index into the configuration's list stays the pair's name. */
export function inOrder(pairs, { order = "cost", outcomes = new Set(), frame = 0 } = {}) {
  const kept = pairs.map((pair, index) => ({ ...pair, index }))
    .filter((pair) => matchesFilter(pair, outcomes) && (order !== "here" || pair.frame === frame));
  return kept.sort(order === "frame" ? (one, other) => one.frame - other.frame || byCost(one, other) : byCost);
}

export const countByOutcome = (pairs) =>
  OUTCOMES.map((outcome) => ({ outcome, count: pairs.filter((pair) => pair.outcome === outcome).length }));

/** The indexes of the pairs of each frame, as a function of the frame. */
export function byFrame(pairs) {
  const frames = new Map();
  pairs.forEach(({ frame }, index) => {
    if (!frames.has(frame)) frames.set(frame, []);
    frames.get(frame).push(index);
  });
  return (frame) => frames.get(frame) ?? [];
}

/**
 * The frames in at most `most` stretches, with the points lost in each and the frame that lost most:
 * [{first, last, frame, points, differences}] by place in the list of frames.
 */
export function stretches(pairs, indexes, most) {
  const count = Math.min(most, indexes.length);
  const places = new Map(indexes.map((index, place) => [index, place]));
  const made = Array.from({ length: count }, (_, at) => {
    const first = Math.floor((at * indexes.length) / count);
    return { first, last: Math.floor(((at + 1) * indexes.length) / count) - 1, frame: indexes[first], points: 0, differences: 0 };
  });
  const perFrame = new Map();
  for (const pair of pairs) {
    const place = places.get(pair.frame);
    if (place === undefined || !isDifference(pair)) continue;
    const stretch = made[Math.min(count - 1, stretchOf(place, count, indexes.length))];
    stretch.points += lost(pair);
    stretch.differences += 1;
    perFrame.set(pair.frame, (perFrame.get(pair.frame) ?? 0) + lost(pair));
    if (perFrame.get(pair.frame) > (perFrame.get(stretch.frame) ?? 0)) stretch.frame = pair.frame;
  }
  return made;
}

/** The stretch that a place falls into: the inverse of the rounding above. */
const stretchOf = (place, count, length) => Math.floor(((place + 1) * count - 1) / length);
