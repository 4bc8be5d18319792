"""Films: length, what changes when, pace, posters, and what is refused."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from pictures import REFERENCES, one_font, plan_of
from PIL import Image
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.edtf import to_day
from atlas.plate import video as encoder
from atlas.plate.film import Film, save_film
from atlas.plate.histogram import changes_of
from atlas.plate.pace import pace_of
from atlas.plate.video import FilmError
from atlas.record.plans import read_plans
from tests.node import NODE

SIZE = (480, 270)
RUN = CliRunner()
TINY = str(REFERENCES / "record")


@pytest.fixture(scope="module", autouse=True)
def _font() -> Iterator[None]:
    with one_font():
        yield


def _picture(film: Film, day: date) -> np.ndarray:
    return np.asarray(Image.frombytes("RGBA", film.size, film.draw(to_day(day))).convert("RGB"), dtype=int)


@pytest.mark.parametrize(("suffix", "codec"), [(".mp4", "h264"), (".webm", "vp9"), (".gif", "gif")])
@pytest.mark.long
def test_a_player_opens_the_film_and_finds_its_length(
    suffix: str, codec: str, tiny: atlas.Record, tmp_path: Path
) -> None:
    path = save_film(tiny, plan_of(tiny, "tiny"), tmp_path / f"film{suffix}", size=SIZE, seconds=2, fps=10)
    reader = imageio_ffmpeg.read_frames(str(path))
    told = next(reader)
    shown = list(reader)
    assert told["codec"].strip(",") == codec and told["size"] == SIZE
    assert told["duration"] == pytest.approx(2, abs=0.11)
    assert len(shown) == pytest.approx(20, abs=1)
    first, last = (np.frombuffer(frame, dtype=np.uint8).astype(int) for frame in (shown[0], shown[-1]))
    assert np.abs(first - last).max() > 60, "something has changed from 1925 to 1970"


def test_an_mp4_starts_at_once_and_plays_everywhere(tiny: atlas.Record, tmp_path: Path) -> None:
    path = save_film(tiny, plan_of(tiny, "tiny"), tmp_path / "film.mp4", size=SIZE, seconds=1, fps=10)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "the index stands before the pictures"
    assert next(imageio_ffmpeg.read_frames(str(path)))["pix_fmt"].startswith("yuv420p")
    assert [p.name for p in tmp_path.iterdir()] == ["film.mp4"]


@pytest.mark.long
def test_stalingrad_turns_on_10_november_1961(record: atlas.Record) -> None:
    plans = read_plans(record)
    film = Film(record, plan_of(record, "eastern-bloc"), (960, 540), plans.bloc, seconds=10)
    before, after = (_picture(film, date(1961, 11, day)) for day in (9, 10))
    row = list(record.features.index).index("volgograd")
    x, y = film.panel.places.xy[row]
    here = np.s_[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3]
    red = before[here].mean(axis=(0, 1))
    assert red[0] > red[1] + 60, "it bore the name: the mark is red"
    assert np.abs(before[here] - after[here]).mean() > 40, "it lost the name: the mark is hollow"
    again = _picture(film, date(1961, 11, 9))
    assert np.array_equal(before, again), "a day looks the same however one came to it"


@pytest.mark.long
def test_a_ring_widens_around_what_has_changed(record: atlas.Record) -> None:
    plans = read_plans(record)
    film = Film(record, plan_of(record, "eastern-bloc"), (960, 540), plans.bloc, seconds=10)
    film.draw(to_day(date(1961, 11, 9)), 0.0)
    ringed = film.draw(to_day(date(1961, 11, 10)), 0.5)
    later = film.draw(to_day(date(1961, 11, 10)), 0.9)
    gone = film.draw(to_day(date(1961, 11, 10)), 3.0)
    assert len({ringed, later, gone}) == 3
    assert gone == film.draw(to_day(date(1961, 11, 10))), "and then it is gone"


def test_frames_run_from_the_first_day_to_the_last_and_slow_in_autumn_1961(record: atlas.Record) -> None:
    film = Film(record, plan_of(record, "eastern-bloc"), SIZE, seconds=40)
    days = [film.day(frame) for frame in range(film.frames)]
    assert len(days) == 960 and days == sorted(days)
    assert days[0] == to_day(date(1953, 1, 1)) and days[-1] == days[-24] == to_day(date(1964, 12, 31))
    autumn = sum(to_day(date(1961, 10, 15)) <= day <= to_day(date(1961, 12, 31)) for day in days)
    spring = sum(to_day(date(1959, 4, 15)) <= day <= to_day(date(1959, 6, 30)) for day in days)
    assert autumn > 5 * spring


def test_the_autumn_of_1961_takes_a_quarter_of_the_film_of_the_bloc(record: atlas.Record) -> None:
    first, last, autumn = (
        [to_day(date(*day)) for day in days]
        for days in ([(1953, 1, 1)], [(1964, 12, 31)], [(1961, 9, 22), (1961, 12, 31)])
    )
    spans = [(a, b) for a, b, _, _ in changes_of(record, *first, *last)]
    pace = pace_of("event", *first, *last, spans)
    assert pace.position(autumn[1]) - pace.position(autumn[0]) >= 0.25


def test_pace_is_that_of_the_page() -> None:
    """The same positions as ``pace.js`` gives, and as its rule does by hand."""
    first, last, spans = 0, 100, [(20, 20), (22, 22), (60, 89), (-10, 3)]
    pace = pace_of("event", first, last, spans)
    # Twenty bins of 5 days; loads 1/3 each in 0..2 (of -10..3: bins -2 to 0), 1/6 each in 12..17, and 2 in bin 4.
    load = np.zeros(20)
    load[0], load[4], load[12:18] = 1 / 3, 2, 1 / 6
    parts = 0.25 / 20 + 0.75 * np.minimum(0.1, load / load.sum())
    edges = np.concatenate([[0], np.cumsum(parts)]) / parts.sum()
    days = [float(day) for day in range(0, 101, 5)]
    expected = edges.tolist()
    assert [pace.position(day) for day in days] == pytest.approx(expected)
    assert [pace.day(pace.position(day)) for day in days] == pytest.approx(days)
    module = (Path(atlas.__file__).parent / "page/web/src/time/pace.js").as_uri()
    code = (
        f"import({json.dumps(module)}).then(({{paceOf}}) => {{ const p = paceOf('event', {first}, {last}, "
        f"{json.dumps(spans)}); console.log(JSON.stringify({json.dumps(days)}.map(p.position))); }})"
    )
    said = subprocess.run([NODE, "--input-type=module", "-e", code], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == pytest.approx(expected)


def test_calendar_pace_is_even() -> None:
    pace = pace_of("calendar", 100, 300)
    assert [pace.day(p) for p in (0, 0.25, 1)] == [100, 150, 300]


@pytest.mark.long
def test_the_command_tells_its_progress_and_leaves_a_poster(tmp_path: Path) -> None:
    assert "Example: atlas film" in RUN.invoke(app, ["film", "--help"]).stdout
    film, poster = tmp_path / "film.mp4", tmp_path / "poster.png"
    told = ["film", "tiny", "-o", str(film), "--poster", str(poster), "--record", TINY, "--size", "480x270"]
    result = RUN.invoke(app, [*told, "--seconds", "1", "--fps", "12"])
    assert result.exit_code == 0, result.output
    assert "[0/12]" in result.stderr and "[12/12]" in result.stderr
    assert [line.split("  ")[0] for line in result.stdout.splitlines()] == [str(film), str(poster)]
    assert Image.open(poster).size == SIZE


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["atlantis", "-o", "x.mp4"], "atlantis"),
        (["tiny", "-o", "x.avi"], ".webm"),
        (["tiny", "-o", "x.mp4", "--size", "481x270"], "even"),
        (["tiny", "-o", "x.mp4", "--size", "big"], "1920x1080"),
        (["tiny", "-o", "x.mp4", "--seconds", "0"], "seconds"),
        (["tiny", "-o", "x.mp4", "--fps", "500"], "frames"),
        (["tiny", "-o", "x.mp4", "--poster", "x.bmp"], "poster"),
        (["tiny", "-o", "x.mp4", "--theme", "neon"], "grey"),
        (["tiny", "-o", "/dev/null/x.mp4"], "/dev/null"),
    ],
)
@pytest.mark.long
def test_wrong_usage_is_said_in_one_line(arguments: list[str], word: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUN.invoke(app, ["film", *arguments, "--record", TINY])
    assert result.exit_code == 2, result.output
    assert word in result.stderr and len(result.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_missing_encoder_is_named_with_its_extra(tmp_path: Path, monkeypatch) -> None:
    from atlas.io import needs

    whole = needs.import_module

    def missing(module: str) -> object:
        if module == "imageio_ffmpeg":
            raise ImportError(module)
        return whole(module)

    monkeypatch.setattr(needs, "import_module", missing)
    result = RUN.invoke(app, ["film", "tiny", "-o", str(tmp_path / "x.mp4"), "--record", TINY])
    assert result.exit_code == 2
    assert "destalinization-atlas[film]" in result.stderr


def test_a_failing_encoder_leaves_the_old_film(tiny: atlas.Record, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")
    monkeypatch.setitem(encoder.FORMATS, ".mp4", ("-c:v", "nonsense"))
    with pytest.raises(FilmError, match="Encoder not found"):
        save_film(tiny, plan_of(tiny, "tiny"), path, size=SIZE, seconds=1, fps=5)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
