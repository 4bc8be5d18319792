// Long work in turns, between which a page is painted and a hand is heard.

/** @typedef {{result: () => any, then: (call: (result: any) => void) => void}} Task */

const PATIENCE = 100; // ms: a page in the background is not painted, and is not waited for

/** Call back after the next picture of the page, or soon. */
export function afterPaint(call) {
  let done = false;
  const once = () => {
    if (!done) call();
    done = true;
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, PATIENCE);
}

/**
 * Go through the steps of a generator, one a turn; a step that yields a promise has the next turn wait for it. Whoever needs
 * the `result()` at once has the rest done at once.
 * @param {Generator<any, any, any>} steps
 * @returns {Task}
 */
export function inTurns(steps) {
  let over = false, result = null;
  const calls = [];
  const step = () => {
    if (over) return null;
    try {
      const { done, value } = steps.next();
      if (!done) return value;
      over = true;
      result = value;
    } catch (error) {
      over = true; // the map stays as far as it has come, and the console tells
      throw error;
    }
    for (const call of calls) call(result);
    return null;
  };
  const turn = async () => {
    const wait = step();
    if (wait) await wait;
    if (!over) afterPaint(turn);
  };
  afterPaint(turn);
  return {
    result() {
      while (!over) step();
      return result;
    },
    then(call) { calls.push(call); },
  };
}
