"""How well the likelihood foretells what it was not shown: ``python -m tests.benchmarks.likelihood``.

Two things are blanked, a tenth of the features at a time: ends that sources date to the month (their end events are
taken out of the record), and what still stands (the attestations that carry it on to today are taken out). Tenures and
estimate are made anew from what is left, and the likelihood of the blanked features is asked for on nine days from 1955
to 1975.
Asked of ends alone, every question is about a thing that did end, which no reader of a map knows; asked of both, the
questions are what a map asks. Held against it on the same features and days: today's rule (half beyond the last
attestation), the plain share of the country, and a random walk in time (the model of the package ``baorista`` for R,
fitted here by its mode). Prints tables, and with ``--plot FILE`` draws the calibration.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

import atlas
from atlas.edtf import to_day
from atlas.record.likelihood import Estimate
from atlas.record.states import state_codes, tenure_frame
from atlas.record.tenures import BEARING, UNCERTAIN

DAYS = [to_day((pd.Timestamp("1955-01-01") + pd.DateOffset(months=30 * k)).date()) for k in range(9)]
FOLDS, SEED, MONTH_DAYS = 10, 5, 31
DRAWS = 2000
Floats = npt.NDArray[np.float64]


def main() -> None:
    """Score, print, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the calibration plot into a picture")
    chosen = parser.parse_args()
    asked = predictions(atlas.load())
    for title, part in (("Ends alone", asked[asked["ended"]]), ("Ends, and what stands", asked)):
        print(f"{title}\n\n{table(part)}\n")
    if chosen.plot:
        draw(asked, chosen.plot)


