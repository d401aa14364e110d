// Shared by the editor's tests: an ontology, documents, and stand-ins for what leaves the browser.

import { Coming } from "../../static/editor/coming.js";
import { LabelDocument } from "../../static/editor/document.js";
import { History } from "../../static/editor/history.js";
import { Saver } from "../../static/editor/saver.js";

export const LIMITS = Object.freeze({ width: 200, height: 100 });

export const CLASSES = Object.freeze([
  { hash: "aaaa0001", kind: "object", name: "Car", shape: "bounding_box", color: "#e5484d", attributes: [] },
  { hash: "aaaa0002", kind: "object", name: "Bus", shape: "bounding_box", color: "#3e63dd", attributes: [] },
]);

export const wire = (...boxes) => ({
  revision: 1,
  objects: boxes.map((box, index) => ({ id: `object-${index}`, class: "aaaa0001", attributes: {} })),
  classifications: [],
  frames: boxes.length ? { 0: boxes.map((box, index) => ({ object: `object-${index}`, box_xywh: box })) } : {},
});

export const makeDocument = (...boxes) => new LabelDocument(wire(...boxes));

/** Everything a document holds, for comparing before and after; the order of objects says nothing. */
export function snapshot(document) {
  const { objects, classifications, frames } = structuredClone(document.toWire());
  const sorted = (entries) => entries.sort((one, other) => (one.id < other.id ? -1 : 1));
  return { objects: sorted(objects), classifications: sorted(classifications), frames };
}

/** A server of one label row, as the contract has it, that can be told to fail. */
export class FakeServer {
  fails = [];
  saves = [];

  constructor(labels = wire()) {
    this.labels = structuredClone(labels);
  }

  loadLabels = async () => ({ ...structuredClone(this.labels), outcome: "ok" });

  saveLabels = async (body) => {
    this.saves.push(structuredClone(body));
    const failure = this.fails.shift();
    if (failure && !failure.commits) return failure;
    if (body.revision !== this.labels.revision) return { outcome: "conflict", revision: this.labels.revision, saved_by: "Grace" };
    this.commit(body);
    return failure ?? { outcome: "ok", revision: this.labels.revision };
  };

  commit({ objects, classifications, frames }) {
    const merged = Object.entries({ ...this.labels.frames, ...frames }).filter(([, shapes]) => shapes.length);
    Object.assign(this.labels, structuredClone({ objects, classifications, frames: Object.fromEntries(merged) }));
    this.labels.revision += 1;
  }
}

export class FakeDrafts {
  draft = null;

  keep = async (draft) => {
    this.draft = structuredClone(draft);
    return true;
  };

  find = async () => this.draft;

  drop = async () => {
    this.draft = null;
    return true;
  };
}

/** An editor page as far as saving goes: document, history and saver, begun. */
export async function openPage(server, drafts = new FakeDrafts(), parts = {}) {
  const labels = await server.loadLabels();
  const document = new LabelDocument(labels);
  const history = new History(document);
  const saver = new Saver({ document, history, api: server, drafts, coming: new Coming(), debounceMs: 1000, maxWaitMs: 10_000, ...parts });
  await saver.begin(labels);
  return { document, history, saver, drafts };
}
