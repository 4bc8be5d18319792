"""The reference pages, written from the code's own schemas: no name in them is typed by hand.

``PAGES`` has for each page of the site the function that writes its Markdown. MkDocs asks for them while it builds
(:mod:`hooks`); the tests ask for them too, and name the command, option, column, rule, event type, format, message or
key that has no heading (``tests/test_docs.py``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from inspect import cleandoc, getdoc
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import click
import typer

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "atlas" / "page" / "web" / "src" / "host"
RECORDS = ROOT / "tests" / "records"
ROOMS = {
    "record": "Asking a record",
    "edtf": "Dates",
    "check": "Checking",
    "lists": "Lists of your own",
    "export": "Exports",
    "big": "Large records",
    "cite": "Citing",
    "page": "Pages",
    "plate": "Stills and films",
    "notebook": "Notebooks",
    "publish": "Sites",
    "look": "Colours, shapes, texts",
    "palette": "A palette for figures",
    "io": "Tables and files",
    "cli": "The commands' own parts",
}
"""Rooms of the package in the order of the reference, with what each is for."""


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown; a line end in a cell becomes a space, a bar is escaped."""

    def line(cells: list[str]) -> str:
        return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"

    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])


def heading(level: int, text: str, anchor: str) -> str:
    """A heading with an address of its own."""
    return f"{'#' * level} `{text}` {{ #{anchor} }}"


def prose(docstring: str | None) -> str:
    """A docstring as Markdown: its roles become code, its double backticks single ones, its tables stay as typed."""
    text = re.sub(r":(?:py:)?[a-z]+:`~?(?:[\w.]*\.)?([^`]+)`", r"`\1`", cleandoc(docstring or ""))
    text = re.sub(r"``([^`]+)``", r"`\1`", text)
    text = re.sub(r"(?m)^=+(?: +=+)+\n(?:.*\n)*?=+(?: +=+)+\n(?:.*\n)*?=+(?: +=+)+$", r"```text\n\g<0>\n```", text)
    return re.sub(r"(?m)^(>>> .*(?:\n(?:>>>|\.\.\.) .*)*)", r"```pycon\n\1\n```", text)


# ---------------------------------------------------------------------------------------------------- Python


def modules() -> Iterator[str]:
    """Modules that name what is public in them, by ``__all__``, in the order of their rooms."""
    package = import_module("atlas")
    found = [module.name for module in walk_packages(package.__path__, "atlas.") if "__main__" not in module.name]
    order = list(ROOMS)
    for name in sorted(found, key=lambda name: (_order(name, order), name)):
        if name.split(".")[1] in ROOMS and "__all__" in _source(name):
            yield name


def _order(name: str, order: list[str]) -> int:
    room = name.split(".")[1]
    return order.index(room) if room in order else len(order)


def _source(name: str) -> str:
    path = ROOT.joinpath(*name.split("."))
    path = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
    return path.read_text(encoding="utf-8")


def python_page() -> str:
    """What ``import atlas`` offers."""
    atlas = import_module("atlas")
    parts = [
        "# Python: the public names",
        "What `import atlas` offers. Tables that these names return are plain (Geo)DataFrames. "
        "The [rooms](rooms.md) behind them have names of their own.",
    ]
    for name in atlas.__all__:
        if name == "__version__":
            parts += [heading(2, "atlas.__version__", "atlas.__version__"), "Version of the package, as text."]
            continue
        parts.append(f"::: atlas.{name}\n    options:\n      heading_level: 2\n      inherited_members: true")
    return "\n\n".join(parts) + "\n"


def room_page(room: str) -> str:
    """A room of the package: every module of it that has public names."""
    parts = [f"# {ROOMS[room]}: `atlas.{room}`"]
    parts += [f"::: {name}\n    options:\n      heading_level: 2" for name in modules() if name.split(".")[1] == room]
    return "\n\n".join(parts) + "\n"


