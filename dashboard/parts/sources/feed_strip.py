"""The strip above the map: what burns in one sentence, and whether each satellite's files still come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from dashboard import formats
from dashboard.situation import Situation
from dashboard.words import N_, _, counted
from dashboard.words.errors import say
from data.feeds.states import FeedState

STATES = {
    "fresh": N_("Đang nhận"),
    "late": N_("Chậm"),
    "silent": N_("Im lặng"),
    "failing": N_("Lỗi kết nối"),
    "ended": N_("Đã ngừng bay"),
    "never": N_("Chưa có tệp"),
}


def headline(
    now_is: Situation,
    events: int,
    open_events: int | None,
    hotspots: int,
    period: str,
    newest: datetime | None,
    now: datetime,
) -> tuple[str, str]:
    """The two lines that answer "what burns, and when did anybody look".

    Where nobody looked, there is no count: a zero would read as "no fire". `open_events` is None for a period
    in the past, of which nothing is watched any more.
    """
    if now_is is Situation.NO_DATA:
        return _("Chưa có dữ liệu vệ tinh"), _("Bản đồ chưa nói được gì về cháy.")
    if now_is is Situation.UNREACHABLE:
        return _("Không biết có điểm cháy mới hay không"), _("Đang mất kết nối với mọi nguồn vệ tinh")
    if events and open_events is None:
        lead = counted("{count} đám cháy trong thời gian đã chọn", events)
    elif open_events:
        lead = counted("{count} đám cháy đang theo dõi", open_events)
    elif hotspots:
        lead = _("Các đám cháy đều đã im lặng")
    else:
        lead = _("Không có điểm cháy")
    seen = _("điểm mới nhất {moment}", moment=formats.short_moment(newest, now)) if newest else ""
    text = counted("{count} điểm cháy", hotspots) + f" · {period}" + (f" · {seen}" if seen else "")
    return lead, text


def _lines(feed: FeedState, now: datetime) -> list[str]:
    if feed.state == "ended":
        return [_("Ngừng từ {day}", day=formats.day(feed.since))]
    lines = []
    if feed.state == "failing":
        lines.append(
            _(
                "Từ {moment}: {reason}",
                moment=formats.short_moment(feed.since, now),
                reason=say(feed.error_code, feed.error_params),
            )
        )
    elif feed.last_file_at is None:
        lines.append(_("Chưa nhận được tệp nào"))
    if feed.last_file_at is not None:
        lines.append(_("Tệp: {ago}", ago=formats.ago(feed.last_file_at, now)))
    if feed.newest_detection is not None:
        lines.append(_("Điểm mới nhất: {moment}", moment=formats.short_moment(feed.newest_detection, now)))
    if feed.pass_end is not None and feed.later_pass is not None:
        lines.append(
            _(
                "Đang bay qua, tới {end}; lần sau {later}",
                end=formats.short_moment(feed.pass_end, now),
                later=formats.short_moment(feed.later_pass, now),
            )
        )
    elif feed.next_pass is not None and feed.next_pass <= now:
        lines.append(
            _("Đang trong giờ bay qua (từ {moment})", moment=formats.short_moment(feed.next_pass, now))
        )
    elif feed.next_pass is not None:
        lines.append(_("Lượt bay tới: {moment}", moment=formats.short_moment(feed.next_pass, now)))
    return lines


def _cell(feed: FeedState, now: datetime) -> str:
    lines = "".join(f'<p title="{escape(line, quote=True)}">{escape(line)}</p>' for line in _lines(feed, now))
    title = escape(feed.name, quote=True)
    pill = f'<span class="cl-pill {escape(feed.state)}">{escape(_(STATES[feed.state]))}</span>'
    who = f'<span title="{title}">{escape(" + ".join(feed.satellites))}</span>'
    return f'<div class="cl-feed"><div class="top">{who}{pill}</div>{lines}</div>'


def show(lead: str, text: str, feeds: Sequence[FeedState], now: datetime) -> None:
    """Draw the strip; feeds that ended come last."""
    cells = [_cell(feed, now) for feed in sorted(feeds, key=lambda f: f.state == "ended")]
    caution = escape(_("Không có điểm cháy không có nghĩa là không có cháy."))
    first = f'<div><div class="lead">{escape(lead)}</div><p>{escape(text)}</p><p>{caution}</p></div>'
    st.html(f'<div class="cl-strip">{first}{"".join(cells)}</div>')
