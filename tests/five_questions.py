"""The five questions of ``docs/five-questions.md``; ``python -m tests.five_questions`` answers and draws them anew.

Each answer is what the likely picture shows: features that bore the name more likely than not, in words with the
numbers that the record has.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from PIL import Image

import atlas
from atlas.edtf import to_day
from atlas.record.contrast import BOTH, GAINED, LOST, contrast
from atlas.record.plans import read_plans

ROOT = Path(__file__).parents[1]
DOC = ROOT / "docs" / "five-questions.md"
FOLDER = "docs/five-questions"
HEAD = """# Five questions, answered by looking

What the map is for, asked of it: each question with the still that answers it, and the command that draws the still.
The pictures are of the *likely* view ([likelihood.md](likelihood.md)): a mark is as red as it is likely that the name
or image was in place, and a dark outline is what sources settle. Numbers are those of the record at its present date;
they count what the record has, not what there was ([what may be concluded from it](understand/record.md)).
`python -m tests.five_questions` writes this page and its stills anew.
"""
UNRUN = "<!-- no-run: it draws a sheet; tests/test_five_questions.py runs it, smaller -->"


@dataclass(frozen=True)
class Question:
    """One question: what the still is called, what is asked, the answer, the still's alternative text, its options."""

    name: str
    asked: str
    answer: str
    alt: str
    options: str

    @property
    def command(self) -> str:
        """The command that draws the still, from the project's folder."""
        return f"atlas still {self.options} --size 1280x800 -o {FOLDER}/{self.name}.png"


def _day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def _changed(record: atlas.Record, first: str, last: str, code: int) -> pd.DataFrame:
    return record.features[contrast(record, _day(first), _day(last)) == code]


def _states(rows: pd.DataFrame, most: int) -> str:
    """The states of the time with the most of some features, in words."""
    counts = rows["polity"].str.partition(":")[0].value_counts().head(most)
    return ", ".join(f"{name} **{count}**" for name, count in counts.items())


def questions(record: atlas.Record) -> Iterator[Question]:
    """The five, answered from a record."""
    features, estimate = record.features, record.estimate
    count = estimate.counts(features, record.tenures, [_day("1953-03-05")]).iloc[0]
    yield Question(
        "how-many-in-1953",
        "How many stood when Stalin died?",
        f"About **{count['likely']:.0f}** ({count['low']:.0f} to {count['high']:.0f}) of the things in the record: the "
        "line above the legend says so. They crowd in Russia, Ukraine and the Caucasus, and reach as far as France.",
        "The map on 5 March 1953, red from the Elbe to the Pacific",
        "atlas --date 1953-03-05",
    )
    early = _changed(record, "1953-03-05", "1955-12-31", LOST)
    first = _changed(record, "1953-03-05", "1956-12-31", LOST)
    yield Question(
        "what-fell-first",
        "What fell first?",
        f"Until the end of 1955 next to nothing (**{len(early)}**). By the end of 1956 **{len(first)}** were gone, "
        f"surely or likely, by the states of the time: {_states(first, 3)}. "
        "Crosses stand on Budapest, Katowice and Tallinn.",
        "What changed from 5 March 1953 to the end of 1956: crosses in Poland and Hungary and across the Soviet Union",
        "eastern-bloc --compare 1953-03-05 --date 1956-12-31",
    )
    chance = estimate.at(features, record.tenures, [_day("1975-01-01")])[:, 0]
    lasting = features.assign(chance=chance).groupby("country")["chance"].sum().sort_values(ascending=False)
    names = {"FR": "France", "GE": "Georgia", "PL": "Poland", "RU": "Russia", "UA": "Ukraine", "CZ": "the Czech lands"}
    names |= {"AL": "Albania", "CN": "China", "DE": "Germany", "GB": "Britain", "IT": "Italy", "RO": "Romania"}
    listed = ", ".join(f"{names.get(str(code), code)} **{value:.0f}**" for code, value in lasting.head(6).items())
    yield Question(
        "where-it-lasted",
        "Where did it last?",
        f"In 1975 about **{chance.sum():.0f}** were left. By the country of today: {listed}. Full red stand Georgia "
        "and Albania; many of the streets of France recall the battle, and say so in their notes.",
        "The map on 1 January 1975: little red but in Georgia, Albania and France",
        "atlas --date 1975-01-01",
    )
    month = _changed(record, "1961-10-30", "1961-11-30", LOST)
    yield Question(
        "november-1961",
        "What did November 1961 change?",
        f"In one month **{len(month)}** went, by the states of the time: {_states(month, 3)}. Crosses run from Berlin "
        "to the Urals.",
        "What changed in November 1961: crosses all over the Soviet Union and the GDR",
        "eastern-bloc --compare 1961-10-30 --date 1961-11-30",
    )
    (plan,) = read_plans(record).chosen(["the-return"])
    part = plan.part(record)
    today = record.date.isoformat()
    back, passing = (_changed(part, "1992-01-01", today, code) for code in (GAINED, BOTH))
    counts = back["country"].value_counts().head(3)
    said = ", ".join(f"{names.get(str(code), code)} **{value}**" for code, value in counts.items())
    yield Question(
        "what-is-back",
        "What is back?",
        f"Of what came since the Soviet Union ended, **{len(back)}** are in place, by the country of today: {said}. "
        f"Another **{len(passing)}**, marked by halves, went again, or are not known to stand.",
        "What changed from 1992 to today: new marks, nearly all in Russia",
        f"the-return --compare 1992-01-01 --date {today}",
    )


def page(record: atlas.Record) -> str:
    """The text of ``docs/five-questions.md``."""
    parts = [HEAD]
    for one in questions(record):
        picture = f"![{one.alt}](five-questions/{one.name}.png)"
        parts.append(f"## {one.asked}\n\n{one.answer}\n\n{picture}\n\n{UNRUN}\n```sh\n{one.command}\n```\n")
    return "\n".join(parts)


def main() -> None:
    """Write the page and draw its stills."""
    record = atlas.load()
    (ROOT / FOLDER).mkdir(exist_ok=True)
    DOC.write_text(page(record), encoding="utf-8")
    for one in questions(record):
        subprocess.run([sys.executable, "-m", *shlex.split(one.command)], check=True, cwd=ROOT)
        still = ROOT / FOLDER / f"{one.name}.png"
        with Image.open(still) as image:  # 256 colours keep the repository small
            packed = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        packed.save(still, optimize=True)


if __name__ == "__main__":
    main()
