"""The table of hotspots; choosing rows opens their sheets and marks them on the map."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import formats
from dashboard.parts.map import choice
from dashboard.sheet import forest
from dashboard.words import _


def _where(points: pd.DataFrame) -> list[str]:
    columns = zip(points["in_forest"], points["forest_distance_m"], strict=True)
    return [forest.verdict(one if isinstance(one, str) else None, away) or "—" for one, away in columns]


def _table(points: pd.DataFrame, era: str) -> pd.DataFrame:
    confidence = {"high": _("cao"), "nominal": _("vừa"), "low": _("thấp")}
    return pd.DataFrame(
        {
            _("Lúc"): points["time_utc"].dt.tz_convert(formats.LOCAL).dt.tz_localize(None),
            _("Vệ tinh"): points["satellite"],
            _("Xã"): points[f"commune_{era}"].fillna("—"),
            _("Rừng"): _where(points),
            _("Rừng, %"): (points["forest_share"] * 100).round(),
            _("Tin cậy"): points["confidence"].map(confidence),
            "MW": points["frp_mw"],
            "ha": points["footprint_ha"].round(1),
            _("Vĩ độ"): points["latitude"],
            _("Kinh độ"): points["longitude"],
            _("Mã"): points["detection_id"],
        }
    )


def show(points: pd.DataFrame, era: str) -> None:
    """Draw the table, the newest first."""
    judged = points["forest_share"].notna().any()
    newest = points.iloc[::-1].reset_index(drop=True)
    degrees = st.column_config.NumberColumn(format="%.5f")
    table = _table(newest, era)
    answer = st.dataframe(
        table if judged else table.drop(columns=[_("Rừng"), _("Rừng, %")]),
        hide_index=True,
        key=f"hotspot_table_{st.session_state.get('table_round', 0)}",
        height=min(420, 40 + 35 * max(1, len(newest))),
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            _("Lúc"): st.column_config.DatetimeColumn(format="HH:mm DD/MM/YYYY"),
            _("Vĩ độ"): degrees,
            _("Kinh độ"): degrees,
            _("Rừng, %"): st.column_config.NumberColumn(format="%.0f"),
            "MW": st.column_config.NumberColumn(format="%.1f"),
        },
    )
    rows = answer["selection"]["rows"]
    if rows:
        st.session_state["table_round"] = st.session_state.get("table_round", 0) + 1
        choice.choose(*newest["detection_id"].iloc[rows])
        st.rerun()
