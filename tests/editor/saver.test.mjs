import assert from "node:assert/strict";
import test from "node:test";

import { FakeDrafts, FakeServer, openPage, snapshot, wire } from "./support.mjs";
import { ActiveTime } from "../../static/editor/active.js";
import { addObject } from "../../static/editor/commands.js";
import { LabelDocument } from "../../static/editor/document.js";

const draw = ({ document, history }, id, frame = 0) =>
  history.run(addObject(document, { id, classHash: "aaaa0001", frame, geometry: { box_xywh: [1, 2, 3, 4] } }));

const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/** Lets the fake clock run, with the promises in between. */
async function pass(context, ms) {
  await settle();
  context.mock.timers.tick(ms);
  await settle();
}

const withClock = (name, body) => test(name, async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  await body(context);
});

withClock("a change is saved a second after the last one", async (context) => {
  const server = new FakeServer();
  const page = await openPage(server);

  draw(page, "one-one-1");
  await pass(context, 700);
  draw(page, "two-two-2");
  await pass(context, 700);
  assert.equal(server.saves.length, 0);
  assert.equal(page.saver.state, "dirty");
  await pass(context, 400);

  assert.equal(page.saver.state, "saved");
  assert.equal(page.saver.revision, 2);
  assert.deepEqual(server.labels.objects.map((object) => object.id), ["one-one-1", "two-two-2"]);
  assert.equal(page.drafts.draft, null);
});

withClock("work without a pause is saved every ten seconds", async (context) => {
  const server = new FakeServer();
  const page = await openPage(server);

  for (let count = 0; count < 15; count += 1) {
    draw(page, `object-${count}-x`);
    await pass(context, 800);
  }

  assert.equal(server.saves.length, 1);
});

withClock("only the frames that changed are sent", async (context) => {
  const server = new FakeServer(wire([1, 1, 5, 5]));
  const page = await openPage(server);

  draw(page, "elsewhere", 7);
  await pass(context, 1000);

  assert.deepEqual(Object.keys(server.saves[0].frames), ["7"]);
  assert.deepEqual(Object.keys(server.labels.frames).sort(), ["0", "7"]);
});

withClock("what changes while a save is under way is saved by the next", async (context) => {
  const server = new FakeServer();
  const page = await openPage(server);
  let release;
  const save = server.saveLabels;
  server.saveLabels = async (body) => {
    await new Promise((resolve) => { release = resolve; });
    return save(body);
  };

  draw(page, "one-one-1");
  await pass(context, 1000);
  draw(page, "two-two-2");
  release();
  server.saveLabels = save;
  await settle();
  assert.equal(page.saver.state, "dirty");
  await pass(context, 1000);

  assert.equal(page.saver.state, "saved");
  assert.equal(server.labels.objects.length, 2);
});

for (const outcome of ["unreachable", "failed", "signed-out"]) {
  withClock(`${outcome}: the work is kept in the browser and sent again`, async (context) => {
    const server = new FakeServer();
    const page = await openPage(server);
    server.fails = [{ outcome }, { outcome }];

    draw(page, "one-one-1");
    await pass(context, 1000);
    assert.equal(page.saver.state, outcome);
    assert.equal(page.saver.isSafe, true);
    assert.equal(page.drafts.draft.document.objects.length, 1);
    await pass(context, 2000);
    assert.equal(page.saver.state, outcome);
    await pass(context, 4000);

    assert.equal(page.saver.state, "saved");
    assert.equal(server.labels.objects.length, 1);
  });
}

withClock("a page that died is carried on by the next", async (context) => {
  const server = new FakeServer();
  const drafts = new FakeDrafts();
  draw(await openPage(server, drafts), "one-one-1");
  await settle();

  const page = await openPage(server, drafts);
  assert.ok(page.document.object("one-one-1"));
  await pass(context, 1000);

  assert.equal(server.labels.objects.length, 1);
  assert.equal(page.saver.state, "saved");
});

withClock("a page that died beside newer labels asks, and asks again until it is told", async () => {
  const server = new FakeServer();
  const drafts = new FakeDrafts();
  draw(await openPage(server, drafts), "one-one-1");
  await settle();
  server.commit(wire([1, 1, 5, 5]));

  assert.equal((await openPage(server, drafts)).saver.state, "conflict");
  await settle();
  assert.equal((await openPage(server, drafts)).saver.state, "conflict");
  assert.equal(server.saves.length, 0);
});

