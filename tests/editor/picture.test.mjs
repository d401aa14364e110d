import assert from "node:assert/strict";
import test from "node:test";

import { LabelDocument } from "../../static/editor/document.js";
import { Session } from "../../static/editor/session.js";
import { LEAST, MOST, filterOf, isNeutral, resetTone, setTone, stepTone } from "../../static/editor/picture.js";
import { wire } from "./support.mjs";

test("an untouched picture has no filter", () => {
  const session = new Session();

  assert.equal(filterOf(session), "");
  assert.ok(isNeutral(session));
});

test("steps change one of the two", () => {
  const session = new Session();

  stepTone(session, "brightness", 1);
  stepTone(session, "contrast", -2);

  assert.equal(filterOf(session), "brightness(110%) contrast(80%)");
});

test("neither leaves its range", () => {
  const session = new Session();

  setTone(session, "brightness", 1000);
  setTone(session, "contrast", 0);

  assert.deepEqual([session.brightness, session.contrast], [MOST, LEAST]);
});

test("reset brings both back", () => {
  const session = new Session();
  stepTone(session, "brightness", 4);
  stepTone(session, "contrast", 1);

  resetTone(session);

  assert.ok(isNeutral(session));
});

test("labels know nothing of it", () => {
  const labels = new LabelDocument(wire([1, 2, 3, 4]));
  const before = JSON.stringify(labels.toWire());

  stepTone(new Session(), "brightness", 3);

  assert.equal(JSON.stringify(labels.toWire()), before);
});
