"""Kinds of the record as concepts of the Getty Art & Architecture Thesaurus; those of the World Historical
Gazetteer's list where it has one. A kind without a close concept has none.
"""

from __future__ import annotations

__all__ = ["AAT", "LISTED"]

AAT: dict[str, tuple[str, str]] = {
    "settlement": ("300008347", "inhabited places"),
    "district": ("300000705", "districts"),
    "region": ("300232418", "administrative divisions"),
    "street": ("300008247", "streets"),
    "square": ("300008304", "squares"),
    "park": ("300008187", "parks"),
    "peak": ("300008795", "mountains"),
    "water": ("300266059", "bodies of water (natural)"),
    "canal": ("300006075", "canals (waterways)"),
    "bridge": ("300007836", "bridges"),
    "station": ("300007783", "railroad stations"),
    "works": ("300006232", "factories"),
    "building": ("300004790", "single built works"),
    "monument": ("300006958", "monuments"),
    "bust": ("300047457", "busts"),
    "relief": ("300047230", "reliefs (sculptures)"),
    "museum": ("300005768", "museums (buildings)"),
}
"""Number and label by kind."""

LISTED = frozenset(
    {
        *("300000705", "300004790", "300006075", "300007836", "300008187", "300008304", "300008347", "300008795"),
        *("300232418", "300266059"),
    }
)
"""Those of the numbers above that are on the list of feature types which the World Historical Gazetteer publishes
(feature-types-AAT_20230609, beside the specification of LP-TSV 0.5). It refuses a row with any other.
"""
