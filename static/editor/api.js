// HTTP: one request, one outcome in the editor's words. Never throws for what a network or a server may do.

const TIMEOUT_MS = 20_000;
const KEEPALIVE_LIMIT_BYTES = 60_000; // browsers refuse keepalive bodies over 64 KB

const csrfToken = () => decodeURIComponent(document.cookie.match(/(?:^|;\s*)csrftoken=([^;]*)/)?.[1] ?? "");

/** ok | conflict | closed | invalid | signed-out | refused | failed | unreachable */
export function outcomeOf(status, body) {
  if (status >= 200 && status < 300) return "ok";
  if (status === 409) return body.type === "conflict" ? "conflict" : "closed";
  if ([400, 413, 422].includes(status)) return "invalid";
  // A token that no longer fits comes of signing out and in again elsewhere, and is read anew for each request.
  if (status === 403) return /csrf/i.test(body.detail ?? "") ? "signed-out" : "refused";
  if (status === 401 || (status >= 300 && status < 400) || status === 0) return "signed-out";
  return status === 404 ? "refused" : "failed";
}

async function request(url, { method = "GET", body, leaving = false } = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  try {
    const response = await fetch(url, {
      method,
      body: text,
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      keepalive: leaving && text.length < KEEPALIVE_LIMIT_BYTES,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        Accept: "application/json",
        ...(method === "GET" ? {} : { "Content-Type": "application/json", "X-CSRFToken": csrfToken() }),
      },
    });
    const answer = await response.json().catch(() => ({}));
    return { ...answer, outcome: outcomeOf(response.status, answer), httpStatus: response.status };
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return { outcome: "unreachable" };
    throw error;
  }
}

export const makeApi = (urls) => ({
  loadLabels: () => request(urls.labels),
  saveLabels: (body, options) => request(urls.labels, { ...options, method: "PUT", body }),
  explain: (frame) => request(`${urls.explanation}?frame=${frame}`),
  act: (url, body) => request(url, { method: "POST", body }),
});
