"""Films: a plan played from its first day to its last, drawn by the code of the stills.

The ground is drawn once for each set of borders; a frame adds marks, labels, rings around what has just changed, the
date, the counts and the hand of the clock.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from atlas.edtf import bounds, from_day, to_day
from atlas.io.files import aside
from atlas.io.needs import need
from atlas.look.speech import Speech
from atlas.look.strings import ENGLISH
from atlas.look.tokens import TOKENS
from atlas.plate.pace import pace_of
from atlas.plate.video import FORMATS, FilmError, encode
from atlas.record import Record
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.milestones import Milestone, caption_on, milestones
from atlas.record.plans import MapPlan
from atlas.record.tenures import STATUSES

if TYPE_CHECKING:
    from matplotlib.artist import Artist

    from atlas.plate.sheet_map import State

__all__ = ["Film", "FilmError", "Progress", "save_film"]

HOLD_SECONDS = 2.0  # the last picture stands still, to be read
Progress = Callable[[str, int, int], None]


class Film:
    """A plan as a row of frames.

    Parameters
    ----------
    record, plan, bloc
        As :func:`atlas.publish.build.draw` takes them.
    size
        Width and height in pixels, both even, as the formats want it.
    seconds, fps
        Length, and frames a second.
    theme
        ``light``, ``grey`` or ``dark``.
    basis
        What the marks rest on, as for :func:`atlas.plate.still.draw_still`.
    lang
        Language of all that is lettered but names and titles of features (BCP 47).
    """

    def __init__(
        self,
        record: Record,
        plan: MapPlan,
        size: tuple[int, int] = (1920, 1080),
        bloc: Bloc = NO_BLOC,
        seconds: float = 40.0,
        fps: int = 24,
        theme: str = "light",
        basis: str | None = None,
        lang: str = ENGLISH,
    ) -> None:
        self.basis = basis or plan.basis
        need("matplotlib", "a film", "film")
        if size[0] % 2 or size[1] % 2:
            raise FilmError(f"size is {size[0]}x{size[1]}; the sides of a film must be even")
        if not 1 <= fps <= 60 or not 1 <= seconds <= 3600:
            raise FilmError(f"a film has 1 to 60 frames a second and 1 to 3600 seconds, not {fps} and {seconds:g}")
        self.record = plan.part(record)
        self.speech = Speech(self.record, lang)
        plan = self.speech.plan(plan)
        self.plan, self.size, self.bloc, self.seconds, self.fps = plan, size, bloc, seconds, fps
        self.first = to_day(bounds(plan.first)[0])
        self.last = min(to_day(record.date), to_day(bounds(plan.last)[1]) if plan.last else to_day(record.date))
        self._set_up(theme)
        self._before: State | None = None
        self._spots: dict[int, int] = {}
        self._grounds: dict[Any, Any] = {}
        self._names: dict[int, list[str]] = {}

    def _set_up(self, theme: str) -> None:
        """Lay the sheet out: the clock below the credit, everything else as in a still."""
        from atlas.plate.histogram import Histogram, changes_of, stock_of
        from atlas.plate.rings import Rings
        from atlas.plate.sheet import MARGIN, borders_between, draw_frame, lay_out, paper_of
        from atlas.plate.sheet_map import Panel
        from atlas.plate.wake import Wake

        self.figure, self.paper = paper_of(self.size, theme, language=self.speech.language)
        unit, height = self.paper.unit, self.paper.height
        foot, margin = 84 * unit, MARGIN * unit
        borders = borders_between(self.speech, self.first, self.last, "still.day")
        counts = dict.fromkeys(STATUSES, len(self.record.features))
        longest = self.speech.date("1961-09-30")
        self.layout = lay_out(self.paper, self.plan, self.record, longest, borders, counts, foot, self.basis)
        self.changes = changes_of(self.record, self.first, self.last)
        box = (margin, height - foot - margin * 0.3, self.paper.width - margin, height - margin * 0.35)
        stock = stock_of(self.record, self.first, self.last, self.basis)
        self.clock = Histogram(self.paper, box, self.first, self.last, self.changes, stock)
        self.clock.draw()
        map_box = self.layout.box
        high = map_box[3] - map_box[1] > map_box[2] - map_box[0]
        extent = self.plan.narrow if high and self.plan.narrow else self.plan.extent
        own: dict[str, Any] = {"hub": self.plan.hub, "ground": self.plan.ground is not False, "basis": self.basis}
        self.panel = Panel(self.record, self.paper, map_box, self.plan.projection, extent, self.bloc, **own)
        self.rings = Rings(self.panel)
        self.wake = Wake(self.panel, self.record, self.pace)
        self.panel.blocked.append(self.wake.corner)
        draw_frame(self.paper, self.layout, self.panel)

    # Time

    @property
    def frames(self) -> int:
        """How many frames the film has."""
        return max(1, round(self.seconds * self.fps))

    @cached_property
    def pace(self) -> Any:
        """How the film crosses time."""
        return pace_of(self.plan.pace, self.first, self.last, [(a, b) for a, b, _, _ in self.changes])

    def day(self, frame: int) -> int:
        """The day that a frame shows; the last seconds show the last day."""
        moving = max(1, self.frames - round(min(HOLD_SECONDS, self.seconds / 10) * self.fps) - 1)
        return min(self.last, math.floor(self.pace.day(min(1.0, frame / moving))))

    @cached_property
    def busiest(self) -> int:
        """The day at the end of the fortnight in which most things changed: what the poster shows."""
        ends = [b for a, b, _, _ in self.changes if b - a < 15 and self.first <= b <= self.last]
        if not ends:
            return self.first
        days, counts = np.unique((np.array(ends) - self.first) // 15, return_counts=True)
        return min(self.last, self.first + int(days[counts.argmax()] + 1) * 15)

    # Drawing

    def draw(self, day: int, now: float | None = None) -> bytes:
        """The frame of a day as RGBA, row by row. ``now`` (seconds) widens the rings; None draws none."""
        canvas: Any = self.figure.canvas
        canvas.restore_region(self._ground(day))
        state = self._state(day)
        artists = self.panel.draw_marks(state) + self.wake.draw(state)
        placed = self.panel.labels(state, self._spots)
        self._spots = {label.row: label.spot for label in placed}
        if now is not None:
            self.rings.start(self._before, state, now)
            artists += self.rings.draw(now)
        artists += self.panel.draw_labels(placed, state) + self._draw_words(state) + self.clock.hand(day)
        for artist in artists:
            self.paper.axes.draw_artist(artist)
            artist.remove()
        self._before = state
        return bytes(canvas.buffer_rgba())

    def _ground(self, day: int) -> Any:
        """The picture of everything that stays for as long as the borders do."""
        key = self.panel.epoch(day)
        if key not in self._grounds:
            canvas: Any = self.figure.canvas
            artists = self.panel.draw_ground(day)
            canvas.draw()
            # Only the latest is kept: a century has dozens, of eight megabytes each.
            self._grounds = {key: (canvas.copy_from_bbox(self.figure.bbox), self.panel.name_boxes)}
            for artist in artists:
                artist.remove()
        ground, self.panel.name_boxes = self._grounds[key]
        return ground

    @cached_property
    def _name_days(self) -> npt.NDArray[np.int64]:
        labels = self.record.labels
        days = np.concatenate([labels[name].dropna().to_numpy(dtype=np.int64) for name in ("from_day", "to_day")])
        return np.unique(days)

    def _state(self, day: int) -> State:
        """The state of a day; names are read anew only where some name changes."""
        key = int(np.searchsorted(self._name_days, day, side="right"))
        state = self.panel.state(day, self._names.get(key))
        self._names[key] = state.names
        return state

    def _draw_words(self, state: State) -> list[Artist]:
        """Date, caption, tally, news and counts."""
        from atlas.plate.furniture import draw_counts, write
        from atlas.plate.sheet import about_on

        drawn: list[Artist] = []
        header, speech = self.layout.header, self.speech
        if header.date is not None:
            drawn += write(self.paper.axes, replace(header.date, text=speech.date(from_day(state.day).isoformat())))
        drawn += self._draw_caption(state.day) + self.wake.draw_news(state.day, speech)
        counts = {status: int((state.codes == code).sum()) for code, status in enumerate(STATUSES)}
        about = about_on(speech, from_day(state.day)) if self.basis == "likely" else ""
        return drawn + draw_counts(self.paper, speech, self.layout.legend, self.layout.legend_top, counts, about)

    @cached_property
    def _milestones(self) -> list[Milestone]:
        return milestones(self.record)

    def _is_seen(self, lat: float, lon: float) -> bool:
        (x, y), (left, top, right, bottom) = self.panel.view.pixels([lon], [lat])[0], self.panel.view.box
        return bool(left <= x <= right and top <= y <= bottom)

    def _draw_caption(self, day: int) -> list[Artist]:
        """The milestone that suits day and map, below the date, where there is room beside the lede."""
        from atlas.plate.furniture import Line, write
        from atlas.plate.lettering import Face, measure

        due = caption_on(self._milestones, day, self._is_seen, TOKENS["caption"])
        lines, date = self.layout.header.lines, self.layout.header.date
        if due is None or date is None or not date.right:
            return []
        said = f"{self.speech.date(due.date)}{self.speech.colon}{self.speech.milestone(due)}"
        unit = self.paper.unit
        y = date.y + 36 * unit
        face = Face(15 * unit, italic=True)
        taken = max((line.box[2] for line in lines if abs(line.y - y) < 22 * unit), default=0.0)
        if measure(said, face)[0] > date.x - taken - 30 * unit:
            return []
        return write(self.paper.axes, Line(said, date.x, y, face, self.paper.ink.ink, right=True))

    def pictures(self, progress: Progress | None = None) -> Iterator[bytes]:
        """All frames in order."""
        tell = progress or (lambda what, done, total: None)
        self._before, self._spots = None, {}
        self.rings.clear()
        shown, picture = None, b""
        for frame in range(self.frames):
            day = self.day(frame)
            if frame % self.fps == 0:
                tell(self.speech.date(from_day(day).isoformat()), frame, self.frames)
            if day != shown or self.rings:
                shown, picture = day, self.draw(day, frame / self.fps)
            yield picture
        tell("encoding", self.frames, self.frames)


def save_film(
    record: Record,
    plan: MapPlan,
    path: str | Path,
    *,
    poster: str | Path | None = None,
    progress: Progress | None = None,
    **how: Any,
) -> Path:
    """Play a plan into a file; the suffix (``.mp4``, ``.webm``, ``.gif``) chooses the format.

    Parameters
    ----------
    record, plan
        What to draw.
    path, poster
        The film, and a PNG of its busiest day to show in its place; old files are replaced once the new are complete.
    progress
        Called as ``progress(what, done, total)`` for each second of the film.
    **how
        As :class:`Film` takes it.

    Raises
    ------
    FilmError
        For what no film has, and when the encoder fails.
    atlas.io.needs.ExportError
        Where a library is missing; the message names the extra.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise FilmError(f"{path.name}: the suffix chooses the format, and this is none of {', '.join(FORMATS)}")
    if poster is not None and Path(poster).suffix.lower() != ".png":
        raise FilmError(f"{Path(poster).name}: a poster is a .png")
    need("imageio_ffmpeg", "a film", "film")
    film = Film(record, plan, **how)
    if poster is not None:
        _save_poster(film, Path(poster))
    gif = path.suffix.lower() == ".gif"
    palette = [film.draw(film.day(film.frames * k // 6)) for k in range(7)] if gif else []
    return encode(path, film.pictures(progress), film.size, film.fps, palette)


def _save_poster(film: Film, path: Path) -> None:
    from PIL import Image

    with aside(path) as part:
        Image.frombytes("RGBA", film.size, film.draw(film.busiest)).convert("RGB").save(part, optimize=True)
