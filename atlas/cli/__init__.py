"""The command line: a module a group of commands, each found in this package and joined to one app.

To add a command is to add a function with ``@app.command`` to a module here, or a module; :mod:`atlas.cli.base` has
what they share.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules

try:
    from atlas.cli.base import app, main

    for _module in iter_modules(__path__):
        import_module(f"{__name__}.{_module.name}")
except KeyboardInterrupt:  # Ctrl-C while the libraries load
    sys.exit(130)

__all__ = ["app", "main"]
