"""How things look, wherever they are drawn: on a page, on a sheet, in a figure, in an export."""
