// Somebody else (or another tab) has saved newer labels: the user decides, and neither side is lost before that.

/** Asks which version is to stay. Esc leaves the question open; the notice over the picture asks again. */
export async function resolveConflict({ saver, dialogs, words, document }) {
  const { saved_by: by, saved_at: at, trouble } = saver.details;
  const who = by ? words("conflict.by", { name: by, time: at ? new Date(at).toLocaleString() : "" }) : words("conflict.someone");
  const answer = await dialogs.ask({
    careful: true,
    title: words("conflict.title"),
    body: [who, words("conflict.body", { count: document.objects.length }), ...(trouble ? [words(`notice.${trouble}`)] : [])],
    choices: [
      { value: "later", text: words("conflict.later") },
      { value: "newer", text: words("conflict.newer") },
      { value: "mine", text: words("conflict.mine") },
    ],
  });
  if (answer === "mine") await saver.keepMine();
  else if (answer === "newer") await saver.loadNewer();
  else return;
  if (saver.state === "conflict" && saver.details.trouble) await resolveConflict({ saver, dialogs, words, document });
}
