// The questions about an object whose answers change from frame to frame: each with the answer of this frame, and the frames it
// holds for.

import { AttributeForm } from "./form.js";
import { RangeRow } from "./ranges.js";
import { el } from "../dom.js";
import { answerSpan, answersOn, isDynamic, moveSpan, reach, spanAt, spansOf } from "../spans.js";

/** {element, update(disabled)} for an object of a class, or null where nothing changes by frame. */
export function dynamicAnswers(editor, id, type) {
  const questions = editor.timing.count > 1 ? type.attributes.filter(isDynamic) : [];
  if (!questions.length) return null;
  const parts = questions.map((question) => dynamicQuestion(editor, id, question));
  return {
    element: el("div", { class: "dynamic", role: "group", "aria-label": editor.words("dynamic.title") },
      el("h3", { class: "dynamic-title", text: editor.words("dynamic.title") }), parts.map(({ element }) => element)),
    update: (disabled) => parts.forEach((part) => part.update(disabled)),
  };
}

function dynamicQuestion(editor, id, question) {
  const { document: labels, history, session, timing, words } = editor;
  const spans = () => spansOf(labels.object(id), question.featureNodeHash);
  const form = new AttributeForm({
    attributes: [question], words,
    onAnswer: (answers) => {
      const range = reach(spans(), session.frame, timing.last, !timing.isContinuous);
      history.run(answerSpan(labels, { id, question, range, answers, last: timing.last }));
    },
  });
  const row = new RangeRow(editor, { set: (range) => history.run(moveSpan(labels, { id, question, frame: session.frame, range })) });
  return {
    element: el("div", { class: "dynamic-question" }, form.element, row.element),
    update(disabled) {
      form.update(answersOn(labels.object(id), session.frame), { disabled });
      row.update(spanAt(spans(), session.frame)?.range ?? null, { disabled });
    },
  };
}
