"""*Bản đồ*: what burns, where exactly, how sure, and when the satellites look next."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import charts, formats, look, period, queries, screen
from dashboard.exports import downloads
from dashboard.parts import dialogs, refreshing
from dashboard.parts.dutybook import on_duty_line as duty_line
from dashboard.parts.ledger import telling_line
from dashboard.parts.map import board as map_board
from dashboard.parts.map import choice, event_cards, filter_bar, hotspot_table
from dashboard.parts.sources import feed_strip, upload
from dashboard.services import services
from dashboard.situation import Situation, feeds_unreachable, situation
from dashboard.words import _
from dashboard.words.errors import say
from data import figures
from data.store.engine import reading
from geo.filters import Filters

REFRESH_SECONDS = 60
_log = logging.getLogger(__name__)


@st.fragment(run_every=REFRESH_SECONDS)
def _watch_for_news(version: str, overdue: int) -> None:
    """Run the page again when something new was stored or a deadline passed, unless a dialog is open."""
    if not refreshing.alone() or dialogs.is_open():
        return
    try:
        now_is = screen.standing()
        if (now_is.version, now_is.overdue) != (version, overdue):
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
    choice.clear()


def _era_changed() -> None:
    st.query_params["era"] = st.session_state["era"]


def _filters(chosen: period.Period) -> tuple[str, Filters]:
    """Period, map of communes and filters, as the address and the person have them."""
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
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            _("Địa giới"),
            list(reversed(areas.eras)),
            format_func=screen.era_label,
            key="era",
            required=True,
            on_change=_era_changed,
            width="content",
        )
        held = str(st.session_state["era"])
        wanted = filter_bar.chosen(held)
        filter_bar.show(held, wanted)
    return held, wanted


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
    """A new click on the map chooses the hotspots under it, nearest first, else the event; none clears."""
    if selection_number == st.session_state.get("click", 0):
        return
    st.session_state["click"] = selection_number
    known = set(table["detection_id"])
    choice.choose(*[i for i in ids if i in known] or events[:1])
    st.rerun()


@dataclass(frozen=True)
class View:
    """What the page is about in this run."""

    now_is: Situation
    standing: screen.Standing
    period: period.Period
    era: str
    wanted: Filters
    hotspots: pd.DataFrame
    events: pd.DataFrame


def _panel(view: View) -> None:
    _situation_note(view.now_is, view.standing, view.period)
    if view.now_is is Situation.BURNING:
        if choice.open_sheet(view.hotspots, view.events):
            return
        _lists(view)
    upload.button()
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.show(_shown(view))


def _lists(view: View) -> None:
    views = {
        "events": _("Đám cháy ({count})", count=formats.number(len(view.events))),
        "hotspots": _("Điểm cháy ({count})", count=formats.number(len(view.hotspots))),
        "charts": _("Biểu đồ"),
    }
    which = st.segmented_control(
        _("Danh sách"),
        list(views),
        format_func=views.__getitem__,
        default="events",
        required=True,
        key="view",
        label_visibility="collapsed",
    )
    if view.wanted.number and view.hotspots.empty:
        look.note(
            _("Không có điểm cháy nào qua được bộ lọc"), _("Bỏ bớt điều kiện lọc để thấy lại."), kind="warn"
        )
    with st.container(key="cards"):
        if which == "hotspots":
            hotspot_table.show(view.hotspots, view.era)
        elif which == "charts":
            _charts(view)
        else:
            told = screen.told(view.standing.version, *screen.stepped(view.period))
            event_cards.show(view.events, view.era, services().now(), choice.chosen(), told)


def _charts(view: View) -> None:
    here = services()
    first = formats.local(view.period.start).date()
    last = min(formats.local(view.period.end), formats.local(here.now())).date()
    counts = figures.hotspot_counts(view.hotspots, first, last)
    charts.show_hotspots(counts, figures.ends(here.profile.feeds, first, last), first, last)
    charts.show_events(figures.event_counts(view.events, view.era))


def _shown(view: View) -> downloads.Shown:
    here = services()
    facts = [(_("Khoảng thời gian"), period.label(view.period.text)), *filter_bar.facts(view.wanted)]
    with reading(here.engine) as conn:
        layers = queries.forest_layers(conn, view.hotspots)
    return downloads.Shown(
        view.hotspots,
        view.events,
        here.areas.eras,
        here.areas.crs_metres,
        filters=tuple(facts),
        now=here.now(),
        attribution=here.areas.attributions,
        drill=here.drill,
        places=screen.named_places(),
        layers=tuple(layers),
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
    telling_line.show()
    duty_line.show()
    with st.container(key="board"):
        map_side, panel_side = st.columns([7, 3])
        with panel_side, st.container(key="panel"):
            era, wanted = _filters(chosen)
            points, events = screen.shown(standing.version, start, end, era, wanted)
            _panel(View(now_is, standing, chosen, era, wanted, points, events))
        with map_side, st.container(key="map"):
            selection = map_board.show(
                standing, chosen.text, chosen.rolling, start, end, era, wanted, choice.marked(points)
            )
    _read_clicks(selection.number, selection.hotspots, selection.events, points)
    _watch_for_news(standing.version, standing.overdue)
