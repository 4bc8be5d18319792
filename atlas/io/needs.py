"""Libraries that only some formats need, and the errors of this package."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["ExportError", "NotWrittenError", "UnrepresentableError", "need"]


class ExportError(ValueError):
    """An export that cannot be had: an unknown format, or a library that is not installed."""


class UnrepresentableError(ExportError):
    """The record holds what the format has no way to hold; the text names table, row and what to write instead."""


class NotWrittenError(ExportError):
    """A file that could not be written whole: the library failed, or what it wrote does not read back."""


def need(module: str, purpose: str, extra: str = "export") -> Any:
    """A module of an optional library. Raises :class:`ExportError`, which names the extra to install."""
    try:
        return import_module(module)
    except ImportError:
        library = module.partition(".")[0]
        raise ExportError(f"{purpose} needs {library}: pip install 'destalinization-atlas[{extra}]'") from None
