// Of the towns on standard input ([{name, people, called, others}], people in thousands) writes which other names are needed: those
// by which the page's search would not come to the town first without them. Asked by geodata/derive_towns.py.

import { readFileSync } from "node:fs";
import { Towns } from "../src/model/towns.js";

const towns = JSON.parse(readFileSync(0, "utf8"));
const table = { name: towns.map((town) => town.name), people: towns.map((town) => town.people), others: towns.map(() => ""), called: towns.map(({ called }) => called.join("|")) };
const search = new Towns(table), own = search.names.map((names) => names.length), order = towns.map((_, row) => row).sort((a, b) => towns[b].people - towns[a].people || a - b);
// A name that is kept may take another town's unkept name away from it: so again, until none is added.
for (let added = true; added;) {
  added = false;
  for (const row of order) {
    for (const name of towns[row].others) {
      if (search.find(name)[0] === row || search.names[row].includes(name)) continue;
      search.add(row, name);
      added = true;
    }
  }
}
process.stdout.write(JSON.stringify(search.names.map((names, row) => names.slice(own[row]))));
