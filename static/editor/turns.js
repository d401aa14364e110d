// Work that is asked for more often than it can be done.

/** A function that does the work, never twice at once: what is asked for meanwhile is done once, afterwards. */
export function oneAtATime(work) {
  let isBusy = false;
  let again = false;
  return async function go() {
    again = isBusy;
    if (isBusy) return;
    isBusy = true;
    await work();
    isBusy = false;
    if (again) await go();
  };
}
