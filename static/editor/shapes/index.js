// The list of shapes: a new one is a file of its own and a line here. All of them are pure; the page is the canvas's affair.

import { box } from "./box.js";
import { point } from "./point.js";

const ALL = [box, point];

export const SHAPES = Object.freeze(Object.fromEntries(ALL.map((shape) => [shape.type, shape])));
