"""TOML of strangers: read by Python's own reader, which a few kilobytes of dots or brackets would keep for ever."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from atlas.io.text import brief

__all__ = ["TomlError", "parse_toml"]

_MOST = 1 << 20
_MOST_DOTS = 500
"""In one line: the reader takes the square of the parts of a dotted key, and of nested tables, in time."""


class TomlError(ValueError):
    """A text that is not TOML, or that is nested too deep to be read; ``line`` is where."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def parse_toml(text: str) -> dict[str, Any]:
    """The document that a text of TOML is.

    Raises
    ------
    TomlError
        With the line, where the reader names one.
    """
    if len(text) > _MOST:
        raise TomlError(f"it has {len(text):,} characters; at most {_MOST:,} are read")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _MOST_DOTS:
            raise TomlError(f"not TOML that can be read: it is nested too deep, with {line.count('.'):,} dots", number)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line_found = re.search(r"line (\d+)", str(error))
        raise TomlError(f"not TOML: {brief(str(error))}", int(line_found[1]) if line_found else 1) from None
    except RecursionError:
        raise TomlError("not TOML that can be read: it is nested too deep") from None
    except ValueError as error:  # a number of 5000 digits
        raise TomlError(f"not TOML that can be read: {brief(str(error))}") from None
