// Asks for a frame, and asks again where the server says that it is busy and when to come back.

const MOST_TRIES = 20;
const BUSY = 503;

/** A promise that rejects as soon as the signal is aborted. */
const pause = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal?.addEventListener("abort", giveUp, { once: true });
    setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
  });

/** The response with a frame. Rejects with Error where it cannot be had, or is no longer asked for. */
export async function fetchFrame(url, signal) {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url, { credentials: "same-origin", signal });
    if (response.ok) return response;
    const seconds = Number(response.headers.get("Retry-After"));
    if (response.status !== BUSY || !seconds || tries >= MOST_TRIES) throw new Error(`${response.status} ${url}`);
    // Not all at the same moment.
    await pause(seconds * 1000 * (0.5 + Math.random()), signal);
  }
}
