// The laws every shape keeps, and what is particular to each. A shape in the list without an example here fails.

import assert from "node:assert/strict";
import test from "node:test";

import { LIMITS } from "./support.mjs";
import { encodeCrop, toText } from "../../static/editor/rle.js";
import { SHAPES } from "../../static/editor/shapes/index.js";

const RECT = { x: 20, y: 30, width: 40, height: 20 };
const FILLED = { size: [LIMITS.height, LIMITS.width], counts: toText(encodeCrop(new Uint8Array(800).fill(1), RECT, LIMITS)) };

const TEMPLATE = {
  hash: "ffff0001",
  skeleton: {
    nodes: [{ id: "head", name: "Head", x: 0.5, y: 0 }, { id: "left", name: "Left", x: 0, y: 1 }, { id: "right", name: "Right", x: 1, y: 1 }],
    edges: [["head", "left"], ["head", "right"]],
  },
};
const node = (id, x, y, visibility = "visible") => ({ id, x, y, visibility });

/** A geometry of each type inside LIMITS, a point on or inside it, and one far away; `type` is its class where that matters. */
const EXAMPLES = {
  bounding_box: { geometry: { box_xywh: [20, 30, 40, 20] }, inside: { x: 40, y: 40 }, away: { x: 150, y: 90 } },
  rotatable_bounding_box: { geometry: { box_xywh: [60, 30, 40, 20], angle_deg: 30 }, inside: { x: 80, y: 40 }, away: { x: 150, y: 90 } },
  polygon: {
    geometry: { polygons: [[[20, 20, 80, 20, 80, 60, 20, 60], [40, 30, 60, 30, 60, 50, 40, 50]], [[100, 20, 120, 20, 110, 40]]] },
    inside: { x: 30, y: 40 }, away: { x: 150, y: 90 },
  },
  polyline: { geometry: { points: [20, 20, 60, 20, 60, 50] }, inside: { x: 40, y: 20 }, away: { x: 40, y: 40 } },
  bitmask: { geometry: FILLED, inside: { x: 40, y: 40 }, away: { x: 150, y: 90 } },
  skeleton: {
    geometry: { nodes: [node("head", 40, 20), node("left", 20, 60, "occluded"), { id: "right", visibility: "invisible" }] },
    inside: { x: 30, y: 40 }, away: { x: 150, y: 90 }, type: TEMPLATE,
  },
  point: { geometry: { point: [20, 30] }, inside: { x: 21, y: 30 }, away: { x: 60, y: 60 } },
};

const near = (actual, expected, gap = 0.02) => assert.ok(Math.abs(actual - expected) <= gap, `${actual} is not ${expected}`);

const within = ({ x, y, width, height }) =>
  assert.ok(x >= -0.01 && y >= -0.01 && x + width <= LIMITS.width + 0.01 && y + height <= LIMITS.height + 0.01, JSON.stringify({ x, y, width, height }));

const centred = ({ x, y, width, height }) => within({ x: x + width / 2, y: y + height / 2, width: 0, height: 0 });

/** A turned box may overhang: no box of the right size and angle fits an object cut by the edge. */
const keptIn = (type, rect) => (type === "rotatable_bounding_box" ? centred(rect) : within(rect));

test("every shape in the list has an example", () => {
  assert.deepEqual(Object.keys(EXAMPLES).sort(), Object.keys(SHAPES).sort());
});

