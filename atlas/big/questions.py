"""Every question to a large record as SQL, once, for whatever engine answers it.

The SQL is what DuckDB and Apache Spark (ANSI mode) have in common: ``CASE``, ``GROUP BY``, joins, ``lag``, and
``unix_date`` and its inverse, which Spark has and :mod:`atlas.big.on_duckdb` defines. Values are bound, never part of
the text; names of columns are quoted. The tables are those of :data:`atlas.big.layout.TABLES`.

The rules are those of the record, which are written into the rows when the folder is: the four days of each tenure
carry what ``stands``, renewals and unknown begins and ends come to (:mod:`atlas.record.tenures`). What is left to ask
is where a day lies among them, and which of a feature's tenures is the surest then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from atlas.edtf import to_day
from atlas.record.tenures import AFTER, BEARING, BEFORE, STATUSES, UNCERTAIN

__all__ = [
    "RESOLVED",
    "RULES",
    "Sql",
    "at",
    "chances",
    "check",
    "events",
    "features",
    "held",
    "numbers",
    "one_of",
    "present",
    "sql",
    "tenures",
    "terms",
    "turns",
    "within",
]

TINY = 1e-12
"""Share of a curve below which nothing is known to have come within some bounds: they are then taken evenly."""


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL, and the values bound to its ``?`` in their order."""

    text: str
    values: tuple[Any, ...] = ()


def sql(template: str, *values: Any, **parts: Sql) -> Sql:
    """A piece made of others: ``{name}`` takes a piece, ``?`` the next of the values."""
    text, bound, left = [], [], list(values)
    for piece in re.split(r"(\?|\{\w+\})", template):
        if piece == "?":
            bound.append(left.pop(0))
        elif piece.startswith("{"):
            part = parts[piece[1:-1]]
            bound.extend(part.values)
            piece = part.text
        text.append(piece)
    if left:
        raise ValueError(f"{len(left)} values have no place in {template!r}")
    return Sql("".join(text), tuple(bound))


def joined(word: str, parts: Iterable[Sql], otherwise: str = "") -> Sql:
    """Pieces with a word between them."""
    listed = list(parts)
    return Sql(word.join(part.text for part in listed) or otherwise, tuple(v for part in listed for v in part.values))


def column(name: str, of: str = "") -> Sql:
    """The name of a column."""
    return Sql((f"{of}." if of else "") + '"' + name.replace('"', '""') + '"')


# ---------------------------------------------------------------------------------------------- which features


def day_of(day: date) -> Sql:
    """A day, bound as its day number: not every driver carries the first and last days of the calendar."""
    return Sql("date_from_unix_date(CAST(? AS INT))", (to_day(day),))


def one_of(name: str, values: Sequence[Any]) -> Sql:
    """A condition: the column has one of the values."""
    marks = joined(", ", [Sql("?", (value,)) for value in values])
    return sql("{name} IN ({marks})", name=column(name), marks=marks) if values else Sql("1 = 0")


_WITHIN = {
    "between": """SELECT feature_no FROM tenures
        WHERE uncertain_from <= {last} AND (gone_from IS NULL OR gone_from > {first})""",
    "begun": "SELECT feature_no FROM events WHERE effect = 'begin' AND earliest >= {first} AND latest <= {last}",
    "ended": "SELECT feature_no FROM events WHERE effect = 'end' AND earliest >= {first} AND latest <= {last}",
}


def within(word: str, first: date, last: date) -> Sql:
    """A condition: it bore, got or lost the name within a span of days, as :meth:`atlas.Record.where` has it."""
    return sql("feature_no IN ({those})", those=sql(_WITHIN[word], first=day_of(first), last=day_of(last)))


def kept(conditions: Iterable[Sql]) -> Sql:
    """The tenures of the features that meet every condition."""
    return sql("SELECT * FROM tenures WHERE {all}", all=joined(" AND ", conditions, "1 = 1"))


_FIRST = "coalesce(tenure, 1) = 1"
"""One row of each feature: what is known of the feature stands on all of its rows."""


def features(conditions: Iterable[Sql], by: str | None = None) -> Sql:
    """How many features there are, apart by a column: ``key, features``."""
    key = column(by) if by else Sql("1")
    return sql(
        f"SELECT {{key}} AS key, count(*) AS features FROM ({{kept}}) t WHERE {_FIRST} GROUP BY {{key}}",  # noqa: S608
        key=key,
        kept=kept(conditions),
    )


