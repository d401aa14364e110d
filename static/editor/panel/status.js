// Where the work stands, always in sight: the save state in the bar, a notice over the picture when something needs the user,
// and a line for the screen reader.

import { resolveConflict } from "../conflict.js";
import { el, icon, textButton } from "../dom.js";

const ICONS = Object.freeze({
  saved: "check", dirty: "dot", saving: "sync", unreachable: "offline", failed: "offline",
  "signed-out": "key", conflict: "alert", invalid: "alert", refused: "alert", closed: "lock", none: "lock",
});
const NOTICED = Object.freeze(["unreachable", "failed", "signed-out", "conflict", "invalid", "refused"]);

const EXPLAINED = Object.freeze(["failed", "invalid", "refused"]); // where the server's own words help

const TOLD_MS = 4000;

export class Status {
  #editor;
  #chip;
  #notice;
  #live;
  #toast;
  #hiding;

  constructor(root, editor) {
    this.#editor = editor;
    this.#chip = root.querySelector("[data-part=save]");
    this.#notice = root.querySelector("[data-part=notice]");
    this.#live = root.querySelector("[data-part=live]");
    this.#toast = root.querySelector("[data-part=told]");
    this.#chip.hidden = editor.session.mode === "review";
    if (editor.saver) editor.saver.addEventListener("change", () => this.refresh());
    else this.#mark("none", "");
  }

  // Actions

  refresh() {
    const { saver, words } = this.#editor;
    const { state } = saver;
    this.#mark(state, saver.savedAt ? words("save.at", { time: this.#time(saver.savedAt) }) : "");
    const closedByOthers = state === "closed" && saver.details.outcome === "closed";
    if (NOTICED.includes(state) || closedByOthers) this.#show(state);
    else this.#notice.hidden = true;
  }

  /** Says something to a screen reader: what the others see anyway. */
  announce = (key, values) => {
    this.#live.textContent = this.#editor.words(key, values);
  };

  /** Says why nothing happened, to everybody: for a moment it stands over the picture. */
  tell = (key, values) => {
    this.announce(key, values);
    clearTimeout(this.#hiding);
    this.#toast.textContent = this.#live.textContent;
    this.#toast.hidden = false;
    this.#hiding = setTimeout(() => { this.#toast.hidden = true; }, TOLD_MS);
  };

  // Private

  #mark(state, title) {
    this.#chip.dataset.save = state;
    this.#chip.title = title;
    this.#chip.replaceChildren(icon(ICONS[state]), el("span", { text: this.#editor.words(`save.${state}`) }));
  }

  #show(state) {
    const { saver, words } = this.#editor;
    const reason = EXPLAINED.includes(state) ? saver.details.detail : "";
    const lines = [
      el("strong", { text: words(`notice.${state}`) }),
      el("span", { text: reason || words(saver.kept ? "notice.kept" : "notice.open") }),
      ...(saver.details.errors ?? []).slice(0, 3).map((error) => el("span", { text: `${error.where}: ${error.message}` })),
    ];
    this.#notice.dataset.save = state;
    this.#notice.replaceChildren(
      icon(ICONS[state]), el("div", { class: "notice-text" }, lines), el("div", { class: "notice-acts" }, this.#buttons(state)),
    );
    this.#notice.hidden = false;
  }

  /** What the user can do about it. */
  #buttons(state) {
    const { saver, words, config } = this.#editor;
    const again = textButton(words("act.again"), "secondary", () => saver.retry());
    const signIn = el("a", {
      class: "button button--primary", href: config.urls.sign_in ?? config.back_url, target: "_blank", rel: "noopener", text: words("act.signIn"),
    });
    const choose = textButton(words("act.choose"), "primary", () => resolveConflict(this.#editor));
    const offered = { "signed-out": [signIn, again], unreachable: [again], failed: [again], refused: [again], conflict: [choose] };
    return offered[state] ?? [];
  }

  #time = (iso) => new Date(iso).toLocaleTimeString(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit" });
}
