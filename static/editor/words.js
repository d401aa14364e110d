// The texts of the page: they come from the template, translated, and are looked up by key. {name} stands for a value.

/** A function (key, values) -> text. A key without a text is shown as it is, so that a gap is seen and not hidden. */
export const makeWords = (texts) => (key, values = {}) =>
  (texts.get(key) ?? key).replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
