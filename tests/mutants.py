"""Mutants: one small fault after another is put into the modules that reckon, and their quick tests must notice each.

::

    make mutants                                       the seeded sample: the score, and what nothing noticed
    make mutants MUTANTS="record/states edtf --all"    every fault of some modules

A fault is a swapped operator, a number one too large, a test that is never true, a pair of words exchanged (``min`` and
``max``, ``latitude`` and ``longitude``), a statement left out. The tests run once in a process that has everything
imported; each fault is then put into the functions of a fork of it, so that a fault costs what its tests cost.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import gc
import importlib
import os
import random
import signal
import sys
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = {
    "record/states": ["test_states.py"],
    "record/tenures": ["test_tenures.py", "test_derived.py"],
    "record/select": ["test_select.py"],
    "record/likelihood": ["test_likelihood_plain.py", "test_knots.py"],
    "edtf/dates": ["test_edtf.py"],
    "edtf/wording": ["test_edtf.py"],
    "page/payload/columns": ["test_columns.py", "test_payload.py"],
    "page/payload/pack": ["test_payload.py"],
    "page/payload/digits": ["test_payload.py"],
    "page/payload/spelling": ["test_payload.py"],
    "look/shapes": ["test_look.py"],
    "look/tokens": ["test_look.py", "test_colours.py"],
}
"""The modules that reckon, each with the tests about it."""
SLOW = "of_the_record_reads or light or speed or record_s_payload or html or borders or words_with"
"""Tests of these that start a process or take the whole record, and would be passed for every fault."""
LEAST = 0.9
SEED = 2026
SAMPLE = 300
TIMEOUT_S = 60  # a fault that makes a loop endless is noticed, too

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
RECKONED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_PAIRS = ["min max", "minimum maximum", "earliest latest", "begin end", "first last", "latitude longitude", "lat lon"]
_PAIRS += ["any all", "floor ceil", "left right"]
WORDS = {a: b for pair in _PAIRS for a, b in (pair.split(), pair.split()[::-1])}


@dataclass(frozen=True)
class Fault:
    """The ``number``-th fault of a module, its line, and what it does."""

    module: str
    number: int
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}: {self.what} (#{self.number})"


def source_of(module: str) -> str:
    return (ROOT / "atlas" / f"{module}.py").read_text(encoding="utf-8")


def faults_of(module: str) -> list[Fault]:
    """Every fault of a module, in the order of the syntax."""
    tree = ast.parse(source_of(module))
    return [Fault(module, number, line, what) for number, (line, what, _) in enumerate(_places(tree))]


def with_fault(module: str, number: int) -> ast.Module:
    """The syntax of a module with one fault put in."""
    tree = ast.parse(source_of(module))
    for found, (_, _, put) in enumerate(_places(tree)):
        if found == number:
            put()
            return ast.fix_missing_locations(tree)
    raise IndexError(number)


def _places(tree: ast.Module) -> Iterator[tuple[int, str, Any]]:
    for parent, field, node in _nodes(tree):
        for what, put in _swaps(node):
            yield node.lineno, what, put
        for what, new in _replacements(node):
            yield node.lineno, what, functools.partial(_replace, parent, field, node, new)


def _nodes(tree: ast.AST) -> Iterator[tuple[ast.AST, str, Any]]:
    """What runs: without annotations, docstrings and what is for type checkers alone."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "type_params"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or isinstance(node, ast.Import | ast.ImportFrom | ast.Raise | ast.Assert):
                continue
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                continue
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.targets[0], ast.Name)
                and node.targets[0].id == "__all__"
            ):
                continue
            if hasattr(node, "lineno"):
                yield tree, field, node
            yield from _nodes(node)


def _swaps(node: Any) -> Iterator[tuple[str, Any]]:
    """Faults that change a node where it is."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            new = COMPARED[type(operator)]
            yield f"{type(operator).__name__} → {new.__name__}", functools.partial(node.ops.__setitem__, place, new())
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in RECKONED and not _text(node):
        new = RECKONED[type(node.op)]
        yield f"{type(node.op).__name__} → {new.__name__}", functools.partial(setattr, node, "op", new())
    if isinstance(node, ast.BoolOp):
        new = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} → {new.__name__}", functools.partial(setattr, node, "op", new())
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        yield "never true", functools.partial(setattr, node, "test", ast.Constant(False))
    if isinstance(node, ast.Attribute | ast.Name):
        key = "attr" if isinstance(node, ast.Attribute) else "id"
        word = getattr(node, key)
        if word in WORDS and (key == "attr" or word in ("min", "max", "any", "all")):
            yield f"{word} → {WORDS[word]}", functools.partial(setattr, node, key, WORDS[word])


def _text(node: Any) -> bool:
    sides = [node.value] if isinstance(node, ast.AugAssign) else [node.left, node.right]
    return any(
        isinstance(s, ast.JoinedStr) or (isinstance(s, ast.Constant) and isinstance(s.value, str)) for s in sides
    )


def _replacements(node: Any) -> Iterator[tuple[str, ast.AST]]:
    """Faults that put another node in the place of one."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield f"{node.value} → {not node.value}", ast.Constant(not node.value)
        elif isinstance(node.value, int | float):
            yield f"{node.value} → {node.value + 1}", ast.Constant(node.value + 1)
        elif isinstance(node.value, str) and node.value in WORDS:
            yield f"{node.value!r} → {WORDS[node.value]!r}", ast.Constant(WORDS[node.value])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        yield f"without {type(node.op).__name__}", node.operand
    if isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "left out", ast.Pass()
    if isinstance(node, ast.Continue | ast.Break):
        yield "left out", ast.Pass()


