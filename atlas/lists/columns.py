"""Which column is what: by the names that people give to columns, and by what stands in them."""

# ruff: noqa: E501 - the forms of a word read better in one line
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.edtf import bounds
from atlas.edtf.typed import read
from atlas.io.lists import PointError, point_of, shape_of_text
from atlas.io.lists.points import degrees
from atlas.io.text import shown

__all__ = ["ROLES", "STEMS", "Columns", "guess", "words_of"]

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
    "id": "id|unique id|objectid|object id|fid|gid|osm id|qid|identifier|uid|item|nr|no|№|lp|l p|№ п п|č|p č|key|code",
    "kind": (
        "kind|type|symbol type|category|feature type|class|тип|вид|категория|art|typ|druh|rodzaj|kategorie|tipo|genre"
        "|types|folder"
    ),
    "begin": (
        "begin|start|start date|startdate|from|od|с|desde|up|year up|built|year built|date built|construction"
        "|year dedicated|dedicated|date dedicated|unveiled|erected|opened|established|inception|founded|named"
        "|since|created|installed|valid from|построен|год постройки|установлен|открыт|дата открытия|начало"
        "|errichtet|gebaut|baujahr|beginn|von|construit|début|construido|inicio|zbudowano|początek|postaven"
        "|vznik|збудовано|встановлено|dating|datierung|datation|datación|datowanie|datace|датировка|датування"
        "|siècle|siecle|siglo|wiek|století|век|століття|jahrhundert|century|century built"
    ),
    "end": (
        "end|end date|enddate|until|to|do|до|по|hasta|down|year down|removed|year removed|date removed|lost|destroyed"
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
        "|grid reference|grid ref|gridref|os grid reference|os grid ref|national grid reference|ngr|map reference"
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

STEMS = {
    "latitude": r"latitud|latitúd|breite|широт|szerokość|šířka|szélesség|lat\b|y\b",
    "longitude": r"longitud|längen|länge|долгот|довгот|długość|délka|hosszúság|lon\b|lng\b|long\b|x\b",
    "former": r"(?:former|old|previous|earlier|прежн|бывш|стар|колишн|ancien|anterior|antigu|dawn|poprzedni|původn|dřívější"
    r"|früher|ehemalig|alte)\w*(?: \w+)? (?:\w*name|назв|наимен|имя|nom\b|nombre|nazw|náz|bezeichn|toponym)"
    r"|(?:nom|nombre|nazwa|název|назва|название|наименование) (?:ancien|anterior|antigu|poprzedni|dawn|původn|dřívější"
    r"|до переим|колишн|прежн)|altname",
    "end": r"end\b|ende\b|until\b|gone\b|lost\b|finish|fin\b|deactiv|decommis|discontin|ceas|abandon|extinguish|disused|defunct|raz(?:ed|ing)|burn(?:ed|t)|terminat|withdraw|shut|deconsecr|desacral|profan"
    r"|stilll?egung|stillgeleg|auflass|aufgelass|auflös|außer betrieb|fermeture|désaffect|clausur|cerrad|opuszcz|nieczynn|заброш|выведен|прекращ|remov|demol|démol|destr|détru|dismant|toppl|taken down|pulled down|closed|closure|closing|dissol|abolish|aboli"
    r"|retir|rimoss|rimoz|suppr|disparition|cierre|derrib"
    r"|снес|снос|демонт|разруш|разбор|утрач|ликвид|закры|зніс|знес|знищ|зруйн|розібр|ліквід|закри|премахн|съборен"
    r"|rozbiór|rozbió|rozebr|usuni|zburz|likwid|zamknię|zniszcz|zbo[uř]|odstran|zánik|zanik|zruš|zlikvid"
    r"|abriss|abriß|abgeris|abbruch|abgebroch|entfern|zerstör|geschloss|schließ|beseitig|abgebaut|abgetrag"
    r"|lebont|eltávol|demont|înlătur",
    "begin": r"begin|start|since\b|created|inception|named\b|inaug|constru|constr|costru|erect|érect|érig|erig|built|build|unveil|dedicat|establish|found|install|instal|put up|placed\b|placement|commission|activat|first lit|consecrat|complet|in service|enter(?:ed|ing) service"
    r"|inbetriebnahme|betriebsbeginn|fertigstell|weihe\b|geweiht|mise en service|achèvement|consagra|puesta en|uruchom|ukończ|konsekr|dokonč|vysvěc|введен|ввод\b|освящ|заверш"
    r"|opening|opened|ouvert|coloca|fundac|pose\b|édifi"
    r"|установ|откры|постро|постройк|возвед|воздвиг|основан|создан|встанов|відкр|збуд|побуд|спору|заснув|открит"
    r"|odsłon|budow|wzniesi|otwar|postawien|powstan|założen|odhal|vznik|postav|výstav|otevř|zřízen|založ"
    r"|erricht|erbau|baujahr|bauzeit|gebaut|eröffn|enthüll|einweih|aufgestell|gründ|entsteh|avat|épít|állít|felavat|dezvel",
    "when": r"renam|переимен|перейм|umbenan|umbenen|rebaut|renomm|rebapti|zmian|przemian|přejmen|cambio|changement"
    r"|(?:date|datum|data|fecha|дата|year|jahr|année|annee|año|rok|год|рік|dátum)\b",
    "settlement": "miejscowo|населен|населён|city|town|municip|locality|commune|comune|gemeinde|település",
    "kind": r"type\b|kategor|catég|categor|тип\b|вид\b|rodzaj|druh\b",
    "source": "source|quelle|источник|джерело|źródł|zdroj|fuente|lien|url|link",
    "note": "uwagi|observacion|remarque|bemerkung|anmerkung|примечан|приміт|poznámk|комментар",
    "name": r"(?:\w*name|назван|назв|наимен|nom|nombre|nazw|náz|bezeichn|titel|titre|título|title|label|nome|név)(?![^\W\d_]*\s(?:of the|de la|miejsc))",
}
"""Beginnings of words by which a column is known where they are one word of its name among others, or in another form:
"Date of removal", "Data rozbiórki". Those that tell most come first."""
_OF_OTHERS = re.compile(
    r"\b(?:city|town|village|county|country|state|region|district|commune|owner|author|artist|sculptor|architect|person|subject|user|file|layer|sheet"
    r"|miejscowo|gmin|autor|rzeźb|автор|скульпт|архит|город|населен|район|област|gemeinde|ort|kreis|künstler|obec|okres)"
)
"""Whose names are not those of the things listed."""
_OF_PEOPLE = re.compile(
    r"\b(?:born|birth|died|death|geboren|geburt|gestorben|рожд|родил|смерт|умер|народж|помер|naissance|décès|deces|mort\b|nacimiento|muerte|urodz|zmar|śmierc|narozen|úmrt|zemřel)"
)
"""Dates of people: of those whom a plaque names, or who made the thing."""
_MOST_KINDS = 30
_NO_KINDS = frozenset(
    ("record", "feature", "item", "object", "point", "node", "way", "relation", "entry", "row", "place")
)
"""What programs call a row, whatever it is."""
_PAIRED = {
    "from": "to|until|till", "start": "end|stop|finish", "begin": "end", "beginning": "end", "since": "until|till", "first": "last",
    "opened": "closed", "open": "close|closed", "opening": "closing|closure", "von": "bis", "beginn": "ende",
    "od": "do", "с": "по|до", "з": "до|по", "від": "до", "начало": "конец|окончание", "початок": "кінець",
    "début": "fin", "debut": "fin", "desde": "hasta", "inicio": "fin", "początek": "koniec", "začátek": "konec",
}  # fmt: skip
"""Words by which two columns that are called alike say that one begins what the other ends: OperationalFrom, OperationalTo."""
_DATES = ("begin", "end", "when")
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
    if "when" not in closed:
        _by_precision(frame, names, columns)
    return columns


def words_of(name: str) -> str:
    """The words of a column's name in small letters: ``dateRemoved`` and ``Date_removed:`` are "date removed"."""
    spaced = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", name)
    return re.sub(r"[^\w]+|_", " ", spaced).strip().casefold()


def _by_name(frame: pd.DataFrame, names: list[str], columns: Columns, closed: set[str]) -> None:
    plain = {name: words_of(name) for name in names}
    for role, forms in ROLES.items():
        if role in closed or (role in columns.by_role and role != "source"):
            continue
        for form in forms:
            for name in names:
                if name not in columns.used and _matches(plain[name], form, role) and _fits(frame[name], role):
                    _take(columns, name, role)
    if not {"begin", "end"} & (set(columns.by_role) | closed):
        _by_pair(frame, plain, columns)
    for role, stems in STEMS.items():
        if role not in closed and not _settled(columns, role):
            _by_stem(frame, plain, role, stems, columns)
    degrees_ = {"latitude", "longitude"} & set(columns.by_role) - closed
    if len(degrees_) == 1:  # the width of a street, say
        columns.reasons.pop(columns.by_role.pop(degrees_.pop()), None)
    _settle(frame, columns, closed)


def _take(columns: Columns, name: str, role: str) -> None:
    if role == "source":
        columns.links.append(name)
    elif role in columns.by_role:
        return
    else:
        columns.by_role[role] = name
    columns.reasons[name] = f"{role}, by its name"


def _settled(columns: Columns, role: str) -> bool:
    """Whether nothing more is looked for: a list of begins and ends has no further date, unless things have former names."""
    dated = {"begin", "end"} & set(columns.by_role) and "former" not in columns.by_role
    return bool(role in columns.by_role or (role == "source" and columns.links) or (role == "when" and dated))


def _by_pair(frame: pd.DataFrame, plain: Mapping[str, str], columns: Columns) -> None:
    """Begin and end from two columns that are called alike but for the words that begin and end."""
    words = {name: text.split() for name, text in plain.items() if name not in columns.used}
    ends = {word for forms in _PAIRED.values() for word in forms.split("|")}
    words = {name: parts for name, parts in words.items() if {*ends, *_PAIRED} & set(parts)}
    for first, firsts in words.items():
        for last, lasts in words.items():
            differ = [pair for pair in zip(firsts, lasts, strict=False) if pair[0] != pair[1]]
            if len(firsts) != len(lasts) or len(firsts) < 2 or len(differ) != 1:
                continue
            if not re.fullmatch(_PAIRED.get(differ[0][0], "(?!)"), differ[0][1]) or _OF_PEOPLE.search(plain[first]):
                continue
            filled = [len(_filled(frame[name])) for name in (first, last)]
            if filled[0] * 4 >= len(frame) and filled[1] and all(_fits(frame[name], "begin") for name in (first, last)):
                for role, name in (("begin", first), ("end", last)):
                    columns.by_role[role], columns.reasons[name] = name, f"{role}, for {first} and {last} are a pair"
                return


def _by_stem(frame: pd.DataFrame, plain: Mapping[str, str], role: str, stems: str, columns: Columns) -> None:
    for name, words in plain.items():
        if name in columns.used or not re.search(rf"\b(?:{stems})", words) or not _fits(frame[name], role):
            continue
        if role == "name" and (_OF_OTHERS.search(words) or not _is_naming(frame[name])):
            continue
        if role == "kind" and (_OF_OTHERS.search(words) or len(_filled(frame[name])) * 2 < len(frame)):
            continue  # what few have is a kind of something of theirs
        _take(columns, name, role)
        if role != "source":
            return


def _settle(frame: pd.DataFrame, columns: Columns, closed: set[str]) -> None:
    """Keep of former names, dates of renaming and spans those that go together."""
    _complete(frame, columns, closed)
    former = columns.by_role.get("former")
    filled = {role: len(_filled(frame[column])) for role, column in columns.by_role.items()}
    if former and "former" not in closed and filled["former"] * 2 < max(filled.get("begin", 0), filled.get("end", 0)):
        del columns.by_role["former"]
        columns.reasons.pop(former, None)  # few rows have it: those with dates are what is listed
    if "former" in columns.by_role and "when" not in columns.by_role and "when" not in closed and "begin" not in closed:
        begin, end = columns.by_role.get("begin"), columns.by_role.get("end")
        if begin and end and "end" not in closed and filled["end"] * 2 >= filled["begin"]:
            del columns.by_role["begin"], columns.by_role["end"]
            columns.by_role["when"] = end
            columns.reasons.pop(begin, None)
            columns.reasons[end] = f"when, for {begin} and {end} are those of the former name"
        elif begin:  # what begins with a former name is the new one
            columns.by_role["when"] = columns.by_role.pop("begin")
            columns.reasons[begin] = "when, for there is a former name"
    if {"begin", "end"} & set(columns.by_role) and "former" not in columns.by_role and "when" not in closed:
        columns.by_role.pop("when", None)


def _complete(frame: pd.DataFrame, columns: Columns, closed: set[str]) -> None:
    """Of an end without a begin, make the date beside it that begin; an end that is nowhere told is none."""
    end = columns.by_role.get("end")
    if end is None or {"begin", "end", "when"} & closed or {"begin", "former"} & set(columns.by_role):
        return
    when = columns.by_role.get("when") or _date_beside(frame, columns)
    if when is None or not _filled(frame[when]):
        return
    if not _filled(frame[end]):
        columns.reasons.pop(columns.by_role.pop("end"), None)
        columns.by_role["when"], columns.reasons[when] = when, "when, by its name"
    elif _in_order(frame[when], frame[end]):
        columns.by_role.pop("when", None)
        columns.by_role["begin"], columns.reasons[when] = when, f"begin, for it is the date beside {end}"


def _date_beside(frame: pd.DataFrame, columns: Columns) -> str | None:
    """A column that is called date or year, and is nothing yet."""
    plain = {str(name): words_of(str(name)) for name in frame.columns if str(name) not in columns.used}
    own = {name: words for name, words in plain.items() if not _OF_PEOPLE.search(words)}
    named = [name for form in ROLES["when"] for name in own if own[name] == form]
    named += [name for name in own if re.search(rf"\b(?:{STEMS['when']})", own[name])]
    return next((name for name in named if _fits(frame[name], "when")), None)


def _matches(name: str, form: str, role: str) -> bool:
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
    if role == "kind":
        kinds = {str(cell).casefold() for cell in _filled(column)}
        return len(kinds) <= max(_MOST_KINDS, len(column) // 20) and not kinds <= _NO_KINDS
    if role in ("latitude", "longitude"):
        return _share_of(cells, lambda cell: _degrees_within(cell, PLANE)) >= _ENOUGH  # metres and what is swapped, too
    if role == "settlement":
        return _share_of(cells, lambda cell: re.search(r"[^\W\d_]{2}", str(cell))) >= _ENOUGH
    if role == "source" and _share_of(cells, _looks_a_point) > 0.8:
        return False  # an address of a map is where a thing is
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


def _by_precision(frame: pd.DataFrame, names: list[str], columns: Columns) -> None:
    """Take a column that says the day for one that has no more than its year."""
    when = columns.by_role.get("when")
    if when is None or not all(re.fullmatch(r"\d{4}(?:\.0)?", str(one)) for one in _cells(frame[when])):
        return
    for name in names:
        words = words_of(name)
        if (
            name in columns.used
            or not re.search(r"\b(?:date|day|datum|дата|fecha|data)\b", words)
            or _OF_PEOPLE.search(words)
        ):
            continue
        pairs = [pair for pair in zip(frame[name], frame[when], strict=True) if len(_filled(pair)) == 2][:_SAMPLE]
        days = [(read(day).edtf, str(year)[:4]) for day, year in pairs]
        if days and all(len(edtf) > 4 and edtf[:4] == year for edtf, year in days):
            columns.reasons.pop(when, None)
            columns.by_role["when"], columns.reasons[name] = (
                name,
                f"when, for it says the day of which {when} has the year",
            )
            return


def _by_content(frame: pd.DataFrame, names: list[str], columns: Columns, closed: set[str]) -> None:
    """What no name tells: points and dates by their look, the name as the text that differs from row to row."""
    left = [name for name in names if name not in columns.used]
    placed = {"point", "latitude"} & (set(columns.by_role) | closed)
    for name in left if not placed else []:
        cells = _cells(frame[name])
        if len(cells) > 0 and all(isinstance(cell, str) for cell in cells) and _share_of(cells, _looks_a_point) > 0.8:
            columns.by_role["point"], columns.reasons[name] = name, "point, by what stands in it"
            break
    if not placed and "point" not in columns.by_role and "longitude" not in closed:
        _degrees_by_content(frame, left, columns)
    if not set(_DATES) & (set(columns.by_role) | closed):
        _dates_by_content(frame, left, columns)
    if "name" not in columns.by_role and "name" not in closed:
        texts = [name for name in left if name not in columns.used and _is_naming(frame[name])]
        texts = [name for name in texts if not _is_code(frame[name])] or texts
        if texts:
            best = max(texts, key=lambda name: len({str(cell) for cell in _cells(frame[name])}))
            columns.by_role["name"], columns.reasons[best] = best, "name, for its texts differ most"


def _degrees_by_content(frame: pd.DataFrame, left: list[str], columns: Columns) -> None:
    """Two columns beside each other with degrees of three places or more."""

    def fine(cell: Any) -> bool:
        return bool(re.fullmatch(r"[+-]?\d{1,3}[.,]\d{3,}", str(cell).strip()))

    fit = [
        name
        for name in left
        if name not in columns.used and (cells := _cells(frame[name])) and _share_of(cells, fine) > 0.8
    ]
    for first, second in pairwise(fit):
        if left.index(second) != left.index(first) + 1:
            continue
        within = [
            all(_degrees_within(cell, most) for cell in _cells(frame[name]))
            for name, most in ((first, 90), (second, 180))
        ]
        if all(within):
            for role, name in (("latitude", first), ("longitude", second)):
                columns.by_role[role], columns.reasons[name] = (
                    name,
                    f"{role}, by what stands in it (--lat and --lon say it)",
                )
            return


def _dates_by_content(frame: pd.DataFrame, left: list[str], columns: Columns) -> None:
    """A column that looks like dates is that of events; of two, of which the first is never the later, begins and ends."""
    fit = []
    for name in left:
        cells = _cells(frame[name])
        dated = cells and not _OF_PEOPLE.search(words_of(name)) and _share_of(cells, _looks_a_date) > 0.8
        if name not in columns.used and dated:
            fit.append(name)
    if len(fit) > 1 and "former" not in columns.by_role and _in_order(frame[fit[0]], frame[fit[1]]):
        for role, name in zip(("begin", "end"), fit, strict=False):
            columns.by_role[role], columns.reasons[name] = name, f"{role}, by what stands in it"
    elif fit:
        columns.by_role["when"], columns.reasons[fit[0]] = fit[0], "when, by what stands in it"


def _in_order(first: Any, second: Any) -> bool:
    filled = [pair for pair in zip(first, second, strict=True) if len(_filled(pair)) == 2][:_SAMPLE]
    pairs = [(read(one).edtf, read(other).edtf) for one, other in filled]
    both = [(bounds(one)[0], bounds(other)[1]) for one, other in pairs if one and other]
    return len(both) > 0 and all(one <= other for one, other in both)


def _looks_a_point(cell: Any) -> bool:
    text = str(cell)
    return bool(
        re.search(r"\d\.\d+|\d°|point|linestring|polygon|^0[01][\da-f]{40}", text[:200], re.IGNORECASE)
    ) and _is_point(cell)


def _looks_a_date(cell: Any) -> bool:
    text = str(cell)
    if re.fullmatch(r"-?\d{10,13}(?:\.0)?", text):
        return int(float(text)) % 60_000 == 0  # a day as web maps keep it
    return bool(re.search(r"\b1[0-9]\d\d|\b20\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}", text)) and read(cell).kind == "date"


def _is_code(column: Any) -> bool:
    """Whether what stands in a column are numbers of an inventory: ``mm.1``, ``AL01301``."""
    return _share_of(_cells(column), lambda cell: re.fullmatch(r"(?=.*\d)[\w./:-]+", str(cell))) > 0.8


def _is_naming(column: Any) -> bool:
    cells = _cells(column)
    return (
        bool(cells)
        and _share_of(cells, lambda cell: re.search(r"[^\W\d_]{2}", str(cell)) and "://" not in str(cell)) > 0.8
    )
