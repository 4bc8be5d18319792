"""Stills: one or several days of a plan on one sheet, drawn for print from the record itself.

>>> plan, = read_plans(record).chosen(["town"])
>>> save_still(record, plan, "town.pdf", date="1962-11-06")
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.edtf import bounds, words
from atlas.io.files import aside
from atlas.io.needs import need
from atlas.look.measures import drawing_of, legend_lines, note_of
from atlas.look.speech import Speech
from atlas.look.strings import ENGLISH
from atlas.record import Record
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.plans import MapPlan, UnknownMapError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from atlas.look.drawing import Drawing

__all__ = ["SUFFIXES", "draw_still", "framed", "picture", "save_card", "save_still", "size_of"]

DPI = 100
"""Pixels of the sheet an inch: 1600 by 900 pixels are 16 by 9 inches."""
SUFFIXES = (".png", ".svg", ".pdf")
CARD = (1200, 630)
LEAST, MOST = 240, 8000  # pixels of a side
MOST_PIXELS = 300_000_000  # of a PNG: a poster of 50 by 65 inches at 300 dpi


def size_of(text: str) -> tuple[int, int]:
    """Width and height from ``1600x900``. Raises ValueError for anything else, or a size no sheet can have."""
    match = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text.strip().lower())
    if match is None:
        raise ValueError(f"size is {text!r}; write width and height in pixels, such as 1600x900 or 1920x1080")
    return _checked_size((int(match[1]), int(match[2])))


def _checked_size(size: tuple[int, int]) -> tuple[int, int]:
    if not all(LEAST <= side <= MOST for side in size):
        raise ValueError(f"size is {size[0]}x{size[1]}; each side can be {LEAST} to {MOST} pixels")
    return size


def framed(plan: MapPlan, frame: str | None) -> MapPlan:
    """The plan in one of its further framings. Raises UnknownMapError for a frame that it does not have."""
    if frame is None:
        return plan
    if frame not in plan.frames:
        raise UnknownMapError(
            f"no map {plan.id} in frame {frame}; there is {', '.join(plan.frames) or 'no other frame'}"
        )
    other = plan.frames[frame]
    seen = {"extent": other.extent, "projection": other.projection or plan.projection, "narrow": None}
    return plan.model_copy(update={"title": f"{plan.title}: {other.title}", **seen})


def draw_still(
    record: Record,
    plan: MapPlan,
    date: str | None = None,
    size: tuple[int, int] = (1600, 900),
    bloc: Bloc = NO_BLOC,
    dates: Sequence[str] | None = None,
    theme: str = "light",
    scale: float = 1.0,
    basis: str | None = None,
    compare: str | None = None,
    drawing: bool = False,
    lang: str = ENGLISH,
) -> Figure:
    """Draw a plan on a day, or on several days side by side.

    Parameters
    ----------
    record, plan, bloc
        As :func:`atlas.publish.build.draw` takes them.
    date
        An EDTF date; a month or year means its first day. The plan's own start unless given.
    size
        Width and height in pixels of the sheet, of which an inch has a hundred.
    dates
        Several dates, for small multiples in one sheet; ``date`` is then not used.
    theme
        ``light``, ``grey`` or ``dark``.
    scale
        How large letters and marks are beside those that suit the size.
    basis
        What the marks rest on: ``likely``, an estimate where no source settles it (:mod:`atlas.record.likelihood`), or
        ``sources``, only what those say. The plan's own unless given.
    compare
        Another date, with which the day is compared: the marks then say what changed in between. Not with ``dates``.
    drawing
        Draw what ``figures.toml`` has for the plan's story, in place of the map.
    lang
        Language of title, date, legend, names of states and credit (BCP 47).

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        For a plan without a drawing where one is asked for, a language that there are no texts in, a date that is not
        EDTF or later than the record, an unknown theme, or a size no sheet can have.
    atlas.io.needs.ExportError
        Where matplotlib is missing; the message names the extra.
    """
    need("matplotlib", "a still", "still")
    from atlas.plate.sheet import compose, draw_drawing

    if drawing:
        return draw_drawing(*_drawing(plan.part(record), plan, lang), _checked_size(size), theme)
    chosen = list(dates) if dates else [date or plan.start or plan.first]
    days = [_day(text, record.date) for text in chosen]
    if compare is not None and dates:
        raise ValueError("compare one day with another: give date and compare, or dates")
    against = None if compare is None else _day(compare, record.date)
    part, basis = plan.part(record), basis or plan.basis
    return compose(part, plan, days, _checked_size(size), bloc, theme, scale, basis, against, lang)


def _drawing(record: Record, plan: MapPlan, lang: str) -> tuple[Drawing, str, list[str]]:
    """The first drawing of a plan's story, its title and the lines below. Raises ValueError where there is none."""
    if not plan.figures:
        raise ValueError(f"map {plan.id} has no drawing; figures.toml has those of stories")
    figure, clock, speech = plan.figures[0], plan.clock(record), Speech(record, lang)
    credit = f"{record.title} {record.version}, {speech.date(record.date.isoformat())}, {record.licence}"
    note = note_of(record, figure, *clock, speech) or note_of(record, figure, *clock, Speech(record))
    lines = [*legend_lines(record, figure, speech), note, credit]
    return drawing_of(record, figure, *clock, speech), speech.figure(figure.title) or figure.title, lines


