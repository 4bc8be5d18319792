"""How long lists take from file to page, what is drawn of them and what is left out: the table of ``docs/lists.md``.

    python -m tests.lists_table                              # the small lists of the tests
    python -m tests.lists_table tests/lists my-lists/a.csv "other.geojson --begin YearPlaced"

Each list is drawn by a command of its own, ``atlas draw``, with the options that stand behind its name.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

OWN = Path(__file__).parent / "lists"
OPTIONS = {"06-": ["--dayfirst"], "09-": ["--gazetteer", "geonames"]}
"""What the small lists need to be told, by the begin of their names."""


def row_of(file: Path, options: list[str], folder: Path) -> str:
    """One list, drawn, as a row of the table: its name, seconds (of the clock, of the processor), rows, reasons."""
    page = folder / "page.html"
    page.unlink(missing_ok=True)
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "atlas", "draw", str(file), "-o", str(page), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, spent = time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        drawn, reasons = "refused", done.stderr.strip().splitlines()[-1][:160]
    else:
        drawn = re.search(r"([\d,]+ of [\d,]+) rows drawn", done.stdout)[1]  # type: ignore[index]
        reasons = "; ".join(re.findall(r"^  ([\d,]+ left out: .+)$", done.stderr, re.MULTILINE))
    told = " ".join(f"`{option}`" for option in options)
    size = f"{page.stat().st_size / 1e6:.1f}" if page.exists() else ""
    return f"| {file.name} {told} | {seconds:.0f} ({spent:.0f}) | {drawn} | {reasons} | {size} |"


def main(arguments: list[str]) -> None:
    """Print the table of the lists named, folders taken for their files."""
    print("| list | seconds (of the processor) | rows drawn | left out | page, MB |\n|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        for argument in arguments or [str(OWN)]:
            name, *options = argument.split(" ")
            path = Path(name)
            for file in sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]:
                known = next((told for begin, told in OPTIONS.items() if file.name.startswith(begin)), [])
                print(row_of(file, options or known, Path(folder)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
