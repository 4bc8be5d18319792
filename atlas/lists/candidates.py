"""What other people's lists know and a record may not: each entry held against the record, with a verdict and reasons.

>>> found = candidates("extract.osm", record)
>>> found.frame()          # a row an entry: verdict (same, doubtful, new), reasons, name, place, the feature it may be

An entry is *the same* as a feature where both have one identifier, or where place, kind and name agree; *new* where
nothing of the record agrees with it in place and in kind or name; *doubtful* in between, and where the list does not
say where the thing is. Nothing is written into the record: people decide, and :mod:`atlas.lists.queue` enters what they
accepted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas.edtf.typed import read
from atlas.io.descriptor import matcher
from atlas.io.files import FileError, opened
from atlas.io.lists import ListError, geonames, osm, point_of, read_list, register
from atlas.io.lists.entry import Entries, Entry, EntryError, Wanted
from atlas.io.lists.markup import MarkupError, root_of
from atlas.io.text import shown, visible
from atlas.lists.columns import Columns, guess
from atlas.lists.likeness import ALIKE, alike, folded, plain

if TYPE_CHECKING:
    from atlas.record.record import Record

__all__ = ["COLUMNS", "Candidate", "Candidates", "candidates", "entries_of"]

COLUMNS = (
    "verdict", "decision", "reasons", "name", "other_names", "today", "kind", "place", "country", "latitude",
    "longitude", "begin", "end", "feature_id", "feature_title", "distance_m", "identifier", "address", "row", "rows",
)  # fmt: skip
"""Columns of the review queue; ``decision`` is left to people."""
VERDICTS = ("doubtful", "new", "same")
_EARTH_M = 6_371_008.8
_REACH_M = 1500
"""How far two points of one thing may lie apart, beyond what the record says of its own."""
_WIDE = {"A": 60_000, "H": 40_000, "T": 15_000, "P": 5_000}
"""The same for things that are wide, by feature class of GeoNames: lists put their points where they like."""
_MOST_REACH_M = 80_000
_NAME_WORDS = re.compile(r"names?\b|\b(?:label|alias|aliases|title|toponym|native|former)\b")
_OTHER_WORDS = re.compile(r"\b(?:country|kind|type|class|place|settlement|town|city|region|admin\d*|time ?zone|file)")


@dataclass
class Candidate:
    """An entry with what the record makes of it; ``distance_m`` is that to the feature, where both have points."""

    entry: Entry
    verdict: str
    reasons: list[str]
    feature_id: str = ""
    distance_m: float | None = None


@dataclass
class Candidates:
    """The entries of a list, judged; ``format``, ``total`` and ``notes`` as the reader has them."""

    record: Record
    format: str
    total: int
    rows: list[Candidate]
    notes: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many of each verdict."""
        return {verdict: sum(one.verdict == verdict for one in self.rows) for verdict in VERDICTS}

    def frame(self) -> pd.DataFrame:
        """The review queue, a row an entry, with the columns :data:`COLUMNS`; doubtful ones first."""
        ordered = sorted(self.rows, key=lambda one: (VERDICTS.index(one.verdict), one.entry.country, one.entry.row))
        return pd.DataFrame([self._row(one) for one in ordered], columns=list(COLUMNS), dtype=object)

    def _row(self, one: Candidate) -> list[Any]:
        entry = one.entry
        bears = {True: "yes", False: "no", None: ""}[entry.today]
        place = [entry.place, entry.country, _round(entry.latitude), _round(entry.longitude), entry.begin, entry.end]
        title = str(self.record.features["title"].get(one.feature_id, ""))
        apart = "" if one.distance_m is None else round(one.distance_m)
        names = ["; ".join(entry.names), "; ".join(entry.others[:12]), bears, entry.kind]
        feature = [one.feature_id, title, apart]
        told = [one.verdict, "", "; ".join(one.reasons)]
        return [*told, *names, *place, *feature, entry.identifier, entry.address, entry.row, entry.count]


def _round(degrees: float | None) -> float | str:
    return "" if degrees is None else round(degrees, 6)


