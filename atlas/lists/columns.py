"""Which column is what: by the names that people give to columns, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.edtf.typed import read
from atlas.io.lists import PointError, point_of, shape_of_text
from atlas.io.lists.points import degrees
from atlas.io.text import shown

__all__ = ["ROLES", "Columns", "guess"]

_NAMES = {
    "former": (
        "former|former name|formername|old name|oldname|previous name|earlier name|name before|old|previous"
        "|прежнее название|старое название|бывшее название|alter name|früherer name|ancien nom"
        "|nombre anterior|dawna nazwa|původní název|стара назва"
    ),
    "name": (
        "name|title|feature name|current name|current|new name|newname|name now|label|item label|itemlabel"
        "|toponym|monument|название|наименование|имя|новое название|назва|bezeichnung|nom|nombre|nazwa|název"
        "|placename|object"
    ),
    "id": "id|unique id|objectid|object id|fid|osm id|qid|identifier|uid|item|nr|no|№|key|code",
    "kind": (
        "kind|type|symbol type|category|feature type|class|тип|вид|категория|art|typ|druh|rodzaj|kategorie|tipo|genre"
        "|types"
    ),
    "begin": (
        "begin|start|start date|startdate|from|up|year up|built|year built|date built|construction"
        "|year dedicated|dedicated|date dedicated|unveiled|erected|opened|established|inception|founded|named"
        "|since|created|installed|valid from|построен|год постройки|установлен|открыт|дата открытия|начало"
        "|errichtet|gebaut|baujahr|beginn|von|construit|début|construido|inicio|zbudowano|początek|postaven"
        "|vznik|збудовано|встановлено"
    ),
    "end": (
        "end|end date|enddate|until|to|down|year down|removed|year removed|date removed|lost|destroyed"
        "|demolished|closed|dissolved|toppled|gone|removal|taken down|valid to|снесен|снесён|демонтирован"
        "|дата сноса|утрачен|разрушен|конец|abgerissen|entfernt|zerstört|ende|bis|détruit|démoli|fin"
        "|destruido|zburzono|koniec|zbořen|zánik|знесено|демонтовано"
    ),
    "when": (
        "when|date|year|date of change|dateofchange|year of change|renamed|date renamed|year renamed|changed"
        "|time|day|event date|дата|год|дата переименования|рік|datum|jahr|année|fecha|año|data|rok"
    ),
    "point": (
        "point|coordinates|coordinate|coords|coord|coordinate location|geo|latlon|lat lon|latlng|lat lng|wkt"
        "|geowkt|geom|geometry|the geom|wkt geom|shape|position|gps|location"
        "|координаты|координати|koordinaten|coordonnées|coordenadas"
        "|współrzędne|souřadnice"
    ),
    "latitude": (
        "latitude|lat|lat dd|y|широта|breite|breitengrad|latitud|szerokość|šířka|northing|hochwert|y coord|y coordinate"
        "|coord y|point y|y wgs84|lat wgs84"
    ),
    "longitude": (
        "longitude|lon|long|lng|lon dd|x|долгота|länge|längengrad|longitud|długość|délka|довгота|easting|rechtswert"
        "|x coord|x coordinate|coord x|point x|x wgs84|lon wgs84"
    ),
    "status": "status|tracking status|current status|condition|state of preservation|состояние|статус|zustand|stav",
    "settlement": (
        "settlement|city|town|place|municipality|locality|village|ort|stadt|gemeinde|город|місто|ville"
        "|commune|ciudad|miasto|miejscowość|město|obec"
    ),
    "country": "country|country code|countrycode|ccodes|iso|land|staat|страна|країна|pays|país|kraj|země|stát",
    "source": (
        "source|sources|source url|sourceurl|url|link|links|reference|references|ref|citation|website"
        "|источник|ссылка|quelle|quellen|джерело|lien|fuente|źródło|zdroj"
    ),
    "picture": "picture|image|photo|img|фото|изображение|bild|foto|obraz|obrázek|зображення",
    "note": (
        "note|notes|description|comment|comments|remarks|remark|detail|details|примечание|описание|bemerkung"
        "|beschreibung|примітка|descripción|opis|popis|poznámka"
    ),
    "accuracy": "accuracy m|accuracy|precision m|uncertainty m|coordinate uncertainty",
}
ROLES = {role: tuple(names.split("|")) for role, names in _NAMES.items()}
"""What a column can be, and the names by which it is known, in small letters, the likeliest first."""

_DATES = ("begin", "end", "when")
_LOOSE = ("begin", "end", "kind", "source")
"""What is also guessed where a name of it is one word among others: "Date of removal"."""
PLANE = 100_000_000
"""More than any coordinate of a plane, in metres or feet."""
_ENOUGH = 0.5
_SAMPLE = 200


@dataclass
class Columns:
    """Columns by what they are; ``source`` may be several. ``reasons`` tells of each guess how it was made."""

    by_role: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    def get(self, role: str) -> str | None:
        """The column of a role, if there is one."""
        return self.by_role.get(role)

    @property
    def used(self) -> set[str]:
        """All columns that are something."""
        return {*self.by_role.values(), *self.links}


def guess(frame: pd.DataFrame, chosen: Mapping[str, str | Sequence[str] | None]) -> Columns:
    """Find out what the columns of a list are.

    Parameters
    ----------
    frame
        The list.
    chosen
        What its owner says, role to column; an empty text says that there is none.

    Raises
    ------
    ValueError
        A column that was named is not there; the text lists those that are.
    """
    columns = Columns()
    located = isinstance(frame, gpd.GeoDataFrame)
    names = [str(name) for name in frame.columns if not (located and name == "geometry")]
    for role, wanted in chosen.items():
        for column in [wanted] if isinstance(wanted, str) else wanted or []:
            if column and column not in names:
                raise ValueError(
                    f"there is no column {shown(column)} for {role}; there are {', '.join(map(repr, names))}"
                )
            if column and role == "source":
                columns.links.append(column)
            elif column:
                columns.by_role[role] = column
    closed = {role for role, wanted in chosen.items() if wanted is not None}
    if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.notna().any():
        closed |= {"point", "latitude", "longitude"}  # its own geometry is where it is
    _by_name(frame, names, columns, closed)
    _by_content(frame, names, columns, closed)
    return columns


def _words(name: str) -> str:
    spaced = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", name)
    return re.sub(r"[^\w]+|_", " ", spaced).strip().casefold()


def _by_name(frame: pd.DataFrame, names: list[str], columns: Columns, closed: set[str]) -> None:
    plain = {name: _words(name) for name in names}
    for loose in (False, True):
        for role, forms in ROLES.items():
            if role in closed or (loose and role not in _LOOSE) or (role in columns.by_role and role != "source"):
                continue
            for form in forms:
                for name in names:
                    if name in columns.used or not _matches(plain[name], form, role, loose):
                        continue
                    if not _fits(frame[name], role):
                        continue
                    if role == "source":
                        columns.links.append(name)
                    elif role not in columns.by_role:
                        columns.by_role[role] = name
                    columns.reasons[name] = f"{role}, by its name"
    _settle(frame, columns, closed)


def _settle(frame: pd.DataFrame, columns: Columns, closed: set[str]) -> None:
    """Keep of former names, dates of renaming and spans those that go together."""
    former = columns.by_role.get("former")
    filled = {role: len(_filled(frame[column])) for role, column in columns.by_role.items()}
    if former and "former" not in closed and filled["former"] * 2 < max(filled.get("begin", 0), filled.get("end", 0)):
        del columns.by_role["former"]
        columns.reasons.pop(former, None)  # few rows have it: those with dates are what is listed
    if "former" in columns.by_role and "when" not in columns.by_role and "when" not in closed and "begin" not in closed:
        begin = columns.by_role.pop("begin", None)  # what begins with a former name is the new one
        if begin:
            columns.by_role["when"] = begin
            columns.reasons[begin] = "when, for there is a former name"
    if {"begin", "end"} & set(columns.by_role) and "former" not in columns.by_role and "when" not in closed:
        columns.by_role.pop("when", None)


def _matches(name: str, form: str, role: str, loose: bool) -> bool:
    if loose:
        return re.search(rf"\b{re.escape(form)}\b", name) is not None and len(form) > 3
    return name == form or (role == "source" and re.fullmatch(rf"{re.escape(form)} ?\d+", name) is not None)


def _filled(column: Any) -> list[Any]:
    """Cells of a column that are not empty."""
    return [cell for cell in column if cell is not None and cell == cell and str(cell).strip()]


def _cells(column: Any) -> list[Any]:
    """Some cells of a column that are not empty."""
    return _filled(column)[:_SAMPLE]


def _fits(column: pd.Series[Any], role: str) -> bool:
    """Whether what stands in a column can be what its name says."""
    cells = _cells(column)
    if not cells:
        return role in _DATES or role in ("note", "kind")
    if role in _DATES:
        return _share_of(cells, _is_date) >= _ENOUGH
    if role == "point":
        return _share_of(cells, _is_point) >= _ENOUGH
    if role in ("latitude", "longitude"):
        return _share_of(cells, lambda cell: _degrees_within(cell, PLANE)) >= _ENOUGH  # metres and what is swapped, too
    if role == "country":
        return True
    if role == "source":
        return _share_of(cells, lambda cell: "://" in str(cell) or not str(cell).replace(".", "").isdigit()) > _ENOUGH
    return True


def _share_of(cells: list[Any], test: Any) -> float:
    return sum(bool(test(cell)) for cell in cells) / len(cells)


def _is_date(cell: Any) -> bool:
    """Whether it is a date, be it one that cannot be kept."""
    found = read(cell)
    return found.kind != "unread" or any("before our era" in note for note in found.notes)


def _is_point(cell: Any) -> bool:
    try:
        return shape_of_text(cell) is not None or point_of(cell) is not None or not re.search(r"\w", str(cell))
    except PointError:
        return False


def _degrees_within(cell: Any, most: int) -> bool:
    try:
        value = degrees(cell)
    except PointError:
        return False
    return value is None or abs(value) <= most


def _by_content(frame: pd.DataFrame, names: list[str], columns: Columns, closed: set[str]) -> None:
    """What no name tells: points and dates by their look, the name as the text that differs from row to row."""
    left = [name for name in names if name not in columns.used]
    placed = {"point", "latitude"} & (set(columns.by_role) | closed)
    for name in left if not placed else []:
        cells = _cells(frame[name])
        if len(cells) > 0 and all(isinstance(cell, str) for cell in cells) and _share_of(cells, _looks_a_point) > 0.8:
            columns.by_role["point"], columns.reasons[name] = name, "point, by what stands in it"
            break
    if not set(_DATES) & (set(columns.by_role) | closed):
        for name in left:
            cells = _cells(frame[name])
            if name not in columns.used and len(cells) > 0 and _share_of(cells, _looks_a_date) > 0.8:
                columns.by_role["when"], columns.reasons[name] = name, "when, by what stands in it"
                break
    if "name" not in columns.by_role and "name" not in closed:
        texts = [name for name in left if name not in columns.used and _is_naming(frame[name])]
        if texts:
            best = max(texts, key=lambda name: len({str(cell) for cell in _cells(frame[name])}))
            columns.by_role["name"], columns.reasons[best] = best, "name, for its texts differ most"


def _looks_a_point(cell: Any) -> bool:
    return bool(re.search(r"\d\.\d+|\d°|point", str(cell), re.IGNORECASE)) and _is_point(cell)


def _looks_a_date(cell: Any) -> bool:
    text = str(cell)
    return bool(re.search(r"\b1[0-9]\d\d|\b20\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}", text)) and read(cell).kind == "date"


def _is_naming(column: Any) -> bool:
    cells = _cells(column)
    return (
        bool(cells)
        and _share_of(cells, lambda cell: re.search(r"[^\W\d_]{2}", str(cell)) and "://" not in str(cell)) > 0.8
    )
