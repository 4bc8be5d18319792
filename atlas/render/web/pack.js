// Unpacks the columns that atlas/render/pack.py has packed; what is not packed passes as it is.

import { isoDay } from "./days.js";

const TABLES = ["features", "tenures", "names", "labels", "events", "attestations", "sources"];

function column(packed, table) {
  if (Array.isArray(packed)) return packed;
  if ("n" in packed) return new Array(packed.n).fill(packed.is);
  if (packed.from) {
    const twin = column(table[packed.from], table);
    return packed.by.map((step, row) => (step === null ? null : twin[row] + step));
  }
  let sum = 0;
  return packed.by.map((step) => (sum += step));
}

/** The payload with every column a plain list again. */
export function unpack(data) {
  const whole = { ...data };
  for (const name of TABLES) {
    if (data[name]) whole[name] = Object.fromEntries(Object.entries(data[name]).map(([key, packed]) => [key, column(packed, data[name])]));
  }
  const { events, attestations } = whole;
  events.edtf = events.edtf.map((edtf, row) => (edtf === 0 ? isoDay(events.d0[row]) : edtf));
  attestations.edtf = attestations.edtf.map((edtf, row) => (edtf === 0 ? events.edtf[attestations.event[row]] : edtf));
  return whole;
}
