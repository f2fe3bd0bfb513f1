"""Two charts: hotspots per day by satellite, fire events per commune and month. `data.figures` counts.

Time stands on the axis as text, not as moments: a browser in another time zone would shift days.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import formats, look, words
from dashboard.words import _, counted
from data.figures import End, Step, step_for
from geo.alphabet import sort_key

# Okabe and Ito's colours, told apart with every common colour blindness; one per satellite, always the same.
COLOURS = {
    "S-NPP": "#e69f00",
    "NOAA-20": "#0072b2",
    "NOAA-21": "#56b4e9",
    "Terra": "#009e73",
    "Aqua": "#cc79a7",
}
_NAMES = {"S-NPP": "Suomi NPP"}
Chart = alt.LayerChart | alt.FacetChart
_HEIGHT = 250
_ROW = 30


def _label(start: date, step: Step) -> str:
    """A step on the axis: 13/03 or T3/27; English writes the month's name, because 03/04 is two days."""
    english = words.current() == "en"
    if step == "month":
        return f"{start:%b ’%y}" if english else f"T{start.month}/{start:%y}"
    return f"{start:%d %b}" if english else f"{start:%d/%m}"


def _satellite_name(name: str) -> str:
    return _NAMES.get(name, name)


def end_note(end: End) -> str:
    """Why the counts on the two sides of the line cannot be compared."""
    return _(
        "{satellite} ngừng từ {day}: số điểm trước và sau ngày này không so sánh được.",
        satellite=_satellite_name(end.satellite),
        day=formats.day(end.last),
    )


def end_marks(ends: list[End], step: Step) -> pd.DataFrame:
    """Where the lines stand: the label of the step, how far into its band (0–1), and the words."""
    rows = []
    for end in ends:
        start, part = end.last, 1.0
        if step == "month":
            start, part = end.last.replace(day=1), end.last.day / monthrange(end.last.year, end.last.month)[1]
        text = _("hết {satellite}", satellite=_satellite_name(end.satellite))
        rows.append({"label": _label(start, step), "part": part, "text": text})
    return pd.DataFrame(rows, columns=["label", "part", "text"])


def hotspot_chart(counts: pd.DataFrame, ends: list[End], step: Step, *, dark: bool = False) -> Chart:
    """Stacked bars of `data.figures.hotspot_counts`, a line where a satellite ended.

    Parameters
    ----------
    counts : DataFrame
        start, satellite, hotspots; at least one row.
    ends : see `data.figures.ends`
    step : what `counts` was made with
    """
    order = [name for name in COLOURS if name in set(counts["satellite"])]
    labels = [_label(start, step) for start in sorted(set(counts["start"]))]
    table = pd.DataFrame(
        {
            "label": [_label(start, step) for start in counts["start"]],
            "satellite": counts["satellite"].map(_satellite_name).to_numpy(dtype=object),
            "order": counts["satellite"].map(order.index).to_numpy(dtype="int64"),
            "hotspots": counts["hotspots"].to_numpy(dtype="int64"),
        }
    )
    scale = alt.Scale(domain=labels, paddingInner=0.18)
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", ticks=False, grid=False)
    x = alt.X("label:O", title=None, scale=scale, axis=axis)
    bars = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("hotspots:Q", title=_("điểm cháy"), axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "satellite:N",
                title=None,
                scale=alt.Scale(
                    domain=[_satellite_name(n) for n in order], range=[COLOURS[n] for n in order]
                ),
                legend=alt.Legend(orient="top", columns=3),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("label:N", title=_("Ngày") if step == "day" else _("Tháng")),
                alt.Tooltip("satellite:N", title=_("Vệ tinh")),
                alt.Tooltip("hotspots:Q", title=_("Điểm cháy"), format="d"),
            ],
        )
    )
    ink = "#e4ece7" if dark else "#1d2b22"
    layers: list[alt.Chart] = [bars]
    for mark in end_marks(ends, step).to_dict("records"):
        if mark["label"] not in labels:
            continue
        at = alt.X("label:O", title=None, bandPosition=mark["part"], scale=scale, axis=axis)
        line = alt.Chart(pd.DataFrame([mark])).encode(x=at)
        layers.append(line.mark_rule(color=ink, strokeDash=[5, 3], strokeWidth=1.5))
        layers.append(
            line.mark_text(color=ink, align="left", baseline="top", dx=4, fontWeight=600).encode(
                text="text:N", y=alt.value(2)
            )
        )
    return alt.layer(*layers).properties(height=_HEIGHT)


