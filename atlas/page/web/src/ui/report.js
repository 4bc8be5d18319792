// A report to the editors: a text to fill in and to send, put into the clipboard.

/**
 * Put the lines of a report into the clipboard, and say so on the button that asked for it.
 * @param {HTMLElement} button
 * @param {any} words
 * @param {string[]} lines
 */
export async function copyReport(button, words, lines) {
  await navigator.clipboard?.writeText([...lines, "Source (address, page):"].join("\n")).catch(() => {});
  button.textContent = words.say("copied");
}
