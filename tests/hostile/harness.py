"""One hostile input through all that a user may do with it, watched: what is run, read, written and asked for."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import re
import resource
import select
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
from corpus import CANARY, RECORDS, Case, make
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.export import FORMATS, ExportError
from atlas.io.tables import RecordError
from atlas.io.text import formula

COLUMNS = (
    *("inputs tried", "tracebacks", "scripts run", "files read or written outside", "requests"),
    *("outputs lost", "hangs over 10 s", "messages without file and place"),
)
HANG_S = 10
_SILENCE_S = 60
"""Seconds without a word after which a child is ended: what hangs in a library hears no alarm."""
_MEMORY = 6 << 30
_BATCH = 40
_END = b"\n\n"
LIGHT = (".geojson", ".kml", ".csv", ".lpf.json", ".lp.tsv", ".sqlite", ".ttl", ".zip", ".bib", ".csl.json", ".ris")
_PLACE = re.compile(r"\S:\d+:\S+  [\w-]+  |[\w./-]+: \S|atlas: \S+: ")
_HIDDEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys, or shows in another order than it stands."""
_watch: Watch | None = None


class HangError(BaseException):
    """A step took longer than it may; no ``except Exception`` swallows it."""


@dataclass
class Watch:
    """What the audit hook of Python saw while it was on: see :func:`listen`."""

    outside: Path
    inside: tuple[Path, ...]
    seen: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def listen() -> None:
    """Have Python report every file opened, every address asked for and every program started; once a process."""
    sys.addaudithook(_heard)
    os.fsync = lambda _: None  # whether a power cut loses what was written is tested elsewhere, and waits for the disk


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    watch = _watch
    if watch is None:
        return
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        watch.requests.append(f"{event} {arguments[1:]!r}"[:200])
    elif event in ("os.system", "os.exec", "os.posix_spawn", "pty.spawn"):
        watch.seen.append(f"{event} {arguments!r}"[:200])
    elif event == "open" and isinstance(arguments[0], str | bytes):
        _opened(watch, os.fsdecode(arguments[0]), arguments[2] or 0)


def _opened(watch: Watch, name: str, flags: int) -> None:
    path = Path(os.path.realpath(name))
    writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    if path.is_relative_to(watch.outside):
        watch.seen.append(f"{'writes' if writes else 'reads'} {path}")
    elif writes and not any(path.is_relative_to(folder) for folder in (*watch.inside, Path("/dev"))):
        watch.seen += [f"writes {path}"] * (not {".cache", "__pycache__"} & {*path.parts})  # matplotlib lists fonts


@contextlib.contextmanager
def watching(watch: Watch) -> Iterator[Watch]:
    """The audit hook on, and the clock running: a step that takes too long is broken off."""
    global _watch

    def late(*_: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, late)
    _watch = watch
    try:
        yield watch
    finally:
        _watch = None
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Trial:
    """A case on the disk, what it is worth so far (:data:`COLUMNS`), and what to tell of it."""

    case: Case
    root: Path
    slack: float = 1.0
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)

    @property
    def record(self) -> Path:
        """Folder of the record."""
        return self.root / "record"

    @property
    def output(self) -> Path:
        """Folder for what is made of it."""
        return self.root / "out"

    def fault(self, column: str, note: str) -> None:
        """Count one fault."""
        self.counts[column] += 1
        self.notes.append(f"{column}: {self.case.name}: {note}")

    def step(self, name: str, run: Callable[[], Any], *expected: type[BaseException]) -> Any:
        """One step, with its time; an error that is not of those expected is a traceback."""
        signal.setitimer(signal.ITIMER_REAL, HANG_S * self.slack)
        try:
            return run()
        except expected as error:
            self.message(name, str(error))
        except HangError:
            self.fault("hangs over 10 s", name)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.fault("tracebacks", f"{name}: {type(error).__name__}: {error!s:.150} ({where.name}:{where.lineno})")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return None

    def message(self, name: str, text: str) -> None:
        """A refusal names the file at fault and where in it, in lines that a terminal can show."""
        lines = text.splitlines() or [""]
        if any("\x1b" in line or "\0" in line or len(line) > 2000 for line in lines):
            self.fault("messages without file and place", f"{name}: a line that no terminal should show")
        elif not any(_PLACE.search(line) for line in lines) and self.case.file not in text:
            self.fault("messages without file and place", f"{name}: {lines[0][:150]}")


