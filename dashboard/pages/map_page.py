"""*Bản đồ*: what burns, where exactly, how sure, and when the satellites look next."""

from __future__ import annotations

import logging

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look, period, screen
from dashboard.parts import event_cards, feed_strip, map_board, upload
from dashboard.services import services
from dashboard.situation import Situation, feeds_unreachable, situation
from dashboard.words import _, counted
from dashboard.words.errors import say

REFRESH_SECONDS = 60
_log = logging.getLogger(__name__)


@st.fragment(run_every=REFRESH_SECONDS)
def _watch_for_news(version: str) -> None:
    """Run the page again when something new was stored; otherwise leave it alone."""
    try:
        if screen.standing().version != version:
            st.rerun(scope="app")
    except SQLAlchemyError:
        _log.warning("the database did not answer; the page keeps what it shows")


def _choose_period() -> period.Period:
    """The period from the address (so that it survives a reload), else the default."""
    now = services().now()
    text = st.query_params.get("period", period.DEFAULT)
    try:
        return period.parse(text, now)
    except period.PeriodError as error:
        look.note(
            _("Khoảng thời gian trong địa chỉ không đọc được"), say(error.code, error.params), kind="warn"
        )
        return period.parse(period.DEFAULT, now)


def _period_changed() -> None:
    st.query_params["period"] = st.session_state["period"]
    st.session_state["chosen"] = None


def _era_changed() -> None:
    st.query_params["era"] = st.session_state["era"]


def _filters(chosen: period.Period) -> str:
    """Period and era; returns the era."""
    areas = services().areas
    options = list(period.PRESETS)
    for other in (st.session_state.get("file_period"), chosen.text):
        if other and other not in options:
            options.append(other)
    st.session_state["period"] = chosen.text
    st.segmented_control(
        _("Khoảng thời gian"),
        options,
        format_func=period.label,
        key="period",
        required=True,
        on_change=_period_changed,
    )
    era = st.query_params.get("era", areas.present_era)
    st.session_state["era"] = era if era in areas.eras else areas.present_era
    st.segmented_control(
        _("Địa giới"),
        list(reversed(areas.eras)),
        format_func=screen.era_label,
        key="era",
        required=True,
        on_change=_era_changed,
    )
    return str(st.session_state["era"])


def _situation_note(now_is: Situation, standing: screen.Standing, chosen: period.Period) -> None:
    if now_is is Situation.NO_DATA:
        failing = feeds_unreachable(standing.feeds)
        text = (
            _("Không kết nối được tới nguồn vệ tinh.")
            if failing
            else _("Chương trình đang chờ tệp đầu tiên từ nguồn vệ tinh.")
        )
        look.note(
            _("Chưa có dữ liệu vệ tinh"),
            text + " " + _("Bản đồ chưa nói được gì về cháy."),
            kind="warn",
            steps=(
                _("Kiểm tra kết nối mạng; chương trình tự thử lại."),
                _("Hoặc nạp một tệp FIRMS đã tải về bằng nút bên dưới."),
            ),
        )
    elif feeds_unreachable(standing.feeds):
        look.note(
            _("Đang mất kết nối với mọi nguồn vệ tinh"),
            _(
                "Tệp gần nhất: {ago}. Những gì xảy ra sau đó không có trên bản đồ.",
                ago=formats.ago(standing.newest_file, services().now()),
            ),
            kind="bad",
            steps=(
                _("Kiểm tra kết nối mạng; chương trình tự thử lại."),
                _("Gọi chòi canh và tổ bảo vệ rừng để nắm tình hình."),
            ),
        )
    if now_is is Situation.QUIET:
        look.note(
            _("Không có điểm cháy nào"),
            _(
                "Vệ tinh không báo điểm cháy nào trong vùng theo dõi ({period})."
                " Mây, khói và đám cháy nhỏ có thể che mắt vệ tinh.",
                period=period.label(chosen.text),
            ),
        )


def _read_clicks(
    selection_number: int, ids: tuple[str, ...], events: tuple[str, ...], table: pd.DataFrame
) -> None:
    """A new click on the map chooses an event: the one clicked, or the one that the nearest clicked hotspot
    belongs to."""
    if selection_number == st.session_state.get("click", 0):
        return
    st.session_state["click"] = selection_number
    st.session_state["clicked"] = list(ids)
    members = dict(zip(table["detection_id"], table["event_id"], strict=True))
    found = [members[i] for i in ids if isinstance(members.get(i), str)] or list(events)
    st.session_state["chosen"] = found[0] if found else None
    st.rerun()