def present(name: str, values: Sequence[Any], conditions: Iterable[Sql] = ()) -> Sql:
    """Which of some values a column has: ``term``."""
    only = kept([*conditions, one_of(name, values)])
    return sql("SELECT DISTINCT {name} AS term FROM ({only}) t", name=column(name), only=only)


def terms(name: str, most: int, conditions: Iterable[Sql] = ()) -> Sql:
    """The terms that a column has, the first of them in their order: ``term``."""
    text = f"SELECT DISTINCT {{name}} AS term FROM ({{kept}}) t WHERE {{name}} IS NOT NULL ORDER BY term LIMIT {most:d}"  # noqa: S608
    return sql(text, name=column(name), kept=kept(conditions))


# ---------------------------------------------------------------------------------------------- states


_STATE = f"""CASE WHEN {{t}}.uncertain_from IS NULL OR {{t}}.uncertain_from > {{day}} THEN {BEFORE}
    WHEN {{t}}.gone_from <= {{day}} THEN {AFTER}
    WHEN {{t}}.bearing_from <= {{day}} AND {{t}}.bearing_until > {{day}} THEN {BEARING} ELSE {UNCERTAIN} END"""

_WORDS = " ".join(f"WHEN {code} THEN '{word}'" for code, word in enumerate(STATUSES))


def state(day: Sql, of: str = "t") -> Sql:
    """Index into :data:`atlas.record.tenures.STATUSES` of a tenure on a day: the rule of that module, in SQL."""
    return sql(_STATE, t=Sql(of), day=day)


_CLIP = "least(1e0, greatest(0e0, {share}))"
_EVEN = "(unix_date({day}) + 1e0 - unix_date({first})) / (unix_date({last}) + {more} - unix_date({first}))"
_CHANCE = """CASE WHEN t.uncertain_from IS NULL OR t.uncertain_from > {day} THEN 0e0
    WHEN t.gone_from <= {day} THEN 0e0
    WHEN t.bearing_from <= {day} AND t.bearing_until > {day} THEN 1e0
    ELSE least(1e0, greatest(0e0, ({begun}) * (1e0 - ({over})) / t.together)) END"""
_BEGUN = """CASE WHEN t.bearing_from <= {day} THEN 1e0 WHEN t.begin_whole > {tiny} THEN {known} ELSE {even} END"""
_OVER = """CASE WHEN t.bearing_until > {day} THEN 0e0 WHEN t.end_whole IS NULL THEN 0.5e0
    WHEN t.gone_from IS NULL OR t.end_whole > {tiny} THEN {known} ELSE {even} END"""


def chance(day: Sql) -> Sql:
    """Likelihood that a tenure ``t`` lasts on a day: :mod:`atlas.record.likelihood`, in SQL.

    ``begins`` and ``ends`` have, by row of their curves, the ``share`` that came before the next day.
    """
    tiny = Sql(f"{TINY:e}")

    def known(curve: str, side: str) -> Sql:
        share = f"({curve}.share - t.{side}_past) / greatest(t.{side}_whole, {TINY:e})"
        return Sql(_CLIP.format(share=share))

    def even(first: str, last: str, more: str) -> Sql:
        part = sql(_EVEN, day=day, first=Sql(f"t.{first}"), last=Sql(f"t.{last}"), more=Sql(more))
        return sql(_CLIP, share=part)

    begun = sql(
        _BEGUN, day=day, tiny=tiny, known=known("begins", "begin"), even=even("uncertain_from", "bearing_from", "1e0")
    )
    over = sql(_OVER, day=day, tiny=tiny, known=known("ends", "end"), even=even("bearing_until", "gone_from", "1e0"))
    return sql(_CHANCE, day=day, begun=begun, over=over)


def shares(values: Sequence[float]) -> Sql:
    """Shares of a curve's rows as a table ``(row, share)``: numbers of our own, so that they stand in the text."""
    rows = ", ".join(f"({row}, {share:.17e})" for row, share in enumerate(values))
    return Sql(f"(VALUES {rows})")


