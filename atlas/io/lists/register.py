"""The Russian register of addresses: GAR (``AS_ADDR_OBJ_*.XML``, since 2021) and FIAS (``AS_ADDROBJ_*.XML``, before).

Both keep every version of an object: the names that a street had since the register began. In GAR the objects' places
stand in another file (``AS_ADM_HIERARCHY_*.XML``), in FIAS each object names its parent. The days in it are those on
which rows were entered, not those of renamings, so that no date is taken from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from atlas.io.lists.entry import Entries, Entry, EntryError, Wanted
from atlas.io.lists.markup import MarkupError, root_of, walk
from atlas.io.text import visible

__all__ = ["ROOTS", "address_objects"]


@dataclass(frozen=True)
class _Form:
    """Where a form of the register keeps what: element, columns, and which levels are what."""

    label: str
    element: str
    key: str
    name: str
    type: str
    level: str
    actual: str
    levels: dict[str, tuple[str, str]]


_GAR_LEVELS = {
    **dict.fromkeys("123", ("region", "A")), **dict.fromkeys("456", ("settlement", "P")), "7": ("", "P"),
    "8": ("street", "R"),
}  # fmt: skip
_FIAS_LEVELS = {
    **dict.fromkeys("123", ("region", "A")), **dict.fromkeys("456", ("settlement", "P")), "35": ("settlement", "P"),
    "65": ("", "P"), "7": ("street", "R"), "75": ("", "P"), "91": ("street", "R"),
}  # fmt: skip
_SQUARES = frozenset(["пл", "пл.", "площадь"])
ROOTS = {
    "ADDRESSOBJECTS": _Form("GAR", "OBJECT", "OBJECTID", "NAME", "TYPENAME", "LEVEL", "ISACTUAL", _GAR_LEVELS),
    "AddressObjects": _Form(
        "FIAS", "Object", "AOGUID", "FORMALNAME", "SHORTNAME", "AOLEVEL", "ACTSTATUS", _FIAS_LEVELS
    ),
}
"""Outermost element to form."""


def address_objects(path: Path, wanted: Wanted, beside: Path | None) -> Entries:
    """Entries of a file of address objects; ``beside`` is the file of their hierarchy, for GAR.

    Raises
    ------
    EntryError
        One of the files is not what it should be; the message names file and line.
    """
    try:
        form = ROOTS[root_of(path)]
        found, total = _found(path, form, wanted)
        parents = _hierarchy(beside, found) if beside else _parents(path, form, found)
        _named(path, form, found, parents, wanted)
    except MarkupError as error:
        raise EntryError(f"{visible(path.name)}, {error}") from None
    notes = ["its days are those of the register's rows: no date was taken"]
    if form.label == "GAR" and beside is None:
        notes.append("no hierarchy is given (--places AS_ADM_HIERARCHY_….XML): the objects have no town")
    return Entries(f"Russian register of addresses, {form.label}", total, list(found.values()), notes)


def _found(path: Path, form: _Form, wanted: Wanted) -> tuple[dict[str, Entry], int]:
    found: dict[str, Entry] = {}
    total = 0

    def begin(element: str, row: dict[str, str], line: int) -> None:
        nonlocal total
        if element != form.element:
            return
        total += 1
        if form.key not in row or form.name not in row:
            raise EntryError(f"{visible(path.name)}, line {line}: the object lacks {form.key} or {form.name}")
        if not wanted(row[form.name]):
            return
        kind, fclass = form.levels.get(row.get(form.level, ""), ("", ""))
        kind = "square" if row.get(form.type, "").casefold() in _SQUARES else kind
        entry = found.setdefault(row[form.key], Entry(line, [], kind=kind, fclass=fclass, country="RU", today=False))
        name = f"{row.get(form.type, '')} {row[form.name]}".strip() if fclass == "R" else row[form.name]
        entry.names += [name] if name not in entry.names else []
        entry.today = entry.today or row.get(form.actual) == "1"
        guid = row.get("OBJECTGUID") or row.get("AOGUID") or row[form.key]
        entry.identifier, entry.address = f"fias:{guid}", f"https://fias.nalog.ru/Search?objectguid={guid}"

    walk(path, begin)
    return found, total


def _parents(path: Path, form: _Form, found: dict[str, Entry]) -> dict[str, list[str]]:
    """The line of parents of each entry, the nearest first, as FIAS names them."""
    up: dict[str, str] = {}

    def begin(element: str, row: dict[str, str], _: int) -> None:
        if element == form.element and "PARENTGUID" in row:
            up[row[form.key]] = row["PARENTGUID"]

    walk(path, begin)
    lines: dict[str, list[str]] = {}
    for key in found:
        line = [key]
        while (parent := up.get(line[-1])) and parent not in line:
            line.append(parent)
        lines[key] = line[1:]
    return lines


def _hierarchy(path: Path, found: dict[str, Entry]) -> dict[str, list[str]]:
    """The same from the file of GAR's hierarchy, which has the whole way down as a path of numbers."""
    if (root := root_of(path)) != "ITEMS":
        raise EntryError(f"{visible(path.name)}: its outermost element is <{root}>; the hierarchy of GAR has <ITEMS>")
    lines: dict[str, list[str]] = {}

    def begin(element: str, row: dict[str, str], _: int) -> None:
        key = row.get("OBJECTID", "")
        if element == "ITEM" and key in found and (key not in lines or row.get("ISACTIVE") == "1"):
            way = row.get("PATH", "").split(".")
            lines[key] = [one for one in reversed(way) if one and one != key] or [row.get("PARENTOBJID", "")]

    walk(path, begin)
    return lines


def _named(path: Path, form: _Form, found: dict[str, Entry], parents: dict[str, list[str]], wanted: Wanted) -> None:
    """Give the entries their towns, and what they are called besides."""
    needed = {parent for line in parents.values() for parent in line}
    names: dict[str, tuple[str, str]] = {}

    def begin(element: str, row: dict[str, str], _: int) -> None:
        key = row.get(form.key, "")
        if element != form.element:
            return
        actual = row.get(form.actual) == "1"
        if key in needed and (actual or key not in names):
            names[key] = (row.get(form.name, ""), form.levels.get(row.get(form.level, ""), ("", ""))[1])
        if key in found and not wanted(row.get(form.name, "")):
            place = 0 if actual else len(found[key].others)
            found[key].others.insert(place, row.get(form.name, ""))

    walk(path, begin)
    for key, entry in found.items():
        entry.place = _town(names[one] for one in parents.get(key, ()) if one in names)
        entry.others = list(dict.fromkeys(entry.others))


def _town(line: Iterable[tuple[str, str]]) -> str:
    """The nearest settlement of a line of parents, else the nearest of all."""
    known = list(line)
    return next((name for name, fclass in known if fclass == "P"), known[0][0] if known else "")