def candidates(
    path: str | Path, record: Record, *, pattern: str | None = None, places: str | Path | None = None
) -> Candidates:
    """Read a list and hold its entries against a record.

    Parameters
    ----------
    path
        Alternate names or places of GeoNames, an answer of the Wikidata query service, an extract of OpenStreetMap,
        address objects of the Russian register, or any list that :func:`atlas.io.lists.read_list` reads.
    record
        The record.
    pattern
        RE2 pattern that is looked for in the names in plain small Latin letters, and in these folded
        (:mod:`atlas.lists.likeness`); that of the record's descriptor (``subject.pattern``) unless given. Without
        either every entry is taken.
    places
        The file beside it that says where things are: a table of places of GeoNames, a hierarchy of the register.

    Raises
    ------
    ListError
        The file cannot be read as any of these; the message names file and row.
    ValueError
        The pattern cannot be used.
    """
    chosen = pattern if pattern is not None else record.subject.pattern
    found = entries_of(Path(path), _wanted(chosen), Path(places) if places else None)
    notes = [*found.notes, f"names sought: {chosen}" if chosen else "no pattern: every entry was taken"]
    judge = _Judge(record)
    kinds = _kinds_by_class(record)
    for entry in found.entries:
        entry.kind = _term(entry, record, kinds)
    return Candidates(record, found.format, found.total, [judge(entry) for entry in found.entries], notes)


def _wanted(pattern: str) -> Wanted:
    if not pattern:
        return lambda name: bool(name.strip())
    try:
        compiled = matcher(pattern)
    except Exception as error:  # re2 has errors of its own
        raise ValueError(f"the pattern {shown(pattern)} cannot be used: {error}") from None
    return lambda name: bool(compiled.search(plain(name)) or compiled.search(folded(name)))


def entries_of(path: Path, wanted: Wanted, places: Path | None = None) -> Entries:
    """Entries of a list of any of the forms. Raises :class:`atlas.io.lists.ListError`."""
    try:
        return _reader(path, places)(path, wanted)
    except (EntryError, FileError) as error:
        raise ListError(str(error)) from None
    except MarkupError as error:
        raise ListError(f"{visible(path.name)}, {error}") from None


def _reader(path: Path, places: Path | None) -> Callable[[Path, Wanted], Entries]:
    with opened(path) as file:
        head = file.read(4096)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK\x03\x04") and path.suffix.lower() == ".zip":
        raise ListError(f"{visible(path.name)} is an archive: unpack it and name the file that is in it")
    if b"<" in text[:4] or head.startswith((b"\xff\xfe<", b"\xfe\xff\0<")):
        return _xml_reader(path, places)
    if text.startswith(b"{") and re.search(rb'"elements"\s*:', head) and path.suffix.lower() == ".json":
        return osm.from_json
    columns = geonames.columns_of(path)
    if columns in geonames.ALTERNATES:
        return lambda path, wanted: geonames.alternate_names(path, wanted, places)
    if columns in geonames.PLACES:
        return geonames.places
    return _listed


def _xml_reader(path: Path, places: Path | None) -> Callable[[Path, Wanted], Entries]:
    if path.suffix.lower() == ".kml":
        return _listed
    root = root_of(path)
    if root == "osm":
        return osm.from_xml
    if root in register.ROOTS:
        return lambda path, wanted: register.address_objects(path, wanted, places)
    known = ", ".join(f"<{name}>" for name in ("osm", *register.ROOTS))
    raise ListError(f"{visible(path.name)}: XML whose outermost element is <{root}>; read are {known}")


def _listed(path: Path, wanted: Wanted) -> Entries:
    """Entries of any other list: its columns are guessed, and rows of one identifier are one entry."""
    table = read_list(path)
    table.frame = _labelled(table.frame)
    columns = guess(table.frame, {})
    naming = [name for name in table.frame.columns if name != "geometry" and _is_naming(_spaced(name))]
    naming = list(dict.fromkeys([*_known(columns.get("name"), columns.get("former")), *naming]))
    keyed: dict[Any, Entry] = {}
    for row, cells in zip(table.rows, table.frame.to_dict("records"), strict=True):
        entry = _entry_of(cells, row, naming, columns, wanted, path)
        if entry is None:
            continue
        known = keyed.setdefault(entry.identifier or (row,), entry)
        if known is not entry:
            known.names += [name for name in entry.names if name not in known.names]
            known.others += [name for name in entry.others if name not in known.others]
            known.count += 1
    notes = [*table.notes, f"names are taken from {', '.join(map(repr, naming)) or 'no column'}"]
    notes += [f"{name}: {why}" for name, why in columns.reasons.items()]
    return Entries(table.format, len(table.frame), list(keyed.values()), notes)


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """An answer of Wikidata with the labels of kinds, places and countries for the addresses beside them."""
    labels = {name: name.removesuffix("Label") for name in frame.columns if name.endswith("Label")}
    labels = {name: base for name, base in labels.items() if _OTHER_WORDS.search(_spaced(base))}
    return frame.drop(columns=[base for base in labels.values() if base in frame.columns]).rename(columns=labels)


