"""Lists that people keep, read as they are: any of a dozen formats becomes one table, a row a thing.

>>> table = read_list("monuments.csv")
>>> table.frame            # a DataFrame of what the file says; geometry, where it has any, in degrees of WGS 84
>>> table.rows             # where each row stands in the file
>>> table.notes            # what a reader of the result should know

Nothing is asked of the network, and nothing but the file that was named is opened: what a file names in turn (a linked
picture, a network link of KML, an address) is a text. What each format becomes: :mod:`atlas.io.lists.readers`.
"""

from atlas.io.lists.points import Point, PointError, point_of, shape_of_text
from atlas.io.lists.readers import FORMATS, ListError, ListTable, read_list

__all__ = ["FORMATS", "ListError", "ListTable", "Point", "PointError", "point_of", "read_list", "shape_of_text"]
