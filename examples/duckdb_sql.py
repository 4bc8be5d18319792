"""DuckDB, from the GeoParquet: `atlas export atlas.spans.parquet`."""

import duckdb

spans = duckdb.sql("SELECT * FROM 'atlas.spans.parquet'")
print(
    dict(
        duckdb.sql(
            "SELECT status, count(*) FROM spans WHERE DATE '1953-03-05' BETWEEN first_day AND last_day GROUP BY status"
        ).fetchall()
    )
)
asked = "SELECT name, begin_words, end_words, disputed FROM spans WHERE feature_id = 'katowice' AND status = 'bearing'"
print(*duckdb.sql(asked).fetchall()[0], sep=" | ")

# Drawn as text: a letter for each degree and a half of longitude and latitude, the surer state on top.
day = duckdb.sql("SELECT * FROM spans WHERE DATE '1961-11-12' BETWEEN first_day AND last_day")
cells = {
    (int((longitude - 8) / 1.5), int((66 - latitude) / 1.5)): status
    for longitude, latitude, status in duckdb.sql(
        "SELECT longitude, latitude, status FROM day ORDER BY status DESC"
    ).fetchall()
}
for row in range(20):
    print("".join({"bearing": "#", "uncertain": "."}.get(cells.get((column, row), ""), " ") for column in range(50)))
