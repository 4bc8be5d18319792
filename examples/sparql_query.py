"""A SPARQL store (Oxigraph), from the Turtle: `atlas export atlas.ttl`. rdflib answers the same, more slowly."""

from pathlib import Path

import pyoxigraph as ox

store = ox.Store()
store.load(path="atlas.ttl", format=ox.RdfFormat.TURTLE)
PREFIXES = """PREFIX crm: <http://www.cidoc-crm.org/cidoc-crm/> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX geo: <http://www.opengis.net/ont/geosparql#> """

COUNT = """SELECT ?status (count(*) AS ?n) WHERE { ?span a crm:E3_Condition_State ; dcterms:type ?status ;
  schema:startDate ?first ; schema:endDate ?last .
  FILTER("1953-03-05"^^xsd:date >= ?first && "1953-03-05"^^xsd:date <= ?last) }
GROUP BY ?status"""
print({row["status"].value: int(row["n"].value) for row in store.query(PREFIXES + COUNT)})

NAMES = """SELECT ?name ?first ?last WHERE { ?thing dcterms:identifier "katowice" ; crm:P44_has_condition ?span .
  ?span rdfs:label ?name ; dcterms:type "bearing" ; schema:startDate ?first ; schema:endDate ?last . }"""
for row in store.query(PREFIXES + NAMES):
    print(row["name"].value, "|", row["first"].value, "|", row["last"].value)

POINTS = """SELECT ?status ?wkt WHERE { ?thing crm:P44_has_condition ?span ; geo:hasGeometry/geo:asWKT ?wkt .
  ?span dcterms:type ?status ; schema:startDate ?first ; schema:endDate ?last .
  FILTER("1961-11-12"^^xsd:date >= ?first && "1961-11-12"^^xsd:date <= ?last) }"""
with Path("sparql.svg").open("w", encoding="utf-8") as picture:
    picture.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -70 170 50" width="1360" height="400">')
    for row in store.query(PREFIXES + POINTS):
        if row["wkt"].value.startswith("POINT"):
            longitude, latitude = map(float, row["wkt"].value[7:-1].split())
            colour = "#b01e24" if row["status"].value == "bearing" else "#e7b8b0"
            picture.write(f'<circle cx="{longitude}" cy="{-latitude}" r=".4" fill="{colour}"/>')
    picture.write("</svg>")
