"""One feature with its whole history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.record.names import names_on
from atlas.record.states import as_day, state_codes
from atlas.record.tenures import STATUSES

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["Feature"]


class Feature:
    """A place, street, institution or monument, as ``record["town-hall"]`` gives it.

    Attributes
    ----------
    id, record
        Its ``feature_id``, and the record that it belongs to.
    row : Series
        Its row of ``record.features``.
    names, events, attestations, sources, tenures : DataFrame
        The rows of those tables that concern it; events in the order of time.
    """

    def __init__(self, record: Record, feature_id: str) -> None:
        self.record, self.id = record, feature_id

    @property
    def row(self) -> pd.Series:
        """Its row of ``record.features``, geometry included."""
        row: pd.Series = self.record.features.loc[self.id]
        return row

    @property
    def title(self) -> str:
        """Its title in English."""
        return str(self.row["title"])

    @property
    def names(self) -> pd.DataFrame:
        """Its rows of ``names``."""
        return self.record.names.iloc[self.record.places_of("names", self.id)]

    @property
    def events(self) -> pd.DataFrame:
        """Its events, in the order of time."""
        places = self.record.places_of("events", self.id)
        return _rows(self.record.events, places[np.argsort(self.record.event_turns[places])])

    @property
    def attestations(self) -> pd.DataFrame:
        """What sources say of its events."""
        places = [self.record.places_of("attestations", event) for event in self.events["event_id"]]
        return self.record.attestations.iloc[np.sort(np.concatenate(places)) if places else []]

    @property
    def sources(self) -> pd.DataFrame:
        """The sources of its attestations, indexed by ``source_id``."""
        sources = self.record.sources
        return sources.iloc[np.sort(sources.index.get_indexer(pd.Index(self.attestations["source_id"].unique())))]

    @property
    def tenures(self) -> pd.DataFrame:
        """Spans for which it bore the name or image."""
        tenures: pd.DataFrame = self.record.tenures.iloc[self.record.places_of("tenures", self.id)]
        return tenures

    def status(self, day: str | date | pd.Timestamp | int) -> str:
        """``before``, ``uncertain``, ``bearing`` or ``after`` on a day. Raises ValueError if it is not one
        day.
        """
        codes = state_codes(self.tenures, pd.Index([self.id]), [as_day(day)])
        return STATUSES[int(codes[0, 0])]

    def name_on(self, day: str | date | pd.Timestamp | int) -> str:
        """Its name on a day: in the language of its tenure, else the first listed, else its title."""
        labels = self.record.labels.iloc[self.record.places_of("labels", self.id)]
        titles = self.record.features.loc[[self.id], "title"]
        return str(names_on(labels, titles, as_day(day))["name"].iloc[0])

    def __repr__(self) -> str:
        return f"<Feature {self.id}: {self.title}, {self.row['country']}, {len(self.events)} events>"


_SLICES_ARE_SAFE = int(pd.__version__.partition(".")[0]) >= 3
"""Whether a part of a frame that somebody writes to becomes a frame of its own first."""


def _rows(frame: pd.DataFrame, places: npt.NDArray[np.intp]) -> pd.DataFrame:
    """The rows at some places; where these follow one another, as nearly always, cut out in one piece, sooner."""
    if _SLICES_ARE_SAFE and len(places) and (np.diff(places) == 1).all():
        return frame.iloc[places[0] : places[-1] + 1]
    return frame.take(places)
