// The objects of the frame as a list of buttons: what a screen reader reads and the keyboard walks through.

import { ObjectDetails } from "./details.js";
import { el, iconButton, reconcile, swatch } from "../dom.js";
import { removeOne, show } from "../editing.js";
import { SHAPES } from "../shapes/index.js";

const REDRAW_ON = Object.freeze(["frame", "selection", "hidden", "locked", "mode", "loaded"]);

const MOST_REVEALED = 20;

const differ = (before, now) => !before || now.some((value, index) => value !== before[index]);

export class Objects {
  #editor;
  #list;
  #count;
  #empty;
  #details;
  #waiting = false;
  #drawn = new WeakMap(); // what each row shows, so that the rows that stay the same cost nothing

  constructor(root, editor) {
    this.#editor = editor;
    this.#list = root.querySelector("[data-part=objects]");
    this.#count = root.querySelector("[data-part=object-count]");
    this.#empty = root.querySelector("[data-part=no-objects]");
    this.#details = new ObjectDetails(editor);
    root.querySelector("[data-section=objects]").hidden = editor.session.mode === "review";
    editor.document.addEventListener("change", () => this.#later());
    editor.session.addEventListener("change", ({ detail }) => {
      if (REDRAW_ON.some((name) => detail.has(name))) this.#later();
      if (detail.has("selection")) this.#reveal();
      if (detail.has("hover")) this.#hover();
    });
    this.refresh();
  }

  // Actions

  refresh() {
    const { document: labels, session, ontology, tracks } = this.#editor;
    const items = labels.shapes(session.frame).filter((geometry) => labels.object(geometry.object)).map((geometry) => {
      const object = labels.object(geometry.object);
      const type = ontology.get(object.class);
      return { object, geometry, type, number: tracks.number(object.id) };
    });
    reconcile(this.#list, items, {
      key: (item) => item.object.id, create: (item) => this.#row(item.object.id), update: (row, item) => this.#update(row, item),
    });
    this.#count.textContent = items.length;
    this.#empty.hidden = items.length > 0;
    this.#showDetails();
  }

  // Private

  /** Many changes in one frame of the screen are one repaint of the list. */
  #later() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.refresh();
    });
  }

  #row(id) {
    const { session, words } = this.#editor;
    const button = el("button", {
      type: "button", class: "object-row",
      on: {
        click: (event) => this.#pick(id, event.shiftKey || event.ctrlKey || event.metaKey),
        pointerenter: () => session.set({ hover: id }),
        pointerleave: () => session.hover === id && session.set({ hover: "" }),
      },
    }, swatch(""), el("span", { class: "object-name" }),
    el("span", { class: "object-between", text: words("object.interpolated"), hidden: true }), el("span", { class: "object-size" }));
    return el("li", { class: "object", data: { object: id } }, el("div", { class: "object-head" },
      button,
      iconButton("eye", words("object.hide"), { data: { do: "hide" }, on: { click: () => session.toggle("hidden", id) } }),
      iconButton("lock", words("object.lock"), { data: { do: "lock" }, on: { click: () => session.toggle("locked", id) } }),
      iconButton("trash", words("object.delete"), { data: { do: "delete" }, on: { click: () => removeOne(this.#editor, id) } }),
    ));
  }

  /** Only what differs is written: a thousand rows may be selected at once. */
  #update(row, { object, geometry, type, number }) {
    const { session } = this.#editor;
    const selected = session.isSelected(object.id);
    const facts = [geometry, type, number];
    const marks = [session.hidden.has(object.id), session.locked.has(object.id), session.editable];
    const before = this.#drawn.get(row);
    if (differ(before?.facts, facts)) this.#tell(row, facts);
    if (differ(before?.marks, marks)) this.#mark(row, marks);
    if (before?.selected !== selected) {
      row.classList.toggle("is-selected", selected);
      row.querySelector(".object-row").setAttribute("aria-pressed", String(selected));
    }
    this.#drawn.set(row, { facts, marks, selected });
  }

  #tell(row, [geometry, type, number]) {
    const shape = SHAPES[type.shape];
    row.querySelector(".swatch").style.setProperty("--class-color", type.color);
    row.querySelector(".object-name").textContent = `${type.name} ${number}`;
    row.querySelector(".object-between").hidden = !geometry.interpolated;
    row.querySelector(".object-size").textContent = shape && !geometry.interpolated ? this.#editor.words(...shape.measure(geometry)) : "";
    row.dataset.class = type.hash;
  }

  #mark(row, [isHidden, isLocked, isEditable]) {
    const [hide, lock, bin] = ["hide", "lock", "delete"].map((name) => row.querySelector(`[data-do=${name}]`));
    row.classList.toggle("is-hidden", isHidden);
    hide.setAttribute("aria-pressed", String(isHidden));
    lock.setAttribute("aria-pressed", String(isLocked));
    lock.hidden = bin.hidden = !isEditable;
    bin.disabled = isLocked;
  }

  #hover() {
    const { hover } = this.#editor.session;
    this.#list.querySelector(".is-hovered")?.classList.remove("is-hovered");
    if (hover) this.#list.querySelector(`[data-object="${CSS.escape(hover)}"]`)?.classList.add("is-hovered");
  }

  #pick(id, add) {
    const { session } = this.#editor;
    if (!add) return show(this.#editor, id);
    return session.select(session.isSelected(id) ? session.selection.filter((entry) => entry !== id) : [...session.selection, id]);
  }

  #showDetails() {
    const { session } = this.#editor;
    const [id, ...others] = session.selection;
    const row = id && !others.length ? this.#list.querySelector(`[data-object="${CSS.escape(id)}"]`) : null;
    this.#details.show(row, row ? id : null);
  }

  /** Of many the list has no one place to show. */
  #reveal() {
    if (this.#editor.session.selection.length > MOST_REVEALED) return;
    requestAnimationFrame(() => this.#list.querySelector("[aria-pressed=true].object-row")?.closest("li").scrollIntoView({ block: "nearest" }));
  }
}
