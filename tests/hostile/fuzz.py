"""Coverage-guided fuzzing of the readers (atheris); ``make fuzz RUNS=100000`` runs this.

Each reader is fed bytes that grow towards lines of its code not yet reached. It may read them or refuse them with the
error that it documents; anything else is a fault, written to ``crash-*`` in the folder from which this is run.

python tests/hostile/fuzz.py --runs 20000 --only dates
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["atlas"]):
    from atlas.edtf import EdtfError, parse, words
    from atlas.edtf.typed import read as read_typed
    from atlas.edtf.wording import read
    from atlas.io import schema, tables
    from atlas.io.lists import PointError, point_of, shape_of_text
    from atlas.io.tables import RecordError
    from atlas.io.text import formula, plain_cell, told_cell, unreckoned
    from atlas.io.toml import TomlError, parse_toml
    from atlas.record.borders import read_borders
    from atlas.record.stories import parse_story

SEEDS = {
    "typed": [
        *(b"5 May 1950", b"c. 1961", b"7.6.2020", b"1950 or 1951", b"between 1901 and 1903", b"1961-11-10T00:00:00Z"),
        *(text.encode() for text in ("между 1934 и 1936", "XIX век", "кон. 1930-х гг.", "10 listopadu 1961", "1961年")),
    ],
    "points": [
        *(b"50.1, 14.4", b"POINT(14.4 50.1)", b"geo:50.1,14.4", b'{"type": "Point"}', b"SRID=4326;MULTIPOINT((1 1))"),
        *("51°28′38″ N 0°00′05″ W".encode(), b"-2,5 51,4"),
    ],
    "formulas": [b"=1+1", b"a; +cmd|' /C calc'!A0", b"-5", b"\n@SUM(A1)", "＝1".encode()],
    "dates": [b"1961-11-10", b"1961-11?/1962~", b"[1956,1961-11..]", b"19XX-21%", b"../1961", b"9999-24"],
    "table": [b"source_id,kind,title\na,book,b\n", b'a,"b\r\nc"\n', b"\xef\xbb\xbfa\n", b"\xff\xfe"],
    "descriptor": [b'{"name": "a", "created": "2026-11-22", "resources": []}', b"[[[", b'{"resources": 5}'],
    "plans": [
        b'[[map]]\nid = "a"\ntitle = "A"\nlede = "B"\nextent = [10, 38, 68, 62]\n',
        b'[[map]]\nid = "a"\ntitle = "A"\nlede = "B"\nextent = [10, 38, 68, 62]\nfilter = {kind = ["settlement"]}\n'
        b'first = "1924"\nlast = "1964-12-31"\npace = "calendar"\n'
        b'projection = { kind = "laea", center = [52, 38] }\nhub = "volgograd"\n',
        b"[[map]]\nfilter = {kind = 5}\n",
    ],
    "story": [b"# Title\n\nIn [1961](#e1) and on 5 March 1953.\n\n[^1]: note\n"],
    "borders": [
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"polity": "A", '
        b'"level": "state", "valid_from": "1945-05-09", "valid_to": null}, "geometry": {"type": "Polygon", '
        b'"coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}]}'
    ],
}
_EXECUTED = "stat::number_of_executed_units"
_FOLDER = Path(tempfile.mkdtemp(prefix="atlas-fuzz-"))


def _dates(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    list(read(text))
    try:
        date = parse(text)
    except EdtfError:
        return
    if not (date.earliest <= date.latest and words(text)):
        raise AssertionError(text)


def _typed(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for dayfirst in (None, True, False):
        typed = read_typed(text, dayfirst=dayfirst)
        if typed.edtf and parse(typed.edtf).earliest > parse(typed.edtf).latest:
            raise AssertionError(text)
        if bool(typed.edtf) != (typed.kind == "date") or any("\n" in note for note in typed.notes):
            raise AssertionError(text)


def _points(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    with contextlib.suppress(PointError):
        point = point_of(text)
        if point is not None and not (abs(point.latitude) <= 90 and abs(point.longitude) <= 180):
            raise AssertionError(text)
    with contextlib.suppress(PointError):
        shape_of_text(text)


def _formulas(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    if formula(plain_cell(text)) or formula(unreckoned(text)):
        raise AssertionError(text)
    if "'" not in text and told_cell(plain_cell(text)) != text:
        raise AssertionError(text)


def _table(data: bytes) -> None:
    (_FOLDER / "sources.csv").write_bytes(data)
    sheet = tables.read_folder(_FOLDER, schema.bundled())["sources"]
    again = tables.canonical_bytes(sheet.table, [row.raw for row in sheet.rows])
    (_FOLDER / "sources.csv").write_bytes(again)
    if len(tables.read_folder(_FOLDER, schema.bundled())["sources"].rows) != len(sheet.rows):
        raise AssertionError("rows are lost when the table is put into canonical form")


def _descriptor(data: bytes) -> None:
    (_FOLDER / "datapackage.json").write_bytes(data)
    try:
        schema.read(_FOLDER)
    except (ValueError, RecordError):
        pass
    finally:
        (_FOLDER / "datapackage.json").unlink()


def _plans(data: bytes) -> None:
    from atlas.record.plans import PlanError, read_plans

    text = data.decode("utf-8", "replace")
    try:
        parse_toml(text)
    except TomlError:
        return  # what it takes is ours to judge
    record = _sound()
    (record.path / "maps.toml").write_text(text, encoding="utf-8", errors="replace")
    with contextlib.suppress(PlanError):
        read_plans(record)


def _sound_seeds() -> None:
    """The seeds that begin with a whole plan are sound: else nothing but refusals would be grown from them."""
    from atlas.record.plans import misfits, read_plans

    record = _sound()
    for seed in SEEDS["plans"][:2]:
        (record.path / "maps.toml").write_bytes(seed)
        read_plans(record)
        if problems := misfits(record):
            raise AssertionError(problems)


def _sound():
    if not hasattr(_sound, "record"):
        import shutil

        import atlas

        folder = _FOLDER / "record"
        shutil.copytree(Path(__file__).parent.parent / "records" / "sound", folder)
        _sound.record = atlas.load(folder)
    return _sound.record


def _story(data: bytes) -> None:
    parse_story("story", data.decode("utf-8", "replace"))


def _borders(data: bytes) -> None:
    path = _FOLDER / "borders.geojson"
    path.write_bytes(data)
    with contextlib.suppress(ValueError):
        read_borders(path)


READERS: dict[str, Callable[[bytes], None]] = {
    "dates": _dates,
    "typed": _typed,
    "points": _points,
    "formulas": _formulas,
    "table": _table,
    "descriptor": _descriptor,
    "plans": _plans,
    "story": _story,
    "borders": _borders,
}


def main() -> int:
    """Fuzz one reader in this process, or each in one of its own; 1 where any failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20_000, help="inputs a reader is fed")
    parser.add_argument("--only", choices=READERS, help="one reader")
    parser.add_argument("--seed", type=int, default=1961)
    options = parser.parse_args()
    if options.only:
        return _fuzz(options.only, options.runs, options.seed)
    failed = []
    for name in READERS:
        command = [sys.executable, __file__, "--only", name, "--runs", str(options.runs), "--seed", str(options.seed)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = [line.split()[-1] for line in done.stderr.splitlines() if line.startswith(_EXECUTED)]
        fault = done.returncode != 0 or not said or "crash-" in done.stderr
        print(f"{name:<12}  {said[-1] if said else 0:>8} inputs  {'FAILED' if fault else 'sound'}", flush=True)
        if fault:
            failed.append(name)
            print(done.stderr[-3000:], file=sys.stderr)
    return int(bool(failed))


def _fuzz(name: str, runs: int, seed: int) -> int:
    _sound_seeds()
    corpus = _FOLDER / "corpus"
    corpus.mkdir()
    for number, data in enumerate(SEEDS[name]):
        (corpus / str(number)).write_bytes(data)
    flags = [f"-runs={runs}", f"-seed={seed}", "-max_len=2000", "-timeout=10", "-verbosity=0", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], READERS[name])
    atheris.Fuzz()
    return os.EX_OK


if __name__ == "__main__":
    sys.exit(main())
