"""The features of a GeoJSON file in a folder, read as JSON and as nothing else.

A reader that tries every format that it knows would follow a virtual one to other files and servers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from atlas.io.files import FileError, text_inside

__all__ = ["features_inside"]

_MOST_BYTES = 256 << 20


def features_inside(folder: str | Path, name: str) -> list[Any]:
    """What stands in the list ``features`` of a FeatureCollection (RFC 7946), not yet looked at.

    Raises
    ------
    FileError
        The file lies outside the folder, is too large, or is no FeatureCollection in degrees of WGS 84.
    """
    try:
        document = json.loads(text_inside(folder, name, _MOST_BYTES))
    except FileError:
        raise
    except json.JSONDecodeError as error:
        raise FileError(f"not GeoJSON: {error.msg} (line {error.lineno})") from None
    except (ValueError, RecursionError):
        raise FileError("not GeoJSON: a number is too long, or it is nested too deep") from None
    listed = document.get("features") if isinstance(document, dict) else None
    if not isinstance(listed, list) or document.get("type") != "FeatureCollection":
        raise FileError("not GeoJSON: it must be an object of the type FeatureCollection, with a list of features")
    if "CRS84" not in str(document.get("crs", "CRS84")):
        raise FileError("has a crs of its own: GeoJSON is in degrees of WGS 84 (RFC 7946)")
    return listed
