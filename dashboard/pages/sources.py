"""*Nguồn vệ tinh*: whether anybody is looking, what each source brought, and what the silence means."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look, poll_now, runs, screen, sky
from dashboard.access import who
from dashboard.parts import refreshing
from dashboard.parts.accounts import sign_in
from dashboard.parts.html import html
from dashboard.parts.sources import feed_card, run_table
from dashboard.services import Services, services
from dashboard.situation import feeds_unreachable
from dashboard.words import _, counted
from data.feeds.spec import FeedSpec
from data.feeds.states import FeedState
from data.passes import last_passes, passes_between
from data.sky import Look, SeenPass, Sky, Standing, sky_of, standings
from data.store.engine import reading

REFRESH_SECONDS = 30
RUNS_READ = 400
ROWS_SHOWN = 15
_DAY = timedelta(days=1)
_CSS = Path(__file__).with_name("sources.css").read_text(encoding="utf-8")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Seen:
    """What the page read from the database at one moment."""

    now: datetime
    standing: screen.Standing
    passes: list[SeenPass]
    known: dict[str, Standing]
    specs: Mapping[str, FeedSpec]

    @property
    def feeds(self) -> tuple[FeedState, ...]:
        return tuple(sorted(self.standing.feeds, key=lambda feed: feed.state == "ended"))


def _read(here: Services) -> _Seen:
    now = here.now().astimezone(UTC)
    standing = screen.standing()
    with reading(here.engine) as conn:
        passes = passes_between(conn, now - 3 * _DAY, now + _DAY)
        last = last_passes(conn)
    known = standings(standing.feeds, here.profile.feeds.expected_end, last, now)
    return _Seen(now, standing, passes, known, {spec.id: spec for spec in here.profile.feeds.specs})


def _sky(here: Services, seen: _Seen, days_back: int) -> Sky:
    day = (seen.now.astimezone(here.profile.tz) - days_back * _DAY).date()
    return sky_of(day, here.profile.feeds.pass_windows, seen.passes, seen.known, seen.now, here.profile.tz)


def _heading(text: str, kind: str = "") -> None:
    html(f'<h2 class="{kind}">{escape(text)}</h2>')


def _caution() -> str:
    # In some system fonts a bold ≠ falls back to one that touches its neighbours.
    return escape(_("Không có điểm cháy ≠ không có cháy")).replace("≠", '<span class="unequal">≠</span>')


def _opening(seen: _Seen, today: Sky) -> None:
    """What is known at this moment, before any detail."""
    newest = max(seen.passes, key=lambda each: each.middle, default=None)
    if newest is not None:
        looked = _(
            "{moment} · {satellite}",
            moment=formats.short_moment(newest.middle, seen.now),
            satellite=newest.satellite,
        )
    else:
        looked = _("chưa có")
    coming = min(
        (each for each in today.looks if each.end > seen.now), key=lambda each: each.start, default=None
    )
    facts = [
        (_("Lần nhìn gần nhất đã có dữ liệu"), looked),
        (
            _("Lần nhìn tới"),
            f"{sky.span(coming.start, coming.end)} · {coming.satellite}" if coming else _("sau nửa đêm"),
        ),
        (
            _("Tệp nhận gần nhất"),
            formats.ago(seen.standing.newest_file, seen.now) if seen.standing.newest_file else _("chưa có"),
        ),
    ]
    boxes = "".join(f"<div><span>{escape(name)}</span><b>{escape(value)}</b></div>" for name, value in facts)
    lead = _(
        "Vệ tinh chỉ nhìn vài lần mỗi ngày, mây và khói dày che được lửa, đám cháy nhỏ hoặc ngắn không lên "
        "ảnh."
    )
    title = _("Nguồn vệ tinh")
    html(
        f'<header class="cl-opening"><div><h1>{escape(title)}</h1>'
        f'<p class="caution">{_caution()}</p><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _situation(seen: _Seen) -> None:
    if feeds_unreachable(seen.standing.feeds):
        had = seen.standing.received
        look.note(
            _("Mọi nguồn vệ tinh đều hỏng"),
            _("Không lấy được tệp mới. Các điểm cháy đã lưu vẫn còn, nhưng từ lúc hỏng không biết gì thêm.")
            if had
            else _("Chưa lấy được tệp nào. Bản đồ chưa nói được gì về cháy."),
            kind="bad",
            steps=(
                _("Kiểm tra mạng của máy chủ, rồi bấm “Lấy ngay” ở một nguồn bên dưới."),
                _("Trong lúc này dựa vào chòi canh, tuần tra và tin báo."),
                _("Có thể nạp tệp FIRMS tải từ máy khác ở trang Bản đồ."),
            ),
        )
    elif not seen.standing.received:
        look.note(
            _("Chưa có dữ liệu vệ tinh"),
            _(
                "Chương trình chưa nhận được tệp nào, nên chưa nói được gì về cháy. Lần lấy đầu tiên tự "
                "chạy ít phút sau khi khởi động."
            ),
            kind="warn",
            steps=(_("Muốn nhanh hơn: bấm “Lấy ngay” ở một nguồn bên dưới."),),
        )


def _look_line(each: Look) -> str:
    glyph = formats.number(each.here) if each.verdict == "hit" else sky.GLYPHS[each.verdict]
    text = f"<b>{sky.span(each.start, each.end)}</b> {escape(sky.sentence(each))}"
    return sky.marked(sky.sign(each), text, glyph)


def _line(here: Services, seen: _Seen) -> None:
    """The day's line, its signs, and the same in words."""
    with st.container(key="skyhead", horizontal=True, vertical_alignment="bottom"):
        _heading(_("Một ngày của vệ tinh"))
        back = st.segmented_control(
            _("Ngày"),
            [1, 0],
            format_func=lambda days: _("Hôm nay") if days == 0 else _("Hôm qua"),
            default=0,
            key="sky_day",
            required=True,
            label_visibility="collapsed",
            width="content",
        )
    day = _sky(here, seen, int(back or 0))
    words = "".join(
        f"<section><h4>{escape(name)}</h4><ul>{''.join(_look_line(each) for each in day.of(name))}</ul>"
        "</section>"
        for name in day.satellites
    )
    blind = ""
    if day.blind:
        text = _(
            "Khoảng mù {spans}: không vệ tinh nào nhìn xuống. Cháy bắt đầu trong lúc này chỉ có người thấy.",
            spans=sky.blind_spans(day),
        )
        blind = f'<p class="blindnote">{escape(text)}</p>'
    date = _("{day}, giờ Việt Nam", day=formats.day(day.start))
    html(
        f'<div class="cl-daycard"><p class="date">{escape(date)}</p>'
        f"{sky.day_svg(day, seen.now)}{sky.legend()}{blind}"
        f'<div class="cl-inwords">{words}</div></div>'
    )


