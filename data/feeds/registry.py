"""From the registry to addresses: which feeds are on, and which file to ask for now.

Keyless regional files need nothing. The area API is on when FIRMS_MAP_KEY is set. CANHLUA_FIRMS_URL puts
another server in the place of FIRMS (tests, drills, a proxy inside an agency's network).
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from urllib.parse import quote, urlsplit

from data.feeds.errors import SourceNotAvailable
from data.feeds.redact import redact, remember
from data.feeds.spec import FeedSpec, FeedsSettings
from geo.errors import WrongHeader

Span = Literal["short", "long"]

# A regional file exists for 24 h, 48 h and 7 d. The API takes 1 to 5 whole UTC days, today included: with 1
# its answer empties at 07:00 in Vietnam and the night's detections vanish: 2 is the least, 3 what is asked.
REGIONAL_SPAN: dict[Span, str] = {"short": "24h", "long": "7d"}
API_DAYS: dict[Span, int] = {"short": 3, "long": 5}
API_MOST_DAYS = 5
API_LEAST_DAYS = 2


@dataclass(frozen=True)
class Endpoints:
    """Where FIRMS stands: main address first, then mirrors; and the key, which no repr shows."""

    bases: tuple[str, ...]
    map_key: str | None = field(default=None, repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(urlsplit(base).hostname or "" for base in self.bases)


@dataclass(frozen=True)
class Download:
    """One file to ask for: the same content at each of `urls`, in order of preference."""

    feed_id: str
    span: Span
    file_name: str
    urls: tuple[str, ...] = field(repr=False)
    hosts: frozenset[str] = frozenset()

    @property
    def shown_url(self) -> str:
        """The first address as it may be written down."""
        return redact(self.urls[0])


def endpoints(settings: FeedsSettings, environ: Mapping[str, str] | None = None) -> Endpoints:
    """Addresses and key of this process; the key becomes known to the redaction at once."""
    env = os.environ if environ is None else environ
    base = env.get("CANHLUA_FIRMS_URL", "").strip().rstrip("/")
    mirror = env.get("CANHLUA_FIRMS_MIRROR_URL", "").strip().rstrip("/")
    bases = (base,) if base else (settings.base, *settings.mirrors)
    if mirror:
        bases = (bases[0], mirror)
    key = env.get("FIRMS_MAP_KEY", "").strip() or None
    remember(key)
    return Endpoints(bases=bases, map_key=key)


def active_specs(settings: FeedsSettings, where: Endpoints) -> tuple[FeedSpec, ...]:
    """The feeds of this installation: all keyless ones, and those of the API when there is a key.

    A feed past its end is listed too (the screen says that it ended); `data.feeds.polling` lets it rest.
    """
    return tuple(spec for spec in settings.specs if where.map_key or not spec.needs_key)


def _api_path(key: str, source: str, extent: tuple[float, ...], days: int, start: date | None) -> str:
    if not API_LEAST_DAYS <= days <= API_MOST_DAYS:
        raise ValueError(f"'days' should be {API_LEAST_DAYS} to {API_MOST_DAYS}, got {days}")
    box = ",".join(f"{degrees:g}" for degrees in extent)
    path = f"/api/area/csv/{quote(key, safe='')}/{source}/{box}/{days}"
    return path if start is None else f"{path}/{start.isoformat()}"


def parse_availability(body: bytes) -> dict[str, tuple[date, date]]:
    """`/api/data_availability/csv/{KEY}/ALL`: data_id → (first, last) UTC day with data.

    Raises
    ------
    WrongHeader
        The answer is not that table (prose such as `Invalid MAP_KEY.` included).
    """
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig", "replace")))
    wanted = ("data_id", "min_date", "max_date")
    missing = [name for name in wanted if name not in (rows.fieldnames or ())]
    if missing:
        raise WrongHeader(missing=missing)
    ranges = {}
    for row in rows:
        try:
            ranges[row["data_id"]] = (
                date.fromisoformat(row["min_date"]),
                date.fromisoformat(row["max_date"]),
            )
        except (TypeError, ValueError):
            continue  # one sensor without dates says nothing about the others
    return ranges


def api_source(
    spec: FeedSpec, days: int, now: datetime, availability: Mapping[str, tuple[date, date]]
) -> str:
    """The data set that covers the last `days` UTC days: NRT, else SP (their ranges are disjoint).

    A range may end a day early, because the pass of today may not have happened yet.

    Raises
    ------
    SourceNotAvailable
        Neither covers the window: a header alone would then not mean zero detections.
    """
    last = now.astimezone(UTC).date()
    first = last - timedelta(days=days - 1)
    for processing in ("NRT", "SP"):
        name = f"{spec.api_source}_{processing}"
        if name in availability:
            covered_from, covered_to = availability[name]
            if covered_from <= last and covered_to >= first:
                return name
    raise SourceNotAvailable(source=spec.api_source, first=first.isoformat(), last=last.isoformat())


def availability_download(spec: FeedSpec, where: Endpoints) -> Download:
    """The API's own table of what it has."""
    path = f"/api/data_availability/csv/{quote(where.map_key or '', safe='')}/ALL"
    return Download(
        spec.id, "long", "data_availability.csv", tuple(base + path for base in where.bases), where.hosts
    )


def download(spec: FeedSpec, span: Span, where: Endpoints, *, source: str | None = None) -> Download:
    """The file to ask for.

    Parameters
    ----------
    span
        "short" each time (24 h file, 3 days of the API), "long" to catch up (7 d file, 5 days).
    source
        For the area API: the data set that `api_source` chose; None means the near-real-time one.
    """
    if spec.path is not None:
        path = spec.path.replace("{span}", REGIONAL_SPAN[span])
        name = path.rpartition("/")[2]
    else:
        assert spec.extent is not None and where.map_key  # noqa: S101 - read_feeds and active_specs saw to both
        source = source or f"{spec.api_source}_NRT"
        days = API_DAYS[span]
        path = _api_path(where.map_key, source, spec.extent, days, None)
        name = f"{source}_{days}d.csv"
    return Download(spec.id, span, name, tuple(base + path for base in where.bases), where.hosts)


def span_of(file_name: str) -> Span | None:
    """The span of a file that `download` named; None for any other name."""
    stem = file_name.removesuffix(".csv")
    for span in REGIONAL_SPAN:
        if stem.endswith((f"_{REGIONAL_SPAN[span]}", f"_{API_DAYS[span]}d")):
            return span
    return None
