// Puts the editor together: reads the page's configuration, makes the parts, joins them, loads labels and picture.

import { ACTIONS } from "./actions.js";
import { ActiveTime } from "./active.js";
import { makeApi } from "./api.js";
import { Input } from "./canvas/input.js";
import { WindowDrag } from "./canvas/windowing.js";
import { IMAGE, LABELS, Layers, TOP, VIEW } from "./canvas/layers.js";
import { reviewScene } from "./canvas/review_scene.js";
import { labelScene } from "./canvas/scene.js";
import { replaceAll } from "./commands.js";
import { Coder } from "./coder.js";
import { Coming } from "./coming.js";
import { resolveConflict } from "./conflict.js";
import { LabelDocument } from "./document.js";
import { Drafts } from "./drafts.js";
import { History } from "./history.js";
import { Keyboard } from "./keyboard.js";
import { Keys } from "./keys.js";
import { watchLeaving } from "./leaving.js";
import { MEDIA } from "./media/index.js";
import { Ontology } from "./ontology.js";
import { byFrame } from "./pairs.js";
import { makePanel } from "./panel/index.js";
import { showKeys } from "./panel/keys.js";
import { paneAt, panesOf } from "./panes.js";
import { Player } from "./player.js";
import { showPair } from "./review.js";
import { Saver } from "./saver.js";
import { Session } from "./session.js";
import { makeSettle } from "./settling.js";
import { Sketches } from "./sketches.js";
import { act } from "./submit.js";
import { Tabs } from "./tabs.js";
import { makeTools } from "./tools/index.js";
import { timingOf } from "./timeline.js";
import { Tracks } from "./tracks.js";
import { Viewport } from "./viewport.js";
import { wheelOf } from "./wheel.js";
import { makeWords } from "./words.js";

const PATIENCE_MS = 150;
const SINGLE_KEYS = "touchstone-editor-single-keys";
const TOP_ONLY = Object.freeze(["preview", "shift", "draft", "band", "crosshair", "grabbed", "hover", "hoverPair", "brush", "mask", "lines"]);

const UNPAINTED = Object.freeze(["cursor", "brightness", "contrast", "picture", "windowing", "copied", "order", "held", "redraw", "playing", "timeline", "hereOnly"]);

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const texts = () => [...document.getElementById("editor-words").content.children].map((node) => [node.dataset.word, node.textContent.trim()]);

const root = document.getElementById("editor");
const stage = document.getElementById("stage");
const editor = makeEditor(read("editor-config"));
const view = makePanel(root, editor);
join();
start();

function makeEditor(config) {
  const labels = new LabelDocument();
  const made = {
    config,
    words: makeWords(new Map(texts())),
    ontology: new Ontology(config.ontology.classes),
    session: new Session({ mode: config.mode, frame: config.media.frames[0].index }),
    viewport: new Viewport(),
    media: MEDIA[config.media.viewer].open(config.media),
    api: makeApi(config.urls),
    document: labels,
    keys: new Keys(localStorage),
    coder: new Coder(new Worker(config.worker, { type: "module" })),
    coming: new Coming(),
    pairs: config.pairs ?? [],
    documents: Object.fromEntries(Object.entries(config.documents ?? {}).map(([name, wire]) => [name, new LabelDocument(wire)])),
    help,
  };
  made.tracks = new Tracks(labels);
  made.timing = timingOf(config.media, made.media.indexes);
  made.history = new History(labels, undefined, made.timing.isContinuous ? makeSettle(made) : undefined);
  made.player = new Player(made);
  const scene = config.mode === "review" ? reviewScene : labelScene;
  made.pairsOn = byFrame(made.pairs);
  made.scene = () => scene(made);
  made.panes = () => panesOf(made.session, made.layers.size);
  made.limits = () => made.media.size(made.session.frame);
  made.focusStage = () => stage.focus({ preventScroll: true, focusVisible: false });
  made.run = (id, chord) => run(made, id, chord);
  made.layers = new Layers([...stage.querySelectorAll("canvas")], made);
  made.tool = makeTools(made);
  if (Number.isInteger(config.active_s)) made.active = new ActiveTime(config.active_s);
  if (config.mode === "edit") made.saver = makeSaver(made);
  const [main] = config.actions ?? [];
  made.submit = () => main && made.session.editable && act(made, main);
  return made;
}

