"""A web server of a folder that hands out ranges of files, as Python's own does not, and tells what was asked of it."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Asked(list[tuple[str, str]]):
    """What a server was asked, each a path and a range; ``sent`` has the bytes of each answer's content."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[int] = []


class _Ranges(http.server.SimpleHTTPRequestHandler):
    asked: Asked
    whole = False  # whether it knows no ranges

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.asked.append((self.path, wanted))
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted)
        if not found or self.whole:
            path = Path(self.translate_path(self.path))
            self.asked.sent.append(path.stat().st_size if path.is_file() else 0)
            super().do_GET()
            return
        data = Path(self.translate_path(self.path)).read_bytes()
        first, last = int(found[1]), min(int(found[2]), len(data) - 1)
        self.asked.sent.append(last - first + 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(data[first : last + 1])


@contextmanager
def served(folder: Path, *, whole: bool = False) -> Iterator[tuple[str, Asked]]:
    """Serve a folder on this machine: its address, and what was asked of it.

    ``whole``: hand out whole files only.
    """
    asked = Asked()
    handler = type("Handler", (_Ranges,), {"asked": asked, "whole": whole})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
