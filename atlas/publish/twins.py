"""Compressed twins of a site's files (``page.html.gz``, ``page.html.br``), for servers that send what lies ready.

A server that compresses by itself does so anew for each reader, and more weakly than there is time for beforehand. What
is compressed here is what travels: a phone waits for a third of the bytes. How nginx, Apache and Caddy are told to send
the twins stands in ``docs/use/embed.md``.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

__all__ = ["BROTLI", "GZIP", "missing", "stale", "write_twins"]

GZIP, BROTLI = ".gz", ".br"
TEXTS = {".html", ".json", ".geojson", ".jsonld", ".csv", ".tsv", ".svg", ".xml", ".kml", ".ttl", ".nt", ".bib", ".md"}
LEAST = 1000  # bytes that are worth a twin


def missing() -> str:
    """What must be installed for all twins, in words; "" where it is."""
    return "" if find_spec("brotli") else "brotli is not installed (pip install 'destalinization-atlas[brotli]')"


def _ways() -> dict[str, Callable[[bytes], bytes]]:
    ways: dict[str, Callable[[bytes], bytes]] = {GZIP: lambda data: gzip.compress(data, 9, mtime=0)}
    if find_spec("brotli"):
        import brotli

        ways[BROTLI] = lambda data: bytes(brotli.compress(data, quality=11))
    return ways


def write_twins(files: Iterable[Path], new: Path, folder: Path, *, wanted: bool) -> list[Path]:
    """Write the twins of some files beside them.

    Parameters
    ----------
    files : iterable of Path
        Files within ``new``; those that are no text, or short, have no twin.
    new, folder : Path
        Where the files are made, and where they will stand.
    wanted : bool
        Whether all texts are to have twins. A twin that already stands in ``folder`` is made anew in any case: a server
        would go on sending the old page.

    Returns
    -------
    list of Path
        The twins, within ``new``.
    """
    written = []
    for path in files:
        if path.suffix not in TEXTS or path.stat().st_size < LEAST:
            continue
        name = path.relative_to(new)
        for suffix, compress in _ways().items():
            if wanted or (folder / f"{name}{suffix}").exists():
                twin = path.with_name(path.name + suffix)
                twin.write_bytes(compress(path.read_bytes()))
                written.append(twin)
    return written


def stale(files: Iterable[Path], twins: Iterable[Path]) -> list[Path]:
    """The twins beside some files that were not made anew: of a way that is not installed, or of a text grown short.

    Parameters
    ----------
    files, twins : iterable of Path
        What was written, where it now stands.
    """
    fresh = set(twins)
    beside = (path.with_name(path.name + suffix) for path in files for suffix in (GZIP, BROTLI))
    return [twin for twin in beside if twin not in fresh and twin.is_file()]
