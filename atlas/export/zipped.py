"""Zip files whose bytes depend on their content alone."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["write_zip"]

_THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files by name into a zip, each with the same time and rights."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
