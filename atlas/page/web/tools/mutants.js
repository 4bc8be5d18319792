// Mutants: one small fault after another is put into the modules that reckon, and the unit tests must notice each.
//
//   make mutants-js                              all of them: the score, and every fault that nothing noticed
//   make mutants-js MUTANTS="time/ --every 5"    of some modules, every fifth

import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";

import * as espree from "espree";

const ROOT = join(import.meta.dirname, "../../../..");
const SOURCE = "atlas/page/web/src";
const CORE = ["time/", "model/", "layers/projection.js", "layers/places.js", "layers/boxes.js", "host/address.js"];
const CARRIED = ["package.json", "atlas/page/web/src", "atlas/page/web/test", "atlas/look", "tests/parity", "tests/called.json", "geodata/towns.geojson"];
const PATIENCE = 5; // times what the tests take of the sound modules: a fault that makes a loop endless is noticed, too
const MOST_MS = 300000;
const LEAST = 0.9; // of all faults

const SWAPS = {
  "<": "<=", "<=": "<", ">": ">=", ">=": ">", "===": "!==", "!==": "===", "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "**": "*",
  "&&": "||", "||": "&&", "??": "&&", "++": "--", "--": "++", "+=": "-=", "-=": "+=", ">>": "<<", ">>>": "<<",
};

/** The faults of one node of the syntax: [from, to, new text]. */
function* faultsOf(node, text) {
  const own = (part) => text.slice(part.range[0], part.range[1]);
  const operator = ["BinaryExpression", "LogicalExpression", "AssignmentExpression"].includes(node.type) && SWAPS[node.operator];
  if (operator && !(node.operator === "+" && [node.left, node.right].some((side) => side.type === "TemplateLiteral" || typeof side.value === "string"))) {
    const at = text.indexOf(node.operator, node.left.range[1]);
    yield [at, at + node.operator.length, operator];
  }
  if (node.type === "UpdateExpression") {
    const at = node.prefix ? node.range[0] : node.range[1] - 2;
    yield [at, at + 2, SWAPS[node.operator]];
  }
  if (node.type === "Literal" && typeof node.value === "number") yield [...node.range, String(node.value + 1)];
  if (node.type === "Literal" && typeof node.value === "boolean") yield [...node.range, String(!node.value)];
  if (node.type === "UnaryExpression" && "!-".includes(node.operator)) yield [node.range[0], node.range[0] + 1, node.operator === "!" ? "!!" : " "];
  if (node.type === "ConditionalExpression") {
    yield [node.consequent.range[0], node.alternate.range[1], `${own(node.alternate)} : ${own(node.consequent)}`];
  }
  if (node.type === "IfStatement") yield [...node.test.range, "false"];
}

function* nodesOf(node) {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of [value].flat()) if (child && typeof child.type === "string" && child.range) yield* nodesOf(child);
  }
}

function modules(wanted) {
  const all = readdirSync(join(ROOT, SOURCE), { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
  return all.filter((name) => wanted.some((part) => name.startsWith(part))).sort();
}

function mutantsOf(name) {
  const text = readFileSync(join(ROOT, SOURCE, name), "utf8");
  const tree = espree.parse(text, { ecmaVersion: "latest", sourceType: "module", range: true, loc: true });
  const found = [];
  for (const node of nodesOf(tree)) {
    for (const [from, to, put] of faultsOf(node, text)) {
      const line = text.slice(0, from).split("\n").length;
      found.push({ name, line, was: text.slice(from, to), put, text: text.slice(0, from) + put + text.slice(to) });
    }
  }
  return found;
}

/** A folder with what the tests need; the same paths as in the repository. */
function workshop() {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  for (const part of CARRIED) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const tests = readdirSync(join(folder, "atlas/page/web/test")).filter((file) => file.endsWith(".test.js"));
  writeFileSync(join(folder, "all.js"), tests.map((file) => `import "./atlas/page/web/test/${file}";`).join("\n"));
  return folder;
}

const passes = (folder, timeout) => new Promise((done) => {
  execFile(process.execPath, ["all.js"], { cwd: folder, timeout, maxBuffer: 2 ** 27 }, (error) => done(error === null));
});

async function main(wanted, every) {
  const mutants = modules(wanted).flatMap(mutantsOf).filter((_, k) => k % every === 0), survivors = [];
  const queue = mutants.slice();
  const work = async () => {
    const folder = workshop(), begun = Date.now();
    if (!await passes(folder, MOST_MS)) throw new Error("the tests fail before anything is broken: does CARRIED hold all that they read?");
    const timeout = PATIENCE * (Date.now() - begun);
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const path = join(folder, SOURCE, mutant.name), sound = readFileSync(path, "utf8");
      writeFileSync(path, mutant.text);
      if (await passes(folder, timeout)) survivors.push(mutant);
      writeFileSync(path, sound);
    }
    rmSync(folder, { recursive: true });
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  survivors.sort((a, b) => a.name.localeCompare(b.name) || a.line - b.line);
  for (const { name, line, was, put } of survivors) console.log(`${name}:${line}: \`${was}\` → \`${put}\``);
  const killed = mutants.length - survivors.length, score = killed / mutants.length;
  console.log(`${killed} of ${mutants.length} faults noticed (${(100 * score).toFixed(1)} %)`);
  return score >= LEAST;
}

const given = process.argv.slice(2), at = given.indexOf("--every");
const every = at < 0 ? 1 : Number(given[at + 1]), wanted = given.filter((_, k) => at < 0 || (k !== at && k !== at + 1));
if (given.includes("--help") || !(every >= 1)) {
  console.log(`Usage: node ${relative(".", import.meta.filename)} [MODULE...] [--every N]\n\n  Example: make mutants-js MUTANTS="time/ --every 5"`);
  process.exit(given.includes("--help") ? 0 : 2);
}
if (wanted.some((part) => !statSync(join(ROOT, SOURCE, part), { throwIfNoEntry: false }))) {
  console.error(`No module is called so under ${SOURCE}: ${wanted.join(", ")}`);
  process.exit(2);
}
process.exit(await main(wanted.length ? wanted : CORE, every) ? 0 : 1);
