"""An atlas of what bore a name or image, stood, or was called something, on any day; and the record that comes with it.

>>> import atlas
>>> record = atlas.load()
>>> record.at("1961-11-01")
>>> record.map().save("atlas.html")

Nothing heavy is imported until it is asked for, so that ``import atlas`` and ``atlas --help`` answer at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from atlas.big.record import BigRecord, open  # noqa: A004 - as one opens a file
    from atlas.io.tables import Problem, RecordError
    from atlas.page import AtlasMap, Timeline
    from atlas.page.embed import snippet
    from atlas.plate.still import draw_still
    from atlas.public import Feature, Record, from_frame, load

__version__ = "0.2.0"
__all__ = [
    "AtlasMap",
    "BigRecord",
    "Feature",
    "Problem",
    "Record",
    "RecordError",
    "Timeline",
    "__version__",
    "draw_still",
    "from_frame",
    "load",
    "open",
    "snippet",
]

_HOME = {
    "load": "atlas.public",
    "open": "atlas.big.record",
    "BigRecord": "atlas.big.record",
    "from_frame": "atlas.public",
    "Record": "atlas.public",
    "Feature": "atlas.public",
    "Problem": "atlas.io.tables",
    "RecordError": "atlas.io.tables",
    "AtlasMap": "atlas.page",
    "Timeline": "atlas.page",
    "draw_still": "atlas.plate.still",
    "snippet": "atlas.page.embed",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first used (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'atlas' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    _accessor()
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])


def _accessor() -> None:
    """Give frames ``.atlas`` where pandas is there already; it comes with the first public name otherwise."""
    import sys

    if "pandas" in sys.modules:
        import_module("atlas.public")


_accessor()
