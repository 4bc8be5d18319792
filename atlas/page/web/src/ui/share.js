// The share dialog: a link to what is shown, the snippet that embeds it, and pictures, a poster and a film of it.

import { framed } from "../host/frame.js";
import { el } from "./dom.js";
import { creditOf, film, filmKind, keepsPictures, png, save, svg } from "./picture.js";

/** The snippet of atlas/page/embed.py for this page as it stands now; `still` is the address of its picture, if any. */
export function snippet(title, address, still) {
  const clean = (value) => value.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  const inside = still ? `<a href="${clean(address)}"><img src="${clean(still)}" alt="${clean(title)}" width="1200" height="630"></a>` : "";
  return `<iframe src="${clean(address)}" title="${clean(title)}" width="100%" height="520" loading="lazy" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" `
    + `style="width:100%;height:auto;aspect-ratio:16/10;min-height:26rem;max-height:90vh;border:0">${inside}</iframe>`;
}

/** The title that `atlas embed` gives: the page's own and the line beneath it. */
function titleOfPage() {
  const lede = document.querySelector(".plate > header p")?.textContent;
  return lede ? `${document.title}: ${lede}` : document.title;
}

function stillOfPage() {
  const named = /** @type {HTMLMetaElement} */ (document.querySelector('meta[property="og:image"]'))?.content;
  return named ? new URL(named, location.href.split("#")[0]).href : "";
}

/** Hand what is shown to the system's own sheet for sharing: a link where there is one, and the picture where files are taken. */
async function send(page, linked) {
  const file = keepsPictures() ? await png(page) : null, files = file && navigator.canShare?.({ files: [file] }) ? { files: [file] } : {};
  const text = [page.ui.panel.big.textContent, page.ui.panel.caption.textContent, creditOf(page.map)].filter(Boolean).join(". ");
  await navigator.share({ title: document.title, text, ...linked ? { url: location.href } : {}, ...files }).catch(() => {});
}

/** The buttons that make something of what is shown. */
function makers(words, page, print, linked, close) {
  const button = (text, act) => el("button", { type: "button", onclick: act }, text), kind = filmKind(), can = keepsPictures();
  const picture = (name, make) => button(`${words.say("share.picture")} (${name})`, async () => save(await make(page)));
  const sandboxed = framed() && window.origin === "null"; // where nothing can be downloaded
  return [el("p.atlas-makers", {}, navigator.share && button(`${words.say("share")} …`, () => send(page, linked)),
    ...can && !sandboxed ? [picture("PNG", png), picture("SVG", svg)] : [],
    ...print ? [button(words.say("share.poster"), () => { close(); print(); })] : [],
    kind && !sandboxed && button(words.say("share.film"), () => { close(); film(page, kind); })),
  !sandboxed && el("p", {}, words.say(kind ? "share.filming" : "share.cannot"))].filter(Boolean);
}

/** The button, and the dialog that it opens; `page` is what is shown, `print()` prints it. */
export function shareButton(words, page, print) {
  const link = el("input", { readonly: true, "aria-label": words.say("share.link") });
  const code = el("textarea", { readonly: true, rows: 4, "aria-label": words.say("share.embed") });
  const row = (label, field) => el("p", {}, el("label", {}, label, field), el("button", { type: "button", onclick: async (event) => {
    field.select();
    await navigator.clipboard?.writeText(field.value).catch(() => {});
    event.target.textContent = words.say("copied");
  } }, words.say("share.copy")));
  const linked = /^http/.test(location.protocol);
  const dialog = el("dialog.atlas-share", { "aria-label": words.say("share") },
    el("form", { method: "dialog" }, el("button.atlas-close", { "aria-label": words.say("close") }, "×")),
    ...linked ? [row(words.say("share.link"), link), row(words.say("share.embed"), code), el("p", {}, words.say("share.hosts"))]
      : [el("p", {}, words.say("share.file"))],
    ...makers(words, page, print, linked, () => dialog.close()));
  const button = el("button.atlas-share-button", { type: "button", title: words.say("share"), onclick: () => {
    link.value = location.href;
    code.value = snippet(titleOfPage(), location.href, stillOfPage());
    dialog.showModal();
  } }, el("i.atlas-out-glyph"), el("span", {}, words.say("share")));
  return { button, dialog };
}
