"""The command line: a module a group of commands, each found in this package and joined to one app.

To add a command is to add a function with ``@app.command`` to a module here, or a module; :mod:`atlas.cli.base` has
what they share.
"""

from importlib import import_module
from pkgutil import iter_modules

from atlas.cli.base import app, main

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["app", "main"]
