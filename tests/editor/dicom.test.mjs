// The viewer of DICOM slices: its window by hand, by preset and by the file, and the values under the pointer.

import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";

globalThis.ImageData = class {
  constructor(width, height) {
    this.data = new Uint8ClampedArray(width * height * 4);
  }
};
globalThis.OffscreenCanvas = class {
  getContext = () => ({ putImageData: ({ data }) => { this.painted = [...new Uint32Array(data.buffer)].map((pixel) => pixel & 0xff); } });
};

const { dicom } = await import("../../static/editor/media/dicom.js");

const FACTS = { modality: "CT", unit: "HU", is_inverted: false, function: "LINEAR", range: [-1000, 1000], signed: [true], slopes: [1], intercepts: [-1000] };

/** Two slices of two pixels; the second has a window of its own. */
function open(facts = {}) {
  const slices = [[0, 2000], [1000, 1040]];
  globalThis.fetch = async (url) => ({ ok: true, body: new Blob([gzipSync(new Int16Array(slices[Number(url.at(-1))]))]).stream() });
  const windows = [[[0, 2000], [40, 400]], [[40, 80]]];
  return dicom.open({ frames: [{ width: 2, height: 1 }], count: 2, url: "/frames/", samples: { ...FACTS, windows, ...facts } });
}

test("a slice is painted in the first window of its own", async () => {
  const source = open();

  const [canvas] = await source.load(0);

  assert.deepEqual(source.window, { center: 0, width: 2000 });
  assert.deepEqual(canvas.painted, [0, 255]);
  await source.load(1);
  assert.deepEqual(source.window, { center: 40, width: 80 });
});

test("a window set by hand paints the slice shown anew, and holds for the others", async () => {
  const source = open();
  const [canvas] = await source.load(0);
  let changes = 0;
  source.addEventListener("change", () => { changes += 1; });

  source.setWindow({ center: 1000, width: 0 });

  assert.deepEqual(source.window, { center: 1000, width: 1 });
  assert.equal(changes, 1);
  assert.deepEqual(canvas.painted, [0, 255]);
  await source.load(1);
  assert.equal(source.isWindowChosen, true);
  assert.deepEqual(source.window, { center: 1000, width: 1 });
  source.setWindow(null);
  assert.deepEqual(source.window, { center: 40, width: 80 });
});

test("dragging sideways changes the width, up and down the level", async () => {
  const source = open();
  await source.load(0);

  source.dragWindow(512, 0);
  assert.deepEqual(source.window, { center: 0, width: 4000 });
  source.dragWindow(0, 256);
  assert.deepEqual(source.window, { center: 2000, width: 4000 });
});

test("a window that was dragged to nothing can be dragged open again", async () => {
  const source = open();
  await source.load(0);
  source.setWindow({ center: 0, width: 1 });

  source.dragWindow(100, 0);

  assert.ok(source.window.width > 15);
});

test("presets in Hounsfield units are offered where the values are in these alone", async () => {
  const names = async (facts) => {
    const source = open(facts);
    await source.load(0);
    return source.windows.map(({ name }) => name);
  };

  assert.deepEqual(await names({}), ["own", "own", "range", "soft", "lung", "bone", "brain", "liver"]);
  assert.deepEqual(await names({ unit: "" }), ["own", "own", "range"]);
});

test("the next window is another one each time, until all were seen", async () => {
  const source = open();
  await source.load(0);
  const seen = [];

  for (let step = 0; step < 6; step += 1) {
    source.nextWindow();
    seen.push(`${source.window.center} ${source.window.width}`);
  }

  // The second of the file's own is the preset for soft tissue, the first the range.
  assert.deepEqual(seen, ["40 400", "-600 1500", "480 2500", "40 80", "60 160", "0 2000"]);
});

test("the value under the pointer is the rescaled one, and there is none beside the picture", async () => {
  const source = open();
  assert.equal(source.valueAt(0, 0), null);
  await source.load(0);

  assert.equal(source.valueAt(0.9, 0.5), -1000);
  assert.equal(source.valueAt(1.2, 0), 1000);
  for (const [x, y] of [[-0.1, 0], [2, 0], [0, 1]]) assert.equal(source.valueAt(x, y), null);
});
