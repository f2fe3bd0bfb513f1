"""The registry as it stands in feeds.toml: what to fetch, from when until when, how old is too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from data.toml_table import Table, read_toml

SATELLITES = ("S-NPP", "NOAA-20", "NOAA-21", "Terra", "Aqua")


@dataclass(frozen=True)
class FeedSpec:
    """One feed: a keyless regional file (`path` with {span}) or an area-API source (`api_source`).

    `last` is the known end of the satellite; `silent` are ages of the newest detection in the whole file:
    beyond `fresh` the feed is late, beyond `silent` it is silent.
    """

    id: str
    name: str
    satellites: tuple[str, ...]
    path: str | None
    api_source: str | None
    extent: tuple[float, float, float, float] | None
    first: datetime
    last: datetime | None
    fresh: timedelta
    silent: timedelta

    @property
    def needs_key(self) -> bool:
        return self.api_source is not None


@dataclass(frozen=True)
class FetchSettings:
    """How a download is done; seconds and bytes, as explained in feeds.toml."""

    connect_s: float
    read_s: float
    deadline_s: float
    total_s: float
    attempts: int
    wait_s: float
    wait_most_s: float
    retry_after_s: float
    max_bytes: int


@dataclass(frozen=True)
class PollSettings:
    """When downloads are done."""

    every: timedelta
    long_every: timedelta
    outage: timedelta


@dataclass(frozen=True)
class FeedsSettings:
    """feeds.toml as a whole.

    `pass_windows`: satellite → local (start, end) times of day; end < start crosses midnight.
    `expected_end`: satellite → announced end (UTC), which counts only once its feed is silent past it.
    """

    base: str
    mirrors: tuple[str, ...]
    fetch: FetchSettings
    poll: PollSettings
    pass_windows: dict[str, tuple[tuple[time, time], ...]]
    expected_end: dict[str, datetime]
    specs: tuple[FeedSpec, ...]


def _address(table: Table, key: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise table.error(key, f"should be an http(s) address, got {value!r}")
    return value.rstrip("/")


def _windows(table: Table, satellite: str) -> tuple[tuple[time, time], ...]:
    found = []
    for pair in table.items(satellite):
        try:
            start, end = (time.fromisoformat(text) for text in pair)
        except (TypeError, ValueError):
            raise table.error(satellite, f'should be a list of ["hh:mm", "hh:mm"], got {pair!r}') from None
        found.append((start, end))
    return tuple(found)


def _spec(table: Table) -> FeedSpec:
    satellites = table.texts("satellites")
    for satellite in satellites:
        if satellite not in SATELLITES:
            raise table.error("satellites", f"{satellite!r} is none of {', '.join(SATELLITES)}")
    path = table.text("path") if table.has("path") else None
    api_source = table.text("api_source") if table.has("api_source") else None
    if (path is None) == (api_source is None):
        raise table.error("path", "a feed has either path or api_source")
    if path is not None and not (path.startswith("/") and path.count("{span}") == 1):
        raise table.error("path", f"should start with / and hold {{span}} once, got {path!r}")
    first = table.moment("first")
    last = table.moment("last") if table.has("last") else None
    if last is not None and last <= first:
        raise table.error("last", "should be after first")
    fresh = table.number("fresh_hours", above=0)
    spec = FeedSpec(
        id=table.text("id"),
        name=table.text("name"),
        satellites=satellites,
        path=path,
        api_source=api_source,
        extent=table.bbox("extent") if api_source is not None else None,
        first=first,
        last=last,
        fresh=timedelta(hours=fresh),
        silent=timedelta(hours=table.number("silent_hours", above=fresh)),
    )
    table.refuse_unknown()
    return spec


def _fetch(table: Table) -> FetchSettings:
    settings = FetchSettings(
        connect_s=table.number("connect_s", above=0),
        read_s=table.number("read_s", above=0),
        deadline_s=table.number("deadline_s", above=0),
        total_s=table.number("total_s", above=0),
        attempts=int(table.number("attempts", least=1)),
        wait_s=table.number("wait_s", least=0),
        wait_most_s=table.number("wait_most_s", least=0),
        retry_after_s=table.number("retry_after_s", least=0),
        max_bytes=int(table.number("max_mib", above=0) * 1024 * 1024),
    )
    table.refuse_unknown()
    return settings


def _poll(table: Table) -> PollSettings:
    settings = PollSettings(
        every=timedelta(minutes=table.number("every_minutes", above=0)),
        long_every=timedelta(hours=table.number("long_every_hours", above=0)),
        outage=timedelta(hours=table.number("outage_hours", above=0)),
    )
    table.refuse_unknown()
    return settings


def read_feeds(file: Path) -> FeedsSettings:
    """Read and check feeds.toml.

    Raises
    ------
    ProfileError
        See `data.profile.load_profile`.
    """
    top = read_toml(file)
    source, windows, ends = top.table("source"), top.table("pass_windows"), top.table("expected_end")
    specs = tuple(_spec(table) for table in top.tables("feed"))
    ids = [spec.id for spec in specs]
    for spec_id in ids:
        if ids.count(spec_id) > 1:
            raise top.error("feed", f"two feeds have the id {spec_id!r}")
    settings = FeedsSettings(
        base=_address(source, "base", source.text("base")),
        mirrors=tuple(_address(source, "mirrors", text) for text in source.texts("mirrors"))
        if source.has("mirrors")
        else (),
        fetch=_fetch(top.table("fetch")),
        poll=_poll(top.table("poll")),
        pass_windows={satellite: _windows(windows, satellite) for satellite in windows.keys},
        expected_end={satellite: ends.moment(satellite) for satellite in ends.keys},
        specs=specs,
    )
    for satellite in {name for spec in specs for name in spec.satellites} - set(settings.pass_windows):
        raise windows.error(satellite, "is missing: a feed names this satellite")
    source.refuse_unknown()
    top.refuse_unknown()
    return settings
