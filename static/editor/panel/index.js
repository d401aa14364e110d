// Everything around the picture, made once. A new part of the page is a file of its own and a line here.

import { Actions } from "./actions.js";
import { ActiveView } from "./active.js";
import { BoxSettings } from "./boxing.js";
import { BrushSettings } from "./brush.js";
import { Classes } from "./classes.js";
import { Classifications } from "./classifications.js";
import { Dialogs } from "./dialogs.js";
import { Instructions } from "./instructions.js";
import { Objects } from "./objects.js";
import { PictureSettings } from "./picture.js";
import { Review } from "./review.js";
import { searchClass } from "./search.js";
import { StageView } from "./stage.js";
import { Status } from "./status.js";
import { Timeline } from "./timeline.js";
import { Toolbar } from "./toolbar.js";
import { WindowSettings } from "./window.js";

/** Gives the editor its voice (`dialogs`, `announce`, `tell`, `searchClass`, `focusClassification`) and builds the parts. Answers with the stage's view. */
export function makePanel(root, editor) {
  editor.dialogs = new Dialogs(root, editor.words);
  const status = new Status(root, editor);
  editor.searchClass = () => searchClass(editor);
  editor.announce = status.announce;
  editor.tell = status.tell;
  const stage = new StageView(root, editor);
  new Instructions(root);
  new Toolbar(root, editor);
  new Actions(root, editor);
  new ActiveView(root, editor);
  new BoxSettings(root, editor);
  new BrushSettings(root, editor);
  new PictureSettings(root, editor);
  new WindowSettings(root, editor);
  new Classes(root, editor);
  new Objects(root, editor);
  new Review(root, editor);
  new Timeline(root, editor);
  const classifications = new Classifications(root, editor);
  editor.focusClassification = (hash) => classifications.focus(hash);
  return stage;
}
