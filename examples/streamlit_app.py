"""Streamlit: `streamlit run streamlit_app.py`. The slider asks the record; the map is the atlas's own page."""

from datetime import date

import streamlit as st

import atlas

record = st.cache_resource(atlas.load)()
day = st.slider("Day", date(1925, 1, 1), record.date, date(1953, 3, 5))
counts = record.at(day)["status"].value_counts()
st.metric("Bore the name or image", int(counts.get("bearing", 0)))
st.metric("Not known", int(counts.get("uncertain", 0)))
katowice = record["katowice"]
st.write("Katowice was called", katowice.name_on(day), "; its events:", katowice.events[["date", "type", "words"]])
if st.toggle("Map", value=False):
    page = record.where(country=["PL", "CZ"]).map(start=day.isoformat(), first="1945", last="1992")
    st.iframe(page.get_root().render(), height=640)
