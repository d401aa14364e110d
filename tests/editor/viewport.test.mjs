import assert from "node:assert/strict";
import test from "node:test";

import { Viewport } from "../../static/editor/viewport.js";

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

function makeViewport() {
  const viewport = new Viewport();
  viewport.setScreen(800, 600);
  viewport.setFrame(1600, 900);
  return viewport;
}

test("fitting shows the whole frame in the middle", () => {
  const viewport = makeViewport();

  const corner = viewport.toScreen({ x: 0, y: 0 });
  const opposite = viewport.toScreen({ x: 1600, y: 900 });

  assert.ok(corner.x > 0 && corner.y > 0 && opposite.x < 800 && opposite.y < 600);
  near(corner.x, 800 - opposite.x);
  near(corner.y, 600 - opposite.y);
});

test("the image point under the pointer stays under it while zooming", () => {
  const viewport = makeViewport();
  const pointer = { x: 333, y: 222 };
  const held = viewport.toImage(pointer);

  for (const factor of [1.3, 1.3, 2, 0.7, 1.9]) viewport.zoomAt(pointer, factor);

  const after = viewport.toImage(pointer);
  near(after.x, held.x);
  near(after.y, held.y);
});

test("screen and image points are each other's inverse", () => {
  const viewport = makeViewport();
  viewport.zoomAt({ x: 10, y: 20 }, 3.7);
  viewport.panBy(12, -34);

  const point = viewport.toImage(viewport.toScreen({ x: 123.4, y: 56.7 }));

  near(point.x, 123.4);
  near(point.y, 56.7);
});

test("the frame cannot be lost from sight", () => {
  const viewport = makeViewport();

  viewport.panBy(1e6, -1e6);
  const corner = viewport.toScreen({ x: 0, y: 0 });
  const opposite = viewport.toScreen({ x: 1600, y: 900 });

  assert.ok(corner.x < 800 && opposite.x > 0 && corner.y < 600 && opposite.y > 0);
});

test("the scale has a lower and an upper limit", () => {
  const viewport = makeViewport();

  viewport.zoomTo(1e9);
  near(viewport.scale, 64);
  viewport.zoomTo(0);
  assert.ok(viewport.scale > 0 && viewport.scale < viewport.fitScale);
});

test("a fitted view is fitted again when the window changes, any other keeps its centre", () => {
  const viewport = makeViewport();
  viewport.setScreen(400, 300);
  near(viewport.scale, viewport.fitScale);

  viewport.zoomTo(2);
  const centre = viewport.toImage({ x: 200, y: 150 });
  viewport.setScreen(600, 500);

  near(viewport.scale, 2);
  near(viewport.toImage({ x: 300, y: 250 }).x, centre.x);
});

test("reveal moves nothing that can be seen, and brings in what cannot", () => {
  const viewport = makeViewport();
  const before = { scale: viewport.scale, x: viewport.x };
  viewport.reveal({ x: 100, y: 100, width: 300, height: 200 });
  assert.deepEqual({ scale: viewport.scale, x: viewport.x }, before);

  viewport.zoomTo(4, { x: 0, y: 0 });
  viewport.reveal({ x: 1400, y: 700, width: 100, height: 100 });

  const { x, y, width, height } = viewport.visible;
  assert.ok(x <= 1400 && y <= 700 && x + width >= 1500 && y + height >= 800);
});

test("a speck is brought closer", () => {
  const viewport = makeViewport();

  viewport.reveal({ x: 800, y: 400, width: 4, height: 4 });

  assert.ok(4 * viewport.scale >= 12);
});
