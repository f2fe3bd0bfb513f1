"""Above the map: who is on duty now, in one line."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import formats
from dashboard.parts.agencies import words as agency_words
from dashboard.services import services
from dashboard.words import _, current
from data.agencies import agencies_at
from data.duty_shifts import forgotten, on_duty
from data.store.engine import reading


def show() -> None:
    """Draw it; nobody on duty is said as loudly as a fault."""
    here = services()
    now = here.now()
    with reading(here.engine) as conn:
        shifts = on_duty(conn)
        names = {
            row["agency_id"]: agency_words.agency_name(row)
            for row in agencies_at(conn, formats.local(now).date())
        }
    told = [
        f"{shift['name']} ({names.get(own, own)})"
        + (_(", quá giờ chưa hết ca") if forgotten(shift, now) else "")
        for own, some in shifts.items()
        for shift in some
    ]
    text = _("Đang trực: {people}", people="; ".join(told)) if told else _("Không đơn vị nào có người trực.")
    kind = "" if told else " none"
    href = f"/duty?lang={current()}"
    st.html(f'<div class="cl-onduty{kind}"><a href="{href}" target="_self">{escape(text)}</a></div>')