def _ask(feed_id: str, asked_at: datetime | None, now: datetime) -> None:
    if asked_at is not None and timedelta() <= now - asked_at < poll_now.LEAST_WAIT:
        st.session_state["poll_refused"] = _(
            "Nguồn này vừa được hỏi chưa đầy một phút trước. Tệp gốc chỉ đổi mỗi giờ một lần; xin đợi."
        )
        return
    here, person = services(), who()
    if refused := sign_in.refusal(person, poll_now.ACTION):
        st.session_state["poll_refused"] = refused
        return
    started = poll_now.poller.start(feed_id, lambda: poll_now.ask(here, feed_id, person))
    st.session_state["poll_refused"] = (
        None if started else _("Đang lấy một nguồn khác. Đợi xong rồi bấm lại.")
    )


def _poll_standing(names: Mapping[str, str], now: datetime) -> None:
    """How the poll at a person's wish stands, or why it was refused."""
    refused = st.session_state.pop("poll_refused", None)
    standing = poll_now.poller.standing()
    if isinstance(standing, poll_now.Asking):
        name = names.get(standing.feed_id, standing.feed_id)
        look.note(
            _("Đang lấy {name}…", name=name),
            _("Thường mất dưới một phút. Trang tự cập nhật khi xong; rời trang cũng không sao."),
        )
    elif isinstance(standing, poll_now.Asked):
        name = names.get(standing.feed_id, standing.feed_id)
        if standing.outcome == "done":
            look.note(
                _("Đã hỏi xong {name}", name=name), _("Kết quả ở dòng đầu của bảng các lần lấy tệp bên dưới.")
            )
        elif standing.outcome == "busy":
            look.note(
                _("Chưa lấy được"),
                _("Một máy khác đang lấy tệp cho cùng cơ sở dữ liệu. Đợi một phút rồi bấm lại."),
                kind="warn",
            )
        else:
            look.note(
                _("Chưa lấy được"),
                _(
                    "Chương trình gặp lỗi khi lấy tệp; không có gì bị ghi dở. Xem nhật ký, hoặc báo quản "
                    "trị viên."
                ),
                kind="bad",
            )
    if refused:
        look.note(_("Chưa lấy"), refused, kind="warn")


