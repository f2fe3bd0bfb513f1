"""Whether the satellites are looking: per satellite its last look, its last file, its next pass.

Three answers are never mixed up: a pass happened and nothing was seen here; a pass happened and no data has
come; the feed is down. Beyond them a pass may have seen something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from data.feeds.states import FeedState, feed_states
from data.passes import last_passes, passes_between
from data.profile import Profile
from data.sky import Look, SeenPass, Sky, Standing, sky_of, standings

STATES = ("seen", "seen_nothing", "no_data", "down", "never")
"""What the last look of a satellite comes to."""
OF_VERDICT: Mapping[str, str] = {
    "hit": "seen",
    "clear": "seen_nothing",
    "waiting": "no_data",
    "missing": "no_data",
    "unfetched": "no_data",
    "broken": "down",
    "never": "never",
}
"""A look's verdict (`data.sky`) → one of `STATES`; looks that lie ahead have none."""
_DAY = timedelta(days=1)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _last(looks: Sequence[Look]) -> Look | None:
    """The last look that is over, or that has already shown something."""
    over = [each for each in looks if each.verdict in OF_VERDICT]
    return max(over, key=lambda each: each.start, default=None)


def _satellite(
    name: str, days: Sequence[Sky], standing: Standing, newest: datetime | None, now: datetime
) -> dict[str, Any]:
    looks = sorted((each for day in days for each in day.of(name)), key=lambda each: each.start)
    last = _last(looks)
    coming = next((each for each in looks if each.end > now and each.verdict in ("now", "coming")), None)
    state = "never" if last is None else OF_VERDICT[last.verdict]
    if standing.failing_since is not None:
        state = "down"
    return {
        "name": name,
        "state": state,
        "since": _iso(standing.failing_since),
        "looked_from": _iso(last.start) if last else None,
        "looked_until": _iso(last.end) if last else None,
        "passed_at": _iso(last.passes[-1].middle) if last and last.passes else None,
        "here": last.here if last else None,
        "last_look": _iso(newest),
        "last_file": _iso(standing.last_file_at),
        "next_pass": _iso(coming.start) if coming else None,
        "next_until": _iso(coming.end) if coming else None,
    }


def _line(today: Sky) -> list[dict[str, Any]]:
    return [
        {
            "satellite": each.satellite,
            "from": _iso(each.start),
            "to": _iso(each.end),
            "kind": each.verdict,
            "here": each.here,
        }
        for each in today.looks
    ]


def without_data_since(feed: FeedState) -> datetime | None:
    """From when on nothing is known of a feed that fails: its last good answer, which came before anybody
    asked in vain; only where there never was one, the first failure."""
    return feed.last_file_at or feed.since


def feeds_together(running: Sequence[FeedState]) -> dict[str, Any]:
    """The feeds that still run, as one: ``running`` how many, ``never`` how many have not brought a file yet.

    cut
        Those that fail, whose data is missing longest first: ``name, last_file, since`` (of the failure).
    missing_since
        From when on what is seen is not whole; where all are cut, from when on nothing is seen.
    worst_file
        The last file of the feed that has been waiting longest: no panel is newer than that.
    """
    cut = [each for each in running if each.state == "failing"]
    begun = sorted((since, each.name) for each in cut if (since := without_data_since(each)))
    order = {name: place for place, (_since, name) in enumerate(begun)}
    whole = len(cut) < len(running)
    return {
        "running": len(running),
        "never": sum(each.state == "never" for each in running),
        "cut": [
            {"name": each.name, "last_file": _iso(each.last_file_at), "since": _iso(each.since)}
            for each in sorted(cut, key=lambda each: order.get(each.name, len(order)))
        ],
        "missing_since": _iso(begun[0 if whole else -1][0]) if begun else None,
        "worst_file": _iso(min((each.last_file_at for each in running if each.last_file_at), default=None)),
    }


def sky(
    conn: Connection, profile: Profile, now: datetime, feeds: Sequence[FeedState] | None = None
) -> dict[str, Any]:
    """The satellites that still fly, the day's line from midnight to midnight, and its blind hours.

    A feed that is down says so whatever its satellite's last look was.
    """
    now = now.astimezone(UTC)
    states = feed_states(conn, profile, now) if feeds is None else feeds
    seen: list[SeenPass] = passes_between(conn, now - 3 * _DAY, now + _DAY)
    last = last_passes(conn)
    known = standings(states, profile.feeds.expected_end, last, now)
    today = now.astimezone(profile.tz).date()
    days = [
        sky_of(today + step * _DAY, profile.feeds.pass_windows, seen, known, now, profile.tz)
        for step in (-1, 0, 1)
    ]
    flying = days[1].satellites
    return {
        "satellites": [_satellite(name, days, known[name], last.get(name), now) for name in flying],
        "feeds": feeds_together([each for each in states if each.state != "ended"]),
        "day": [_iso(days[1].start), _iso(days[1].end)],
        "blind": [{"from": _iso(start), "to": _iso(end)} for start, end in days[1].blind],
        "line24": _line(days[1]),
    }