_AT = f"""
WITH kept AS ({{kept}}),
rated AS (
    SELECT t.*, {{state}} AS at_state, {{chance}} AS at_chance
    FROM kept t
    LEFT JOIN {{begins}} AS begins(row_no, share) ON begins.row_no = t.origin
    LEFT JOIN {{ends}} AS ends(row_no, share) ON ends.row_no = t.stratum
),
several AS (
    SELECT feature_no, max(at_state) AS at_state, least(1e0, sum(at_chance)) AS at_chance
    FROM rated WHERE tenures > 1 GROUP BY feature_no
),
named AS (
    SELECT feature_no, name, latin FROM names
    WHERE (from_day IS NULL OR from_day <= {{day}}) AND (to_day IS NULL OR to_day > {{day}})
)
SELECT t.feature_id, {{columns}},
    CASE coalesce(several.at_state, t.at_state) {_WORDS} END AS at_status,
    coalesce(several.at_chance, t.at_chance) AS at_likelihood,
    coalesce(named.name, t.title) AS at_name, coalesce(named.latin, t.title) AS at_latin
FROM rated t
LEFT JOIN several ON several.feature_no = t.feature_no
LEFT JOIN named ON named.feature_no = t.feature_no
WHERE coalesce(t.tenure, 1) = 1 AND {{part}}
ORDER BY t.feature_no
"""  # noqa: S608 - our own words alone


def at(
    conditions: Iterable[Sql],
    day: date,
    columns: Sequence[str],
    begins: Sequence[float],
    ends: Sequence[float],
    part: tuple[int, int] | None = None,
) -> Sql:
    """State, likelihood and name of every feature on a day, in the order of the record.

    Parameters
    ----------
    conditions
        Which features.
    day
        The day.
    columns
        Columns of the features that are asked for as well.
    begins, ends
        By row of the curves, the share of begins and of ends before the next day.
    part
        Only features from one number to before another.
    """
    bound = day_of(day)
    limits = sql("t.feature_no >= ? AND t.feature_no < ?", *part) if part else Sql("1 = 1")
    return sql(
        _AT,
        kept=kept(conditions),
        state=state(bound),
        chance=chance(bound),
        begins=shares(begins),
        ends=shares(ends),
        day=bound,
        columns=joined(", ", [column(name, "t") for name in columns]),
        part=limits,
    )


# ---------------------------------------------------------------------------------------------- counts


def _each(of: str, day: str, was: int, became: int, only: str) -> str:
    return f"SELECT key, {day} AS day, {was} AS was, {became} AS became FROM {of} WHERE {only}"  # noqa: S608


_SURE = "bearing_from < bearing_until"  # else it bears surely on no day
_TURNS = f"""
WITH kept AS (
    SELECT t.feature_no, t.tenures, t.uncertain_from, t.bearing_from, t.bearing_until, t.gone_from, {{key}} AS key
    FROM ({{kept}}) t WHERE t.tenure IS NOT NULL
),
once AS (SELECT * FROM kept WHERE tenures = 1),
several AS (SELECT * FROM kept WHERE tenures > 1),
edges AS (
    SELECT feature_no, uncertain_from AS day FROM several UNION SELECT feature_no, bearing_from FROM several
    UNION SELECT feature_no, bearing_until FROM several
    UNION SELECT feature_no, gone_from FROM several WHERE gone_from IS NOT NULL
),
held AS (
    SELECT t.feature_no, t.key, edges.day, max({state(Sql("edges.day")).text}) AS became
    FROM several t JOIN edges ON edges.feature_no = t.feature_no GROUP BY t.feature_no, t.key, edges.day
),
moved AS (
    SELECT key, day, coalesce(lag(became) OVER (PARTITION BY feature_no ORDER BY day), {BEFORE}) AS was, became
    FROM held
),
turns AS (
    {_each("once", "uncertain_from", BEFORE, UNCERTAIN, "1 = 1")}
    UNION ALL {_each("once", "bearing_from", UNCERTAIN, BEARING, _SURE)}
    UNION ALL {_each("once", "bearing_until", BEARING, UNCERTAIN, _SURE)}
    UNION ALL {_each("once", "gone_from", UNCERTAIN, AFTER, "gone_from IS NOT NULL")}
    UNION ALL SELECT key, day, was, became FROM moved WHERE was <> became
)
SELECT key, day, was, became, count(*) AS features
FROM (SELECT key, unix_date(greatest(day, {{first}})) AS day, was, became FROM turns WHERE day <= {{last}}) t
GROUP BY key, day, was, became
"""  # noqa: S608 - our own words alone


def turns(conditions: Iterable[Sql], first: date, last: date, by: str | None = None) -> Sql:
    """How many features turn from one state to another on each day: ``key, day, was, became, features``.

    What counts have in common on all days is summed once; laid over one another these turns give the number in each
    state on any day from ``first`` to ``last``, as :func:`atlas.record.states.count_states` does in memory. What turned
    before ``first`` is said to have turned then. A feature with several tenures has on each of their days
    the state that is the surest of all of them.
    """
    key = column(by, "t") if by else Sql("1")
    return sql(_TURNS, kept=kept(conditions), key=key, first=day_of(first), last=day_of(last))


