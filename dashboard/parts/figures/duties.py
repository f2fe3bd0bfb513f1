"""The duties behind a figure, one by one, and what was done for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard import look
from dashboard.parts import reveal, ways
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.desk import sheet as desk_sheet
from dashboard.parts.figures import names as figure_names
from dashboard.parts.ledger import matter_words
from dashboard.parts.ledger import words as ledger_words
from dashboard.services import services
from dashboard.words import _
from data.ledger.desk import with_matters
from data.ledger.figures import BUCKETS, after_start, bucket, duties_of_month
from data.ledger.months import Month
from data.store.engine import reading

_ALL = "*"
_FIRST = 30


def show(month: Month, by: str, keys: Mapping[str | None, str]) -> None:
    """The duties behind a figure, and what was done for each."""
    st.subheader(_("Từng nghĩa vụ"))
    with st.container(key="figuresbar", horizontal=True, vertical_alignment="bottom"):
        options = [_ALL, *keys]
        key = st.selectbox(
            _(figure_names.DIMENSIONS[by]), options, key=f"figures_key_{by}_{month.text}",
            format_func=lambda each: _("tất cả") if each == _ALL else keys[each],
        )  # fmt: skip
        wanted = st.selectbox(
            _("Kết quả"), [None, *BUCKETS], key="figures_bucket",
            format_func=lambda each: _("tất cả") if each is None else _(ledger_words.BUCKETS[each]),
        )  # fmt: skip
    here = services()
    now = here.now()
    most = st.session_state.setdefault("figures_most", _FIRST)
    with reading(here.engine) as conn:
        narrowed: dict[str, Any] = {} if key == _ALL else {"dimension": by, "key": key}
        rows = duties_of_month(conn, month, **narrowed)
        ids = [row["id"] for row in rows if wanted in (None, bucket(row, now))]
        whole, names = with_matters(conn, ids[:most]), agency_names.ever(conn)
    chosen = st.session_state.get("figures_chosen")
    with st.container(key="figuresboard"):
        left, right = st.columns([6, 6], gap="medium")
        with left, st.container(key="figureslist"):
            for row in whole:
                _button(row, now, names, chosen)
            if len(ids) > most and st.button(_("Hiện thêm"), key="figures_more", width="stretch"):
                st.session_state["figures_most"] = most + _FIRST
                st.rerun()
        with right, st.container(key="figuresside"):
            if chosen is None:
                look.small(_("Chọn một nghĩa vụ để xem mọi mốc giờ và diễn biến."))
            else:
                desk_sheet.show(chosen, deeds=False)
                look.links("", [(_("Mở ở Bàn trực"), ways.way("desk", duty=str(chosen)))])
        reveal.show("figures", "figuresside")


def _button(row: Mapping[str, Any], now: datetime, names: Mapping[str, str], chosen: int | None) -> None:
    receiver = names.get(row["receiver_id"], row["receiver_id"])
    stands, result = bucket(row, now), ledger_words.result(row, now)
    if after_start(row, now) and stands in ("on_time", "sent_only", "open"):
        stands = "after_start"
    label = (
        f"**{look.plain(receiver)}**\n{look.plain(matter_words.what(row))}\n"
        f"{look.plain(f'{matter_words.when(row)} · {result}')}"
    )
    if st.button(
        label, key=f"figure_{stands}_{row['id']}", width="stretch",
        type="primary" if row["id"] == chosen else "secondary",
    ):  # fmt: skip
        st.session_state["figures_chosen"] = None if row["id"] == chosen else row["id"]
        reveal.count("figures")
        st.rerun()
