// Small helps in forms; every form works without them.

const sliderFor = (input) => document.querySelector(`[data-slider-for="${CSS.escape(input.id)}"]`);

document.addEventListener("input", (event) => {
  const target = event.target;
  if (target.dataset?.sliderFor) copy(target, document.getElementById(target.dataset.sliderFor));
  else if (target.type === "number" && target.id && sliderFor(target)) sliderFor(target).value = target.value;
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-check-all]")) checkAll(event.target);
});
document.addEventListener("submit", onSubmit);
window.addEventListener("pageshow", release);
document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSwap", () => document.querySelector("[data-focus]")?.focus());

// The number is the real field, so whoever listens to it hears of the slider too.
function copy(slider, input) {
  input.value = slider.value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// Ticks every box of the name that it is told, in its own form.
function checkAll(box) {
  for (const other of box.form.querySelectorAll(`input[name="${CSS.escape(box.dataset.checkAll)}"]`)) {
    other.checked = box.checked;
  }
}

// A second press while the answer is under way would send the form twice. Downloads leave the page as it is and stay free.
function onSubmit(event) {
  const form = event.target;
  const method = event.submitter?.getAttribute("formmethod") ?? form.method;
  if (event.defaultPrevented || method !== "post" || "download" in form.dataset) return;
  if (form.dataset.sending) event.preventDefault();
  form.dataset.sending = "true";
}

// The page may come back from the browser's history with its forms as they were.
function release() {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
}
