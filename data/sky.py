"""What the sky over the area did on one day: expected passes, passes seen, and what each of them means.

Three answers must never be mixed up: a satellite looked and saw nothing here; it looked and its data has not
come yet; its source is broken. The verdict of a look is decided in one place, `_verdict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, Protocol

from geo.passes import Windows, blind_windows

Verdict = Literal["coming", "now", "hit", "clear", "waiting", "missing", "unfetched", "broken", "never"]

#: Global near-real-time files follow a pass within 3 h (FIRMS) and are refreshed about hourly: a look without
#: data is "not come yet" for that long, and "missing" afterwards.
LATENCY = timedelta(hours=3)
REFRESH = timedelta(hours=1)
#: A regional pass belongs to a window when its middle lies in it. Windows are one orbit wide, so one pass
#: does; the middle over all of the region is a few minutes off the moment over the area.
MARGIN = timedelta(minutes=5)


class FeedStanding(Protocol):
    """The part of `data.feeds.states.FeedState` that decides here."""

    @property
    def satellites(self) -> tuple[str, ...]: ...
    @property
    def state(self) -> str: ...
    @property
    def since(self) -> datetime | None: ...
    @property
    def last_file_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class SeenPass:
    """A pass in the files: UTC times, rows over the whole region, in the area, and close around it."""

    satellite: str
    first: datetime
    last: datetime
    rows: int
    here: int = 0
    around: int = 0

    @property
    def middle(self) -> datetime:
        return self.first + (self.last - self.first) / 2


@dataclass(frozen=True)
class Standing:
    """What is known about one satellite's sources together."""

    satellite: str
    ended_at: datetime | None = None
    failing_since: datetime | None = None
    last_file_at: datetime | None = None


@dataclass(frozen=True)
class Look:
    """One expected look of one satellite at the area: its window (UTC), the passes seen in it, the verdict.

    `provisional`: rows of this pass may still arrive. `since`: from when the source is broken.
    """

    satellite: str
    start: datetime
    end: datetime
    verdict: Verdict
    passes: tuple[SeenPass, ...] = ()
    provisional: bool = False
    since: datetime | None = None

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.passes)

    @property
    def here(self) -> int:
        return sum(each.here for each in self.passes)

    @property
    def around(self) -> int:
        return sum(each.around for each in self.passes)


@dataclass(frozen=True)
class Sky:
    """One local day: `start` and `end` are its midnights in UTC; `blind` is clipped to it."""

    start: datetime
    end: datetime
    looks: tuple[Look, ...]
    blind: tuple[tuple[datetime, datetime], ...]

    @property
    def satellites(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(look.satellite for look in self.looks))

    def of(self, satellite: str) -> tuple[Look, ...]:
        """The looks of one satellite, in order of time."""
        return tuple(look for look in self.looks if look.satellite == satellite)