def rooms_page() -> str:
    """The list of rooms."""
    rows = [[f"[`atlas.{room}`](rooms/{room}.md)", words] for room, words in ROOMS.items()]
    return (
        "# Python: the rooms\n\nThe names behind [those of the package](python.md), for whoever writes a tool of their "
        "own. Imports run downwards only.\n\n" + table(["room", "for"], rows) + "\n"
    )


# ---------------------------------------------------------------------------------------------------- commands


def commands() -> dict[str, click.Command]:
    """Every command by name, in the order of ``atlas --help``."""
    group = typer.main.get_command(import_module("atlas.cli").app)
    return dict(group.commands)  # type: ignore[attr-defined]


def commands_page() -> str:
    """Every command, from its own help."""
    app = import_module("atlas.cli").app
    parts = [
        "# Commands",
        "Each page of help is what the command itself prints. Exit codes: 0 done, 1 the record has problems, 2 wrong "
        "usage. Colour is for terminals alone; `NO_COLOR` turns it off. `atlas --install-completion` teaches the shell "
        "(bash, zsh, fish, PowerShell) to complete commands and options.",
        heading(2, "atlas", "atlas"),
        _help(app, []),
    ]
    for name, command in commands().items():
        parts += [heading(2, f"atlas {name}", f"atlas-{name}"), _help(app, [name])]
        rows = [
            [
                f'<span id="atlas-{name}-{param.name}"></span>`{"`, `".join([*param.opts, *param.secondary_opts])}`',
                param.help or "",
            ]
            for param in command.params
            if isinstance(param, click.Option) or type(param).__name__ == "TyperOption"
            if "--help" not in param.opts
        ]
        parts += [table(["option", "meaning"], rows)] if rows else []
    return "\n\n".join(parts) + "\n"


