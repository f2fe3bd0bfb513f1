"""The figures of a span, counted once as long as nothing changes: a season takes seconds."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import formats
from dashboard.parts.patrols.ground import ground
from dashboard.services import services
from dashboard.words import _
from data.effort.periods import Span
from data.effort.rows import stamp
from data.effort.summing import Effort, effort
from data.effort.unseen import Class, classes
from data.store.engine import reading


@st.cache_resource(max_entries=6, show_spinner=False)
def _counted(since: date, until: date, key: str) -> Effort:
    with reading(services().engine) as conn:
        return effort(conn, since, until, ground())


@st.cache_resource(max_entries=2, show_spinner=False)
def _classes(today: date, key: str) -> list[Class]:
    with reading(services().engine) as conn:
        return classes(conn, today, ground())


def _key() -> str:
    here = services()
    with reading(here.engine) as conn:
        return f"{here.engine.url} {stamp(conn)}"


def figures(span: Span) -> Effort:
    """The effort of a span."""
    with st.spinner(_("Đang cộng công tuần tra…")):
        return _counted(span.since, span.until, _key())


def unseen() -> list[Class]:
    """The area by how long ago it was seen, as of today."""
    today = formats.local(services().now()).date()
    with st.spinner(_("Đang tìm nơi chưa ai tới…")):
        return _classes(today, _key())