def predictions(record: atlas.Record, folds: int = FOLDS) -> pd.DataFrame:
    """A row a blanked feature and day: ``feature_id, fold, day, ended, truth`` (1: it bore the name) and a prediction
    each of ``likelihood, half, country, walk``.
    """
    tenures, features, today = record.tenures, record.features, to_day(record.date)
    known, standing = _blanked(record)
    orders = [np.random.default_rng(SEED).permutation(len(ids)) for ids in (known, standing)]
    parts = []
    for fold in range(folds):
        gone, still = (ids[order[fold::folds]] for ids, order in zip((known, standing), orders, strict=True))
        ids = pd.Index([*gone, *still])
        ends = tenures.drop_duplicates("feature_id").set_index("feature_id").loc[gone, "end_event"]
        carried = record.events["feature_id"].isin(still) & (record.events["type"] == "stands")
        events = record.events[~record.events["event_id"].isin(ends) & ~carried]
        blanked = tenure_frame(features, events, record.date)
        part = features.loc[ids]
        truth = state_codes(tenures, part.index, DAYS)
        open_now = (state_codes(blanked, part.index, DAYS) == UNCERTAIN) & (truth != UNCERTAIN)
        mine = blanked[blanked["feature_id"].isin(ids)]
        likely = Estimate(features, blanked, today).at(part, mine, DAYS)
        rows, days = np.nonzero(open_now)
        rest = features.drop(ids)
        parts.append(
            pd.DataFrame(
                {
                    "feature_id": part.index[rows],
                    "fold": fold,
                    "ended": part.index[rows].isin(gone),
                    "day": np.array(DAYS)[days],
                    "truth": (truth[rows, days] == BEARING).astype(float),
                    "likelihood": likely[rows, days],
                    "half": 0.5,
                    "country": _country(rest, blanked, part)[rows, days],
                    "walk": _walk(blanked, mine, part.index)[rows, days],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _blanked(record: atlas.Record) -> tuple[pd.Index, pd.Index]:
    """Features whose one end is known to the month; and those that stand today by a source, and stood in 1965."""
    tenures, today = record.tenures, to_day(record.date)
    alone = ~tenures["feature_id"].duplicated(keep=False)
    span = tenures["end_latest"] - tenures["end_earliest"]
    known = tenures.loc[alone & (span.dt.days < MONTH_DAYS), "feature_id"]
    stands = tenures["gone_from"].isna() & (tenures["bearing_until"] > today) & (tenures["bearing_from"] < DAYS[4])
    attested = tenures["feature_id"].isin(record.events.loc[record.events["type"] == "stands", "feature_id"])
    return pd.Index(known), pd.Index(tenures.loc[alone & stands & attested, "feature_id"])


def _country(rest: pd.DataFrame, tenures: pd.DataFrame, part: pd.DataFrame) -> Floats:
    """The share of a country's settled features that bear the name on each day, a half where there are none."""
    codes = state_codes(tenures, rest.index, DAYS)
    found = np.full((len(part), len(DAYS)), 0.5)
    for row, country in enumerate(part["country"]):
        here = codes[(rest["country"] == country).to_numpy()]
        bearing, settled = (here == BEARING).sum(axis=0), ((here == BEARING) | (here == 1)).sum(axis=0)
        found[row] = np.where(settled > 0, bearing / np.maximum(settled, 1), 0.5)
    return found


def _walk(tenures: pd.DataFrame, mine: pd.DataFrame, ids: pd.Index) -> Floats:
    """All ends as one distribution over years whose logarithm walks at random; conditioned on the last attestation."""
    from scipy.optimize import minimize

    year = np.array(
        [np.datetime64(day, "D").astype("datetime64[Y]").astype(int) + 1970 for day in tenures["bearing_until"]]
    )
    gone = tenures["gone_from"]
    last = np.array(
        [
            2026 if pd.isna(day) else np.datetime64(int(day), "D").astype("datetime64[Y]").astype(int) + 1970
            for day in gone
        ]
    )
    first, n = 1924, 2027 - 1924
    a, b = np.clip(year, first, 2026) - first, np.clip(last, first, 2026) - first

    def loss(theta: Floats) -> tuple[float, Floats]:
        top = theta.max()
        p = np.exp(theta - top)
        p /= p.sum()
        sums = np.concatenate([[0], np.cumsum(p)])
        total = np.maximum(sums[b + 1] - sums[a], 1e-12)
        steps = np.zeros(n + 1)
        np.add.at(steps, a, 1 / total)
        np.add.at(steps, b + 1, -1 / total)
        slope = len(a) * p - p * np.cumsum(steps)[:n]
        rough = np.diff(theta)
        slope[:-1] -= rough
        slope[1:] += rough
        return -np.log(total).sum() + 0.5 * (rough**2).sum(), slope

    theta = minimize(loss, np.zeros(n), jac=True, method="L-BFGS-B").x
    p = np.exp(theta - theta.max())
    sums = np.concatenate([[0], np.cumsum(p / p.sum())])
    at = _years(DAYS) - first
    low = np.clip(
        _years(mine.drop_duplicates("feature_id").set_index("feature_id")["bearing_until"].reindex(ids)) - first,
        0,
        n - 1,
    )
    left = 1 - sums[low][:, None]
    return np.clip((1 - sums[at][None, :]) / np.maximum(left, 1e-9), 0, 1)


def _years(days: object) -> npt.NDArray[np.int64]:
    """The years of day numbers."""
    return np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[Y]").astype("int64") + 1970


def table(asked: pd.DataFrame) -> str:
    """Brier and log scores, the calibration of the likelihood by fifths, and how often the interval held the number."""
    lines = [
        f"{asked['feature_id'].nunique()} features, {len(asked)} questions",
        "",
        "| prediction | Brier | log |",
        "|---|--:|--:|",
    ]
    truth = asked["truth"].to_numpy()
    for name in ("likelihood", "half", "country", "walk"):
        p = asked[name].to_numpy()
        sure = np.clip(p, 0.005, 0.995)
        log = -(truth * np.log(sure) + (1 - truth) * np.log(1 - sure)).mean()
        lines.append(f"| {name} | {((p - truth) ** 2).mean():.3f} | {log:.3f} |")
    lines += ["", "| fifth | questions | features | foretold | happened | off by, 90 % |", "|---|--:|--:|--:|--:|--:|"]
    for row in calibration(asked).itertuples():
        scale = f"{row.fifth / 5:.1f}-{(row.fifth + 1) / 5:.1f}"
        off = f"{row.off_low:+.2f} to {row.off_high:+.2f}"
        lines.append(f"| {scale} | {row.n} | {row.features} | {row.foretold:.2f} | {row.happened:.2f} | {off} |")
    return "\n".join(lines)


def calibration(asked: pd.DataFrame) -> pd.DataFrame:
    """A row a fifth of the scale: ``fifth, n, features, foretold, happened``, and ``off_low, off_high``.

    The last two hold what is foretold less what happened nine times in ten, by drawing the features anew (a bootstrap
    by clusters: the questions of one feature, up to nine days, go together).
    """
    fifth = np.minimum((asked["likelihood"] * 5).astype(int), 4).rename("fifth")
    rows = []
    for number, part in asked.groupby(fifth):
        off = (part["likelihood"] - part["truth"]).groupby(part["feature_id"]).agg(["sum", "size"]).to_numpy()
        drawn = off[np.random.default_rng(SEED).integers(0, len(off), (DRAWS, len(off)))].sum(axis=1)
        low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.05, 0.95])
        means = part["likelihood"].mean(), part["truth"].mean()
        rows.append((number, len(part), len(off), *means, low, high))
    return pd.DataFrame(rows, columns=["fifth", "n", "features", "foretold", "happened", "off_low", "off_high"])


def draw(asked: pd.DataFrame, path: Path) -> None:
    """The calibration as a picture: foretold against happened, a disc a fifth, its area the number of questions."""
    import matplotlib.pyplot as plt

    from atlas.look.figures import LINE, RED

    figure, axes = plt.subplots(figsize=(4.8, 4.4), layout="constrained")
    fifths = calibration(asked)
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1)
    axes.fill_between([0, 1], [-0.1, 0.9], [0.1, 1.1], color=LINE, alpha=0.15, linewidth=0)
    axes.scatter(fifths["foretold"], fifths["happened"], s=fifths["n"], color=RED, zorder=3)
    for row in fifths.itertuples():
        axes.annotate(
            f"{row.n}", (row.foretold, row.happened), textcoords="offset points", xytext=(10, -12), fontsize=9
        )
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="likelihood foretold",
        ylabel="share that bore the name",
        title="What was blanked, foretold",
    )
    figure.savefig(path, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