def _hotspot_table(points: pd.DataFrame, era: str) -> None:
    """Clicked hotspots, if any, else all of the period, the newest first."""
    clicked = [i for i in st.session_state.get("clicked", []) if i in set(points["detection_id"])]
    shown = points.set_index("detection_id").loc[clicked].reset_index() if clicked else points.iloc[::-1]
    if clicked:
        look.small(counted("{count} điểm cháy ở chỗ vừa bấm trên bản đồ", len(clicked)))
    confidence = {"high": _("cao"), "nominal": _("vừa"), "low": _("thấp")}
    table = pd.DataFrame(
        {
            _("Lúc"): shown["time_utc"].dt.tz_convert(formats.LOCAL).dt.tz_localize(None),
            _("Vệ tinh"): shown["satellite"],
            _("Xã"): shown[f"commune_{era}"].fillna("—"),
            _("Tin cậy"): shown["confidence"].map(confidence),
            "MW": shown["frp_mw"],
            "ha": shown["footprint_ha"].round(1),
            _("Vĩ độ"): shown["latitude"],
            _("Kinh độ"): shown["longitude"],
            _("Mã"): shown["detection_id"],
        }
    )
    when = st.column_config.DatetimeColumn(format="HH:mm DD/MM/YYYY")
    degrees = st.column_config.NumberColumn(format="%.5f")
    st.dataframe(
        table,
        hide_index=True,
        key="hotspot_table",
        height=min(420, 40 + 35 * max(1, len(table))),
        column_config={
            _("Lúc"): when,
            _("Vĩ độ"): degrees,
            _("Kinh độ"): degrees,
            "MW": st.column_config.NumberColumn(format="%.1f"),
        },
    )


def _panel(
    now_is: Situation,
    standing: screen.Standing,
    chosen: period.Period,
    era: str,
    events: pd.DataFrame,
    points: pd.DataFrame,
) -> None:
    _situation_note(now_is, standing, chosen)
    if now_is is Situation.BURNING:
        views = {
            "events": _("Đám cháy ({count})", count=formats.number(len(events))),
            "hotspots": _("Điểm cháy ({count})", count=formats.number(len(points))),
        }
        view = st.segmented_control(
            _("Danh sách"),
            list(views),
            format_func=views.__getitem__,
            default="events",
            required=True,
            key="view",
            label_visibility="collapsed",
        )
        with st.container(key="cards"):
            if view == "hotspots":
                _hotspot_table(points, era)
            else:
                event_cards.show(events, era, services().now(), st.session_state.get("chosen"))
    upload.button()
    language = "" if _("Bản đồ") == "Bản đồ" else "&lang=en"
    query = f"?period={chosen.text}{language}"
    look.links(
        _("Tải về:"),
        [
            ("GeoJSON", f"/export/hotspots.geojson{query}"),
            (_("GeoJSON đám cháy"), f"/export/events.geojson{query}"),
            ("KML", f"/export/hotspots.kml{query}"),
        ],
    )


def show() -> None:
    """Draw the page."""
    try:
        standing = screen.standing()
        chosen = _choose_period()
        start, end = screen.stepped(chosen)
        points, events = (
            screen.hotspots(standing.version, start, end),
            screen.events(standing.version, start, end),
        )
    except SQLAlchemyError:
        _log.exception("the database did not answer")
        with st.container(key="unusable"):
            look.note(
                _("Không đọc được cơ sở dữ liệu"),
                _("Dữ liệu đã lưu không bị thay đổi. Bản đồ không thể hiện cho đến khi đọc lại được."),
                kind="bad",
                steps=(
                    _("Tải lại trang sau ít phút."),
                    _("Nếu vẫn lỗi, báo quản trị viên xem nhật ký chương trình."),
                ),
            )
        return
    now = services().now()
    now_is = situation(received=standing.received, hotspots=len(points), states=standing.feeds)
    still_open = int(events["closed_at"].isna().sum()) if chosen.rolling else None
    newest = formats.as_utc(points["time_utc"].max()) if len(points) else None
    feed_strip.show(
        *feed_strip.headline(
            now_is, len(events), still_open, len(points), period.label(chosen.text), newest, now
        ),
        standing.feeds,
        now,
    )
    with st.container(key="board"):
        map_side, panel_side = st.columns([7, 3])
        with panel_side, st.container(key="panel"):
            era = _filters(chosen)
            _panel(now_is, standing, chosen, era, events, points)
        with map_side, st.container(key="map"):
            selection = map_board.show(
                standing, chosen.text, chosen.rolling, start, end, era, st.session_state.get("chosen")
            )
    _read_clicks(selection.number, selection.hotspots, selection.events, points)
    _watch_for_news(standing.version)
