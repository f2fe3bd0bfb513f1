"""Above the map, in one line: what is wrong with the telling, for a screen at which nobody opens the desk."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import streamlit as st
from sqlalchemy import Connection

from dashboard.services import services
from dashboard.words import _, counted, current
from data.auditing import standing
from data.notices.alarms import alarms
from data.store.engine import reading

REFRESH = timedelta(seconds=60)
"""By itself: what fails here is no news that the page of the map waits for."""


def faults(conn: Connection) -> list[str]:
    """Sentences: a ledger that the auditor finds wrong, messages that do not get out. Empty: all is well."""
    found = alarms(conn)
    dead = sum(each.kind == "dead" for each in found)
    late = len(found) - dead
    said = [_("Sổ nghĩa vụ thông tin có chỗ sai.")] if standing(conn)["differences"] else []
    said += [counted("{count} tin báo không gửi được.", dead)] if dead else []
    return said + ([counted("{count} tin báo đang phải gửi lại.", late)] if late else [])


@st.fragment(run_every=REFRESH)
def show() -> None:
    """Draw the line; nothing where all is well."""
    with reading(services().engine) as conn:
        said = faults(conn)
    if said:
        text = escape(" ".join([*said, _("Xem Bàn trực.")]))
        href = f"/desk?lang={current()}"
        st.html(f'<div class="cl-onduty none" role="alert"><a href="{href}" target="_self">{text}</a></div>')
