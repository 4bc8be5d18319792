"""The import graph of the package: ``python -m tests.graph`` prints which room imports which, and how often.

An import is at the *top* of its module, *lazy* (inside a function, so that ``import atlas`` and ``atlas --help`` answer
at once) or for *types* alone. ``lint-imports`` (in ``make lint``) holds the order of the rooms; this shows it.
"""

from __future__ import annotations

import argparse
import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "atlas"


@dataclass(frozen=True)
class Import:
    """An import of one module of the package by another; ``how`` is ``top``, ``lazy`` or ``types``."""

    importer: str
    imported: str
    line: int
    how: str


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Every module of the package by its name."""
    found = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(root: Path = ROOT) -> list[Import]:
    """Every import of the package within itself; read once in a process."""
    known = modules(root)
    return [one for name, path in known.items() for one in _imports(name, ast.parse(path.read_text("utf-8")), known)]


def _imports(name: str, tree: ast.AST, known: dict[str, Path]) -> Iterator[Import]:
    for node, how in _walk(tree, "top"):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        else:
            whole = node.module or ""
            targets = [f"{whole}.{alias.name}" if f"{whole}.{alias.name}" in known else whole for alias in node.names]
        for target in dict.fromkeys(targets):
            if target in known and target != name:
                yield Import(name, target, node.lineno, how)


def _walk(node: ast.AST, how: str) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    for child in ast.iter_child_nodes(node):
        inside = how
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inside = "lazy"
        elif isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            inside = "types"
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, how
        yield from _walk(child, inside)


def room(module: str) -> str:
    """The room of a module: ``atlas.plate.still`` is in ``plate``."""
    return [*module.split("."), "(root)"][1]


def circles(edges: list[Import]) -> list[list[str]]:
    """Modules that import one another in a circle, lazy imports included."""
    after: dict[str, set[str]] = {}
    for edge in edges:
        if edge.how != "types":
            after.setdefault(edge.importer, set()).add(edge.imported)
    return [sorted(part) for part in _components(after) if len(part) > 1]


def _components(after: dict[str, set[str]]) -> Iterator[set[str]]:
    """Strongly connected parts of a graph: what each reaches and is reached by."""
    reached = {name: _reach(name, after) for name in after}
    left = set(after)
    while left:
        name = left.pop()
        part = {other for other in reached[name] if name in reached.get(other, set())} | {name}
        left -= part
        yield part


def _reach(start: str, after: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = list(after.get(start, ()))
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += after.get(name, ())
    return seen


def table(edges: list[Import]) -> str:
    """Rooms by rooms: how many imports at the top, and after a + how many lazy ones."""
    counted = Counter(
        (room(e.importer), room(e.imported), e.how) for e in edges if room(e.importer) != room(e.imported)
    )
    rooms = sorted({room(e.importer) for e in edges} | {room(e.imported) for e in edges})
    depth = {name: len({b for a, b, how in counted if a == name and how != "types"}) for name in rooms}
    lines = []
    for name in sorted(rooms, key=lambda name: (-depth[name], name)):
        parts = []
        for other in rooms:
            top, lazy = counted[name, other, "top"], counted[name, other, "lazy"]
            if top or lazy:
                parts.append(f"{other} {top or ''}{f'+{lazy}' if lazy else ''}")
        lines.append(f"{name:10} -> {', '.join(parts) or 'nothing'}")
    return "\n".join(lines)


def main() -> None:
    """Print the graph."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="Example: python -m tests.graph --lazy")
    parser.add_argument("--lazy", action="store_true", help="list the imports inside functions")
    chosen = parser.parse_args()
    edges = imports()
    print(table(edges))
    lazy = [edge for edge in edges if edge.how == "lazy"]
    print(
        f"\n{len(modules())} modules, {len(edges)} imports, {len(lazy)} of them lazy; "
        f"circles: {circles(edges) or 'none'}"
    )
    for edge in lazy if chosen.lazy else ():
        print(f"  {edge.importer}:{edge.line} -> {edge.imported}")


if __name__ == "__main__":
    main()
