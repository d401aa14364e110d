// The build rules of the editor's modules: what the hashed static files need, who may import whom, and texts that exist.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { KEYMAP } from "../../static/editor/keymap.js";
import { SHAPES } from "../../static/editor/shapes/index.js";

const ROOT = fileURLToPath(new URL("../../static/editor/", import.meta.url));
const TEMPLATES = fileURLToPath(new URL("../../templates/training/", import.meta.url));
const MAX_LINES = 200;
const PURE =
  /^(shapes\/|(document|history|commands|framecommands|viewport|geometry|interpolation|paths|rle|runs|brush|answers|ontology|compare|keymap|keys|picture|session|settling|spans|timeline|tracks|words|review|panes|pairs)\.js$|canvas\/(scene|review_scene)\.js$)/;
const LAYERS = [
  /^main\.js$/,
  /^(actions|clipboard|editing|submit|conflict|keyboard|painting|player|saver|api|drafts|leaving|review|sketches|tracking)\.js$|^(tools|panel|canvas)\//,
  /^(?!geometry|paths|rle|runs)[a-z]+\.js$/,
  /^(shapes|media)\/|^(geometry|paths|rle|runs)\.js$/,
];

const files = readdirSync(ROOT, { recursive: true }).filter((name) => name.endsWith(".js")).sort();
const sources = new Map(files.map((name) => [name, readFileSync(join(ROOT, name), "utf8")]));
const IMPORT = /^\s*(?:import|export)\b[^;]*?\bfrom\s*(["'])([^"']+)\1(;?)/gm;

const imports = (name) => [...sources.get(name).matchAll(IMPORT)].map(([, , path, end]) => ({ path, end }));
const resolved = (name) => imports(name).map(({ path }) => relative(ROOT, join(ROOT, dirname(name), path)));
const layerOf = (name) => LAYERS.findIndex((pattern) => pattern.test(name));

for (const name of files) {
  test(`${name} imports relative .js files, each import ended by a semicolon`, () => {
    for (const { path, end } of imports(name)) {
      assert.match(path, /^\.\.?\/.*\.js$/);
      assert.equal(end, ";");
    }
    assert.doesNotMatch(sources.get(name), /\bimport\s*\(|^\s*import\s+["']/m);
    for (const [comment] of sources.get(name).matchAll(/\/\*[\s\S]*?\*\//g)) assert.doesNotMatch(comment, /\bimport\b/);
  });

  test(`${name} is short and opens by saying what it is for`, () => {
    assert.match(sources.get(name), /^\/\/ \S/);
    assert.ok(sources.get(name).split("\n").length <= MAX_LINES);
  });

  test(`${name} imports nothing above its own layer`, () => {
    for (const other of resolved(name)) {
      assert.ok(sources.has(other), `${other} does not exist`);
      assert.ok(layerOf(other) >= layerOf(name), `${name} imports ${other}`);
    }
  });

  if (PURE.test(name)) {
    test(`${name} does not touch the page`, () => {
      const code = sources.get(name).replace(/^\s*\/\/.*$/gm, "");
      assert.doesNotMatch(code, /\b(window|querySelector\w*|getElementById|createElement|addEventListener\("(?:pointer|key)|localStorage|fetch)\b/);
    });
  }
}

test("no modules import each other in a circle", () => {
  const done = new Set();
  const visit = (name, path) => {
    assert.ok(!path.includes(name), [...path, name].join(" -> "));
    if (done.has(name)) return;
    for (const other of resolved(name)) visit(other, [...path, name]);
    done.add(name);
  };
  visit("main.js", []);
});

test("every module is part of the editor", () => {
  const reached = new Set();
  const visit = (name) => {
    if (reached.has(name)) return;
    reached.add(name);
    resolved(name).forEach(visit);
  };
  visit("main.js");
  assert.deepEqual(files.filter((name) => !reached.has(name) && !name.endsWith(".worker.js")), []);
});

test("the folder of shapes and its list agree", () => {
  const modules = files.filter((name) => name.startsWith("shapes/") && name !== "shapes/index.js");

  assert.equal(resolved("shapes/index.js").length, Object.keys(SHAPES).length);
  assert.deepEqual(resolved("shapes/index.js").filter((name) => !modules.includes(name)), []);
});

const words = new Set([...readFileSync(join(TEMPLATES, "editor_words.html"), "utf8").matchAll(/data-word="([^"]+)"/g)].map(([, key]) => key));
const code = [...sources.values()].join("\n");

test("every text the code asks for is in the template", () => {
  const asked = [...code.matchAll(/(?:words|announce|tell|fail)\(\s*"([^"]+)"/g)].map(([, key]) => key);

  assert.ok(asked.length > 20);
  assert.deepEqual(asked.filter((key) => !words.has(key)), []);
});

test("every key of the map, every shape and every group of keys has its text", () => {
  const needed = [
    ...KEYMAP.filter((binding) => binding.help !== "").map((binding) => binding.word ?? `key.${binding.help ?? binding.id}`),
    ...KEYMAP.map((binding) => `keys.${binding.group}`),
    ...Object.keys(SHAPES).flatMap((type) => [`tool.${type}`, `hint.${type}`, `hint.${type}.drawing`]),
    ...Object.values(SHAPES).flatMap((shape) => shape.fields.map((name) => `field.${name}`)),
    ...[...code.matchAll(/"((?:command|measure)\.[a-zA-Z]+)"/g)].map(([, key]) => key),
  ];

  assert.deepEqual([...new Set(needed)].filter((key) => !words.has(key)), []);
});

test("no text stands in the template for nothing", () => {
  const prefixes = [...code.matchAll(/`([a-z]+\.)\$\{/g)].map(([, prefix]) => prefix);
  const unused = [...words].filter((key) => !code.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)));

  assert.deepEqual(unused, []);
});

test("every symbol the code shows is in the sprite", () => {
  const sprite = readFileSync(join(TEMPLATES, "editor_icons.html"), "utf8");
  const named = [...code.matchAll(/\bicon(?:Button)?\("([a-z-]+)"/g)].map(([, name]) => name);

  for (const name of [...named, ...Object.keys(SHAPES)]) assert.ok(sprite.includes(`id="i-${name}"`), name);
});
