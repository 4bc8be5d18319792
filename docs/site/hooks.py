"""What MkDocs calls while it builds the site: it adds the pages that are made of something else.

The reference is made by :mod:`reference`, the gallery from ``maps.toml`` and the pictures that ``atlas build`` drew,
the codebook, the guide of contributors and the changelog from the files that a checkout has anyway.
"""

from __future__ import annotations

import html
import logging
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import reference  # noqa: E402 - it stands beside this file, which MkDocs loads by its path

LOG = logging.getLogger("mkdocs.hooks.atlas")
SHIM = ROOT / "node_modules" / "iframe-worker" / "shim" / "index.js"
HOMES = {
    "geodata/README.md": "understand/codebook.md",
    "CONTRIBUTING.md": "contribute/code.md",
    "CHANGELOG.md": "changelog.md",
    "RELEASING.md": "contribute/releasing.md",
}
"""Files of the checkout that are pages of the site."""


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are made, the pictures of the maps, and the script that a search from disk needs."""
    made = {path: write() for path, write in reference.PAGES.items()}
    made["look/gallery.md"] = gallery()
    for source, page in HOMES.items():
        made[page] = _linked((ROOT / source).read_text(encoding="utf-8"), source, page)
    for path, text in made.items():
        files.append(File.generated(config, path, content=text))
    for picture in sorted((ROOT / "output").glob("*.png")):
        files.append(File.generated(config, f"look/{picture.name}", abs_src_path=str(picture)))
    if SHIM.is_file():
        files.append(File.generated(config, "assets/iframe-worker.js", abs_src_path=str(SHIM)))
    else:
        LOG.warning("no node_modules/iframe-worker: `npm ci` brings it; without it the search is mute from disk")
    return files


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Say in the field of the search what it searches: readers typed the names of towns into it. Name each landmark."""
    output = output.replace('placeholder="Search"', 'placeholder="Search docs"')
    output = output.replace('role="dialog"', 'role="dialog" aria-label="Search docs"')
    titles = dict(
        re.findall(r'<label class="md-nav__title" for="(\w+)">\s*<span[^>]*></span>\s*([^<]+?)\s*</label>', output)
    )

    def named(found: re.Match[str]) -> str:
        title = titles.get(found[1])
        return f'aria-label="{title}"' if title else found[0]

    # Where a section has a page of its own, the theme names the list of its pages after a label without a word in it.
    return re.sub(r'(?<=data-md-level="1" )aria-labelledby="(\w+)_label"', named, output)


def _linked(text: str, source: str, page: str) -> str:
    """A file's links as they are from its page; a link to what is no page becomes its text."""
    up = "../" * page.count("/")
    folder = (ROOT / source).parent

    def link(found: re.Match[str]) -> str:
        words, target, anchor = found.groups()
        if ":" in target or not target:
            return found[0]
        path = (folder / target).resolve().relative_to(ROOT).as_posix()
        if path in HOMES:
            return f"[{words}]({up}{HOMES[path]}{anchor or ''})"
        if path.startswith("docs/"):
            inner = path.removeprefix("docs/")
            inner = f"{inner}/README.md" if (ROOT / path).is_dir() else inner
            return f"[{words}]({up}{inner}{anchor or ''})"
        return words if "`" in words else f"`{path}`" if words == target else words

    return re.sub(r"(?<!!)\[([^\]]*)\]\(([^)#\s]*)(#[^)\s]*)?\)", link, text)


def gallery() -> str:
    """The maps and stories of ``maps.toml``, each with its still, leading to the live page beside this site."""
    import atlas
    from atlas.record.plans import read_plans

    plans = read_plans(atlas.load()).maps
    cards = {"Maps": [], "Stories": []}  # type: dict[str, list[str]]
    for plan in plans:
        picture = ROOT / "output" / f"{plan.id}.png"
        shown = (
            f'<img src="{plan.id}.png" alt="" width="1200" height="630" loading="lazy">' if picture.is_file() else ""
        )
        cards["Stories" if plan.story else "Maps"].append(
            f'<li><a href="../../{plan.id}.html">{shown}<strong>{html.escape(plan.title)}</strong></a>'
            f"<span>{html.escape(plan.lede)}</span></li>"
        )
    text = (HERE / "gallery.md").read_text(encoding="utf-8")
    for name, listed in cards.items():
        text = text.replace(f"<!-- {name} -->", f'<ul class="gallery">\n{chr(10).join(listed)}\n</ul>')
    return text
