"""The section *Khu vực*: the map with its pen, what waits to be stored, the list or one zone's card."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import reveal
from dashboard.parts.zones import act, board, card, drafts, from_file, listing, pending, typed
from dashboard.services import services
from dashboard.words import _
from data.access import may_ever
from data.store.engine import reading
from data.zones import ACTION, list_zones, standing, uses, zone_by_code

_FILES = {"geojson": "GeoJSON", "kml": "KML", "gpx": "GPX", "zip": "Shapefile"}


def _asked_by_address() -> None:
    """``?zone=KV-0001`` opens that zone, once."""
    code = st.query_params.get("zone")
    if not code or st.session_state.get("zone_asked") == code:
        return
    st.session_state["zone_asked"] = code
    with reading(services().engine) as conn:
        found = zone_by_code(conn, code)
    if found is None:
        look.note(_("Không có khu vực {code}", code=code[:20]), _("Kiểm tra lại mã."), kind="warn")
    else:
        act.choose(found["id"])


def _ways_in(*, may: bool, any_zone: bool) -> None:
    with st.container(key="zoneways", horizontal=True, vertical_alignment="center"):
        if may and st.button(_("Nhập tọa độ"), key="zone_typed_open", icon=":material/pin_drop:"):
            typed.open_dialog()
        if may and st.button(_("Nạp từ tệp…"), key="zone_file_open", icon=":material/upload_file:"):
            from_file.open_dialog()
        if any_zone:
            base = st.get_option("server.baseUrlPath") or ""
            prefix = f"/{base.strip('/')}" if base.strip("/") else ""
            targets = [(title, f"{prefix}/export/zones.{end}") for end, title in _FILES.items()]
            look.links(_("Tải về:"), targets)


def _fresh(now: str) -> None:
    """Build the map anew when it lost what it held, or somebody stored something and nothing is drawn."""
    pen = act.pen()
    # The search box is drawn in every run of this section: without it the map was gone in between.
    gone = pen.generation == 0 or "zones_search" not in st.session_state
    if gone or (pen.standing != now and not pen.waits):
        act.rebuild()


def _side(rows: list[dict[str, Any]], counts: dict[int, int], *, may: bool) -> None:
    act.deeds.news()
    if may:
        drafts.keep(pending.show())
    wanted = listing.bar()
    own = act.chosen()
    with st.container(key="zoneshown"):
        if own is not None:
            card.show(own, may=may)
        else:
            shown = rows if wanted["archived"] else [row for row in rows if row["archived_at"] is None]
            listing.show(listing.met(shown, wanted), len(shown), counts)
    reveal.show("zones", "zoneshown")


def show() -> None:
    """Draw the section."""
    may = may_ever(who(), ACTION)
    _asked_by_address()
    with reading(services().engine) as conn:
        rows, now, counts = list_zones(conn, archived=True), standing(conn), uses(conn)
    live = [row for row in rows if row["archived_at"] is None]
    _fresh(now)
    if may:
        drafts.offer()
    _ways_in(may=may, any_zone=bool(live))
    with st.container(key="zonesboard"):
        left, right = st.columns([7, 5], gap="medium")
        with left:
            with st.container(key="zonesmap"):
                clicked = board.show(live, may=may)
            look.small(
                _("{count} khu vực đang dùng. Chấm cam: đám cháy 12 tháng qua; chấm đỏ: vụ việc.",
                  count=formats.number(len(live)))
            )  # fmt: skip
        if clicked is not None:
            with reading(services().engine) as conn:
                found = zone_by_code(conn, clicked)
            if found is not None and found["id"] != act.chosen():
                act.choose(found["id"])
                reveal.count("zones")
        with right:
            _side(rows, counts, may=may)
