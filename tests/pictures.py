"""What the tests of stills and films share: a tiny record with borders of its own, one font, and picture distance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

import atlas
from atlas.plate import lettering
from atlas.record.plans import MapPlan, read_plans

REFERENCES = Path(__file__).parent / "references"
DEJAVU = "DejaVu Serif"


def tiny_record() -> atlas.Record:
    """Six features on four squares; its version and date are fixed, so that the credit line is."""
    record = atlas.load(REFERENCES / "record")
    record.title, record.version, record.date = "The tiny record", "1.0.0", date(2026, 11, 22)
    return record


def plan_of(record: atlas.Record, name: str) -> MapPlan:
    """A map of the record's ``maps.toml``."""
    return read_plans(record).chosen([name])[0]


@contextmanager
def one_font(family: str = DEJAVU) -> Iterator[None]:
    """One font for all that is drawn; that which matplotlib brings, every machine draws the same."""

    def forget() -> None:
        lettering.font.cache_clear()
        lettering.measure.cache_clear()

    families = lettering.families
    lettering.families = lambda: [family]
    forget()
    try:
        yield
    finally:
        lettering.families = families
        forget()


def pixels(picture: Path | Image.Image) -> npt.NDArray[np.float64]:
    """A picture's colours, 0 to 255."""
    image = picture if isinstance(picture, Image.Image) else Image.open(picture)
    return np.asarray(image.convert("RGB"), dtype=float)


def distance(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Root of the mean square of the differences."""
    assert a.shape == b.shape
    return float(np.sqrt(((a - b) ** 2).mean()))