_CHANCES = """
WITH rated AS (
    SELECT days.day_no, t.feature_no, t.tenures, t.stratum, {key} AS key,
        {state} AS at_state, {chance} AS at_chance
    FROM ({kept}) t
    JOIN days ON days.day >= t.uncertain_from AND (t.gone_from IS NULL OR days.day < t.gone_from)
        AND (t.tenures > 1 OR NOT (t.bearing_from <= days.day AND t.bearing_until > days.day))
    LEFT JOIN begins ON begins.day_no = days.day_no AND begins.row_no = t.origin
    LEFT JOIN ends ON ends.day_no = days.day_no AND ends.row_no = t.stratum
)
"""
_SUMS = f"""
SELECT day_no, key, sum(chance) AS likely, count(CASE WHEN chance >= 1e0 THEN 1 END) AS settled,
    count(CASE WHEN chance > 0e0 THEN 1 END) AS possible
FROM (
    SELECT day_no, key, at_chance AS chance FROM rated WHERE tenures = 1
    UNION ALL SELECT day_no, key, least(1e0, sum(at_chance)) AS chance FROM rated WHERE tenures > 1
    GROUP BY day_no, key, feature_no HAVING max(at_state) <> {BEARING}
) f
GROUP BY day_no, key
"""  # noqa: S608 - our own words alone
_DOUBTS = """
SELECT day_no, key, stratum, sum(at_chance * (1e0 - at_chance)) AS alone,
    sum(sqrt(at_chance * (1e0 - at_chance))) AS moved
FROM rated WHERE at_chance > 0e0 AND at_chance < 1e0 GROUP BY day_no, key, stratum
"""


def chances(conditions: Iterable[Sql], by: str | None = None) -> tuple[Sql, Sql]:
    """What the estimate adds on each of some days to the features that surely bear the name.

    The engine has the days as a table ``days`` (``day_no, day``), and as ``begins`` and ``ends`` (``day_no, row_no,
    share``) the shares of the curves that came before the next day.

    Returns
    -------
    tuple of Sql
        ``day_no, key, likely, settled, possible``: of the features that do not surely bear it, the sum of their
        likelihoods, how many of these are 1, and how many are not 0. And ``day_no, key, stratum, alone, moved``: the
        sum over tenures of p(1 - p), and of its root, as :meth:`atlas.record.likelihood.Curves.deviation` takes them.
    """
    day = Sql("days.day")
    parts = {"key": column(by, "t") if by else Sql("1"), "state": state(day), "chance": chance(day)}
    return tuple(sql(_CHANCES + rest, kept=kept(conditions), **parts) for rest in (_SUMS, _DOUBTS))  # type: ignore[return-value]


# ---------------------------------------------------------------------------------------------- checks


_EMPTY = "feature_id IS NULL OR feature_id = '' OR kind IS NULL OR kind = '' OR title IS NULL OR title = ''"
_BACK = """uncertain_from IS NULL OR bearing_from IS NULL OR bearing_until IS NULL OR bearing_from < uncertain_from
    OR bearing_until < uncertain_from OR gone_from < bearing_until OR gone_from < bearing_from"""
_ORPHANS = """SELECT cast(x.feature_no AS string) AS example FROM {table} x LEFT JOIN
    (SELECT DISTINCT feature_no AS known FROM tenures) t ON t.known = x.feature_no WHERE t.known IS NULL"""
_UNTOLD = """SELECT t.feature_id AS example FROM tenures t LEFT JOIN
    (SELECT DISTINCT feature_no AS whose, event_id AS told FROM events) e
    ON e.whose = t.feature_no AND e.told = t.{event} WHERE t.{event} <> '' AND e.told IS NULL"""

