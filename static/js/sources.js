// The wizard's third step: how many tasks the chosen source projects give, and a warning where they are too few.

const sources = document.querySelector("[data-sources]");
const precision = JSON.parse(document.getElementById("precision")?.textContent ?? "[]");

if (sources) {
  sources.addEventListener("change", show);
  show();
}

function show() {
  const completedOnly = sources.querySelector('[name="completed_only"]').checked;
  let n = 0;
  for (const box of sources.querySelectorAll('[name="sources"]:checked')) {
    n += Number(box.dataset.completed) + (completedOnly ? 0 : Number(box.dataset.inReview));
  }
  const total = sources.querySelector("[data-total]");
  const { wordsNone, wordsOne, wordsMany } = total.dataset;
  total.hidden = false;
  total.textContent = n === 0 ? wordsNone : n === 1 ? wordsOne : wordsMany.replace("{n}", n);
  const few = sources.querySelector("[data-few]");
  few.hidden = !(n > 0 && precision[n - 1]);
  sources.querySelector("[data-few-words]").textContent = precision[n - 1] ?? "";
}
