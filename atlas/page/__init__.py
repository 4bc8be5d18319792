"""The map page: record → compact columns → one HTML document."""

from atlas.page.map import AtlasMap
from atlas.page.timeline import Timeline

__all__ = ["AtlasMap", "Timeline"]
