"""Files are written whole or not at all: on a full disk, over a folder, a device, a read-only file or a link."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.export import FORMATS, NotWrittenError
from atlas.io.files import write_whole

pytestmark = pytest.mark.fast

SUFFIXES = [form.suffix for form in FORMATS]
CHILD = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
import atlas
from atlas.export import FORMATS, ExportError
record = atlas.load(sys.argv[1])
for form in FORMATS:
    path = f"{sys.argv[2]}/atlas{form.suffix}"
    try:
        record.export(path)
        print(form.suffix, "done")
    except (OSError, ExportError) as error:
        print(form.suffix, "refused", repr(str(error)), path in str(error))
"""


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 KB; only root may have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_folder_that_is_read_only_is_told_in_one_line(full_disk: Path, sound: atlas.Record) -> None:
    """Every export, a build, and tables to be put into canonical form; no mode keeps root from writing."""
    record = full_disk / "record"
    record.mkdir()
    for name in ("features.csv", "events.csv", "attestations.csv", "sources.csv"):
        text = (sound.path / name).read_bytes()
        (record / name).write_bytes(text.replace(b"\n", b"\r\n") if name == "features.csv" else text)
    subprocess.run(["mount", "-o", "remount,ro", str(full_disk)], check=True)
    for suffix in SUFFIXES:
        path = full_disk / f"atlas{suffix}"
        with pytest.raises(OSError, match="Read-only file system") as caught:
            sound.export(path)
        assert caught.value.filename == str(path)
    site = full_disk / "site"
    for command in (
        ["build", "--record", str(sound.path), "--output", str(site)],
        ["check", "--fix", "--record", str(record)],
    ):
        result = CliRunner().invoke(app, command)
        (line,) = [line for line in result.stderr.splitlines() if line.startswith("atlas:")]
        assert (result.exit_code, type(result.exception)) in ((2, SystemExit), (1, SystemExit))
        assert str(full_disk) in line and "Read-only file system" in line


@pytest.mark.long
def test_a_file_that_may_not_grow_leaves_the_old_ones(tmp_path: Path, sound: atlas.Record) -> None:
    for suffix in SUFFIXES:
        (tmp_path / f"atlas{suffix}").write_text("old")
    command = [sys.executable, "-c", CHILD, str(sound.path), str(tmp_path), "300"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == SUFFIXES
    for line, suffix in zip(lines, SUFFIXES, strict=True):
        assert line.split()[1] == "refused" and line.endswith("True"), line
        assert (tmp_path / f"atlas{suffix}").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == len(SUFFIXES)  # nothing is left beside


@pytest.mark.parametrize("suffix", [".duckdb", ".sqlite", ".gpkg", ".fgb", ".parquet", ".csv", ".zip"])
def test_a_full_disk_is_told_in_one_line(suffix: str, full_disk: Path, sound: atlas.Record) -> None:
    path = full_disk / f"atlas{suffix}"
    path.write_text("old")
    (full_disk / "ballast").write_bytes(b"x" * (48 << 10))  # 12 KB are left: room for a file's head, not for its rows
    room = os.statvfs(full_disk)
    if suffix in (".csv", ".zip", ".fgb", ".parquet"):  # which are small
        (full_disk / "more").write_bytes(b"x" * (room.f_bavail * room.f_frsize))
    with pytest.raises((OSError, NotWrittenError)) as caught:
        sound.export(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    assert path.read_text() == "old"
    assert not [child for child in full_disk.iterdir() if child.name.startswith(".")]


def test_a_full_disk_leaves_no_part_of_a_folder(full_disk: Path, sound: atlas.Record) -> None:
    (full_disk / "ballast").write_bytes(b"x" * (48 << 10))
    with pytest.raises(OSError, match="space") as caught:
        sound.export(f"{full_disk}/big/")
    assert caught.value.filename == str(full_disk / "big")
    assert [path.name for path in full_disk.iterdir()] == ["ballast"]


def test_what_a_library_did_not_write_is_found(tmp_path: Path, sound: atlas.Record, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "atlas.duckdb"
    path.write_text("old")
    monkeypatch.setattr("atlas.export.duckdb.rows", lambda frame: iter(()))  # says nothing, writes nothing
    with pytest.raises(NotWrittenError, match=r"holds \{'about': 0"):
        sound.export(path)
    assert path.read_text() == "old"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_export_onto_a_folder_is_refused(suffix: str, tmp_path: Path, sound: atlas.Record) -> None:
    path = tmp_path / f"atlas{suffix}"
    (path / "inner").mkdir(parents=True)
    with pytest.raises(IsADirectoryError, match="is a folder; name a file"):
        sound.export(path)
    assert [*tmp_path.rglob("*")] == [path, path / "inner"]


def test_what_is_read_only_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(PermissionError, match=r"is read-only.*page\.html"):
        write_whole(path, "new")
    assert path.read_text() == "old"


def test_a_device_or_pipe_is_not_replaced(tmp_path: Path) -> None:
    pipe, device = tmp_path / "pipe.html", tmp_path / "device.html"
    os.mkfifo(pipe)
    device.symlink_to("/dev/null")
    for path in (pipe, device):
        with pytest.raises(OSError, match="is no ordinary file") as caught:
            write_whole(path, "new")
        assert caught.value.filename == str(path)
    assert pipe.is_fifo() and device.is_symlink()


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    other, path = tmp_path / "other", tmp_path / "page.html"
    other.write_text("another's")
    path.symlink_to(other)
    write_whole(path, "new")
    assert (other.read_text(), path.read_text(), path.is_symlink()) == ("another's", "new", False)


def test_a_name_as_long_as_names_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250 + ".html")
    assert write_whole(path, "new").read_text() == "new"


def test_a_disk_that_fails_on_flushing_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")

    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write_whole(path, "new")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