for (const [type, { geometry, inside, away, type: ofClass }] of Object.entries(EXAMPLES)) {
  const shape = SHAPES[type];

  test(`${type} is valid and says its type`, () => {
    assert.equal(shape.type, type);
    assert.equal(shape.isValid(geometry), true);
  });

  test(`${type} is hit where it is and not elsewhere`, () => {
    assert.ok(shape.hit(geometry, inside, 3, ofClass) > 0);
    assert.equal(shape.hit(geometry, away, 3, ofClass), 0);
  });

  test(`${type} moves by what was asked`, () => {
    const before = shape.bounds(geometry);

    const after = shape.bounds(shape.translate(geometry, 7, -5, LIMITS));

    near(after.x, before.x + 7);
    near(after.y, before.y - 5);
    near(after.width, before.width);
    near(after.height, before.height);
  });

  test(`${type} moved too far stops at the edge of the frame, in its full size`, () => {
    for (const [dx, dy] of [[1e4, 1e4], [-1e4, -1e4]]) {
      const after = shape.bounds(shape.translate(geometry, dx, dy, LIMITS));

      keptIn(type, after);
      near(after.width, shape.bounds(geometry).width);
    }
  });

  test(`${type} keeps every handle inside the frame, wherever it is dragged`, () => {
    for (const { id } of shape.handles(geometry)) {
      for (const point of [{ x: -50, y: -50 }, { x: 1e4, y: 1e4 }, { x: 100, y: 50 }]) {
        const moved = shape.moveHandle(geometry, id, point, { limits: LIMITS, constrain: false });
        if (shape.isValid(moved)) keptIn(type, shape.bounds(moved));
      }
    }
  });

  test(`${type} with a handle dragged to where it is stays as it was`, () => {
    for (const handle of shape.handles(geometry).filter(({ kind }) => kind !== "midpoint")) {
      const same = shape.moveHandle(geometry, handle.id, handle, { limits: LIMITS, constrain: false });
      const [before, after] = [shape.bounds(geometry), shape.bounds(same)];
      for (const name of ["x", "y", "width", "height"]) near(after[name], before[name], 0.05);
    }
  });

  test(`${type} never changes the geometry it is given`, () => {
    const before = structuredClone(geometry);

    shape.translate(geometry, 3, 3, LIMITS);
    for (const { id } of shape.handles(geometry)) shape.moveHandle(geometry, id, away, { limits: LIMITS, constrain: true });

    assert.deepEqual(geometry, before);
  });

  test(`${type} can be placed by the keyboard`, () => {
    const seeded = shape.seed({ x: 0, y: 0, ...LIMITS }, { limits: LIMITS, type: ofClass });

    assert.equal(shape.isValid(seeded), true);
    within(shape.bounds(seeded));
    assert.equal(shape.isValid(shape.resize(seeded, 1, 1, LIMITS)), true);
  });

  test(`${type} takes each of its numbers`, () => {
    const values = shape.values(geometry);

    for (const name of shape.fields) {
      const set = shape.withValue(geometry, name, values[name] + 2, LIMITS);
      near(shape.values(set)[name], values[name] + 2);
    }
  });

  test(`${type} is written as plain numbers of two decimals at most`, () => {
    const moved = shape.translate(geometry, 1 / 3, 2 / 3, LIMITS);

    for (const number of JSON.stringify(moved).match(/-?\d+\.\d+/g) ?? []) assert.match(number, /^-?\d+\.\d{1,2}$/);
  });
}

const settings = { limits: LIMITS, constrain: false, slop: 3, reach: 8 };
const box = SHAPES.bounding_box;

const at = (x, y) => ({ x, y });

test("a box is drawn by a drag", () => {
  let draft = box.drawing.press(null, at(10, 10), settings);
  draft = box.drawing.move(draft, at(40, 30), settings);
  draft = box.drawing.release(draft, at(40, 30), settings);

  assert.equal(draft.done, true);
  assert.deepEqual(box.drawing.geometry(draft), { box_xywh: [10, 10, 30, 20] });
});

test("a box is drawn by its four extreme points, in any order, and a point can be taken back", () => {
  const extremes = { ...settings, by: "extremes" };
  const click = (draft, x, y) => box.drawing.release(box.drawing.press(draft, at(x, y), extremes), at(x, y), extremes);
  let draft = click(click(null, 40, 10), 90, 90);
  draft = box.drawing.back(draft);
  draft = click(click(draft, 10, 40), 70, 50);
  draft = box.drawing.move(draft, at(30, 80), extremes);

  assert.deepEqual(box.drawing.geometry(draft).box_xywh, [10, 10, 60, 70]);
  assert.equal(draft.done, false);
  draft = click(draft, 35, 60);
  assert.equal(draft.done, true);
  assert.deepEqual(box.drawing.geometry(draft).box_xywh, [10, 10, 60, 50]);
});

test("a box is drawn by two clicks", () => {
  let draft = box.drawing.press(null, at(40, 30), settings);
  draft = box.drawing.release(draft, at(41, 30), settings);
  assert.equal(draft.done, false);
  draft = box.drawing.press(draft, at(10, 10), settings);
  draft = box.drawing.release(draft, at(10, 10), settings);

  assert.equal(draft.done, true);
  assert.deepEqual(box.drawing.geometry(draft), { box_xywh: [10, 10, 30, 20] });
});

