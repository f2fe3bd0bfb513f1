"""The partition as stacked bars: one for each holder, receiver, commune, field or week, with its numbers."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from dashboard.parts.ledger import words as ledger_words
from dashboard.words import _
from data.ledger.figures import BUCKETS, Count

# From Okabe and Ito, told apart with every common colour blindness; dark to light also in grey.
COLOURS = {
    "on_time": "#009e73",
    "sent_only": "#f0c430",
    "late": "#d55e00",
    "overdue": "#8c1d40",
    "open": "#56b4e9",
    "waived": "#9aa5a0",
}
_INK = {"sent_only": "#1d2b22", "open": "#1d2b22", "waived": "#1d2b22"}
_ROW, _MOST_CHARACTERS = 34, 40


def table(parts: Mapping[str, Count]) -> pd.DataFrame:
    """One row for each part and bucket that holds a duty: part, bucket, order, duties."""
    rows = [
        {
            "part": name,
            "bucket": _(ledger_words.BUCKETS[each]),
            "order": BUCKETS.index(each),
            "duties": number,
        }
        for name, count in parts.items()
        for each, number in count.buckets.items()
        if number
    ]
    return pd.DataFrame(rows, columns=["part", "bucket", "order", "duties"])


def chart(parts: Mapping[str, Count], *, dark: bool = False) -> alt.LayerChart:
    """The bars, in the order that is given; at least one duty."""
    rows = table(parts)
    used = [name for name in BUCKETS if _(ledger_words.BUCKETS[name]) in set(rows["bucket"])]
    said = [_(ledger_words.BUCKETS[name]) for name in used]
    down = alt.Axis(ticks=False, domain=False, labelLimit=7 * _MOST_CHARACTERS, labelPadding=8)
    base = alt.Chart(rows).encode(
        y=alt.Y("part:N", title=None, sort=list(parts), axis=down, scale=alt.Scale(paddingInner=0.28)),
        x=alt.X(
            "duties:Q",
            title=_("nghĩa vụ"),
            stack="zero",
            axis=alt.Axis(tickMinStep=1, format="d", grid=False),
        ),
        order=alt.Order("order:Q"),
        tooltip=[
            alt.Tooltip("part:N", title=_("Phần")),
            alt.Tooltip("bucket:N", title=_("Kết quả")),
            alt.Tooltip("duties:Q", title=_("Nghĩa vụ"), format="d"),
        ],
    )
    bars = base.mark_bar(cornerRadius=2).encode(
        color=alt.Color(
            "bucket:N",
            title=None,
            scale=alt.Scale(domain=said, range=[COLOURS[name] for name in used]),
            legend=alt.Legend(orient="top", columns=3, labelLimit=260),
        )
    )
    ink = [_INK.get(name, "#ffffff") for name in used]
    numbers = base.mark_text(fontWeight=600, fontSize=12).encode(
        x=alt.X("duties:Q", stack="zero", bandPosition=0.5),
        text=alt.Text("duties:Q", format="d"),
        color=alt.Color("bucket:N", scale=alt.Scale(domain=said, range=ink), legend=None),
    )
    layers = alt.layer(bars, numbers).resolve_scale(color="independent")
    return layers.properties(height=_ROW * len(parts) + 74)
