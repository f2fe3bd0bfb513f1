"""One card per feed: its state in words, what it brought last, what comes next, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape

from dashboard import formats
from dashboard.parts.sources import state_signs
from dashboard.sky import span
from dashboard.words import _, counted
from dashboard.words.errors import say
from data.feeds.spec import FeedSpec
from data.feeds.states import FeedState
from data.profile import Profile
from data.sky import Standing
from geo.passes import next_pass


def state_words(feed: FeedState, now: datetime) -> str:
    """The state with its moment: "Đang hỏng từ 14:05"."""
    if feed.state == "failing" and feed.since is not None:
        return _("Đang hỏng từ {moment}", moment=formats.short_moment(feed.since, now))
    if feed.state == "ended" and feed.since is not None:
        return _("Đã ngừng bay từ {day}", day=formats.day(feed.since))
    return _(state_signs.WORDS.get(feed.state, feed.state))


def coming(spec: FeedSpec, profile: Profile, known: Mapping[str, Standing], now: datetime) -> list[str]:
    """When the feed's satellites look next: "NOAA-20: 00:43–02:25", today's first."""
    flying = {
        name: profile.feeds.pass_windows[name]
        for name in spec.satellites
        if not ((standing := known.get(name)) and standing.ended_at and standing.ended_at <= now)
    }
    said = []
    for each in next_pass(flying, now, profile.tz):
        if each.start <= now:
            said.append(
                _(
                    "{satellite}: {span}, có thể đang bay qua",
                    satellite=each.satellite,
                    span=span(each.start, each.end),
                )
            )
            continue
        away = counted("còn {count} phút", round((each.start - now) / timedelta(minutes=1)))
        if each.start - now >= timedelta(hours=2):
            away = counted("còn {count} giờ", round((each.start - now) / timedelta(hours=1)))
        said.append(
            _(
                "{satellite}: {span} ({away})",
                satellite=each.satellite,
                span=span(each.start, each.end),
                away=away,
            )
        )
    return said


def _hours(length: timedelta) -> str:
    return counted("{count} giờ", round(length / timedelta(hours=1)))


def _moment(when: datetime | None, now: datetime, none: str) -> str:
    if when is None:
        return none
    return f"{formats.short_moment(when, now)} · {formats.ago(when, now)}"


def _facts(
    feed: FeedState, spec: FeedSpec, next_looks: list[str], now: datetime
) -> list[tuple[str, list[str]]]:
    facts = [
        (_("Tệp nhận gần nhất"), [_moment(feed.last_file_at, now, _("chưa có"))]),
        (_("Điểm mới nhất trong tệp"), [_moment(feed.newest_detection, now, _("chưa có"))]),
    ]
    if feed.state == "ended":
        return facts
    limits = _(
        "chậm khi điểm mới nhất cũ hơn {fresh}, im lặng khi cũ hơn {silent}",
        fresh=_hours(spec.fresh),
        silent=_hours(spec.silent),
    )
    return [
        *facts,
        (_("Lượt quét tới"), next_looks or [formats.UNKNOWN]),
        (_("Giới hạn đang dùng"), [limits]),
    ]


def card(
    feed: FeedState, spec: FeedSpec, profile: Profile, known: Mapping[str, Standing], now: datetime
) -> str:
    """The card as HTML; everything from data is escaped."""
    facts = _facts(feed, spec, coming(spec, profile, known, now), now)
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{'<br>'.join(escape(line) for line in lines)}</dd>"
        for name, lines in facts
    )
    trouble = ""
    if feed.error_code:
        trouble = f'<p class="trouble">{escape(say(feed.error_code, feed.error_params))}</p>'
    advice = escape(_(state_signs.ADVICE.get(feed.state, "")))
    lead = _("Cần làm:")
    todo = (
        f'<p class="todo"><b>{escape(lead)}</b> {advice}</p>' if feed.state not in ("fresh", "ended") else ""
    )
    quiet = f'<p class="todo">{advice}</p>' if feed.state == "ended" else ""
    return (
        f'<div class="cl-feedcard {escape(feed.state)}"><h3>{escape(feed.name)}</h3>'
        f"{state_signs.badge(feed.state, state_words(feed, now))}"
        f"{trouble}<dl>{rows}</dl>{todo}{quiet}</div>"
    )