def _is_naming(words: str) -> bool:
    return bool(_NAME_WORDS.search(words)) and not _OTHER_WORDS.search(words)


def _spaced(name: str) -> str:
    return re.sub(r"[^\w]+|_", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))).casefold()


def _known(*names: str | None) -> list[str]:
    return [name for name in names if name]


def _entry_of(
    cells: dict[Any, Any], row: int, naming: list[str], columns: Columns, wanted: Wanted, path: Path
) -> Entry | None:
    names = [name for column in naming for name in _parts(cells[column])]
    chosen = list(dict.fromkeys(name for name in names if wanted(name)))
    if not chosen:
        return None
    main = columns.get("name")
    today = wanted(str(cells[main])) if main and columns.get("former") and isinstance(cells[main], str) else None
    entry = Entry(row, chosen, [name for name in dict.fromkeys(names) if name not in chosen], today)
    entry.kind, entry.place = _text(cells, columns.get("kind")), _text(cells, columns.get("settlement"))
    entry.country = _country(_text(cells, columns.get("country")))
    entry.begin, entry.end = (_edtf(cells, columns.get(role)) for role in ("begin", "end"))
    entry.address = next((_text(cells, link) for link in columns.links if _text(cells, link)), "")
    _identify(entry, cells, columns)
    try:
        entry.latitude, entry.longitude = _point(cells, columns)
    except ValueError as error:
        raise EntryError(f"{visible(path.name)}, row {row}: {error}") from None
    return entry


def _parts(cell: Any) -> list[str]:
    """Names in a cell: one, several parted by semicolons or bars, or a list of JSON."""
    if not isinstance(cell, str):
        return []
    if cell.startswith("["):
        try:
            return [str(one).strip() for one in json.loads(cell) if str(one).strip()]
        except (ValueError, RecursionError):
            pass
    return [part.strip() for part in re.split(r"[;|]", cell) if part.strip()]


def _text(cells: dict[Any, Any], column: str | None) -> str:
    value = cells.get(column) if column else None
    return "" if value is None or value != value else str(value).strip()


def _edtf(cells: dict[Any, Any], column: str | None) -> str:
    return read(cells[column]).edtf if column and cells[column] is not None else ""


_ENTITY = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q\d+)")


def _identify(entry: Entry, cells: dict[Any, Any], columns: Columns) -> None:
    for text in (str(cell) for name, cell in cells.items() if name != "geometry" and isinstance(cell, str)):
        if match := _ENTITY.fullmatch(text):
            entry.identifier, entry.address = f"wikidata:{match[1]}", f"https://www.wikidata.org/wiki/{match[1]}"
            return
    if "geonameid" in cells and _text(cells, "geonameid"):
        number = _text(cells, "geonameid")
        entry.identifier, entry.address = f"geonames:{number}", f"https://www.geonames.org/{number}"
    elif match := re.fullmatch(r"(node|way|relation)/\d+", _text(cells, "@id") or _text(cells, columns.get("id"))):
        entry.identifier, entry.address = f"osm:{match[0]}", f"https://www.openstreetmap.org/{match[0]}"


def _point(cells: dict[Any, Any], columns: Columns) -> tuple[float | None, float | None]:
    shape = cells.get("geometry")
    if shape is not None and not isinstance(shape, str) and not shape.is_empty:
        centre = shape.representative_point()
        return float(centre.y), float(centre.x)
    if column := columns.get("point"):
        point = point_of(cells[column])
    else:
        pair = [_text(cells, columns.get(role)) for role in ("latitude", "longitude")]
        point = point_of(", ".join(pair)) if all(pair) else None
    return (point.latitude, point.longitude) if point else (None, None)