def event_chart(counts: pd.DataFrame, *, dark: bool = False) -> Chart:
    """A table of `data.figures.event_counts` with the figure in every cell, darker for more.

    Rows are communes, those outside of every commune last; months without any event are columns too.
    """
    outside = _("ngoài địa bàn")
    names = sorted({name for name in counts["commune"] if isinstance(name, str)}, key=sort_key)
    rows = [*names, *([outside] if counts["commune"].isna().any() else [])]
    first, last = min(counts["month"]), max(counts["month"])
    months = [
        date(m // 12, m % 12 + 1, 1)
        for m in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    columns = [_label(month, "month") for month in months]
    table = pd.DataFrame(
        {
            "commune": [name if isinstance(name, str) else outside for name in counts["commune"]],
            "month": [_label(month, "month") for month in counts["month"]],
            "events": counts["events"].to_numpy(dtype="int64"),
            "permanent": counts["permanent"].to_numpy(dtype="int64"),
        }
    )
    top = max(1, int(table["events"].max()))
    across = alt.Axis(orient="top", labelAngle=0, labelOverlap="greedy", ticks=False, domain=False)
    down = alt.Axis(ticks=False, domain=False, labelLimit=150)
    base = alt.Chart(table).encode(
        x=alt.X("month:O", title=None, scale=alt.Scale(domain=columns, paddingInner=0.04), axis=across),
        y=alt.Y("commune:O", title=None, scale=alt.Scale(domain=rows, paddingInner=0.1), axis=down),
        tooltip=[
            alt.Tooltip("commune:N", title=_("Địa bàn")),
            alt.Tooltip("month:N", title=_("Tháng")),
            alt.Tooltip("events:Q", title=_("Đám cháy"), format="d"),
            alt.Tooltip("permanent:Q", title=_("Nguồn nhiệt cố định"), format="d"),
        ],
    )
    ramp = ["#3a2a18", "#ffb02e"] if dark else ["#fdeeda", "#b03a10"]
    cells = base.mark_rect(cornerRadius=4).encode(
        color=alt.Color("events:Q", legend=None, scale=alt.Scale(domain=[0, top], range=ramp))
    )
    on_dark, on_light = (
        alt.value("#0d1411" if dark else "#ffffff"),
        alt.value("#e4ece7" if dark else "#1d2b22"),
    )
    figures = base.mark_text(fontWeight=600, fontSize=13).encode(
        text=alt.Text("events:Q", format="d"),
        color=alt.when(alt.datum.events > top * 0.55).then(on_dark).otherwise(on_light),
    )
    return alt.layer(cells, figures).properties(height=_ROW * len(rows) + 36)


def show_hotspots(counts: pd.DataFrame, ends: list[End], first: date, last: date) -> None:
    """Draw hotspots per day by satellite with its notes; a quiet period is told in words.

    `counts` and `ends` come from `data.figures.hotspot_counts` and `data.figures.ends` for the same days.
    """
    if counts.empty:
        look.small(_("Không có điểm cháy nào trong thời gian này; không có nghĩa là không có cháy."))
        return
    step = step_for(first, last)
    chart = hotspot_chart(counts, ends, step, dark=look.is_dark())
    st.altair_chart(chart, width="stretch", key="chart_hotspots")
    for end in ends:
        look.small(end_note(end))
    look.small(
        _("Mỗi điểm là một lần vệ tinh nhìn thấy, không phải một vụ cháy. Ngày tính theo giờ Việt Nam.")
    )


def show_events(counts: pd.DataFrame) -> None:
    """Draw fire events per commune and month; `counts` is `data.figures.event_counts(events, era)`."""
    if counts.empty:
        look.small(_("Không có đám cháy nào trong thời gian này."))
        return
    st.altair_chart(event_chart(counts, dark=look.is_dark()), width="stretch", key="chart_events")
    look.small(_("Tính theo tháng thấy lần đầu. Đám cháy là nhóm điểm cháy, chưa xác minh."))
    if permanent := int(counts["permanent"].sum()):
        look.small(counted("Không tính {count} nguồn nhiệt cố định.", permanent))
