"""Zip files whose bytes depend on their content alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from atlas.export.safe import file_name
from atlas.io.files import put
from atlas.io.needs import UnrepresentableError

__all__ = ["write_zip"]

_THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files by name into a zip, each with the same time and rights.

    Raises
    ------
    UnrepresentableError
        A name leads out of the folder into which somebody will unpack the archive, or two names are one there.
    """
    if len({name.casefold() for name in files}) < len(files):
        raise UnrepresentableError("datapackage.json: two tables have the same path; give each a file of its own")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(file_name(name), _THEN)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    put(path, held.getvalue())
