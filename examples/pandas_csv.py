"""pandas, from a file of CSV: `atlas export atlas.spans.csv`."""

import pandas as pd

spans = pd.read_csv("atlas.spans.csv", parse_dates=["first_day", "last_day"])


def on(day: str) -> pd.DataFrame:
    """The spans that held on a day."""
    return spans[(spans["first_day"] <= day) & (spans["last_day"] >= day)]


print(on("1953-03-05")["status"].value_counts().to_dict())
katowice = spans[(spans["feature_id"] == "katowice") & (spans["status"] == "bearing")].iloc[0]
print(katowice["name"], "|", katowice["begin_words"], "|", katowice["end_words"], "| disputed:", katowice["disputed"])

day = on("1961-11-12")
axes = day.plot.scatter(
    "longitude", "latitude", c=day["status"].map({"bearing": "#b01e24", "uncertain": "#e7b8b0"}), s=8
)
axes.set_title("12 November 1961")
axes.figure.savefig("pandas.png")
