// Small helpers for building the page. Text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = Object.freeze(["checked", "disabled", "hidden", "value", "htmlFor"]);

/** An element: {class, text, data, on, ...attributes}; children that are null or false are left out. */
export function el(tag, { class: classes, text, data = {}, on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  if (classes) node.className = classes;
  if (text !== undefined) node.textContent = text;
  Object.assign(node.dataset, data);
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  for (const [name, value] of Object.entries(attributes)) {
    if (PROPERTIES.includes(name)) node[name] = value;
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A symbol of the sprite in the page. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A square of a class's colour. The style is set through the object model, which the content policy allows. */
export function swatch(color, classes = "swatch") {
  const node = el("span", { class: classes, "aria-hidden": "true" });
  node.style.setProperty("--class-color", color);
  return node;
}

export const iconButton = (name, label, { on, ...rest } = {}) =>
  el("button", { type: "button", class: "editor-icon", title: label, "aria-label": label, on, ...rest }, icon(name));

export const textButton = (text, kind, click) =>
  el("button", { type: "button", class: `button button--${kind}`, text, on: { click } });

/** Makes `container` hold one child per item, keeping the children (and their focus) of items that stay. */
export function reconcile(container, items, { key, create, update }) {
  const old = new Map([...container.children].map((node) => [node.dataset.key, node]));
  const next = items.map((item, index) => {
    const node = old.get(String(key(item))) ?? create(item);
    node.dataset.key = key(item);
    update(node, item, index);
    return node;
  });
  const stay = new Set(next);
  for (const node of old.values()) if (!stay.has(node)) node.remove();
  next.forEach((node, index) => {
    if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
  });
}
