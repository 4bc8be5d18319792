"""The examples answer their three questions as the record does, in the tools that are here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import atlas

pytestmark = pytest.mark.long

EXAMPLES = Path(__file__).parent.parent / "examples"
PAGE = (EXAMPLES.parent / "docs" / "look" / "uses.md").read_text(encoding="utf-8")
NEEDS = {
    "pandas_csv.py": ".spans.csv",
    "duckdb_sql.py": ".spans.parquet",
    "folium_layers.py": "",
    "sf_gpkg.R": ".gpkg",
    "libreoffice.py": ".xlsx",
}
TOOLS = {"sf_gpkg.R": "Rscript", "libreoffice.py": "soffice"}


def test_every_example_is_explained() -> None:
    assert [path.name for path in EXAMPLES.iterdir() if path.is_file() and f"`{path.name}`" not in PAGE] == []


@pytest.mark.parametrize("name", NEEDS)
def test_an_example_answers_as_the_record_does(name: str, tmp_path: Path) -> None:
    tool = TOOLS.get(name, sys.executable)
    if shutil.which(tool) is None:
        pytest.skip(f"no {tool}: on Debian apt-get install r-cran-sf libreoffice-calc-nogui")
    shutil.copy(EXAMPLES / name, tmp_path)
    record = atlas.load().where(country=["PL", "CZ", "RU"]) if NEEDS[name] else atlas.load()
    if NEEDS[name]:
        record.export(tmp_path / f"atlas{NEEDS[name]}")
    command = ["Rscript", name] if name.endswith(".R") else [sys.executable, name]
    environment = os.environ | {"MPLBACKEND": "Agg", "PYTHONPATH": str(EXAMPLES.parent), "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    status = record.at("1953-03-05")["status"].value_counts()
    numbers = set(map(int, re.findall(r"\b\d+\b", done.stdout)))
    assert {int(status["bearing"]), int(status["uncertain"])} <= numbers, done.stdout
    assert "Stalinogród" in done.stdout
    if name != "folium_layers.py":
        assert "10 December 1956" in done.stdout
