// From stored samples to grey: rescale, then window, as DICOM PS3.3 C.11.2 has it. Pure sums over a table of all values.

/** By the unit of the rescaled values: a window in Hounsfield units says nothing of any other. */
export const PRESETS = Object.freeze({
  HU: Object.freeze([
    { name: "soft", center: 40, width: 400 },
    { name: "lung", center: -600, width: 1500 },
    { name: "bone", center: 480, width: 2500 },
    { name: "brain", center: 40, width: 80 },
    { name: "liver", center: 60, width: 160 },
  ]),
});

const OPAQUE = 0xff000000;
const VALUES = 65536;

const linear = (value, center, width) => (width > 1 ? (value - (center - 0.5)) / (width - 1) + 0.5 : value > center - 0.5 ? 1 : 0);
const exact = (value, center, width) => (value - center) / width + 0.5;
const sigmoid = (value, center, width) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
const FUNCTIONS = Object.freeze({ LINEAR: linear, LINEAR_EXACT: exact, SIGMOID: sigmoid });

/** The grey (0 to 255) of one value after rescaling. */
export function greyOf(value, { center, width, kind = "LINEAR", inverted = false }) {
  const share = Math.min(1, Math.max(0, (FUNCTIONS[kind] ?? linear)(value, center, width)));
  const grey = Math.floor(share * 255 + 0.5);
  return inverted ? 255 - grey : grey;
}

/** A table from every stored sample (by its 16 bits) to an opaque grey pixel. */
export function tableOf({ signed, slope, intercept }, window) {
  const table = new Uint32Array(VALUES);
  for (let bits = 0; bits < VALUES; bits += 1) {
    const stored = signed && bits > 32767 ? bits - VALUES : bits;
    const grey = greyOf(stored * slope + intercept, window);
    table[bits] = OPAQUE | (grey << 16) | (grey << 8) | grey;
  }
  return table;
}

/** samples: Uint16Array of the stored bits; pixels: Uint32Array of the same length, written to. */
export function paintSamples(samples, table, pixels) {
  for (let index = 0; index < samples.length; index += 1) pixels[index] = table[samples[index]];
}

/** The window that shows everything from the lowest to the highest value. */
export const windowOfRange = ([low, high]) => ({ center: (low + high) / 2, width: Math.max(high - low, 1) });
