// Small helpers to build the page's elements; text only ever goes in as text, never as markup.

/** el("p.note", {lang: "ru"}, "text", child) → an element; null children are left out. */
export function el(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An outside link that opens in its own tab; a source without a web address is plain text. */
export function link(url, text) {
  if (!/^https?:/i.test(url ?? "")) return el("span", {}, text);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** Write a text where it is another one: each writing costs a layout. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