def _day(text: str, last: datetime.date) -> datetime.date:
    first = bounds(text)[0]
    if first > last:
        raise ValueError(f"{text} is later than the record, which ends on {words(last.isoformat())}")
    return max(first, datetime.date(1900, 1, 1))


def save_still(record: Record, plan: MapPlan, path: str | Path, *, dpi: int = DPI, **how: Any) -> Path:
    """Draw a plan into a file; the suffix (``.png``, ``.svg``, ``.pdf``) chooses the format.

    Parameters
    ----------
    record, plan
        What to draw.
    path
        The file; an old one is replaced once the new one is complete.
    dpi
        Pixels an inch of a PNG: 100 gives the size itself, 300 three times as many, for print.
    **how
        As :func:`draw_still` takes it.

    Raises
    ------
    ValueError
        For another suffix, and for what :func:`draw_still` refuses.
    OSError
        When the folder cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{path.name}: the suffix chooses the format, and this is none of {', '.join(SUFFIXES)}")
    figure = draw_still(record, plan, **how)
    width, height = (round(inches * dpi) for inches in figure.get_size_inches())
    if path.suffix.lower() == ".png" and width * height > MOST_PIXELS:
        raise ValueError(f"{width} by {height} pixels are more than a PNG can reasonably have; .pdf and .svg need none")
    with aside(path) as part:
        _write(figure, part, dpi, Speech(record, how.get("lang", ENGLISH)).plan(plan).title)
    return path


def _write(figure: Figure, path: Path, dpi: int, title: str) -> None:
    """Write a figure so that the same figure gives the same bytes: no dates, no random ids, no program's name."""
    from matplotlib import rc_context

    kind = path.suffix.lower()
    metadata: dict[str, Any] = {
        ".png": {"Software": None, "Title": title},
        ".svg": {"Date": None, "Creator": None, "Title": title},
        ".pdf": {"CreationDate": None, "Creator": None, "Producer": None, "Title": title},
    }[kind]
    with rc_context({"svg.hashsalt": "atlas", "svg.fonttype": "path", "pdf.fonttype": 42}):
        figure.savefig(path, dpi=dpi, metadata=metadata)


def save_card(record: Record, plan: MapPlan, path: str | Path, bloc: Bloc = NO_BLOC, date: str | None = None) -> Path:
    """The still of a map for link previews: a PNG of 1200 by 630 pixels and 256 colours, which keeps it small."""
    with aside(Path(path)) as part:
        part.write_bytes(picture(record, plan, date, CARD, bloc))
    return Path(path)


def picture(
    record: Record, plan: MapPlan, date: str | None, size: tuple[int, int], bloc: Bloc = NO_BLOC, dpi: int = DPI
) -> bytes:
    """A still as the bytes of a PNG of 256 colours, which keeps it small: for pages and link previews."""
    from PIL import Image

    raw, packed = io.BytesIO(), io.BytesIO()
    draw_still(record, plan, date, size, bloc, scale=1.2).savefig(raw, format="raw", dpi=dpi)
    pixels = (size[0] * dpi // DPI, size[1] * dpi // DPI)
    image = Image.frombytes("RGBA", pixels, raw.getvalue()).convert("RGB")
    image = image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    image.save(packed, format="PNG", optimize=True)
    return packed.getvalue()