def _help(app: Any, arguments: list[str]) -> str:
    from typer.testing import CliRunner

    result = CliRunner().invoke(
        app, [*arguments, "--help"], prog_name="atlas", env={"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
    )
    return f"```text\n{result.stdout.rstrip()}\n```"


# ---------------------------------------------------------------------------------------------------- the record


@cache
def _record() -> Any:
    return import_module("atlas").load()


def columns_page() -> str:
    """Every table and column of a record, from the descriptor."""
    from atlas.io.schema import bundled
    from atlas.publish.codebook import _columns

    parts = [
        "# Tables and columns",
        "A record is a folder of these tables in CSV, with [`datapackage.json`](descriptor.md) as their one schema. "
        "What stands in the record that comes with the package, its [codebook](../understand/codebook.md) says.",
    ]
    for name, one in bundled().tables.items():
        keys = f" Its key is `{'`, `'.join(one.primary_key)}`." if one.primary_key else ""
        parts += [heading(2, one.path, name), f"{one.description}{keys}"]
        for column, (_, kind, rules, meaning) in zip(one.fields, _columns(one), strict=True):
            told = f"*{kind}{', ' if rules else ''}{rules}*"
            parts += [heading(3, column.name, f"{name}.{column.name}"), f"{meaning}\n\n{told}"]
    return "\n\n".join(parts) + "\n"


def vocabulary_page() -> str:
    """Kinds, event types and grades, from their tables."""
    record = _record()
    parts = ["# Event types, kinds, grades", "The terms of the record that comes with the package, from its tables."]
    effects = {"begin": "begins", "end": "ends", "neutral": "neither begins nor ends"}
    for title, anchor, rows, key, extra in (
        ("Event types", "event-types", record.event_types, "event_type", lambda r: f"{effects[r['effect']]} a tenure"),
        ("Kinds", "kinds", record.kinds, "kind", lambda r: f"group: {r['group']}; shape on a map: {r['shape']}"),
        ("Grades of sources", "grades", record.grades, "grade", lambda r: f"standing: {r['standing']}"),
    ):
        parts.append(f"## {title} {{ #{anchor} }}")
        frame = rows.reset_index() if rows.index.name else rows
        for row in frame.to_dict("records"):
            parts += [heading(3, row[key], f"{anchor}.{row[key]}"), f"{row['definition']}\n\n*{extra(row)}*"]
    return "\n\n".join(parts) + "\n"


def tables_rules() -> dict[str, str]:
    """Rules of the files themselves, which reading a table already keeps, with what each asks."""
    return {
        "descriptor": "`datapackage.json` is one, and says nothing that the atlas cannot do.",
        "structure": "A table has the columns of the descriptor in their order, and every row as many cells.",
        "encoding": "A file is UTF-8.",
        "type": "A cell is of its column's type.",
    }


def rules_page() -> str:
    """Every rule of ``atlas check``, with a record that breaks it and what is said of that."""
    from atlas.check import RULES, SOURCED, STRICT

    parts = [
        "# Rules",
        "What `atlas check` asks of a record, and for each rule a tiny record that breaks it: the file, row, column "
        "and rule that are named. A record of the level `draft` is only warned of some, one of the level `sourced` of "
        "few ([`subject.level`](descriptor.md#subject.level)).",
    ]
    levels = {rule.__name__: "draft, sourced" for rule in STRICT} | {rule.__name__: "draft" for rule in SOURCED}
    listed = {rule.__name__.replace("_", "-"): (getdoc(rule), levels.get(rule.__name__, "")) for rule in RULES}
    listed = {name: (words, "") for name, words in tables_rules().items()} | listed
    for name, (words, waived) in listed.items():
        parts += [heading(2, name, name), prose(words)]
        parts += [f"*A warning at the level {waived}.*"] if waived else []
        parts += [f"```text\n{example}\n```" for example in [_example(name)] if example]
    return "\n\n".join(parts) + "\n"


def _example(rule: str) -> str:
    for path in sorted(RECORDS.glob("*/expected.txt")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith(f"  {rule}")]
        if lines:
            return f"tests/records/{path.parent.name}/{lines[0]}"
    return ""


# ---------------------------------------------------------------------------------------------------- exports


def exports_page() -> str:
    """Every format, from its module."""
    from atlas.export import FOLDER, FORMATS

    parts = [
        "# Formats of export",
        '`record.export("atlas.gpkg")` and `atlas export atlas.gpkg` write a record or a part of it; the suffix '
        "chooses the format; a folder ends in a slash. Which to take for what: [Exports](../use/exports.md).",
    ]
    for form in (*FORMATS, FOLDER):
        anchor = form.suffix.strip("./").replace(".", "-") or "folder"
        parts += [heading(2, form.suffix, anchor), f"**{form.label}**"]
        parts.append(prose(import_module(form.module).__doc__))
    shape = import_module("atlas.export.shape")
    record = _record()
    day = record.date.isoformat()
    for name, write in (
        ("spans", shape.span_frame),
        ("tenures", shape.tenure_frame),
        ("day", lambda part: shape.day_frame(part, day)),
    ):
        frame = write(record.where(feature_id=list(record.features.index[:1])))
        rows = [[f"`{column}`", shape.meaning(record, name, str(column))] for column in frame.columns]
        parts += [f"## Columns of {name} {{ #{name} }}", prose((getdoc(write) or "").split("\n\nReturns")[0])]
        parts += [table(["column", "meaning"], rows)]
    layout = import_module("atlas.big.layout")
    told = {**shape.COLUMNS, **layout.COLUMNS}
    for name, columns in layout.TABLES.items():
        parts += [f"## Columns of {name} in a folder {{ #folder-{name} }}"]
        parts += ["Those of the features are there, too."] if name == "tenures" else []
        rows = [[f"`{column}`", told.get(column) or shape.meaning(record, "events", column)] for column in columns]
        parts += [table(["column", "meaning"], rows)]
    return "\n\n".join(parts) + "\n"


# ---------------------------------------------------------------------------------------------------- pages


def address_keys() -> dict[str, str]:
    """Keys of a page's address with what each means, from the comment beside them in ``address.js``."""
    text = (WEB / "address.js").read_text(encoding="utf-8")
    keys = re.findall(r'"([a-z]+)"', re.search(r"export const KEYS = \[(.*?)\]", text, re.S).group(1))  # type: ignore[union-attr]
    words = dict(re.findall(r"^ \* - ([a-z]+): (.+)$", text, re.M))
    return {key: words.get(key, "") for key in keys}


def messages() -> dict[str, tuple[str, str]]:
    """Messages that a framed map takes, from ``message.js``: argument, and the words of the call of the same name."""
    text = (WEB / "message.js").read_text(encoding="utf-8")
    block = re.search(r"const DEEDS = \{(.*?)\n\};", text, re.S).group(1)  # type: ignore[union-attr]
    calls = script_calls()
    found = re.findall(r'^  (\w+): \[(?:"(\w+)"|null)', block, re.M)
    return {name: (argument, calls.get(name, ("", ""))[1]) for name, argument in found}


def script_calls() -> dict[str, tuple[str, str]]:
    """Calls of ``window.atlas``, from ``api.js``: arguments, and the comment above each."""
    text = (WEB / "api.js").read_text(encoding="utf-8")
    comment = r"/\*\* ((?:(?!\*/).)+) \*/\s+"
    calls = {}
    for words, name, arguments in re.findall(rf"{comment}(?:api\.)?(\w+)(?: = )?\(([^)]*)\)", text):
        calls[name] = (arguments, words.strip())
    return calls


def script_names() -> set[str]:
    """Names of all calls of ``window.atlas``, documented or not."""
    text = (WEB / "api.js").read_text(encoding="utf-8")
    own = re.search(r"const api = \{(.*?)\n  \};", text, re.S).group(1)  # type: ignore[union-attr]
    return {*re.findall(r"^    (?:/\*\*.*?\*/ )?(\w+)\(", own, re.M), *re.findall(r"^  api\.(\w+) =", text, re.M)}


def embed_page() -> str:
    """The address, the messages and the calls of a page."""
    parts = [
        "# Addresses, messages, calls",
        "How a link, an article around a map, and a script on its page ask for what it shows.",
        "## Keys of an address { #address }",
        "Behind `#`, or where a host drops that, as a query: `prague.html?date=1962-11-06&lang=de`. What cannot be "
        "read is left out, key by key.",
    ]
    for key, words in address_keys().items():
        parts += [heading(3, key, f"address.{key}"), words]
    parts += [
        "## Messages, protocol 1 { #messages }",
        'A page that frames the map sends `{atlas: 1, do: "seek", date: "1961-11-10", ref: 7}`; only that page is '
        'listened to. The answer is `{atlas: 1, is: "state", state, ref}` or `{atlas: 1, is: "error", message, ref}`. '
        'At its start the map says `{atlas: 1, is: "ready", state}`; while it plays, the state comes ten times a '
        "second at most.",
    ]
    for name, (argument, words) in messages().items():
        sent = f'`{{atlas: 1, do: "{name}"{f", {argument}: …" if argument else ""}}}`'
        parts += [heading(3, name, f"message.{name}"), f"{sent}. {words}"]
    parts += [
        "## Calls of `window.atlas` { #calls }",
        "On the page itself, or in the browser's console.",
    ]
    for name, (arguments, words) in script_calls().items():
        shown = re.sub(r" = \{\}", "", arguments)
        parts += [heading(3, f"atlas.{name}({shown})", f"call.{name}"), words]
    return "\n\n".join(parts) + "\n"


# ---------------------------------------------------------------------------------------------------- settings


def _type(spec: dict[str, Any]) -> str:
    if "$ref" in spec:
        name = spec["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name})"
    if "enum" in spec or "const" in spec:
        return ", ".join(f"`{json.dumps(term)}`" for term in spec.get("enum", [spec.get("const")]))
    if "anyOf" in spec:
        return " or ".join(dict.fromkeys(_type(one) for one in spec["anyOf"] if one.get("type") != "null"))
    if "prefixItems" in spec:
        return f"[{', '.join(_type(one) for one in spec['prefixItems'])}]"
    if spec.get("type") == "array":
        return f"list of {_type(spec.get('items', {}))}"
    if "additionalProperties" in spec and isinstance(spec["additionalProperties"], dict):
        return f"table of {_type(spec['additionalProperties'])}"
    kind = spec.get("type", "anything")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _keys(name: str, model: dict[str, Any], words: dict[str, str]) -> Iterator[str]:
    yield f"## {name} {{ #{name} }}"
    yield prose(model.get("description", "").split("\n\nAttributes")[0])
    needed = model.get("required", [])
    for key, spec in model.get("properties", {}).items():
        told = f"*{_type(spec)}{', required' if key in needed else ''}*"
        if spec.get("default") not in (None, "", [], {}):
            told += f", else `{json.dumps(spec['default'])}`"
        yield heading(3, key, f"{name.lower()}.{key}")
        yield f"{words.get(key) or spec.get('description', '')}\n\n{told}"


def maps_models() -> dict[str, dict[str, Any]]:
    """Models of ``maps.toml`` by name, from its JSON Schema."""
    schema = json.loads(import_module("atlas.record.plans").json_schema())
    top = {"Document": {key: value for key, value in schema.items() if key != "$defs"}}
    return top | schema["$defs"]


def maps_page() -> str:
    """Every key of ``maps.toml``."""
    parts = [
        "# Keys of maps.toml",
        "Which maps a record publishes. The same options are keywords of `atlas.AtlasMap`, and `--option KEY=VALUE` of "
        "`atlas map`. `atlas codebook` writes `maps.schema.json` for editors; put `#:schema maps.schema.json` on the "
        "first line.",
    ]
    for name, model in maps_models().items():
        parts += _keys(name, model, {})
    return "\n\n".join(part for part in parts if part) + "\n"


def descriptor_models() -> dict[str, dict[str, Any]]:
    """Models of ``datapackage.json`` by name."""
    schema = import_module("atlas.io.descriptor").DescriptorModel.model_json_schema()
    top = {"Descriptor": {key: value for key, value in schema.items() if key != "$defs"}}
    return top | {name.strip("_"): model for name, model in schema["$defs"].items()}


def attributes_of(docstring: str | None) -> dict[str, str]:
    """What the section *Attributes* of a numpydoc docstring says, by name."""
    _, _, section = cleandoc(docstring or "").partition("Attributes\n----------\n")
    return {
        name: " ".join(text.split()) for name, text in re.findall(r"(?m)^(\w+)\n((?:    .*\n?|\n)+)", section + "\n")
    }


def descriptor_page() -> str:
    """Every key of ``datapackage.json`` that the atlas reads."""
    module = import_module("atlas.io.descriptor")
    parts = [
        "# Keys of datapackage.json",
        "The descriptor is a [Data Package](https://datapackage.org) of version 2. These are the keys that the atlas "
        "reads; the section `subject` is its own.",
    ]
    for name, model in descriptor_models().items():
        cls = getattr(module, "DescriptorModel" if name == "Descriptor" else name, None) or getattr(module, f"_{name}")
        model = json.loads(json.dumps(model).replace("#/$defs/_", "#/$defs/"))
        parts += _keys(name, model, attributes_of(cls.__doc__))
    return "\n\n".join(part for part in parts if part) + "\n"


# ---------------------------------------------------------------------------------------------------- the pages


PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands_page,
    "reference/python.md": python_page,
    "reference/rooms.md": rooms_page,
    **{f"reference/rooms/{room}.md": (lambda room=room: room_page(room)) for room in ROOMS},
    "reference/columns.md": columns_page,
    "reference/vocabulary.md": vocabulary_page,
    "reference/rules.md": rules_page,
    "reference/exports.md": exports_page,
    "reference/embed.md": embed_page,
    "reference/maps.md": maps_page,
    "reference/descriptor.md": descriptor_page,
}
"""By its place in the site, the function that writes a page."""
