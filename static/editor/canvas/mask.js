// Masks as pixels: the one under the hand, repainted where it was touched, and the small pictures of those at rest.

import { maskImage, strokeImage } from "../maskimage.js";

/** A canvas of the whole frame that follows a mask of bytes. */
export class MaskCanvas {
  #size;
  #color;

  constructor(size, color) {
    this.#size = size;
    this.#color = color;
    this.element = new OffscreenCanvas(size.width, size.height);
  }

  update(bytes, rect) {
    this.element.getContext("2d").putImageData(strokeImage(bytes, this.#size.width, rect, this.#color), rect.x, rect.y);
  }
}

/** The pictures of masks at rest, made by a worker when they are first asked for, and kept as long as the mask itself. */
export class MaskPictures {
  #coder;
  #ready;
  #known = new WeakMap(); // what stands for the pixels of a mask -> {look, asked, picture}

  /** ready: called when a picture has come that was asked for */
  constructor(coder, ready) {
    this.#coder = coder;
    this.#ready = ready;
  }

  /** {picture, isCurrent}: null until there is one, and not current while that of another look stands in. */
  of(item) {
    const { pixels, size, width, height } = item.shape.raster(item.geometry);
    const look = `${item.color} ${Boolean(item.dashed)}`;
    const known = this.#known.get(pixels) ?? { look: "", asked: "", picture: null };
    this.#known.set(pixels, known);
    if (known.asked !== look && width && height) {
      known.asked = look;
      this.#make(item, size).then((picture) => {
        Object.assign(known, { look, picture });
        this.#ready();
      });
    }
    return { picture: known.picture, isCurrent: known.look === look };
  }

  async #make({ geometry, shape, color, dashed = false }, size) {
    try {
      return await this.#coder.picture(geometry.counts, size, { color, dashed });
    } catch {
      const { x, y, width, height } = shape.raster(geometry);
      return createImageBitmap(maskImage(shape.bytesOf(geometry, { x, y, width, height }), { width, height }, { color, dashed }));
    }
  }
}
