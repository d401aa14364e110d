import assert from "node:assert/strict";
import test from "node:test";

import { ActiveTime } from "../../static/editor/active.js";

function makeTime(recorded = 0) {
  let now = 5000;
  const time = new ActiveTime(recorded, () => now);
  return { time, after: (seconds) => { now += seconds * 1000; time.touch(); } };
}

test("the time between two signs of life counts", () => {
  const { time, after } = makeTime();

  after(100);
  after(10);
  after(2.5);

  assert.equal(time.pending, 12);
});

test("a pause of more than a minute does not count, one of a minute does", () => {
  const { time, after } = makeTime();

  after(0);
  after(60);
  after(60.001);
  after(5);

  assert.equal(time.pending, 65);
});

test("what the server has acknowledged is not sent again", () => {
  const { time, after } = makeTime(100);
  after(0);
  after(30.6);
  const sent = time.pending;
  after(10);

  time.acknowledge(sent, 130);

  assert.equal(sent, 30);
  assert.equal(time.pending, 10);
  assert.equal(time.total, 140);
});

test("the server's count is the one shown", () => {
  const { time, after } = makeTime(0);
  after(0);
  after(30);

  time.acknowledge(30, 12);

  assert.equal(time.total, 12);
});
