"""Records larger than memory, or than one machine: a folder of GeoParquet that answers by SQL.

``atlas export big/`` writes the folder, :func:`atlas.open` opens it, and :class:`atlas.BigRecord` answers what
:class:`atlas.Record` does. :mod:`atlas.big.questions` has every question once, as SQL that DuckDB and Apache Spark both
take; :mod:`atlas.big.on_duckdb` and :mod:`atlas.big.on_spark` run it; :mod:`atlas.big.layout` says what lies in the
folder, and :mod:`atlas.big.write` writes it, piece by piece where it is made larger than memory.
"""