def _country(text: str) -> str:
    """A country by its code of two letters, from that or from its English name; empty where it is neither."""
    if re.fullmatch("[A-Z]{2}", text) or not text:
        return text
    from babel import Locale

    codes = {name: code for code, name in Locale.parse("en").territories.items() if re.fullmatch("[A-Z]{2}", code)}
    return codes.get(text, "")


def _kinds_by_class(record: Record) -> dict[str, list[str]]:
    by_class: dict[str, list[str]] = {}
    for kind, fclass in zip(record.kinds["kind"], record.kinds["fclass"], strict=True):
        by_class.setdefault(fclass, []).append(kind)
    return by_class


def _term(entry: Entry, record: Record, by_class: dict[str, list[str]]) -> str:
    """The record's own term for a kind: of that name or label, else the one kind of the class; else none."""
    known = record.kinds
    word = entry.kind.casefold()
    hits = known.loc[(known["kind"] == word) | (known["label"].str.casefold() == word), "kind"] if word else known[:0]
    if len(hits):
        return str(hits.iloc[0])
    of_class = by_class.get(entry.fclass, [])
    return of_class[0] if len(of_class) == 1 else ""


class _Judge:
    """Holds an entry against the features of a record, and against its list of what is wanted."""

    def __init__(self, record: Record) -> None:
        features = record.features
        self.features = features
        self.ids = features.index.to_numpy()
        self.latitude = np.radians(features["latitude"].to_numpy(float))
        self.longitude = np.radians(features["longitude"].to_numpy(float))
        self.accuracy = features["accuracy_m"].fillna(0).to_numpy(float)
        self.kind = features["kind"].to_numpy(str)
        self.rank = features["rank"].to_numpy(float)
        classes = dict(zip(record.kinds["kind"], record.kinds["fclass"], strict=True))
        self.fclass = np.array([classes.get(kind, "") for kind in self.kind])
        self.wanted = record.wanted
        self.record = record

    @cached_property
    def names(self) -> list[list[str]]:
        """All that each feature is called, its title among it."""
        rows = self.record.names
        own: dict[str, list[str]] = {one: [title] for one, title in self.features["title"].items()}
        for feature_id, name, roman in zip(rows["feature_id"], rows["name"], rows["latin"], strict=True):
            own.get(feature_id, []).extend([name, roman])
        return [list(dict.fromkeys(filter(None, own[one]))) for one in self.ids]

    @cached_property
    def towns(self) -> list[set[str]]:
        """The folded names of the settlement that each feature is in: those of today and those of settlements here."""
        known: dict[str, set[str]] = {}
        for settlement, kind, names in zip(self.features["settlement"], self.kind, self.names, strict=True):
            called = known.setdefault(settlement, {folded(settlement)} - {""})
            if kind == "settlement":
                called.update(folded(name) for name in names)
        return [known[settlement] for settlement in self.features["settlement"]]

    @cached_property
    def identified(self) -> dict[str, str]:
        features = self.features
        found = {f"wikidata:{key}": one for one, key in features["wikidata"].items() if key}
        return found | {f"geonames:{key}": one for one, key in features["geonames"].dropna().items()}

    def __call__(self, entry: Entry) -> Candidate:
        apart = self._distances(entry)
        if feature_id := self.identified.get(entry.identifier):
            place = int(np.flatnonzero(self.ids == feature_id)[0])
            reasons = [f"both are {entry.identifier}"]
            return Candidate(entry, "same", reasons, feature_id, _number(apart, place))
        best = max((self._compare(entry, place, apart) for place in self._around(entry, apart)), default=None)
        if best is None or best[0] <= 0:
            return self._unmatched(entry, best is not None)
        score, _, place, reasons = best
        verdict = "same" if score >= _SAME else "doubtful"
        return Candidate(entry, verdict, reasons, str(self.ids[place]), _number(apart, place))

    def _distances(self, entry: Entry) -> np.ndarray | None:
        if entry.latitude is None or entry.longitude is None:
            return None
        latitude, longitude = np.radians(entry.latitude), np.radians(entry.longitude)
        half = np.sin((self.latitude - latitude) / 2) ** 2
        half += np.cos(latitude) * np.cos(self.latitude) * np.sin((self.longitude - longitude) / 2) ** 2
        return 2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))

    def _around(self, entry: Entry, apart: np.ndarray | None) -> Iterable[int]:
        """Features that lie near, or in a town of the same name; all of a country where nothing says where it is."""
        near = np.zeros(len(self.ids), bool)
        if apart is not None:
            reach = np.array([_WIDE.get(fclass, 0) for fclass in self.fclass]) + self.accuracy + _REACH_M
            near |= apart <= np.minimum(reach, _MOST_REACH_M)
        elif entry.place:
            town = folded(entry.place)
            near |= np.array([town in towns for towns in self.towns], bool)
        else:
            near |= True
        if entry.country and apart is None:
            near &= (self.features["country"] == entry.country).to_numpy()
        return np.flatnonzero(near)

    def _compare(
        self, entry: Entry, place: int, apart: np.ndarray | None
    ) -> tuple[float, tuple[float, float], int, list[str]]:
        """Score, weight and nearness, feature, reasons: place, kind and name each speak for it or against it."""
        placed = apart is not None or bool(entry.place)
        reasons = []
        if apart is not None:
            reasons.append(f"{apart[place]:,.0f} m away")
        elif placed:
            reasons.append(f"in {entry.place} too")
        else:
            reasons.append("the list does not say where it is")
        kind, words = self._kinds(entry, place)
        likest = max((alike(a, b), b) for a in entry.names for b in self.names[place])
        same_name = likest[0] >= ALIKE
        reasons += [words, f"named {likest[1]}" if same_name else f"its name {likest[1]} is another"]
        score = kind + (1 if same_name else 0)
        if not placed:
            score = 0.5 if same_name and kind >= 0 else 0
        elif not same_name and (kind < 0 or (kind < 0.5 and self._is_far(place, apart))):
            score = 0
        elif kind < 0:
            score = 0.5
        nearness = -(float(apart[place]) if apart is not None else 0.0)
        return score, (-float(self.rank[place]), nearness), place, reasons

    def _is_far(self, place: int, apart: np.ndarray | None) -> bool:
        """Whether only the width of such things would bring the two together."""
        return apart is not None and bool(apart[place] > min(self.accuracy[place], _WIDE["P"]) + _REACH_M)

    def _kinds(self, entry: Entry, place: int) -> tuple[float, str]:
        own = str(self.kind[place])
        if entry.kind and entry.kind == own:
            return 1, f"a {own} like it"
        if not entry.kind and not entry.fclass:
            return 0.25, f"the list has no kind, the record a {own}"
        if not entry.kind and entry.fclass == self.fclass[place]:
            return 0.5, f"its class {entry.fclass} may be a {own}"
        return -1, f"a {own}, and not {entry.kind or 'of class ' + entry.fclass}"

    def _unmatched(self, entry: Entry, around: bool) -> Candidate:
        if hit := self._in_wanted(entry):
            return Candidate(entry, "doubtful", [f"wanted.csv has {hit}"])
        if entry.latitude is None and not entry.place:
            return Candidate(entry, "doubtful", ["the list does not say where it is; no feature is like it"])
        reason = (
            "what the record has near by is of another kind and name" if around else "the record has nothing near by"
        )
        return Candidate(entry, "new", [reason])

    def _in_wanted(self, entry: Entry) -> str:
        """What the list of the wanted has of an entry: of that name in that country, or of that kind in that town."""
        towns = {folded(name) for name in (entry.place, *entry.others)} - {""}
        for row in self.wanted.itertuples(index=False):
            if entry.country and row.country and entry.country != row.country:
                continue
            title = str(row.title)
            if entry.identifier and re.search(rf"{re.escape(entry.identifier)}\b", f"{title} {row.missing}"):
                return shown(title)
            town = folded(str(row.settlement)) in towns
            named = max(alike(name, title) for name in entry.names) >= ALIKE
            if (town and (named or not entry.kind or row.kind == entry.kind)) or (named and not entry.place and title):
                return f"{shown(title)}{', ' + str(row.settlement) if row.settlement else ''}"
        return ""


_SAME = 1.5
"""Score from which an entry is the same: kind and name agree, or the class may be that kind and the name agrees."""


def _number(apart: np.ndarray | None, place: int) -> float | None:
    return None if apart is None else float(apart[place])
