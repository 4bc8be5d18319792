"""Stills and films: the sheet that matplotlib draws. It needs the extra ``still``, films the extra ``film``."""
