"""The bloc: which polities a map tints, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.edtf import bounds, to_day


@dataclass(frozen=True)
class Bloc:
    """Polities tinted as one on the ground of a map.

    Parameters
    ----------
    polities
        Names as in ``borders.geojson``; a state's name stands for its republics too.
    until
        EDTF date of the first day without the tint; None for no end.
    """

    polities: tuple[str, ...] = ()
    until: str | None = None

    @property
    def until_day(self) -> int | None:
        """The first day without the tint, as a day number."""
        return None if self.until is None else to_day(bounds(self.until)[0])

    def __contains__(self, polity: object) -> bool:
        return polity in self.polities or str(polity).partition(": ")[0] in self.polities


NO_BLOC = Bloc()