def try_case(case: Case, root: Path, slack: float = 1.0) -> Trial:
    """One case through all steps; its pages are listed for the browser."""
    trial = Trial(case, root, slack)
    trial.counts["inputs tried"] = 1
    outside = root / "outside"
    outside.mkdir(parents=True)
    (outside / "canary.csv").write_text(f"feature_id\n{CANARY}\n", encoding="utf-8")
    trial.output.mkdir()
    make(case, trial.record)
    before, held = _snapshot(outside), _snapshot(trial.record)
    watch = Watch(outside.resolve(), (trial.output.resolve(), Path("/tmp").resolve()))  # noqa: S108
    with watching(watch), contextlib.chdir(trial.output):
        if case.listed:
            _listed(trial)
        else:
            _commands(trial)
            record = trial.step("load", lambda: atlas.load(trial.record), RecordError)
            if record is not None:
                _asked(trial)
                _outputs(trial, record)
    for seen in watch.seen:
        trial.fault("files read or written outside", seen)
    for asked in watch.requests:
        trial.fault("requests", asked)
    if _snapshot(outside) != before:
        trial.fault("files read or written outside", "the folder outside has changed")
    if _snapshot(trial.record) != held:
        trial.fault("files read or written outside", "the record has changed")
    _no_canary(trial)
    return trial


def trials(cases: list[Case], folder: Path, slack: float) -> Iterator[Trial]:
    """Every case tried, in children that share the libraries of this process and live for some cases each.

    A child may have so much memory and no more. One that dies, or that is silent for longer than the steps of a case
    may take, has failed at the case that it had before it; another goes on behind that.
    """
    left = [Trial(case, folder / f"case-{number}", slack) for number, case in enumerate(cases)]
    while left:
        for done in _of_a_child(left[:_BATCH]):
            left.remove(done)
            yield done


def _of_a_child(batch: list[Trial]) -> Iterator[Trial]:
    """The trials that one child comes to, each as soon as it is done."""
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        _child(batch, sink)
    os.close(sink)
    held = bytearray()
    try:
        for trial in batch:
            fault = _hear(source, held, trial)
            if fault:
                trial.counts["inputs tried"] = 1
                trial.fault(*fault)
            yield trial
            if fault:
                return
    finally:
        os.kill(child, signal.SIGKILL)  # ours, and not waited for yet: no other can have its number
        os.waitpid(child, 0)
        os.close(source)


def _hear(source: int, held: bytearray, trial: Trial) -> tuple[str, str] | None:
    """What the child found of a trial, put down there; or a fault, when it did not live to tell."""
    while _END not in held:
        if not select.select([source], [], [], _SILENCE_S * trial.slack)[0]:
            return "hangs over 10 s", "the process had to be ended"
        part = os.read(source, 1 << 16)
        if not part:
            return "tracebacks", "the process died"
        held += part
    told, _, rest = bytes(held).partition(_END)
    held[:] = rest
    counts, trial.notes, pages = json.loads(told)
    trial.counts, trial.pages = Counter(counts), [Path(page) for page in pages]
    return None


def _tried(trial: Trial) -> Trial:
    """A trial when it has been through everything; what stopped the trial itself is its fault, too."""
    try:
        with quiet():
            return try_case(trial.case, trial.root, trial.slack)
    except Exception as error:
        trial.counts["inputs tried"] = 1
        trial.fault("tracebacks", f"the trial stopped: {type(error).__name__}: {error}")
        return trial