function makeSaver({ config, api, document: labels, history, active, coming }) {
  const { debounce_ms: debounceMs = 1000, max_wait_ms: maxWaitMs = 10_000 } = config.autosave ?? {};
  return new Saver({ document: labels, history, api, drafts: draftsOf(config), active, coming, debounceMs, maxWaitMs });
}

function draftsOf({ user = "", urls }, what = "") {
  return new Drafts(`${user} ${new URL(urls.labels, location.href).pathname}${what}`, { asText: !what });
}

/** What a key or a button asks for; in its turn, behind strokes that are still on their way into the document. */
function run(made, id, chord) {
  const action = () => ACTIONS[id]?.(made, chord);
  return made.coming.isBusy ? made.coming.settled().then(action) : action();
}

async function start() {
  const labels = editor.session.mode === "review" ? {} : await editor.api.loadLabels();
  if (labels.outcome && labels.outcome !== "ok") return view.fail("trouble.labels", start);
  editor.document.apply(replaceAll(editor.document, labels).patch);
  await editor.saver?.begin(labels);
  editor.session.set({ loaded: true });
  if (editor.saver) await new Sketches(editor, draftsOf(editor.config, " sketch "), new Tabs(editor.config.urls.labels)).begin();
  editor.focusStage();
  await showFrame();
  if (Number.isInteger(editor.config.pair)) showPair(editor, editor.config.pair);
}

async function showFrame() {
  const { session, viewport, media, layers } = editor;
  const { frame } = session;
  const { width, height } = media.size(frame);
  layers.levels = null;
  delete stage.dataset.ready;
  viewport.setFrame(width, height);
  // No labels over a picture that they do not belong to.
  setTimeout(() => session.frame === frame && !layers.levels && layers.refresh(IMAGE), PATIENCE_MS);
  try {
    const levels = await media.load(frame);
    if (session.frame !== frame) return;
    layers.levels = levels;
    layers.refresh(IMAGE);
    levels.complete.then(() => layers.refresh(IMAGE));
    view.ready();
  } catch (error) {
    console.error(error);
    view.fail("trouble.image", showFrame);
  }
}

/** Who hears of what: data goes down, and the canvas repaints only the layers that changed. */
function join() {
  const { document: labels, session, viewport, media, layers, saver } = editor;
  labels.addEventListener("change", () => {
    session.follow({ exists: (id) => Boolean(labels.object(id)), isHere: (id) => Boolean(labels.shapeOf(id, session.frame)) });
    layers.refresh(LABELS | TOP);
  });
  viewport.addEventListener("change", () => layers.refresh(VIEW));
  session.addEventListener("change", ({ detail }) => {
    const names = [...detail].filter((name) => !UNPAINTED.includes(name));
    if (names.length) layers.refresh(names.every((name) => TOP_ONLY.includes(name)) ? TOP : LABELS | TOP);
    if (detail.has("frame")) showFrame();
    if (detail.has("layout")) layers.refresh(IMAGE);
  });
  media.addEventListener?.("change", () => layers.refresh(IMAGE));
  saver?.addEventListener("change", () => {
    if (saver.state === "closed") session.set({ mode: "readonly", tool: "select", crosshair: null });
    if (saver.state === "conflict" && !document.querySelector("dialog[open]")) resolveConflict(editor);
  });
  new Input(stage, { viewport, tool: editor.tool, tap: () => editor.run("frame.play"), turn: (event) => wheelOf(editor, event), originAt: (point) => paneAt(editor.panes(), point) });
  new WindowDrag(stage, { media, tool: editor.tool });
  new Keyboard(stage, { keys: editor.keys, run: editor.run, singles });
  if (saver) watchLeaving(saver, root.querySelector("[data-part=back]"));
}

function singles() {
  return localStorage.getItem(SINGLE_KEYS) !== "off";
}

function help() {
  const onSingles = (on) => localStorage.setItem(SINGLE_KEYS, on ? "on" : "off");
  return showKeys(editor, { singles: singles(), onSingles });
}
