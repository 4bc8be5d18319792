// Letters that a page brings with it (atlas/page/letters.py). What is drawn on a canvas waits for none, and is measured with
// those that are there: so the map is laid when they are.

const OWN = "Atlas Serif"; // and what begins with it
const PATIENCE = 1000; // ms: letters in the page itself take some ten

/** @returns {Promise<any>|null} settled when the page's own letters can be drawn with; null where it has none, or they can already */
export function ownLetters() {
  const waited = [...document.fonts ?? []].filter(({ family, status }) => family.includes(OWN) && status !== "loaded");
  const late = new Promise((done) => { setTimeout(done, PATIENCE); });
  return waited.length ? Promise.race([Promise.allSettled(waited.map((face) => face.load())), late]) : null;
}

/** The style that brings them, for a picture that is to have them, too; empty where there is none. */
export const styleOfLetters = () => document.getElementById("atlas-faces")?.textContent ?? "";