def _child(batch: list[Trial], sink: int) -> NoReturn:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        for trial in batch:
            tried = _tried(trial)
            told = json.dumps([tried.counts, tried.notes, [str(page) for page in tried.pages]])
            with os.fdopen(sink, "wb", closefd=False) as stream:
                stream.write(told.encode() + _END)
    finally:
        os._exit(0)


def _commands(trial: Trial) -> None:
    """``check``, and a ``build`` over an older site, as they are typed."""
    command = ["--record", str(trial.record)]
    sound = _cli(trial, "check", ["check", *command])
    if not trial.case.whole and sound is not True:
        site = trial.output / "site"
        site.mkdir()
        (site / "atlas.html").write_text("old", encoding="utf-8")
        done = _cli(trial, "build", ["build", *command, "--output", str(site)])
        kept = [path.read_bytes() for path in site.iterdir() if path.is_file()] == [b"old"]
        if done is False and not kept:
            trial.fault("outputs lost", "a build that failed touched the old site")
    elif trial.case.whole or trial.case.file in ("maps.toml", "datapackage.json"):  # what only a site shows
        _cli(trial, "build", ["build", "--output", str(trial.output / "site"), *command])
        trial.pages += (trial.output / "site").rglob("*.html")


def _asked(trial: Trial) -> None:
    """What else is typed: questions whose answers a terminal shows; of a whole case pictures and the codebook."""
    own = ["--record", str(trial.record)]
    _cli(trial, "show", ["show", "volgograd", *own], shown=True)
    if not trial.case.whole:
        return
    for command in (["at", "1950-01-01"], ["at", "1950-01-01", "--json"], ["show", "volgograd", "--json"]):
        _cli(trial, " ".join(command), [*command, *own], shown=True)
    page, picture, film = (str(trial.output / name) for name in ("cli.html", "still.png", "film.gif"))
    _cli(trial, "map", ["map", "-o", page, "--kind", "monument", *own])
    _cli(trial, "still", ["still", "atlas", "--size", "320x200", "-o", picture, *own])
    _cli(trial, "film", ["film", "atlas", "--size", "160x100", "--seconds", "1", "--fps", "2", "-o", film, *own])
    _cli(trial, "embed", ["embed", "atlas", *own], shown=True)
    _cli(trial, "cite", ["cite", "volgograd", *own], shown=True)
    copy = trial.output / "copy"
    shutil.copytree(trial.record, copy, symlinks=True)
    _cli(trial, "codebook", ["codebook", "--record", str(copy)])
    trial.pages += [Path(page)] * Path(page).is_file()


def _listed(trial: Trial) -> None:
    """A list of one's own: its dates read, drawn, and made a record that its own check passes."""
    file = str(trial.record / trial.case.file)
    page, home = trial.output / "list.html", trial.output / "made"
    _cli(trial, "dates", ["dates", file, "--column", "begin"], shown=True)
    queue = trial.output / "queue.csv"
    sought = ["--record", str(RECORDS / "sound"), "--pattern", "", "-o", str(queue)]
    if _cli(trial, "candidates", ["candidates", file, *sought], shown=True):
        cells = (cell for row in csv.reader(queue.open(encoding="utf-8", newline="")) for cell in row)
        if any(formula(cell) for cell in cells):
            trial.fault("scripts run", "candidates: a formula stands in the queue")
    elif queue.exists():
        trial.fault("outputs lost", "candidates failed and left a queue")
    if _cli(trial, "draw", ["draw", file, "-o", str(page)], shown=True):
        trial.pages.append(page)
    elif page.exists():
        trial.fault("outputs lost", "draw failed and left a page")
    if _cli(trial, "new", ["new", str(home), "--from", file], shown=True):
        result = trial.step("check", lambda: CliRunner().invoke(app, ["check", "--record", str(home)]))
        if result is not None and result.exit_code:
            trial.fault("outputs lost", f"the record made is not sound: {result.stderr.splitlines()[0][:200]}")


