"""What stands in a map's place where nothing can move or be painted: a still, and a line that says where the table is.

A browser without scripts shows a ``<noscript>``; with scripts but without a canvas, the script puts its content on
the map.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from atlas.edtf import from_day, words
from atlas.look.strings import ENGLISH, languages, say
from atlas.page.dots import busiest_day, dot_map

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["scriptless"]

SIMPLER = 1.8  # pixels of a still that every page carries: half the bytes of a finer one


def scriptless(
    record: Record,
    clock: tuple[int, int],
    map_id: str,
    lang: str,
    *,
    table: bool,
    first: bool = False,
    apart: bool = False,
    folder: str = "",
    scene: Mapping[str, Any] | None = None,
) -> str:
    """A still of a record as ``<noscript>``; or one that every reader sees first, until the map has been mounted.

    Parameters
    ----------
    record : Record
        What the still draws, on the busiest day of the clock.
    clock : (first, last)
        Day numbers.
    map_id : str
        The element in whose place it stands.
    lang : str
        Language of its words, BCP 47; one that there are no texts in is English.
    table : bool
        Whether the record's table is on the page, to be led to.
    first : bool
        Whether it is the still that a page shows before its scripts have run.
    apart : bool
        Whether sources stand beside the page, and not in its table.
    folder : str
        Where all that the map draws from stands beside the page: the name of that folder.
    scene : mapping, optional
        What the map tells first when it is opened (:func:`atlas.page.story.scenes`): the still then shows its ``day``,
        and says its ``text``, so that the page is read before its scripts have run.
    """
    day = (from_day(scene["day"]) if scene else busiest_day(record, *clock)).isoformat()
    lang = lang.split("-")[0].lower()
    caption = say("still", lang).replace("{}", day if lang in languages() and lang != ENGLISH else words(day))
    why, where = say("still.why", lang), say("beside.still" if apart else "still.table", lang)
    link = f' <a href="#record-table">{where}</a>' if table else ""
    picture = dot_map(record, day, simpler=SIMPLER, label=caption)
    if first:
        absence = say("still.beside", lang).replace("{}", escape(folder))
        absent = f"<span hidden> {absence}{link}</span>" if folder else ""
        told = f"<p>{escape(scene['text'], quote=False)}</p>" if scene else ""
        return (
            f'<div class="atlas-still" data-map="{map_id}">{picture}'
            f"<p>{caption}<noscript> {why}{link}</noscript>{absent}</p>{told}</div>"
        )
    return (
        f'<noscript data-map="{map_id}"><div class="atlas-still">{picture}<p>{caption} {why}{link}</p></div></noscript>'
    )
