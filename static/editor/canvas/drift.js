// Panning a full picture: what is on the canvas already is shifted, and only the strips that come into view are painted.

const EXACT_PX = 0.01; // of the device: a shift by parts of a pixel would blur
const MOST_SHARE = 0.5; // of the canvas; beyond it little is left to shift

export class Drift {
  #at = null; // the view as it was painted last

  /** Call after painting, however it was done. */
  note({ scale, x, y }) {
    this.#at = { scale, x, y };
  }

  /** paint(view) draws what `view.visible` takes in; false where all has to be painted anew. */
  follow(context, ratio, view, paint) {
    const { canvas } = context;
    if (this.#at?.scale !== view.scale) return false;
    const [dx, dy] = [(view.x - this.#at.x) * ratio, (view.y - this.#at.y) * ratio];
    const isExact = [dx, dy].every((length) => Math.abs(length - Math.round(length)) < EXACT_PX);
    const isShort = Math.abs(dx) < canvas.width * MOST_SHARE && Math.abs(dy) < canvas.height * MOST_SHARE;
    if (!isExact || !isShort) return false;
    shift(context, Math.round(dx), Math.round(dy));
    for (const strip of stripsOf(canvas, Math.round(dx), Math.round(dy))) paintStrip(context, ratio, view, strip, paint);
    return true;
  }
}

function shift(context, dx, dy) {
  if (!dx && !dy) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalCompositeOperation = "copy";
  context.drawImage(context.canvas, dx, dy);
  context.globalCompositeOperation = "source-over";
}

/** What a shift uncovers, in device pixels. */
function stripsOf({ width, height }, dx, dy) {
  return [
    { x: 0, y: dy > 0 ? 0 : height + dy, width, height: Math.abs(dy) },
    { x: dx > 0 ? 0 : width + dx, y: 0, width: Math.abs(dx), height },
  ].filter((strip) => strip.width && strip.height);
}

function paintStrip(context, ratio, view, { x, y, width, height }, paint) {
  const corner = view.toImage({ x: x / ratio, y: y / ratio });
  const visible = { ...corner, width: width / ratio / view.scale, height: height / ratio / view.scale };
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.clearRect(x, y, width, height);
  paint({ scale: view.scale, x: view.x, y: view.y, screen: view.screen, frame: view.frame, visible, toScreen: view.toScreen });
  context.restore();
}
