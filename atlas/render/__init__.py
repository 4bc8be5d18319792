"""Drawing: record → compact columns → one HTML page. Nothing outside this package writes HTML."""

from atlas.render.map import AtlasMap
from atlas.render.timeline import Timeline

__all__ = ["AtlasMap", "Timeline"]
