"""Beside folium's own layers: the record's marks and clock on a folium map, with borders of the day under them."""

import folium

import atlas

record = atlas.load()
print({name: int(count) for name, count in record.at("1953-03-05")["status"].value_counts().items()})
katowice = record["katowice"]
print(katowice.name_on("1953-03-07"), "|", katowice.name_on("1956-12-09"), "|", katowice.name_on("1956-12-10"))

day = "1961-11-12"
page = folium.Map(location=[52, 25], zoom_start=4, tiles=None)
borders = record.borders[(record.borders["valid_from"] <= day) & ~(record.borders["valid_to"] <= day)]
folium.GeoJson(
    borders[["polity", "geometry"]], style_function=lambda _: {"weight": 1, "color": "#6b5f47", "fill": False}
).add_to(page)
atlas.Timeline(record.where(country=["PL", "CZ", "SK", "HU", "DE"]), start=day).add_to(page)
page.save("folium.html")