test("a box drawn over the edge ends at the edge, a constrained one stays square", () => {
  const start = box.drawing.press(null, at(150, 60), settings);

  const over = box.drawing.move(start, at(900, 900), settings);
  const square = box.drawing.move(start, at(900, 900), { ...settings, constrain: true });

  assert.deepEqual(box.drawing.geometry(over).box_xywh, [150, 60, 50, 40]);
  assert.deepEqual(box.drawing.geometry(square).box_xywh, [150, 60, 40, 40]);
});

const turnedBox = SHAPES.rotatable_bounding_box;

test("a turned box's handles stand where its corners are: the angle runs clockwise on the screen", () => {
  const quarter = { box_xywh: [40, 40, 40, 20], angle_deg: 90 };
  const handles = Object.fromEntries(turnedBox.handles(quarter).map((handle) => [handle.id, handle]));

  near(handles.nw.x, 70);
  near(handles.nw.y, 30);
  near(handles.turn.x, 96);
  near(handles.turn.y, 50);
});

test("dragging a corner of a turned box leaves the opposite one where it is", () => {
  const { geometry } = EXAMPLES.rotatable_bounding_box;
  const corner = (shape, id) => turnedBox.handles(shape).find((handle) => handle.id === id);

  const moved = turnedBox.moveHandle(geometry, "se", at(120, 70), settings);

  near(corner(moved, "nw").x, corner(geometry, "nw").x);
  near(corner(moved, "nw").y, corner(geometry, "nw").y);
  near(corner(moved, "se").x, 120);
  near(corner(moved, "se").y, 70);
});

test("turning with Shift snaps to 15 degrees, and an angle stays within one turn", () => {
  const { geometry } = EXAMPLES.rotatable_bounding_box;

  assert.equal(turnedBox.moveHandle(geometry, "turn", at(95, 10), { ...settings, constrain: true }).angle_deg % 15, 0);
  assert.equal(turnedBox.rotate(geometry, -31).angle_deg, 359);
  assert.equal(turnedBox.rotate(geometry, 330).angle_deg, 0);
});

test("a keypoint is placed where the pointer is let go", () => {
  const { drawing } = SHAPES.point;
  let draft = drawing.press(null, at(10, 10), settings);
  draft = drawing.move(draft, at(12, 11), settings);
  draft = drawing.release(draft, at(12, 11), settings);

  assert.equal(draft.done, true);
  assert.deepEqual(drawing.geometry(draft), { point: [12, 11] });
});

const clicks = (drawing, ...points) => points.reduce((draft, point) => {
  const pressed = drawing.press(draft && drawing.move(draft, point, settings), point, settings);
  return drawing.release(pressed, point, settings);
}, null);

test("a polygon ends where it began", () => {
  const { drawing } = SHAPES.polygon;
  const open = clicks(drawing, at(10, 10), at(60, 10), at(60, 60));
  assert.ok(!open.done);

  const closed = clicks(drawing, at(10, 10), at(60, 10), at(60, 60), at(12, 11));

  assert.equal(closed.done, true);
  assert.deepEqual(drawing.geometry(closed), { polygons: [[[10, 10, 60, 10, 60, 60]]] });
});

test("a polygon of two points cannot be finished", () => {
  const { drawing } = SHAPES.polygon;

  assert.equal(drawing.finish(clicks(drawing, at(10, 10), at(60, 10))).done, false);
});

test("the second press of a double click adds no point", () => {
  const { drawing } = SHAPES.polyline;

  const line = drawing.finish(clicks(drawing, at(10, 10), at(60, 10), at(90, 40), at(91, 40)));

  assert.deepEqual(drawing.geometry(line), { points: [10, 10, 60, 10, 90, 40] });
});

test("points are taken back one by one, the last one gives up", () => {
  const { drawing } = SHAPES.polyline;
  const two = clicks(drawing, at(10, 10), at(60, 10));

  assert.equal(drawing.back(two).points.length, 1);
  assert.equal(drawing.back(drawing.back(two)), null);
});

test("tracing with Shift lays points along the way", () => {
  const { drawing } = SHAPES.polyline;
  const tracing = { ...settings, constrain: true };
  let draft = drawing.press(null, at(0, 50), tracing);
  for (let x = 1; x <= 40; x += 1) draft = drawing.move(draft, at(x, 50), tracing);
  draft = drawing.finish(drawing.release(draft, at(40, 50), tracing));

  const { points } = drawing.geometry(draft);
  assert.ok(points.length / 2 >= 8);
  assert.deepEqual(points.slice(-2), [40, 50]);
});

const { polygon } = SHAPES;

