"""A Node.js to run the page's own functions in: that of the system, else the one that Playwright brings along."""

from __future__ import annotations

import shutil
from pathlib import Path

import playwright

NODE = shutil.which("node") or str(Path(playwright.__file__).parent / "driver" / "node")