def standings(
    states: Iterable[FeedStanding],
    announced: Mapping[str, datetime] | None = None,
    last_pass: Mapping[str, datetime] | None = None,
    now: datetime | None = None,
) -> dict[str, Standing]:
    """Put together what several feeds say about one satellite.

    Parameters
    ----------
    states
        States of the feeds of this installation.
    announced
        Satellite → announced end (the profile's `expected_end`). It counts once it is past and no pass was
        seen after it: Terra may end while Aqua, in the same file, goes on.
    last_pass
        Satellite → newest pass in any file.

    A satellite's source is broken only when every feed of it that still runs is failing, and since the last
    of them failed; it has ended only when all of them have.
    """
    by_satellite: dict[str, list[FeedStanding]] = {}
    for state in states:
        for satellite in state.satellites:
            by_satellite.setdefault(satellite, []).append(state)
    found = {}
    for satellite, feeds in by_satellite.items():
        running = [feed for feed in feeds if feed.state != "ended"]
        files = [feed.last_file_at for feed in feeds if feed.last_file_at]
        failing = [feed.since for feed in running if feed.state == "failing" and feed.since]
        ended = [feed.since for feed in feeds if feed.since] if not running else []
        end = (announced or {}).get(satellite)
        if (
            end is not None
            and now is not None
            and now >= end
            and not ((seen := (last_pass or {}).get(satellite)) and seen > end)
        ):
            ended = [*ended, end]
        found[satellite] = Standing(
            satellite,
            ended_at=max(ended) if ended else None,
            failing_since=max(failing) if running and len(failing) == len(running) else None,
            last_file_at=max(files) if files else None,
        )
    return found


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Midnight to midnight of a local day, in UTC."""
    start = datetime.combine(day, time(), zone)
    return start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _windows_on(windows: Windows, day: date, zone: tzinfo) -> Iterator[tuple[str, datetime, datetime]]:
    begin, finish = day_bounds(day, zone)
    for satellite, ranges in windows.items():
        for start, end in ranges:
            for on in (day - timedelta(days=1), day):
                until = on if end > start else on + timedelta(days=1)
                opens = datetime.combine(on, start, zone).astimezone(UTC)
                closes = datetime.combine(until, end, zone).astimezone(UTC)
                if opens < finish and closes > begin:
                    yield satellite, opens, closes


def _verdict(
    start: datetime, end: datetime, passes: Sequence[SeenPass], standing: Standing, now: datetime
) -> Verdict:
    if passes:
        return "hit" if any(each.here for each in passes) else "clear"
    if now < start:
        return "coming"
    if now < end:
        return "now"
    due = end + LATENCY + REFRESH
    told = standing.last_file_at
    if told is not None and told >= due:
        return "missing"
    if standing.failing_since is not None:
        return "broken"
    if told is None:
        return "never"
    return "waiting" if now < due else "unfetched"


def _look(
    satellite: str,
    start: datetime,
    end: datetime,
    seen: Sequence[SeenPass],
    standing: Standing,
    now: datetime,
) -> Look:
    inside = tuple(
        each
        for each in seen
        if each.satellite == satellite
        and (
            start - MARGIN <= each.middle <= end + MARGIN
            or (each.here and each.last >= start and each.first <= end)
        )
    )
    verdict = _verdict(start, end, inside, standing, now)
    return Look(
        satellite,
        start,
        end,
        verdict,
        inside,
        provisional=bool(inside) and now < max(each.last for each in inside) + LATENCY,
        since=standing.failing_since if verdict == "broken" else None,
    )


def sky_of(
    day: date,
    windows: Windows,
    seen: Sequence[SeenPass],
    known: Mapping[str, Standing],
    now: datetime,
    zone: tzinfo,
) -> Sky:
    """Everything that the satellites of this installation did, or will do, over the area on a local day.

    Parameters
    ----------
    windows
        Satellite → local (start, end) times of day in which it may look (the profile's).
    seen
        Passes counted in the files, of this day and its neighbours.
    known
        See `standings`; satellites that are not in it belong to no feed and are left out.
    now
        Aware.

    Looks of a satellite after its end are left out, and so are its windows from the blind hours.
    """
    begin, finish = day_bounds(day, zone)
    flying = {
        satellite: ranges
        for satellite, ranges in windows.items()
        if satellite in known and not ((ended := known[satellite].ended_at) and ended <= begin)
    }
    looks = [
        _look(satellite, start, end, seen, known[satellite], now)
        for satellite, start, end in _windows_on(flying, day, zone)
        if not ((ended := known[satellite].ended_at) and ended <= start)
    ]
    blind = [
        (max(start, begin), min(end, finish))
        for on in (day - timedelta(days=1), day)
        for start, end in blind_windows(flying, on, zone)
        if start < finish and end > begin
    ]
    order = {satellite: place for place, satellite in enumerate(flying)}
    return Sky(
        begin,
        finish,
        tuple(sorted(looks, key=lambda look: (order[look.satellite], look.start))),
        tuple(sorted(blind)),
    )