def _replace(parent: ast.AST, field: str, node: ast.AST, new: ast.AST) -> None:
    ast.copy_location(new, node)
    value = getattr(parent, field)
    if isinstance(value, list):
        value[next(place for place, one in enumerate(value) if one is node)] = new
    else:
        setattr(parent, field, new)


# Putting a fault into a module that others have imported from


def infect(module: str, number: int) -> None:
    """Give the functions of a module, wherever they are held, the code of its faulty self, and its constants to all."""
    name = "atlas." + module.replace("/", ".")
    own = importlib.import_module(name)
    scratch = types.ModuleType(name)
    scratch.__dict__.update(__file__=own.__file__, __package__=own.__package__)
    sys.modules[name] = scratch  # dataclasses look their module up
    try:
        exec(compile(with_fault(module, number), str(own.__file__), "exec"), scratch.__dict__)  # noqa: S102 - our own
    finally:
        sys.modules[name] = own
    for key, new in list(vars(scratch).items()):
        old = vars(own).get(key)
        if key.startswith("__") or isinstance(new, types.ModuleType) or getattr(new, "__module__", name) != name:
            continue
        if not _transplant(old, new):
            _share(own, key, old, new)
    for cached in gc.get_objects():
        if isinstance(cached, functools._lru_cache_wrapper) and (cached.__module__ or "").startswith("atlas"):
            cached.cache_clear()


def _transplant(old: Any, new: Any) -> bool:
    """Whether the code of ``new`` could be put into ``old``: a function, a property, a class with all it has."""
    if isinstance(old, type) and isinstance(new, type):
        for key, own in vars(new).items():
            if key in vars(old) and not _transplant(vars(old)[key], own) and key == "__match_args__":
                continue
        for key, own in vars(new).items():  # constants and defaults of the class
            if isinstance(own, int | float | str | tuple) and not key.startswith("__"):
                with contextlib.suppress(AttributeError, TypeError):
                    setattr(old, key, own)
        return True
    old, new = _plain(old), _plain(new)
    if isinstance(old, types.FunctionType) and isinstance(new, types.FunctionType):
        if len(old.__code__.co_freevars) == len(new.__code__.co_freevars):
            old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
        return True
    return False


def _plain(value: Any) -> Any:
    for way in ("fget", "func", "__func__", "__wrapped__"):
        while not isinstance(value, types.FunctionType) and (inner := getattr(value, way, None)) is not None:
            value = inner
    return value


def _share(own: types.ModuleType, key: str, old: Any, new: Any) -> None:
    for module in list(sys.modules.values()):
        if module is own or (getattr(module, "__name__", "").startswith("atlas") and vars(module).get(key) is old):
            setattr(module, key, new)


# Running


def _run(files: list[str]) -> int:
    plain = ["-p", "no:cacheprovider", "-p", "no:xdist", "--no-header"]
    return pytest.main(["-q", "-x", *plain, "-k", f"not ({SLOW})", *files])


def noticed(fault: Fault, files: list[str]) -> bool:
    """Whether the tests fail, in a fork of this process, when the fault is there."""
    child = os.fork()
    if child == 0:
        signal.alarm(TIMEOUT_S)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(null, stream)
        try:
            infect(fault.module, fault.number)
            code = _run(files)
        except BaseException:  # a fault in a constant may end everything
            code = 1
        os._exit(0 if code == 0 else 1)
    return os.waitpid(child, 0)[1] != 0


def survivors(module: str, faults: list[Fault]) -> list[Fault]:
    """Of some faults of a module those that its tests do not notice."""
    files = [str(ROOT / "tests" / name) for name in CORE[module]]
    with Path(os.devnull).open("w") as null, contextlib.redirect_stdout(null):
        if _run(files) != 0:
            raise SystemExit(f"{module}: the tests fail before anything is broken")
    started, left = time.perf_counter(), []
    for fault in faults:
        if not noticed(fault, files):
            left.append(fault)
            print(f"  {fault}", flush=True)
    print(f"{module}: {len(faults) - len(left)} of {len(faults)}, {time.perf_counter() - started:.0f} s", flush=True)
    return left


def main(arguments: list[str] | None = None) -> int:
    """Try the faults, print the score, and end with 1 where it is too low."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help=f"of {', '.join(CORE)}; all unless named")
    parser.add_argument("--all", action="store_true", help="every fault, not the sample")
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"how many of all ({SAMPLE})")
    chosen = parser.parse_args(arguments)
    wanted = [name for name in CORE if not chosen.modules or any(name.startswith(part) for part in chosen.modules)]
    if not wanted:
        parser.error(f"no module is called so; there is {', '.join(CORE)}")
    os.environ["MPLBACKEND"] = "Agg"
    sys.path.insert(0, str(ROOT / "tests"))
    every = [fault for name in CORE for fault in faults_of(name)]
    tried = every if chosen.all else random.Random(SEED).sample(every, min(chosen.sample, len(every)))
    by_module = {name: sorted((f for f in tried if f.module == name), key=lambda f: f.number) for name in wanted}
    left = [fault for name, faults in by_module.items() if faults for fault in survivors(name, faults)]
    total = sum(map(len, by_module.values()))
    killed = total - len(left)
    print(f"{killed} of {total} faults noticed ({killed / total:.1%}); there are {len(every)} in all")
    return 0 if killed >= LEAST * total else 1


if __name__ == "__main__":
    sys.exit(main())
