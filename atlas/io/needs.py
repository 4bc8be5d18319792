"""Libraries that only some formats need, and the error of this package."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["ExportError", "need"]


class ExportError(ValueError):
    """An export that cannot be had: an unknown format, or a library that is not installed."""


def need(module: str, purpose: str, extra: str = "export") -> Any:
    """A module of an optional library. Raises :class:`ExportError`, which names the extra to install."""
    try:
        return import_module(module)
    except ImportError:
        library = module.partition(".")[0]
        raise ExportError(f"{purpose} needs {library}: pip install 'destalinization-atlas[{extra}]'") from None
