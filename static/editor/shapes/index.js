// The list of shapes: a new one is a file of its own and a line here. All of them are pure; the page is the canvas's affair.

import { bitmask } from "./bitmask.js";
import { box } from "./box.js";
import { point } from "./point.js";
import { polygon } from "./polygon.js";
import { polyline } from "./polyline.js";
import { rotatedBox } from "./rotated_box.js";
import { skeleton } from "./skeleton.js";

const ALL = [box, rotatedBox, polygon, polyline, point, bitmask, skeleton];

export const SHAPES = Object.freeze(Object.fromEntries(ALL.map((shape) => [shape.type, shape])));
