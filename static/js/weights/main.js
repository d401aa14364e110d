// The benchmark function's form: weights set alike or back to their defaults, and an example worked out while one drags.

import { rowScore, total, written } from "./score.js";

const form = document.querySelector("[data-function]");
const example = form.querySelector("[data-example]");
const format = new Intl.NumberFormat(document.documentElement.lang, {
  minimumFractionDigits: 1, maximumFractionDigits: 1,
}).format;

for (const part of form.querySelectorAll("[data-needs-script]")) part.hidden = false;
form.querySelector("[data-same-for-all]").addEventListener("click", setAlike);
form.querySelector("[data-defaults]").addEventListener("click", setDefaults);
form.addEventListener("input", refresh);
form.addEventListener("change", refresh);
refresh();

// Actions

function setAlike() {
  const source = chosenRow();
  for (const input of rowsOf("object").flatMap(inputsOf)) {
    const model = source.querySelector(`[data-weight="${input.dataset.weight}"]`);
    if (source.dataset.kind === "object" && model) put(input, model.value);
  }
}

function setDefaults() {
  for (const input of form.querySelectorAll("[data-default]")) put(input, input.dataset.default);
}

function refresh() {
  const objectsCount = form.querySelector('[name="kind"]:checked')?.value !== "frame_classification";
  for (const row of rowsOf("object")) row.hidden = !objectsCount;
  form.querySelector("[data-alike]").hidden = !objectsCount;
  if (!example) return;
  offerClasses(objectsCount);
  const row = chosenRow();
  form.querySelector("[data-same-for-all]").disabled = row?.dataset.kind !== "object";
  example.hidden = !row;
  if (row) show(row);
}

// Private

function show(row) {
  const isObject = row.dataset.kind === "object";
  const weights = weightsOf(row);
  const answers = row.querySelector('[data-weight="attributes"]') ? share("[data-example-answers]") : 1;
  const parts = { iou: isObject ? share("[data-example-similarity]") : 0, category: 1, attributes: answers };
  const isScored = total(weights) > 0;
  find("[data-example-objects]").hidden = !isObject;
  find("[data-example-attributes]").hidden = !row.querySelector('[data-weight="attributes"]');
  find("[data-example-scores]").hidden = find("[data-example-sum]").hidden = !isScored;
  find("[data-example-unscored]").hidden = isScored;
  find("[data-example-unscored]").textContent = example.dataset.wordsUnscored;
  for (const term of example.querySelectorAll("[data-right]")) {
    term.textContent = isObject ? term.dataset.right : term.dataset.rightAnswer;
  }
  if (!isScored) return;
  const wrong = { ...parts, category: 0, attributes: 0 };
  find('[data-score="right"]').textContent = format(rowScore(weights, parts));
  find('[data-score="wrong"]').textContent = format(rowScore(weights, wrong));
  find("[data-example-sum]").textContent = written(weights, parts, format);
}

// Only classes that count can be looked at; the first of them where the one that was chosen does not.
function offerClasses(objectsCount) {
  const select = find("[data-example-class]");
  for (const option of select.options) {
    option.disabled = option.hidden = rowOf(option.value).dataset.kind === "object" && !objectsCount;
  }
  if (select.selectedOptions[0]?.disabled !== false) {
    select.value = [...select.options].find((option) => !option.disabled)?.value ?? "";
  }
}

function weightsOf(row) {
  const value = (name) => Math.max(0, Number(row.querySelector(`[data-weight="${name}"]`)?.value ?? 0) || 0);
  return { iou: value("iou"), category: value("category"), attributes: value("attributes") };
}

function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function find(selector) {
  return example.querySelector(selector);
}

function share(selector) {
  return Math.min(100, Math.max(0, Number(find(selector).value) || 0)) / 100;
}

function inputsOf(row) {
  return [...row.querySelectorAll("[data-weight]")];
}

function rowsOf(kind) {
  return [...form.querySelectorAll(`[data-class][data-kind="${kind}"]`)];
}

function rowOf(key) {
  return form.querySelector(`[data-class="${CSS.escape(key)}"]`);
}

function chosenRow() {
  const key = example?.querySelector("[data-example-class]").value;
  return key ? rowOf(key) : null;
}
