// The actions of the page (submitting a task, completing a source task): save, check, ask, and only then tell the server.

import { hasRequired, missing } from "./answers.js";
import { goToFrame, show } from "./editing.js";
import { missingOn } from "./spans.js";

/** Required answers still missing, as [{name, question, frame, id?, classHash?}]; objects without a shape on any frame do not count. */
export function gaps({ document, ontology, media, tracks, timing }) {
  const objects = document.objects.flatMap((object) => {
    const type = ontology.get(object.class);
    const name = timing.count > 1 ? `${type.name} ${tracks.number(object.id)}` : type.name;
    return missingOn(type.attributes, object, tracks.of(object.id).frames)
      .map(({ question, frames }) => ({ id: object.id, name, question: question.name, frame: frames[0] }));
  });
  const classifications = ontology.classifications.filter((type) => type.required || hasRequired(type.attributes));
  return [...objects, ...classifications.flatMap((type) => media.indexes.flatMap((frame) => {
    const answers = document.classificationOn(type.hash, frame)?.answers ?? {};
    const asked = type.attributes.map((question) => ({ ...question, required: type.required || question.required }));
    return missing(asked, answers).map((question) => ({ classHash: type.hash, name: type.name, question: question.name, frame }));
  }))];
}

export async function act(editor, action) {
  const { saver, dialogs, words, api, active, coming } = editor;
  await coming.settled();
  if (!(await checked(editor))) return undefined;
  const answer = await dialogs.ask({
    careful: true, title: action.confirm.title, body: [action.confirm.body, words("submit.count", { count: editor.document.objects.length })],
    choices: [{ value: "", text: words("act.cancel") }, { value: "yes", text: action.confirm.accept, kind: "primary" }],
  });
  if (answer !== "yes") return undefined;
  const state = await saver.flush();
  if (state === "conflict") return undefined; // asked about already
  if (state !== "saved") return explain(editor);
  const time = active ? { active_s: active.pending } : {};
  const result = await api.act(action.url, { revision: saver.revision, ...time });
  if (result.outcome === "ok") active?.acknowledge(time.active_s);
  return result.outcome === "ok" ? finished(editor, result) : refused(editor, result);
}

async function checked(editor) {
  const [gap, ...others] = gaps(editor);
  if (!gap) return true;
  await offer(editor, gap, editor.words("gaps.body", { name: gap.name, question: gap.question, count: others.length + 1 }));
  return false;
}

/** Tells of a missing answer, and goes there if that is wanted. */
async function offer(editor, { frame, id, classHash }, body) {
  const { words, timing } = editor;
  const where = { number: frame + 1, count: timing.count, time: timing.time(frame) };
  const answer = await editor.dialogs.ask({
    title: words("gaps.title"), body: timing.count > 1 ? [body, words(`at.${timing.unit}`, where)] : body,
    choices: [{ value: "", text: words("act.cancel") }, { value: "go", text: words("gaps.go"), kind: "primary" }],
  });
  if (answer !== "go") return;
  goToFrame(editor, frame);
  if (id) show(editor, id);
  else editor.focusClassification(classHash);
}

/** The place of an answer that the server misses: a question may have become required since the page was opened. */
export function placeOf(where = "") {
  const [, frame, part, name] = /^frames\.(\d+)\.(objects|classifications)\.([^.]+)\./.exec(where) ?? [];
  if (!part) return null;
  return { frame: Number(frame), ...(part === "objects" ? { id: name } : { classHash: name }) };
}

const close = (words) => [{ value: "", text: words("act.close"), kind: "primary" }];

const explain = ({ dialogs, words }) =>
  dialogs.ask({ title: words("submit.unsaved"), body: words("submit.unsavedBody"), choices: close(words) });

async function finished({ session, saver, dialogs, words, config, tool }, result) {
  tool().cancel();
  saver.close();
  session.set({ mode: "readonly", tool: "select", crosshair: null, draft: null });
  const back = { value: "back", text: words("submit.back"), href: config.back_url, kind: result.next ? "secondary" : "primary" };
  const next = { value: "next", text: words("submit.next"), href: result.next, kind: "primary" };
  await dialogs.ask({
    title: words("submit.done"), body: words("submit.doneBody"),
    choices: [{ value: "", text: words("act.stay") }, back, ...(result.next ? [next] : [])],
  });
}

/** The server said no; a task that is submitted already is shown as such. */
async function refused(editor, result) {
  const { session, saver, dialogs, words } = editor;
  const place = result.type === "incomplete" && placeOf(result.errors?.[0]?.where);
  if (place) return offer(editor, place, result.detail);
  if (result.outcome === "closed") {
    saver.close();
    session.set({ mode: "readonly", tool: "select" });
  }
  const body = result.detail ?? words(`notice.${result.outcome}`);
  return dialogs.ask({ title: words("submit.refused"), body, choices: close(words) });
}
