// Observable Plot, from the GeoParquet and the borders wound for d3: `atlas export atlas.spans.parquet atlas.borders.geojson`.
// npm install hyparquet hyparquet-compressors @observablehq/plot jsdom; in an Observable notebook the last part alone.
import { readFileSync, writeFileSync } from "node:fs";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import * as Plot from "@observablehq/plot";
import { JSDOM } from "jsdom";

const file = await asyncBufferFromFile("atlas.spans.parquet");
const spans = await parquetReadObjects({ file, compressors });
const on = (day) => spans.filter((span) => span.first_day <= new Date(day) && span.last_day >= new Date(day));

const counts = {};
for (const { status } of on("1953-03-05")) counts[status] = (counts[status] ?? 0) + 1;
console.log(counts);
const katowice = spans.find((span) => span.feature_id === "katowice" && span.status === "bearing");
console.log(katowice.name, "|", katowice.begin_words, "|", katowice.end_words, "| disputed:", katowice.disputed);

const day = "1961-11-12";
const borders = JSON.parse(readFileSync("atlas.borders.geojson", "utf-8"));
const held = ({ properties: p }) => p.valid_from <= day && (p.valid_to === null || p.valid_to > day);
const features = borders.features.filter(held);
const picture = Plot.plot({
  document: new JSDOM("").window.document,
  width: 1200,
  projection: { type: "azimuthal-equal-area", rotate: [-30, -52], domain: { type: "MultiPoint", coordinates: [[8, 38], [60, 64]] } },
  color: { domain: ["bearing", "uncertain"], range: ["#b01e24", "#e7b8b0"], legend: false },
  marks: [
    Plot.geo({ type: "FeatureCollection", features }, { fill: "#f7f2e6", stroke: "#6b5f47" }),
    Plot.dot(on(day), { x: "longitude", y: "latitude", fill: "status", r: 2.5 }),
  ],
});
picture.setAttribute("xmlns", "http://www.w3.org/2000/svg");
writeFileSync("plot.svg", picture.outerHTML);
