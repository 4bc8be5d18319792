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
    const bytes = Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0));
    const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(text).text());
  } finally {
    sheet.remove();
  }
}
