// What one label scores, for the worked example alone: no number that is kept comes from here. The same formula as
// scoring/weights.py; tests/editor/score_vectors.json holds both to it.

const NAMES = ["iou", "category", "attributes"];

export const total = (weights) => NAMES.reduce((sum, name) => sum + weights[name], 0);

// Parts are shares from 0 to 1, the score is 0 to 100; null where the class is not scored.
export function rowScore(weights, parts) {
  const sum = total(weights);
  return sum > 0 ? (100 * NAMES.reduce((points, name) => points + weights[name] * parts[name], 0)) / sum : null;
}

// The sum as one would write it down: 100 × (50 × 0.8 + 50 × 1) ÷ 100 = 90.0
export function written(weights, parts, format) {
  const used = NAMES.filter((name) => weights[name] > 0);
  const terms = used.map((name) => `${weights[name]} × ${parts[name]}`).join(" + ");
  return `100 × (${terms}) ÷ ${total(weights)} = ${format(rowScore(weights, parts))}`;
}
