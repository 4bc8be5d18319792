// A part from beside the page (atlas/page/payload/beside.py). It is a style sheet that holds one text: what a page may fetch from
// disk as well as from a server, and what cannot run.

/** What a part holds; it is refused where the part cannot be had. @param {string} folder @param {string} name @returns {Promise<any>} */
export async function fetchPart(folder, name) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.className = `atlas-${name}`;
  sheet.href = `${encodeURIComponent(folder)}/${name}.css`;
  try {
    await new Promise((resolve, reject) => {
      sheet.onload = resolve;
      sheet.onerror = () => reject(new Error(`${folder}/${name} cannot be had`));
      document.head.append(sheet);
    });
    const held = getComputedStyle(sheet).getPropertyValue("--atlas-part").replace(/[\s"']/g, "");
    const letters = atob(held), bytes = new Uint8Array(letters.length);
    for (let k = 0; k < letters.length; k++) bytes[k] = letters.charCodeAt(k); // Uint8Array.from takes many times as long
    const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(text).text());
  } finally {
    sheet.remove();
  }
}