def _cards(here: Services, seen: _Seen, tried: Mapping[str, datetime]) -> None:
    _heading(_("Từng nguồn"), "cl-cardshead")
    asking = isinstance(poll_now.poller.standing(), poll_now.Asking)
    with st.container(key="feedcards"):
        for feed in seen.feeds:
            with st.container(key=f"feed_{feed.state}_{feed.id}"):
                html(feed_card.card(feed, seen.specs[feed.id], here.profile, seen.known, seen.now))
                if feed.state != "ended" and st.button(
                    _("Lấy ngay"),
                    key=f"poll_{feed.id}",
                    disabled=asking,
                    icon=":material/download:",
                    width="stretch",
                ):
                    _ask(feed.id, tried.get(feed.id), seen.now)
                    st.rerun(scope="app")


def _runs(here: Services, seen: _Seen, names: Mapping[str, str]) -> None:
    with st.container(key="runshead", horizontal=True, vertical_alignment="bottom"):
        _heading(_("Các lần lấy tệp"))
        feed_id = st.selectbox(
            _("Nguồn"),
            [None, *names],
            format_func=lambda key: _("Mọi nguồn") if key is None else names[key],
            key="runs_of",
            label_visibility="collapsed",
            width=230,
        )
    with reading(here.engine) as conn:
        every = runs.folded(runs.recent(conn, RUNS_READ, feed_id))
        limit = int(st.session_state.get("runs_shown", ROWS_SHOWN))
        shown = every[:limit]
        rejected = runs.rejects(conn, [run.id for run in shown if run.rejected])
    if not shown:
        look.note(
            _("Chưa có lần lấy nào"),
            _("Khi chương trình hỏi nguồn lần đầu, kết quả hiện ở đây, cả khi thất bại."),
        )
        return
    html(run_table.table(shown, names, rejected, seen.now))
    if len(every) > limit and st.button(
        counted("Hiện thêm {count} dòng", len(every) - limit), key="more_runs"
    ):
        st.session_state["runs_shown"] = len(every)
        st.rerun(scope="app")


def _body() -> None:
    here = services()
    try:
        seen = _read(here)
        with reading(here.engine) as conn:
            tried = {
                run.feed_id: run.at for run in reversed(runs.recent(conn, RUNS_READ)) if run.kind == "poll"
            }
    except SQLAlchemyError:
        _log.exception("the database did not answer")
        look.note(
            _("Cơ sở dữ liệu không trả lời"),
            _(
                "Không đọc được tình trạng nguồn. Trang tự thử lại sau nửa phút; nếu không được, báo quản "
                "trị viên."
            ),
            kind="bad",
        )
        return
    names = {feed.id: feed.name for feed in seen.feeds}
    _opening(seen, _sky(here, seen, 0))
    _situation(seen)
    _line(here, seen)
    _poll_standing(names, seen.now)
    _cards(here, seen, tried)
    _runs(here, seen, names)


def show() -> None:
    """Draw the page; it refreshes itself, quicker while a poll is under way."""
    st.html(f"<style>{_CSS}</style>")
    asking = isinstance(poll_now.poller.standing(), poll_now.Asking)

    @st.fragment(run_every=1 if asking else REFRESH_SECONDS)
    def refreshed() -> None:
        with st.container(key="sources"):
            _body()
        if asking and refreshing.alone() and not isinstance(poll_now.poller.standing(), poll_now.Asking):
            st.rerun(scope="app")  # after its own buttons

    refreshed()
