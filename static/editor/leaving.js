// Going away from the page: what is unsaved goes along, or stays in the browser, and the reader is asked only where neither is sure.

const PATIENCE_MS = 3000;

/** back: the link to the project, which waits for the save that is due. */
export function watchLeaving(saver, back) {
  back.addEventListener("click", (event) => {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || saver.isClean || saver.isRetrying) return;
    event.preventDefault();
    const patience = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
    Promise.race([saver.flush(), patience]).then(() => location.assign(back.href));
  });
  window.addEventListener("online", () => saver.retry());
  window.addEventListener("focus", () => saver.retry());
  window.addEventListener("pagehide", () => saver.flush({ leaving: true }));
  document.addEventListener("visibilitychange", () => document.hidden && saver.flush({ leaving: true }));
  window.addEventListener("beforeunload", (event) => {
    if (!saver.isSafe) event.preventDefault();
  });
}
