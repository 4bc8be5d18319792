"""An example article: the milestones of a record to scroll through, beside a map that follows (scrollytelling)."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from atlas.edtf import from_day, words
from atlas.io.links import web
from atlas.page import assets
from atlas.page.embed import snippet
from atlas.page.page import templates
from atlas.page.payload.columns import iri
from atlas.record.milestones import milestones
from atlas.record.plans import MapPlan

if TYPE_CHECKING:
    from atlas.record import Record

FILE = "example-article.html"


def article(record: Record, plan: MapPlan) -> str:
    """The turning points of a record (milestones of weight 1) as an HTML page that drives the map of a plan.

    It is plain HTML with the script ``web/article.js``, to be read and copied by those who write their own. A
    milestone known to a span seeks its last day, so that the map shows what it brought about.
    """
    style, script = assets.style("atlas") + assets.style("article"), assets.source("article.js")
    # The article gives the frame its size, so the snippet's own style goes.
    frame = re.sub(r' style="[^"]*"', "", snippet(plan, options={"chrome": "off"}, still=False))
    policy = f"script-src {_hash(script)}; style-src {_hash(style)}; object-src 'none'; base-uri 'none'"
    turning = [
        {
            "day": from_day(m.last_day).isoformat(),
            "words": words(m.date),
            "title": m.title,
            "says": [
                {
                    "text": row["summary"],
                    "source": record.sources.at[row["source_id"], "title"],
                    "url": iri(web(str(record.sources.at[row["source_id"], "url"]))),
                }
                for row in m.rows.to_dict("records")[:2]
            ],
        }
        for m in milestones(record)
        if m.weight == 1
    ]
    page = templates().get_template("article.html")
    lede = "The turning points, with the map of the day beside them; an example of an article that drives a map"
    return page.render(
        title=plan.title, lede=lede, policy=policy, style=style, script=script, map=frame, milestones=turning
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