withClock("an answer lost on the way is no conflict", async (context) => {
  const server = new FakeServer();
  const page = await openPage(server);
  server.fails = [{ outcome: "unreachable", commits: true }];

  draw(page, "one-one-1");
  await pass(context, 1000);
  assert.equal(page.saver.state, "unreachable");
  await pass(context, 2000);

  assert.equal(page.saver.state, "saved");
  assert.equal(page.saver.revision, 2);
});

withClock("an answer lost on the way is no conflict though more was drawn meanwhile", async (context) => {
  const server = new FakeServer();
  const page = await openPage(server);
  server.fails = [{ outcome: "unreachable", commits: true }];

  draw(page, "one-one-1");
  await pass(context, 1000);
  draw(page, "two-two-2");
  await pass(context, 2000);
  await pass(context, 2000);

  assert.equal(page.saver.state, "saved");
  assert.equal(server.labels.objects.length, 2);
});

withClock("keeping mine overwrites every frame of theirs", async (context) => {
  const server = new FakeServer(wire([1, 1, 5, 5]));
  const page = await openPage(server);
  server.commit({ ...wire([2, 2, 5, 5]), frames: { 4: [{ object: "object-0", box_xywh: [2, 2, 5, 5] }] } });

  draw(page, "mine-mine");
  await pass(context, 1000);
  assert.equal(page.saver.state, "conflict");
  await page.saver.keepMine();

  assert.equal(page.saver.state, "saved");
  assert.deepEqual(snapshot(new LabelDocument(server.labels)), snapshot(page.document));
});

withClock("loading the newer keeps mine one undo away", async (context) => {
  const server = new FakeServer(wire([1, 1, 5, 5]));
  const page = await openPage(server);
  server.commit(wire([2, 2, 5, 5], [3, 3, 5, 5]));
  draw(page, "mine-mine");
  await pass(context, 1000);

  await page.saver.loadNewer();
  assert.equal(page.saver.state, "saved");
  assert.equal(page.document.objects.length, 2);
  page.history.undo();
  await pass(context, 1000);

  assert.equal(page.saver.state, "saved");
  assert.ok(server.labels.objects.some((object) => object.id === "mine-mine"));
});

withClock("a conflict stays one where the newer labels cannot be had", async (context) => {
  const server = new FakeServer();
  const page = await openPage(server);
  server.commit(wire([2, 2, 5, 5]));
  draw(page, "mine-mine");
  await pass(context, 1000);
  server.loadLabels = async () => ({ outcome: "unreachable" });

  await page.saver.loadNewer();

  assert.equal(page.saver.state, "conflict");
  assert.equal(page.saver.details.trouble, "unreachable");
  assert.ok(page.document.object("mine-mine"));
});

withClock("labels the server does not accept wait for a change", async (context) => {
  const server = new FakeServer();
  const page = await openPage(server);
  server.fails = [{ outcome: "invalid", detail: "No." }];

  draw(page, "one-one-1");
  await pass(context, 1000);
  assert.equal(page.saver.state, "invalid");
  await pass(context, 60_000);
  assert.equal(server.saves.length, 1);
  draw(page, "two-two-2");
  await pass(context, 1000);

  assert.equal(page.saver.state, "saved");
});

withClock("a closed task is never written to again", async (context) => {
  const server = new FakeServer();
  const page = await openPage(server);

  page.saver.close();
  draw(page, "one-one-1");
  await pass(context, 20_000);

  assert.equal(server.saves.length, 0);
});

withClock("flushing twice sends once", async () => {
  const server = new FakeServer();
  const page = await openPage(server);
  draw(page, "one-one-1");

  const states = await Promise.all([page.saver.flush(), page.saver.flush()]);

  assert.deepEqual(states, ["saved", "saved"]);
  assert.equal(server.saves.length, 1);
});

withClock("the active time goes with a save, and what was acknowledged goes once", async (context) => {
  const server = new FakeServer();
  let now = 0;
  const active = new ActiveTime(0, () => now);
  const page = await openPage(server, new FakeDrafts(), { active });
  const work = (seconds) => { now += seconds * 1000; active.touch(); };
  work(0);
  work(12);

  server.fails.push({ outcome: "unreachable" });
  draw(page, "one-one-1");
  await pass(context, 1000);
  assert.equal(active.pending, 12);
  await pass(context, 3000);
  work(5);
  draw(page, "two-two-2");
  await pass(context, 1000);

  assert.deepEqual(server.saves.map((save) => save.active_s), [12, 12, 5]);
  assert.equal(active.total, 17);
});