def _cli(trial: Trial, name: str, arguments: list[str], *, shown: bool = False) -> bool | None:
    """Whether a command succeeded; None where it did neither that nor refuse. What is ``shown`` obeys no cell."""
    result = trial.step(name, lambda: CliRunner().invoke(app, arguments))
    if result is None:
        return None
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        if isinstance(result.exception, HangError):
            trial.fault("hangs over 10 s", name)
            return None
        text = "".join(traceback.format_exception(result.exception))
        trial.fault("tracebacks", f"{name}: {text.strip().splitlines()[-1][:200]}")
        return None
    if shown and (hidden := _HIDDEN.search(result.output)):
        trial.fault("scripts run", f"{name}: prints {hidden[0]!r} to the terminal")
    if result.exit_code:
        trial.message(name, result.stderr)
        if result.exit_code not in (1, 2):
            trial.fault("tracebacks", f"{name}: exit code {result.exit_code}")
    return result.exit_code == 0


def _outputs(trial: Trial, record: atlas.Record) -> None:
    """What the Python interface makes of a record that loads, whether or not the check passed it."""
    drawn = trial.step("map", lambda: record.map().get_root().render(), ValueError, RecordError)
    if drawn is not None:
        page = trial.output / "map.html"
        page.write_text(drawn, encoding="utf-8", errors="replace")
        trial.pages.append(page)
    cards = trial.step(
        "notebook", lambda: "".join([record._repr_html_(), *(f._repr_html_() for f in record)]), RecordError
    )
    if cards is not None:
        page = trial.output / "notebook.html"
        page.write_text(f"<!doctype html><meta charset=utf-8>{cards}", encoding="utf-8", errors="replace")
        trial.pages.append(page)
    trial.step("cite", lambda: record.cite("bibtex"), ExportError)
    if trial.case.whole:
        trial.step("widget", lambda: record.widget().get_state(), ValueError)
    for form in FORMATS:
        if trial.case.whole or form.suffix in LIGHT:
            _export(trial, record, form.suffix)
    if trial.case.whole:
        folder = trial.output / "big"
        if trial.step("export /", lambda: record.export(f"{folder}/"), ExportError, RecordError, OSError):
            trial.step("ask the folder", lambda: _ask_folder(folder, record))


def _ask_folder(folder: Path, record: atlas.Record) -> None:
    """The folder of a record says of a day what the record says."""
    with atlas.open(folder) as big:
        pd.testing.assert_frame_equal(
            pd.DataFrame(big.at(record.date)), pd.DataFrame(record.at(record.date)), rtol=1e-9
        )


def _export(trial: Trial, record: atlas.Record, suffix: str) -> None:
    path = trial.output / f"atlas{suffix}"
    path.write_text("old", encoding="utf-8")
    faults = sum(trial.counts.values())
    done = trial.step(f"export {suffix}", lambda: record.export(path), ExportError, RecordError, OSError)
    kept = path.is_file() and path.read_bytes()
    if done is None and kept != b"old" and sum(trial.counts.values()) == faults:
        trial.fault("outputs lost", f"{suffix}: the export failed and the old file is gone")
    elif done is not None and (not kept or kept == b"old"):
        trial.fault("outputs lost", f"{suffix}: the export succeeded and wrote nothing")


def _snapshot(folder: Path) -> dict[str, str]:
    """What a folder holds, by path; links, pipes and folders by their kind."""
    found = {}
    for path in sorted(folder.rglob("*")):
        plain = path.is_file() and not path.is_symlink()
        found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest() if plain else f"{path.lstat().st_mode:o}"
    return found


def _no_canary(trial: Trial) -> None:
    """What the file outside says is in no output; GDAL and DuckDB open files that Python does not hear of."""
    for path in trial.output.rglob("*"):
        if path.is_file() and CANARY.encode() in path.read_bytes():
            trial.fault("files read or written outside", f"{path.name} holds what the file outside says")


def clear(trial: Trial) -> None:
    """Remove what a case has made, once its pages have been looked at."""
    shutil.rmtree(trial.root, ignore_errors=True)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No output of libraries between the lines of the table."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
