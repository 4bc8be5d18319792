// The share dialog: a link to what is shown, and the snippet that embeds it.

import { el } from "./dom.js";

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

/** The button, and the dialog that it opens. */
export function shareButton(words) {
  const link = el("input", { readonly: true, "aria-label": words.say("share.link") });
  const code = el("textarea", { readonly: true, rows: 4, "aria-label": words.say("share.embed") });
  const row = (label, field) => el("p", {}, el("label", {}, label, field), el("button", { type: "button", onclick: async (event) => {
    field.select();
    await navigator.clipboard?.writeText(field.value).catch(() => {});
    event.target.textContent = words.say("copied");
  } }, words.say("share.copy")));
  const dialog = el("dialog.atlas-share", { "aria-label": words.say("share") },
    el("form", { method: "dialog" }, el("button.atlas-close", { "aria-label": words.say("close") }, "×")),
    row(words.say("share.link"), link), row(words.say("share.embed"), code));
  const button = el("button.atlas-share-button", { type: "button", title: words.say("share"), onclick: () => {
    link.value = location.href;
    code.value = snippet(titleOfPage(), location.href, stillOfPage());
    dialog.showModal();
  } }, el("i.atlas-out-glyph"), el("span", {}, words.say("share")));
  return { button, dialog };
}
