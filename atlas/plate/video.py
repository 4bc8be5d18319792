"""Frames → a film file, by the encoder that the extra ``film`` packages; the suffix chooses the format."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from atlas.io.files import aside
from atlas.io.needs import need

__all__ = ["FORMATS", "FilmError", "encode"]

# Reckoned and marked as high definition is, so that the paper keeps its colour in every player.
_COLOUR = (
    "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p", "-colorspace", "bt709",
    "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
)  # fmt: skip

FORMATS: dict[str, tuple[str, ...]] = {
    ".mp4": (*_COLOUR, "-c:v", "libx264", "-preset", "medium", "-crf", "20", "-movflags", "+faststart"),
    ".webm": (*_COLOUR, "-c:v", "libvpx-vp9", "-crf", "32", "-b:v", "0", "-row-mt", "1", "-deadline", "good",
              "-cpu-used", "4"),
    ".gif": ("-lavfi", "[0:v][1:v]paletteuse=dither=none:diff_mode=rectangle", "-loop", "0"),
}  # fmt: skip
"""What the encoder is told, by suffix."""

_PLAIN = ("-an", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact")


class FilmError(ValueError):
    """A film that cannot be had: an unknown suffix, a size that no film has, or an encoder that failed."""


def encode(path: Path, frames: Iterable[bytes], size: tuple[int, int], fps: int, palette: Sequence[bytes] = ()) -> Path:
    """Write frames (RGBA, row by row) to a film.

    Parameters
    ----------
    path
        The file; an old one is replaced once the new one is complete.
    frames, size, fps
        The pictures in order, their width and height, and how many a second has.
    palette
        Frames from whose colours a GIF takes its 256.

    Raises
    ------
    FilmError
        For a suffix without a format, or what the encoder says when it fails.
    atlas.io.needs.ExportError
        Where the encoder is missing; the message names the extra.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise FilmError(f"{path.name}: the suffix chooses the format, and this is none of {', '.join(FORMATS)}")
    program = _program()
    with aside(path) as part, tempfile.TemporaryDirectory() as folder:
        given = ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{size[0]}x{size[1]}", "-r", str(fps), "-i", "-"]
        if suffix == ".gif":
            given += ["-i", str(_palette(Path(folder) / "palette.png", palette, size))]
        told = [program, "-hide_banner", "-loglevel", "error", "-y", *given, *FORMATS[suffix], *_PLAIN, str(part)]
        _run(told, frames, path, Path(folder) / "said.txt")
    return path


def _program() -> str:
    library = need("imageio_ffmpeg", "a film", "film")
    try:
        return str(library.get_ffmpeg_exe())
    except RuntimeError:
        raise FilmError("a film needs the encoder that pip install 'destalinization-atlas[film]' brings") from None


def _palette(path: Path, frames: Sequence[bytes], size: tuple[int, int]) -> Path:
    """A picture of 16 by 16 pixels with the colours that the frames need most."""
    from PIL import Image

    sheet = Image.new("RGB", (size[0], size[1] * len(frames)))
    for number, frame in enumerate(frames):
        sheet.paste(Image.frombytes("RGBA", size, frame).convert("RGB"), (0, number * size[1]))
    colours = sheet.quantize(255, method=Image.Quantize.MEDIANCUT).getpalette() or []
    swatch = Image.new("RGB", (16, 16))
    triples = [tuple(colours[at : at + 3]) for at in range(0, len(colours), 3)]
    swatch.putdata([triples[k] if k < len(triples) else (0, 0, 0) for k in range(256)])
    swatch.save(path)
    return path


def _run(told: list[str], frames: Iterable[bytes], path: Path, said: Path) -> None:
    with said.open("wb") as log:
        process = subprocess.Popen(told, stdin=subprocess.PIPE, stdout=log, stderr=log)  # noqa: S603  (our own list)
        try:
            if process.stdin is None:  # cannot be: it is a pipe
                raise FilmError(f"{path.name}: the encoder takes no frames")
            for frame in frames:
                process.stdin.write(frame)
            process.stdin.close()
            failed = process.wait()
        except BrokenPipeError:
            failed = process.wait() or 1
        except BaseException:
            process.kill()
            process.wait()
            raise
    if failed:
        lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise FilmError(f"{path.name}: the encoder failed: {lines[-1] if lines else f'exit code {failed}'}")
