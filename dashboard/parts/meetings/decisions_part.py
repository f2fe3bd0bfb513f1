"""*Kết luận* of a meeting: who does what until when; and what earlier meetings have left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.parts.followup import items
from dashboard.parts.meetings import act
from dashboard.services import services
from dashboard.words import _
from data.followup import open_items
from data.meetings.reading import RECORD_KIND, meeting_of
from data.meetings.states import STATES
from data.store.engine import reading


def _left_open(row: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Open decisions of other meetings of the same commune (or of the area), and where each was made."""
    found, where = [], {}
    with reading(services().engine) as conn:
        for each in open_items(conn):
            if each["source_kind"] != RECORD_KIND or each["source_id"] == row["id"]:
                continue
            source = meeting_of(conn, each["source_id"])
            if source is not None and source["commune_id"] == row["commune_id"]:
                found.append(each)
                where[each["id"]] = source["code"]
    return found, where


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    may = act.may()
    source = items.Source(
        RECORD_KIND, row["id"], _("Ghi kết luận, phân công"), _("Chưa ghi kết luận nào phải thực hiện.")
    )
    items.show(act, source, may=may, may_add=may and STATES[row["status"]].write)
    rows, where = _left_open(row)
    if rows:
        st.subheader(_("Còn lại từ các cuộc trước"))
        items.listing(act, rows, may=may, before=where)
