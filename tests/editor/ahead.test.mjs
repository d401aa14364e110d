// Loading ahead: what is foreseen, kept, let go and called off.

import assert from "node:assert/strict";
import test from "node:test";

import { Ahead } from "../../static/editor/media/_ahead.js";

// Turns of the event loop, not milliseconds: a busy machine only makes them slower.
const settled = async () => {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

function source(count, { holds = () => false } = {}) {
  const asked = [];
  const dropped = [];
  const calledOff = [];
  const make = (index, signal) => new Promise((resolve, reject) => {
    asked.push(index);
    signal.addEventListener("abort", () => { calledOff.push(index); reject(new Error("aborted")); });
    if (!holds(index)) setImmediate(() => resolve(index));
  });
  return { ahead: new Ahead({ count, make, drop: (frame) => dropped.push(frame) }), asked, dropped, calledOff };
}

test("the frames that follow are loaded before they are asked for", async () => {
  const { ahead, asked } = source(100);

  assert.equal(await ahead.get(20), 20);
  await settled();

  assert.equal(asked[0], 20);
  for (const index of [21, 22, 28, 19, 18]) assert.ok(asked.includes(index), `${index}`);
  assert.ok(!asked.includes(40));
});

test("going back loads what lies before", async () => {
  const { ahead, asked } = source(100);

  await ahead.get(50);
  await ahead.get(49);
  await settled();

  for (const index of [48, 45, 41]) assert.ok(asked.includes(index), `${index}`);
});

test("nothing beyond the ends is asked for", async () => {
  const { ahead, asked } = source(3);

  await ahead.get(0);
  await ahead.get(2);
  await settled();

  assert.deepEqual([...asked].sort(), [0, 1, 2]);
});

test("a frame is loaded once, and few are kept", async () => {
  const { ahead, asked, dropped } = source(200);

  for (let index = 0; index < 60; index += 1) {
    await ahead.get(index);
    await settled();
  }

  assert.equal(new Set(asked).size, asked.length);
  assert.ok(asked.length - dropped.length <= 26, `${asked.length - dropped.length} are kept`);
});

test("a jump calls off what leads nowhere, without failing anyone", async () => {
  const { ahead, calledOff } = source(1000, { holds: (index) => index === 10 });
  let failed = false;
  ahead.get(10).catch(() => { failed = true; });

  assert.equal(await ahead.get(500), 500);
  await settled();

  assert.deepEqual(calledOff, [10]);
  assert.equal(failed, false);
});

test("a frame that failed is tried again", async () => {
  let fails = true;
  const make = async (index) => {
    if (fails) throw new Error("gone");
    return index;
  };
  const ahead = new Ahead({ count: 1, make, drop: () => undefined });
  await assert.rejects(ahead.get(0));
  fails = false;

  assert.equal(await ahead.get(0), 0);
});
