// Masks off the main thread. A message {id, job, ...} is answered with {id, ...} in the order in which they come.

import { drawRuns, encodeCrop, fromText, toText } from "./rle.js";
import { combine, factsOf } from "./runs.js";
import { maskImage } from "./maskimage.js";

const either = (one, other) => one || other;

const JOBS = Object.freeze({
  /** Bytes of a crop to run lengths. */
  encode({ bytes, crop, size }) {
    const runs = encodeCrop(bytes, crop, size);
    return [{ counts: toText(runs), runs, ...factsOf(runs, size) }, [runs.buffer]];
  },

  /** Texts of run lengths, taken together, to the bytes of a crop. */
  decode({ counts, crop, size }) {
    const runs = counts.map(fromText).reduce((one, other) => combine(one, other, either, size), new Int32Array([size.width * size.height]));
    const bytes = drawRuns(runs, crop, size);
    return [{ bytes }, [bytes.buffer]];
  },

  /** A text of run lengths to the picture of its bounds. */
  async picture({ counts, size, color, dashed }) {
    const runs = fromText(counts);
    const { bounds } = factsOf(runs, size);
    const picture = await createImageBitmap(maskImage(drawRuns(runs, bounds, size), bounds, { color, dashed }));
    return [{ picture }, [picture]];
  },
});

let before = Promise.resolve();

async function answer({ id, job, ...data }) {
  try {
    const [result, transfer] = await JOBS[job](data);
    postMessage({ id, ...result }, transfer);
  } catch (error) {
    postMessage({ id, error: String(error) });
  }
}

onmessage = ({ data }) => {
  before = before.then(() => answer(data));
};