test("a point inside a hole is outside the polygon", () => {
  assert.equal(polygon.hit(EXAMPLES.polygon.geometry, at(50, 40), 1), 0);
});

test("the area of a polygon leaves out its holes and counts its parts", () => {
  assert.equal(polygon.area(EXAMPLES.polygon.geometry), 60 * 40 - 20 * 20 + 200);
});

test("a new point is pulled out of the middle of a side, or put on the outline", () => {
  const square = { polygons: [[[0, 0, 40, 0, 40, 40, 0, 40]]] };

  assert.deepEqual(polygon.moveHandle(square, "+0.0.3", at(5, 20), settings).polygons, [[[0, 0, 40, 0, 40, 40, 0, 40, 5, 20]]]);
  assert.deepEqual(polygon.withPointAt(square, at(40, 10), LIMITS).polygons, [[[0, 0, 40, 0, 40, 10, 40, 40, 0, 40]]]);
});

test("a ring left with too few points goes, the last outline stays", () => {
  const { geometry } = EXAMPLES.polygon;
  const triangle = { polygons: [[[0, 0, 40, 0, 40, 40]]] };

  assert.equal(polygon.withoutHandle(geometry, "0.1.0").polygons[0][1].length, 6);
  assert.equal(polygon.withoutHandle(polygon.withoutHandle(geometry, "0.1.0"), "0.1.0").polygons[0].length, 1);
  assert.equal(polygon.withoutHandle(geometry, "1.0.0").polygons.length, 1);
  assert.equal(polygon.withoutHandle(triangle, "0.0.0"), null);
});

test("polygons are joined as parts, and cut as holes where one lies inside the other", () => {
  const outer = { polygons: [[[0, 0, 60, 0, 60, 60, 0, 60]]] };
  const inner = { polygons: [[[10, 10, 20, 10, 20, 20]]] };
  const apart = { polygons: [[[80, 10, 90, 10, 90, 20]]] };

  assert.equal(polygon.join([outer, apart]).polygons.length, 2);
  assert.deepEqual(polygon.cut(outer, inner).polygons, [[outer.polygons[0][0], inner.polygons[0][0]]]);
  assert.equal(polygon.cut(outer, apart), null);
});

const { skeleton } = SHAPES;

test("a skeleton is laid into the box that is drawn", () => {
  let draft = skeleton.drawing.press(null, at(10, 10), settings);
  draft = skeleton.drawing.move(draft, at(50, 90), settings);

  assert.deepEqual(skeleton.drawing.geometry(draft, TEMPLATE).nodes, [node("head", 30, 10), node("left", 10, 90), node("right", 50, 90)]);
});

test("only edges between labelled nodes are drawn", () => {
  const calls = [];

  skeleton.trace(EXAMPLES.skeleton.geometry, { moveTo: (x, y) => calls.push([x, y]), lineTo: (x, y) => calls.push([x, y]) }, TEMPLATE);

  assert.deepEqual(calls, [[40, 20], [20, 60]]);
});

test("a node's visibility goes round, and dragging a node that was not there makes it visible", () => {
  const whole = { nodes: [node("head", 40, 20), node("left", 20, 60)] };
  const once = skeleton.withoutHandle(whole, "head");
  const twice = skeleton.withoutHandle(once, "head");

  assert.deepEqual([once, twice].map(({ nodes }) => nodes[0].visibility), ["occluded", "invisible"]);
  assert.equal(skeleton.withoutHandle(twice, "head").nodes[0].visibility, "visible");
  assert.deepEqual(skeleton.moveHandle(twice, "head", at(45, 25), settings).nodes[0], node("head", 45, 25));
  assert.deepEqual(skeleton.withVisibility(whole, "left", "occluded").nodes[1], node("left", 20, 60, "occluded"));
});

test("a skeleton without a labelled node is none", () => {
  assert.equal(skeleton.isValid({ nodes: [node("head", 1, 1, "invisible")] }), false);
});

test("a line keeps at least two points", () => {
  assert.equal(SHAPES.polyline.withoutHandle({ points: [0, 0, 10, 10] }, "0"), null);
});

test("a corner dragged across the opposite one turns the box over", () => {
  const moved = box.moveHandle({ box_xywh: [20, 30, 40, 20] }, "se", at(10, 10), settings);

  assert.deepEqual(moved.box_xywh, [10, 10, 10, 20]);
});

test("a box without area is no box", () => {
  assert.equal(box.isValid({ box_xywh: [5, 5, 0, 10] }), false);
});
