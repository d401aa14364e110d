// Frames that a busy server puts off, and those that cannot be had.

import assert from "node:assert/strict";
import test from "node:test";

import { fetchFrame } from "../../static/editor/media/_fetch.js";

/** A server that gives these answers, one after the other. */
function answering(...answers) {
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(url);
    const { status = 200, retryAfter } = answers[asked.length - 1];
    return new Response("x", { status, headers: retryAfter ? { "Retry-After": retryAfter } : {} });
  };
  return asked;
}

test("a busy server is asked again when it says so", async () => {
  const asked = answering({ status: 503, retryAfter: "0.01" }, { status: 503, retryAfter: "0.01" }, {});

  const response = await fetchFrame("/frames/7");

  assert.equal(response.status, 200);
  assert.equal(asked.length, 3);
});

test("an answer that names no time is the last one", async () => {
  for (const answer of [{ status: 503 }, { status: 404, retryAfter: "1" }]) {
    const asked = answering(answer, {});
    await assert.rejects(fetchFrame("/frames/7"), /^Error: (503|404) \/frames\/7$/);
    assert.equal(asked.length, 1);
  }
});

test("no one waits for a frame that is called off", async () => {
  const asked = answering({ status: 503, retryAfter: "60" });
  const abort = new AbortController();

  const waiting = fetchFrame("/frames/7", abort.signal);
  setTimeout(() => abort.abort(), 5);

  await assert.rejects(waiting, { name: "AbortError" });
  assert.equal(asked.length, 1);
});
