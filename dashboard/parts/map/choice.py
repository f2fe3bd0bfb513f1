"""What a person chose, on the map or in a list: hotspots or one event. It lives in the address (``pick``)."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import formats, look, period, screen, words
from dashboard.access import who
from dashboard.parts.html import html
from dashboard.parts.incidents import of_events as incident_of_events
from dashboard.services import services
from dashboard.sheet import (
    Sheet,
    checking,
    danger,
    event_sheet,
    hotspot_sheet,
    incidents,
    render,
    told,
    under,
)
from dashboard.words import _, counted
from data.access import may_ever
from data.checking.act import VERDICT

MOST = 20
_KEY = "pick"


def chosen() -> str | None:
    """Id of the event or of the hotspot whose sheet is open."""
    ids = picked()
    return ids[0] if ids else None


def picked() -> list[str]:
    """Every chosen id, the one whose sheet is open first."""
    return [text for text in st.query_params.get(_KEY, "").split(",") if text]


def choose(*ids: str) -> None:
    """Choose these instead; none clears the choice."""
    if ids:
        st.query_params[_KEY] = ",".join(ids[:MOST])
    else:
        clear()


def clear() -> None:
    """Nothing is chosen any more."""
    if _KEY in st.query_params:
        del st.query_params[_KEY]


def address(event_id: str, first: datetime, last: datetime, now: datetime) -> str:
    """Where the map shows the sheet of a fire event, in a period that reaches back to its `first` moment."""
    asked = {_KEY: event_id}
    if first < period.parse(period.DEFAULT, now).start:
        asked["period"] = period.covering(first, last)
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' + base if base else ''}/?{urlencode(asked | {'lang': words.current()})}"


def toggle(one: str) -> None:
    """Choose it, or let it go when it was chosen."""
    choose(*([] if chosen() == one else [one]))


def marked(hotspots: pd.DataFrame) -> tuple[str, ...]:
    """Ids that the map marks: what was chosen, and the event of a chosen hotspot."""
    ids = picked()
    events = hotspots.loc[hotspots["detection_id"].isin(ids), "event_id"].dropna()
    return (*ids, *dict.fromkeys(events))


def _in_front(one: str) -> None:
    choose(one, *[other for other in picked() if other != one])


def _forest_page() -> str:
    """Address of *Rừng*, in the language in use."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    language = "" if words.current() == words.SOURCE_LANGUAGE else f"?lang={words.current()}"
    return f"{'/' + base if base else ''}/forest{language}"


def _commune(hotspots: pd.DataFrame) -> str | None:
    """The present commune of the first hotspot that lies in one."""
    known = hotspots[f"commune_{services().areas.present_era}_id"].dropna()
    return str(known.iloc[0]) if len(known) else None


def _seen(hotspots: pd.DataFrame) -> datetime:
    """When the last of the hotspots was seen; now, where there is none."""
    return formats.as_utc(hotspots["time_utc"].max()) or services().now()


def _known(sheet: Sheet, points: pd.DataFrame, held: pd.DataFrame) -> Sheet:
    """The sheet with what people know: the announced level, and the incidents of its event."""
    here = services()
    found = danger.with_level(sheet, _commune(points), here.engine, seen=_seen(points), now=here.now())
    event = str(held.iloc[0]["event_id"]) if len(held) else None
    base = st.get_option("server.baseUrlPath") or ""
    found = incidents.with_incidents(found, event, here.engine, base=base)
    me = who()
    if not may_ever(me, VERDICT):
        return found
    settings = here.profile.checking
    return checking.with_checking(found, event, here.engine, me, here.now(), settings, base=base)


def sheet_of(one: str, hotspots: pd.DataFrame, events: pd.DataFrame) -> Sheet | None:
    """The sheet of a hotspot or an event that is on screen; None when it is not."""
    here = services()
    common: dict[str, Any] = {
        "areas": here.areas,
        "places": screen.named_places(),
        "now": here.now(),
        "near_border_m": here.profile.near_border_m,
        "drill": here.drill,
        "forest_address": _forest_page(),
    }
    own = hotspots[hotspots["detection_id"] == one]
    if len(own):
        held = events[events["event_id"] == own.iloc[0]["event_id"]]
        lies = under.of_hotspot(here.engine, own.iloc[0])
        sheet = hotspot_sheet(own.iloc[0], event=held.iloc[0] if len(held) else None, under=lies, **common)
        return _known(sheet, own, held)
    held = events[events["event_id"] == one]
    if len(held):
        members = hotspots[hotspots["event_id"] == one]
        reached = under.of_event(here.engine, members, here.profile.forest)
        sheet = event_sheet(held.iloc[0], members, reached=reached, **common)
        return told.with_told(_known(sheet, members, held), here.engine, here.now())
    return None


def _to_incident(ids: list[str]) -> None:
    """The way to an incident made of what is chosen: many hotspots, one incident."""
    if may_ever(who(), "incidents.record"):
        href = escape(incident_of_events.address(ids, st.get_option("server.baseUrlPath") or ""), quote=True)
        html(f'<a class="cl-go" href="{href}" target="_self">{escape(_("Lập vụ việc từ đây"))}</a>')


def open_sheet(hotspots: pd.DataFrame, events: pd.DataFrame) -> bool:
    """Draw the sheet of what is chosen; False when nothing is, or it is not among what is shown."""
    ids = picked()
    found = sheet_of(ids[0], hotspots, events) if ids else None
    if found is None:
        if ids:
            look.note(
                _("Không thấy mục đã chọn"),
                _("Nó nằm ngoài khoảng thời gian hoặc bộ lọc đang dùng."),
                kind="warn",
            )
            st.button(_("Bỏ chọn"), on_click=clear)
        return False
    st.button(_("Danh sách"), icon=":material/arrow_back:", on_click=clear, type="tertiary")
    if len(ids) > 1:
        look.small(counted("{count} điểm cháy ở chỗ này", len(ids)))
        with st.container(horizontal=True):
            for number, one in enumerate(ids, start=1):
                st.button(
                    formats.number(number),
                    key=f"pick_{one}",
                    type="primary" if one == ids[0] else "secondary",
                    on_click=_in_front,
                    args=(one,),
                )
    with st.container(key="cards"):
        render(found, key="sheet")  # one key: the next sheet takes the place of this one
    _to_incident(ids)
    return True
