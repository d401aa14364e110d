// Sends an operation of the API as its form says, and shows what was answered.

const MAX_SHOWN = 20_000; // characters

for (const form of document.querySelectorAll("[data-operation]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const { method, contentType } = form.dataset;
  const body = form.querySelector("[data-body]")?.value;
  const headers = { "X-CSRFToken": cookie("csrftoken"), ...given(form, "header") };
  if (body !== undefined) headers["Content-Type"] = contentType;
  try {
    const response = await fetch(address(form), { method, headers, body });
    show(form, `${response.status} ${response.statusText}\n\n${await content(response)}`);
  } catch (error) {
    show(form, String(error));
  }
}

function address(form) {
  const path = Object.entries(given(form, "path")).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
    form.dataset.path,
  );
  const query = new URLSearchParams(given(form, "query")).toString();
  return query ? `${path}?${query}` : path;
}

function given(form, place) {
  const inputs = [...form.querySelectorAll(`[data-in="${place}"]`)].filter((input) => input.value);
  return Object.fromEntries(inputs.map((input) => [input.name, input.value]));
}

async function content(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!/json|text/.test(type)) return type;
  const text = (await response.text()).slice(0, MAX_SHOWN);
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function show(form, text) {
  const answer = form.querySelector("[data-answer]");
  answer.textContent = text;
  answer.hidden = false;
}

function cookie(name) {
  const found = document.cookie.split("; ").find((item) => item.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
