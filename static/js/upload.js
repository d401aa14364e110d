// Sends files in parts: a broken connection is waited for, and the same files chosen again go on where they stopped.

const RETRY_S = [1, 2, 4, 8, 15, 30];
const UNITS = ["B", "kB", "MB", "GB", "TB"];
const IGNORED = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db)(\/|$)/;

for (const form of document.querySelectorAll("form[data-upload]")) enhance(form);

function enhance(form) {
  const input = form.querySelector("input[type=file]");
  const folder = form.querySelector("[data-upload-folder]");
  folder.hidden = false;
  folder.addEventListener("click", () => chooseFolder((files) => send(form, files)));
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, [...input.files]);
  }, { capture: true });
}

function chooseFolder(take) {
  const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, webkitdirectory: true });
  input.addEventListener("change", () => {
    const files = [...input.files].filter((file) => !IGNORED.test(pathOf(file)));
    if (files.length) take(files);
  });
  input.click();
}

async function send(form, files) {
  const view = new View(form);
  view.begin();
  try {
    const start = await ask(view, form.dataset.upload, {
      method: "POST",
      headers: { ...token(form), "Content-Type": "application/json" },
      body: JSON.stringify({ kind: kindOf(form), files: files.map((file) => ({ name: pathOf(file), size: file.size })) }),
    });
    await sendAll(view, form, files, start);
    await ask(view, start.finish_url, { method: "POST", headers: token(form) });
    view.say("reading");
    location.assign(start.url);
  } catch (error) {
    view.fail(error);
  }
}

async function sendAll(view, form, files, { received, part_bytes: partBytes, files_url: filesUrl }) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const [position, file] of files.entries()) {
    let offset = received[position];
    while (offset < file.size) {
      view.progress(before + offset, total, position + 1, files.length);
      const answer = await ask(view, `${filesUrl}${position}?offset=${offset}`, {
        method: "PUT",
        headers: { ...token(form), "Content-Type": "application/octet-stream" },
        body: file.slice(offset, offset + partBytes),
      }, (refusal) => refusal.received !== undefined);
      offset = answer.received;
    }
    before += file.size;
  }
  view.progress(total, total, files.length, files.length);
}

/** The answer as JSON. Waits where the network or the server fails; throws where the server says no. */
async function ask(view, url, options, isFine = () => false) {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(url, { credentials: "same-origin", ...options }).catch(() => null);
    const answer = await response?.json().catch(() => ({}));
    if (response?.ok || (response?.status === 409 && isFine(answer))) return answer;
    if (response && response.status < 500 && response.status !== 429) throw new Error(answer.detail ?? response.statusText);
    const seconds = RETRY_S[Math.min(attempt, RETRY_S.length - 1)];
    view.say("waiting", { seconds });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

class View {
  constructor(form) {
    this.form = form;
    this.part = form.querySelector("[data-upload-progress]");
    this.bar = this.part.querySelector("progress");
    this.text = this.part.querySelector("[data-upload-text]");
  }

  begin() {
    this.part.hidden = false;
    this.#lock(true);
  }

  progress(done, total, file, files) {
    this.bar.value = total ? done / total : 1;
    this.say("sending", { done: size(done), total: size(total), file, files });
  }

  say(word, facts = {}) {
    const text = this.part.querySelector(`[data-word="${word}"]`).content.textContent.trim();
    this.text.textContent = text.replace(/%\((\w+)\)s/g, (whole, name) => facts[name] ?? whole);
  }

  fail(error) {
    this.say("failed", { reason: error.message });
    this.#lock(false);
  }

  #lock(locked) {
    for (const control of this.form.querySelectorAll("button, input")) control.disabled = locked;
  }
}

const pathOf = (file) => file.webkitRelativePath || file.name;
const kindOf = (form) => form.querySelector("[name=kind]:checked")?.value ?? "";
const token = (form) => ({ "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value });

function size(bytes) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step > 1 ? 1 : 0)} ${UNITS[step]}`;
}
