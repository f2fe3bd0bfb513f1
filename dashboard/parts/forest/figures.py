"""Forest in figures: its area, hotspots and fire events, by the same divisions."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import cast

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import formats, look, period, screen
from dashboard.parts.sources.upload import harmless
from dashboard.services import services
from dashboard.words import N_, _, forest
from data.forest.layers import Layer
from data.forest.statistics import UNCOVERED, By, area_by, events_by, hotspots_by
from data.store.engine import reading
from geo.errors import UnknownArea

DIVISIONS = {
    "commune_2025": N_("Xã hiện nay"),
    "commune_2021": N_("Xã cũ"),
    "function": N_("Chức năng"),
    "state_group": N_("Nhóm trạng thái"),
    "state": N_("Trạng thái"),
    "owner": N_("Chủ rừng"),
    "owner_kind": N_("Đối tượng chủ rừng"),
}
MEASURES = {"area": N_("Diện tích rừng"), "hotspots": N_("Điểm cháy"), "events": N_("Đám cháy")}
PERIODS = ("24h", "7d", "30d", "365d")
BARS = 14
_FROM_SPACE = ("worldcover", "osm")
_COMMUNES = ("commune_2025", "commune_2021")


def divisions(layer: Layer) -> list[str]:
    """What the layer can be divided by: tree cover from space knows communes only."""
    return list(_COMMUNES) if layer.kind in _FROM_SPACE else list(DIVISIONS)


def _commune(area_id: str) -> str:
    """Its name; an id that the outlines in use no longer know stays readable as it is."""
    try:
        return services().areas.by_id(area_id).name
    except UnknownArea:
        return area_id


def _label(by: str, key: object, label: object) -> str:
    if key == UNCOVERED:
        return forest.group("uncovered")
    if by in _COMMUNES:
        return _("ngoài các xã") if key is None else _commune(str(key))
    if by == "state_group":
        return forest.group(None if key is None else str(key))
    if by == "function":
        return forest.function(None if key is None else str(key))
    return _("chưa ghi") if label is None else str(label)


@st.cache_data(max_entries=32, show_spinner=False)
def _areas(layer_id: int, version: int, by: str) -> pd.DataFrame:
    with reading(services().engine) as conn:
        return area_by(conn, layer_id, cast(By, by))


def _counts(measure: str, by: str, start: datetime, end: datetime) -> pd.DataFrame:
    with reading(services().engine) as conn:
        return (hotspots_by if measure == "hotspots" else events_by)(conn, start, end, cast(By, by))


def _bars(names: list[str], values: list[float], title: str, digits: int) -> None:
    """The largest as bars, the figure at the end of each."""
    table = pd.DataFrame({"name": names[:BARS], "value": values[:BARS]})
    table["said"] = [formats.number(value, digits) for value in table["value"]]
    ink, bar = ("#e4ece7", "#58c08c") if look.is_dark() else ("#1d2b22", "#1c6b45")
    base = alt.Chart(table).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, ticks=False, domain=False)),
        x=alt.X(
            "value:Q",
            title=title,
            axis=alt.Axis(labels=False, ticks=False, grid=False, domain=False),
            scale=alt.Scale(domainMin=0, padding=46),
        ),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("said:N", title=title)],
    )
    drawn = base.mark_bar(color=bar, cornerRadiusEnd=3) + base.mark_text(
        align="left", dx=5, color=ink, fontWeight=600
    ).encode(text="said:N")
    st.altair_chart(drawn.properties(height=28 * len(table) + 34), width="stretch", key="forest_chart")


def as_csv(table: pd.DataFrame) -> bytes:
    """A table for a spreadsheet: UTF-8 with BOM, formulas made harmless, plain numbers."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(table.columns)
    for row in table.itertuples(index=False):
        write.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


def _area_table(layer: Layer, by: str) -> pd.DataFrame:
    found = _areas(layer.id, layer.version, by)
    return pd.DataFrame(
        {
            _(DIVISIONS[by]): [_label(by, k, t) for k, t in zip(found["key"], found["label"], strict=True)],
            _("Lô"): found["plots"],
            _("Diện tích, ha"): found["area_ha"].round(2),
            _("Trong đó có rừng, ha"): found["forest_ha"].round(2),
        }
    )


def _count_table(measure: str, by: str, start: datetime, end: datetime) -> pd.DataFrame:
    found = _counts(measure, by, start, end)
    return pd.DataFrame(
        {
            _(DIVISIONS[by]): [_label(by, k, t) for k, t in zip(found["key"], found["label"], strict=True)],
            _(MEASURES[measure]): found[measure],
            _("Trong rừng"): found["inside"],
            _("Gần rừng"): found["near"],
        }
    )


def _choices(layer: Layer) -> tuple[str, str, str]:
    with st.container(key="forest_figures_choice", horizontal=True, vertical_alignment="bottom"):
        measure = st.segmented_control(
            _("Thống kê"),
            list(MEASURES),
            format_func=lambda name: _(MEASURES[name]),
            default="area",
            required=True,
            key="forest_measure",
            label_visibility="collapsed",
            width="content",
        )
        by = st.selectbox(
            _("Theo"),
            divisions(layer),
            format_func=lambda name: _(DIVISIONS[name]),
            key="forest_by",
            width=220,
        )
        text = PERIODS[2]
        if measure != "area":
            text = st.selectbox(
                _("Thời gian"),
                PERIODS,
                index=2,
                format_func=period.label,
                key="forest_period",
                width=220,
            )
    return str(measure), str(by), str(text)


def _said(table: pd.DataFrame) -> pd.DataFrame:
    """The table with numbers as people here write them."""
    shown = table.copy()
    for name in table.columns[1:]:
        digits = 2 if table[name].dtype == float else 0
        shown[name] = [formats.number(value, digits) for value in table[name]]
    return shown


def show(layer: Layer) -> None:
    """Draw the choice, the bars, the table and its file."""
    measure, by, text = _choices(layer)
    if measure == "area":
        table = _area_table(layer, by)
        column, digits = _("Diện tích, ha"), 2
        if layer.kind not in _FROM_SPACE:
            look.small(_("Diện tích ghi trong hồ sơ; lô không ghi thì đo theo hình."))
    else:
        chosen = period.parse(text, services().now())
        start, end = screen.stepped(chosen)
        table = _count_table(measure, by, start, end)
        column, digits = _(MEASURES[measure]), 0
        look.small(
            _(
                "Mỗi điểm tính một lần, vào nơi phần lớn ô ảnh của nó nằm. Đám cháy là nhóm điểm cháy, chưa "
                "xác minh."
            )
        )
    if table.empty:
        look.small(_("Chưa có gì trong thời gian này; không có nghĩa là không có cháy."))
        return
    left, right = st.columns([5, 6])
    with left:
        _bars(list(table.iloc[:, 0]), list(table[column].astype(float)), column, digits)
        if len(table) > BARS:
            look.small(_("Biểu đồ: {shown} dòng lớn nhất trong {count}.", shown=BARS, count=len(table)))
    with right:
        st.dataframe(
            _said(table),
            hide_index=True,
            height="content" if len(table) <= BARS else 528,
            key="forest_table",
        )
        today = formats.local(services().now()).date().isoformat()
        drill = "DIEN-TAP_" if services().drill else ""
        st.download_button(
            _("Tải bảng này (CSV)"),
            data=lambda: as_csv(table),
            file_name=f"{drill}canhlua_rung_{measure}_{by}_{today}.csv",
            mime="text/csv; charset=utf-8",
            key="forest_csv",
            on_click="ignore",
            icon=":material/download:",
        )
