"""The stills that a story shows side by side, inside its page."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from atlas.edtf import words
from atlas.plate.still import picture
from atlas.record.bloc import Bloc
from atlas.record.plans import MapPlan

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["PICTURE", "story_pictures"]

PICTURE = (560, 480)
"""Size of each of the stills that a story puts side by side; they are drawn finer by half, for finer screens."""


def story_pictures(record: Record, plan: MapPlan, bloc: Bloc) -> list[dict[str, Any]]:
    """The stills of a plan's ``compare``, each as a data address with its date in words."""
    found = []
    for date in plan.compare:
        raw = picture(record, plan, date, PICTURE, bloc, dpi=150)
        said = words(date)
        found.append(
            {
                "src": f"data:image/png;base64,{base64.b64encode(raw).decode('ascii')}",
                "words": said,
                "edtf": date,
                "alt": f"{plan.title}: the map on {said}",
                "width": PICTURE[0],
                "height": PICTURE[1],
            }
        )
    return found
