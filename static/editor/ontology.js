// The ontology of the page's configuration, with the lookups the editor needs and a digit for each of the first ten classes.

const DIGITS = Object.freeze(["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]);

const UNKNOWN = Object.freeze({ kind: "object", shape: "", color: "#8a8f98", attributes: Object.freeze([]), hotkey: "" });

const nodesOf = ({ skeleton }) => (skeleton?.nodes ?? []).map((node) => node.id).sort().join(" ");

/** Without case, accents and outer spaces. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").trim().toLowerCase();

const rankOf = (name, wanted) => {
  if (name.startsWith(wanted)) return 3;
  if (name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 2;
  return name.includes(wanted) ? 1 : 0;
};

export class Ontology {
  #byHash;

  constructor(classes) {
    const taken = new Set(classes.map((item) => item.hotkey).filter(Boolean));
    const free = DIGITS.filter((digit) => !taken.has(digit));
    this.classes = classes.map((item) => Object.freeze({
      ...item, attributes: item.attributes ?? [], hotkey: item.hotkey || (item.archived ? "" : free.shift() ?? ""),
    }));
    this.#byHash = new Map(this.classes.map((item) => [item.hash, item]));
  }

  get objects() {
    return this.classes.filter((item) => item.kind === "object" && !item.archived);
  }

  get classifications() {
    return this.classes.filter((item) => item.kind === "classification" && !item.archived);
  }

  /** The shapes its classes use, in the order of the classes. */
  get shapes() {
    return [...new Set(this.objects.map((item) => item.shape))];
  }

  /** A class by hash; one the page does not know is shown by its hash, never dropped. */
  get = (hash) => this.#byHash.get(hash) ?? Object.freeze({ ...UNKNOWN, hash, name: hash });

  /** The classes whose names have the text: those that begin with it first, then those with a word that does. */
  search(text) {
    const wanted = plain(text);
    const ranked = [...this.objects, ...this.classifications]
      .map((type) => ({ type, rank: rankOf(plain(type.name), wanted) }))
      .filter(({ rank }) => rank > 0);
    return ranked.sort((one, other) => other.rank - one.rank).map(({ type }) => type);
  }

  byHotkey = (digit) => this.classes.find((item) => item.hotkey === digit && !item.archived);

  /** The classes that an object of this class may be given: of one shape, and for skeletons with the same nodes. */
  alternatives = (type) => this.ofShape(type.shape).filter((item) => nodesOf(item) === nodesOf(type));

  ofShape = (shape) => this.objects.filter((item) => item.shape === shape);
}
