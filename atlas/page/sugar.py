"""Keywords in place of an options object: what a map's class takes is what the fields of its model are."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import pandas as pd
from pydantic import BaseModel

from atlas.lists import OPTIONS, from_frame

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["record_from", "sugar"]

Class = TypeVar("Class", bound=type)
_HERE = "    {options}\n"


def sugar(model: type[BaseModel]) -> Callable[[Class], Class]:
    """Give a class the fields of a model as documented keywords: in its signature, and where its docstring has a place.

    A class whose constructor ends in ``**keywords`` shows each field there with its type and its default, so that
    ``help()``, editors and notebooks complete and explain them.
    """

    def give(cls: Class) -> Class:
        init: Any = cls.__init__  # type: ignore[misc]
        own = inspect.signature(init)
        rest = [one for one in own.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
        hints = get_type_hints(model)
        keyword, more = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter("keywords", inspect.Parameter.VAR_KEYWORD)
        fields = [
            inspect.Parameter(name, keyword, default=field.default, annotation=hints[name])
            for name, field in model.model_fields.items()
        ]
        init.__signature__ = own.replace(parameters=[*rest, *fields, more])
        cls.__doc__ = (cls.__doc__ or "").replace(_HERE, _described(model))
        return cls

    return give


def _described(model: type[BaseModel]) -> str:
    """Fields as numpydoc has parameters, in the indent of a class's docstring."""
    lines = []
    for name, field in model.model_fields.items():
        text = textwrap.wrap(field.description or "", 108)
        lines += [f"    {name}", *(f"        {line}" for line in text)]
    return "".join(f"{line}\n" for line in lines)


def record_from(record: Record | pd.DataFrame, keywords: Mapping[str, Any]) -> tuple[Record, dict[str, Any]]:
    """A record, made where it is a frame; and the keywords that are left when those that name its columns are taken.

    Raises
    ------
    TypeError
        Columns are named, and it is a record.
    """
    columns = {key: value for key, value in keywords.items() if key in OPTIONS}
    rest = {key: value for key, value in keywords.items() if key not in OPTIONS}
    if isinstance(record, pd.DataFrame):
        titled = {"title": rest["title"]} if rest.get("title") else {}
        return from_frame(record, **titled, **columns), rest
    if columns:
        raise TypeError(f"{', '.join(sorted(columns))}: columns are named for a DataFrame, and this is a record")
    return record, rest
