// Whether two label documents on the wire say the same, whatever the order of their entries and keys.

const sorted = (entries = []) => [...entries].sort((one, other) => (one.id < other.id ? -1 : 1));

function canonical(value) {
  if (Array.isArray(value)) return value.map(canonical);
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, canonical(value[key])]));
}

const labels = ({ objects, classifications, frames = {} }) =>
  JSON.stringify(canonical({
    objects: sorted(objects),
    classifications: sorted(classifications),
    frames: Object.fromEntries(Object.entries(frames).filter(([, shapes]) => shapes.length)),
  }));

export const sameLabels = (one, other) => labels(one) === labels(other);