RULES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("unique", "tenures"): (
        f"SELECT feature_id AS example FROM tenures WHERE {_FIRST} GROUP BY feature_id HAVING count(*) > 1",  # noqa: S608
        "features have an id that another has",
    ),
    ("tenures", "tenures"): (
        """SELECT min(feature_id) AS example FROM tenures GROUP BY feature_no
        HAVING count(*) <> max(greatest(tenures, 1)) OR min(tenures) <> max(tenures) OR count(tenure) <> max(tenures)
            OR min(coalesce(tenure, 1)) <> 1 OR max(coalesce(tenure, 1)) <> count(*)
            OR 2 * sum(coalesce(tenure, 1)) <> count(*) * (count(*) + 1)""",
        "features have not the tenures that they say",
    ),
    ("required", "tenures"): (
        f"SELECT coalesce(feature_id, '') AS example FROM tenures WHERE {_EMPTY}",  # noqa: S608
        "rows lack an id, a kind or a title",
    ),
    ("order", "tenures"): (
        f"SELECT feature_id AS example FROM tenures WHERE tenure IS NOT NULL AND ({_BACK})",  # noqa: S608
        "tenures have days that are missing or run backwards",
    ),
    ("globe", "tenures"): (
        """SELECT feature_id AS example FROM tenures
        WHERE latitude IS NULL OR longitude IS NULL OR NOT (abs(latitude) <= 90 AND abs(longitude) <= 180)""",
        "rows are not on the globe",
    ),
    ("enum", "tenures"): (
        "SELECT feature_id AS example FROM tenures WHERE NOT ({kinds})",
        "rows have a kind that the record does not know",
    ),
    ("order", "events"): (
        "SELECT event_id AS example FROM events WHERE earliest IS NULL OR latest IS NULL OR latest < earliest",
        "events have days that are missing or run backwards",
    ),
    ("order", "names"): (
        "SELECT name AS example FROM names WHERE to_day <= from_day",
        "names end before they begin",
    ),
    ("one-name", "names"): (
        """SELECT name AS example FROM (
            SELECT name, begun, lag(past) OVER (PARTITION BY feature_no ORDER BY begun, past) AS earlier FROM (
                SELECT feature_no, name, coalesce(unix_date(from_day), -999999999) AS begun,
                    coalesce(unix_date(to_day), 999999999) AS past FROM names) n) n
        WHERE earlier > begun""",
        "names begin while another holds",
    ),
    ("foreign-key", "names"): (_ORPHANS.format(table="names"), "names are of no feature"),
    ("foreign-key", "events"): (_ORPHANS.format(table="events"), "events are of no feature"),
    ("begin", "tenures"): (_UNTOLD.format(event="begin_event"), "tenures begin with an event that is not there"),
    ("end", "tenures"): (_UNTOLD.format(event="end_event"), "tenures end with an event that is not there"),
}
"""By its name and table, the SQL of a rule, a row a fault with an ``example``, and what it finds in words."""


RESOLVED = ("tenure", "begin_event", "end_event", "uncertain_from", "bearing_from", "bearing_until", "gone_from")


def held(table: str) -> Sql:
    """How many rows a table holds; ``features`` are those of the first rows of ``tenures``: ``held``."""
    text = {
        "features": f"SELECT count(*) AS held FROM tenures WHERE {_FIRST}",  # noqa: S608
        "tenures": "SELECT count(tenure) AS held FROM tenures",
        "names": "SELECT count(*) AS held FROM names",
        "events": "SELECT count(*) AS held FROM events",
    }
    return Sql(text[table])


def numbers() -> Sql:
    """How many features there are, and from which number to which they are counted: ``features, first, last``."""
    text = f"SELECT count(*) AS features, min(feature_no) AS first, max(feature_no) AS last FROM tenures WHERE {_FIRST}"  # noqa: S608
    return Sql(text)


def events(first: int, past: int) -> Sql:
    """The events of the features from one number to before another, as :func:`atlas.record.states.changes_of` takes
    them; ``feature_id`` is the number.
    """
    return sql(
        "SELECT feature_no AS feature_id, event_id, type, effect, earliest, latest FROM events "
        "WHERE feature_no >= ? AND feature_no < ?",
        first,
        past,
    )


def tenures(first: int, past: int) -> Sql:
    """The tenures of the features from one number to before another, days as day numbers."""
    days = ", ".join(f"unix_date({name}) AS {name}" for name in RESOLVED[3:])
    text = f"SELECT feature_no, feature_id, {', '.join(RESOLVED[:3])}, {days} FROM tenures "  # noqa: S608
    return sql(text + "WHERE feature_no >= ? AND feature_no < ?", first, past)


def check(rule: tuple[str, str], kinds: Sequence[str]) -> Sql:
    """How many faults a rule finds, and the first of them by name: ``faults, example``."""
    text, _ = RULES[rule]
    faults = sql(text, kinds=one_of("kind", list(kinds)))
    return sql("SELECT count(*) AS faults, min(example) AS example FROM ({faults}) f", faults=faults)
