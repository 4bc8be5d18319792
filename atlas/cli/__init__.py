"""The command line: a file a group of commands, which join one app when this package is imported."""

from atlas.cli import embed, lists, pictures
from atlas.cli.app import app, main

__all__ = ["app", "embed", "lists", "main", "pictures"]
