// What ./run bench does in the editor's page, and on bare canvases that draw the same scene. Times are milliseconds.

const nextFrame = () => new Promise(requestAnimationFrame);

/** The time of each of `count` frames while `step(number)` happens before each. */
async function frames(count, step) {
  const times = [];
  for (let number = -3, before = await nextFrame(); number < count; number += 1) {
    step(number);
    const now = await nextFrame();
    if (number >= 0) times.push(now - before); // the first few warm up
    before = now;
  }
  return times;
}

const stage = () => document.getElementById("stage");

const viewOf = (node) => {
  const [scale, x, y] = node.dataset.view.split(" ").map(Number);
  return { scale, x, y };
};

/** Pointer moves while a button is held, to and fro by `reach` pixels about a place of the window. */
const wobble = ({ x, y, reach, buttons }) => (number) => {
  const turn = (number / 12) * 2 * Math.PI;
  const place = { clientX: Math.round(x + reach * Math.sin(turn)), clientY: Math.round(y + reach * Math.sin(2 * turn)) };
  stage().dispatchEvent(new PointerEvent("pointermove", { bubbles: true, pointerId: 1, pointerType: "mouse", buttons, ...place }));
};

/** The wheel turned inwards, then outwards, about the middle of the stage. */
const turnWheel = (count) => (number) => {
  const { left, top, width, height } = stage().getBoundingClientRect();
  const deltaY = number < count / 2 ? -80 : 80;
  stage().dispatchEvent(new WheelEvent("wheel", { bubbles: true, cancelable: true, clientX: left + width / 2, clientY: top + height / 2, deltaY }));
};

/** From pressing a key until what it did stands on the screen. */
async function afterKey(key, modifiers) {
  stage().focus();
  await nextFrame();
  const begin = performance.now();
  stage().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers }));
  await nextFrame();
  await nextFrame();
  return performance.now() - begin;
}

// The limit: three bare canvases with the same picture and outlines, which know nothing of labels.

async function bareCanvases({ url, polygons, boxes }) {
  const { width, height } = stage().getBoundingClientRect();
  const full = await createImageBitmap(await (await fetch(url)).blob());
  const half = { resizeWidth: full.width / 2, resizeHeight: full.height / 2 };
  const levels = [full, await createImageBitmap(full, half)];
  const view = viewOf(stage());
  const cover = document.body.appendChild(document.createElement("div"));
  const contexts = [0, 1, 2].map(() => {
    const canvas = cover.appendChild(document.createElement("canvas"));
    Object.assign(canvas, { width, height });
    Object.assign(canvas.style, { position: "absolute", left: 0, top: 0 });
    return canvas.getContext("2d");
  });
  const paths = [...polygons.map(ringPath), ...boxes.map(([x, y, w, h]) => { const path = new Path2D(); path.rect(x, y, w, h); return path; })];
  return { cover, contexts, levels, view, paths, polygons, boxes };
}

function ringPath(ring) {
  const path = new Path2D();
  path.moveTo(ring[0], ring[1]);
  for (let index = 2; index < ring.length; index += 2) path.lineTo(ring[index], ring[index + 1]);
  path.closePath();
  return path;
}

/** Either the editor is on the screen or the bare canvases are, never both. */
function showBare(scene, isShown) {
  scene.cover.hidden = !isShown;
  document.getElementById("editor").hidden = isShown;
}

const place = (context, { scale, x, y }) => {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(scale, 0, 0, scale, x, y);
};

function drawShape(context, path, scale) {
  context.globalAlpha = 0.1;
  context.fillStyle = context.strokeStyle = "#e5484d";
  context.fill(path, "evenodd");
  context.globalAlpha = 1;
  context.lineWidth = 2 / scale;
  context.stroke(path);
}

function drawAll({ contexts: [image, shapes], levels, paths }, view) {
  place(image, view);
  image.imageSmoothingQuality = "high";
  const level = levels.findLast((bitmap) => bitmap.width >= levels[0].width * view.scale) ?? levels[0];
  image.drawImage(level, 0, 0, levels[0].width, levels[0].height);
  place(shapes, view);
  for (const path of paths) drawShape(shapes, path, view.scale);
}

/** One outline dragged by a corner, its handles drawn with it. */
function drawDragged({ contexts: [, , top], polygons, view }, number) {
  const ring = polygons[0].map((value, index) => (index < 2 ? value + number : value));
  place(top, view);
  drawShape(top, ringPath(ring), view.scale);
  for (let index = 0; index < ring.length; index += 2) {
    top.beginPath();
    top.arc(ring[index], ring[index + 1], 4 / view.scale, 0, 2 * Math.PI);
    top.fill();
    top.stroke();
  }
}

const bare = {
  drag: (scene, count) => frames(count, (number) => drawDragged(scene, number)),
  pan: (scene, count, { reach, scale }) => {
    const at = viewOfMiddle(scene, scale);
    return frames(count, (number) => {
      const turn = (number / 12) * 2 * Math.PI;
      drawAll(scene, { scale, x: at.x + reach * Math.sin(turn), y: at.y + reach * Math.sin(2 * turn) });
    });
  },
  zoom: (scene, count) => {
    let { scale } = scene.view;
    return frames(count, (number) => {
      scale *= Math.exp((number < count / 2 ? 80 : -80) * 0.0018);
      drawAll(scene, { scale, ...viewOfMiddle(scene, scale) });
    });
  },
  move: ({ contexts: [, , top], view, boxes }, count) => frames(count, (number) => {
    place(top, view);
    for (const [x, y, w, h] of boxes) {
      const path = new Path2D();
      path.rect(x + number, y + number, w, h);
      drawShape(top, path, view.scale);
    }
  }),
};

/** The view at a scale about the middle of the picture. */
function viewOfMiddle({ contexts, levels: [{ width, height }] }, scale) {
  const { canvas } = contexts[0];
  return { x: (canvas.width - width * scale) / 2, y: (canvas.height - height * scale) / 2 };
}

/** A mask of overlapping discs over 12 million pixels, to run lengths and back, as the page waits for its worker. */
async function maskTimes(count) {
  const { Coder } = await import("/static/editor/coder.js");
  const coder = new Coder(new Worker("/static/editor/rle.worker.js", { type: "module" }));
  const size = { width: 4000, height: 3000 };
  const whole = { x: 0, y: 0, ...size };
  const bytes = new Uint8Array(size.width * size.height);
  for (let disc = 0; disc < 60; disc += 1) {
    const [x, y, radius] = [(disc * 997) % size.width, (disc * 613) % size.height, 80 + ((disc * 37) % 300)];
    for (let row = Math.max(y - radius, 0); row < Math.min(y + radius, size.height); row += 1) {
      const half = Math.sqrt(radius * radius - (row - y) ** 2);
      bytes.fill(1, row * size.width + Math.max(Math.ceil(x - half), 0), row * size.width + Math.min(Math.ceil(x + half), size.width));
    }
  }
  const times = { encode: [], decode: [] };
  for (let round = 0; round < count; round += 1) {
    const begin = performance.now();
    const { counts } = await coder.encode(bytes, whole, size);
    const middle = performance.now();
    await coder.decode([counts], whole, size);
    times.encode.push(middle - begin);
    times.decode.push(performance.now() - middle);
  }
  return times;
}

window.bench = { frames, wobble, turnWheel, afterKey, bareCanvases, showBare, bare, maskTimes };
