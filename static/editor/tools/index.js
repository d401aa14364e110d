// The list of tools. A shape says by its `tool` which of them draws it.

import { SHAPES } from "../shapes/index.js";
import { DrawTool } from "./draw.js";
import { PaintTool } from "./paint.js";
import { ReviewTool } from "./review.js";
import { SelectTool } from "./select.js";

const TOOLS = Object.freeze({ select: SelectTool, draw: DrawTool, paint: PaintTool, review: ReviewTool });

/** A function answering with the tool in hand; each is made once. */
export function makeTools(editor) {
  const tools = Object.fromEntries(Object.entries(TOOLS).map(([name, Tool]) => [name, new Tool(editor)]));
  return () => tools[SHAPES[editor.session.tool]?.tool ?? (editor.session.mode === "review" ? "review" : "select")];
}
