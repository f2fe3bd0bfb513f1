"""What a re-run must load: whole events, so that nothing is cut, and enough around them to judge them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol

import pandas as pd
from sqlalchemy import Connection, func, select

from data.events.reading import frame, load_decisions
from data.store.batches import in_batches
from data.store.tables import detection, event_member, fire_event
from geo.events import RECURRENCE_DAYS
from geo.permanent import NEAR_SPAN

_BEGINNING = datetime(1970, 3, 1, tzinfo=UTC)
"""Earlier than any satellite that is read."""
_NEEDED = (
    "time_utc",
    "satellite",
    "latitude",
    "longitude",
    "scan_km",
    "track_km",
    "frp_mw",
    "confidence",
    "permanent",
)
_DTYPES = {
    "time_utc": "datetime64[us, UTC]",
    "permanent": "bool",
    "event_id": "object",
    **dict.fromkeys(["latitude", "longitude", "scan_km", "track_km", "frp_mw"], "float64"),
}
_SELECT = (
    select(
        detection.c.id.label("detection_id"),
        *(detection.c[name] for name in _NEEDED),
        event_member.c.event_id,
    )
    .select_from(detection.outerjoin(event_member, event_member.c.detection_id == detection.c.id))
    .order_by(detection.c.time_utc, detection.c.id)
)


class Limits(Protocol):
    """The settings of the grouping: kilometres and hours (FEEDS.md, "Grouping")."""

    @property
    def link_km(self) -> float: ...
    @property
    def link_hours(self) -> float: ...
    @property
    def close_hours(self) -> float: ...


@dataclass(frozen=True)
class Window:
    """Detections and stored events of a re-run.

    Attributes
    ----------
    rows : DataFrame
        Current detections in order of (time_utc, detection_id): the columns that `geo.events.group` needs,
        `permanent` as stored, and `event_id` as stored (None: new).
    events : dict
        The stored live events in whose place the re-run speaks, by id. `rows` holds some more, so that
        recurrences and permanent sources are judged as if everything had been loaded.
    decisions : list of dict
        The people's decisions that hold.
    """

    rows: pd.DataFrame
    events: Mapping[str, Mapping[str, Any]]
    decisions: Sequence[Mapping[str, Any]]


def named_in(decision: Mapping[str, Any]) -> set[str]:
    """Every detection that a decision speaks of."""
    return {name for part in decision["detection_ids"] for name in part}


def _live_since(conn: Connection, moment: datetime) -> set[str]:
    query = select(fire_event.c.id).where(
        fire_event.c.last_seen >= moment, fire_event.c.merged_into.is_(None), fire_event.c.detections > 0
    )
    return set(conn.execute(query).scalars())


def _with_decisions(conn: Connection, core: set[str], decisions: Sequence[Mapping[str, Any]]) -> set[str]:
    """The events with all those that a decision ties to one of them."""
    named = [named_in(each) for each in decisions]
    owner: dict[str, str] = {}
    for some in in_batches(set().union(*named)):
        query = select(event_member).where(event_member.c.detection_id.in_(some))
        owner |= {row.detection_id: row.event_id for row in conn.execute(query)}
    tied = [{owner[name] for name in names if name in owner} for names in named]
    while True:
        more = set().union(*(events for events in tied if events & core)) - core
        if not more:
            return core
        core = core | more


def _first_seen(conn: Connection, events: set[str], otherwise: datetime) -> datetime:
    found = [otherwise]
    for some in in_batches(events):
        query = select(func.min(fire_event.c.first_seen)).where(fire_event.c.id.in_(some))
        found.append(conn.execute(query).scalar_one())
    return min(found)


def _current_rows(conn: Connection, start: datetime, events: set[str]) -> pd.DataFrame:
    query = _SELECT.where(detection.c.superseded.is_(False), detection.c.time_utc >= start)
    rows = frame(conn, query, _DTYPES)
    return rows.loc[rows["event_id"].isin(events) | rows["event_id"].isna()].reset_index(drop=True)


def superseded_members(conn: Connection, events: Iterable[str]) -> pd.DataFrame:
    """Return the rows, as in `Window.rows`, that still belong to one of the events but are superseded."""
    found = []
    for some in in_batches(events):
        query = _SELECT.where(detection.c.superseded.is_(True), event_member.c.event_id.in_(some))
        found.append(frame(conn, query, _DTYPES))
    some_rows = [each for each in found if len(each)]
    return (
        pd.concat(some_rows, ignore_index=True)
        if some_rows
        else pd.DataFrame(columns=[c.name for c in _SELECT.selected_columns])
    )


def load_window(conn: Connection, since: datetime | None, limits: Limits) -> Window:
    """Load what a change at or after `since` (aware; None: everything) can touch.

    A changed detection can change the event of whatever is linked to it (up to `link_hours` before), the
    permanent flag of what was seen up to 30 days before, and the recurrence of every later event. All
    events seen since then are re-run, whole, with those that a person's decision ties to them. Events that
    ended up to 60 days before the first of these are loaded too: they decide recurrences and flags.
    """
    day = _BEGINNING if since is None else datetime.combine(since.astimezone(UTC), time(), UTC)
    # Whole UTC days: a standard-processing file supersedes the others of its day.
    reached = max(day, _BEGINNING) - timedelta(days=NEAR_SPAN, hours=limits.link_hours)
    decisions = load_decisions(conn)
    core = _with_decisions(conn, _live_since(conn, reached), decisions)
    first = _first_seen(conn, core, reached)
    around = core | _live_since(conn, first - timedelta(days=max(RECURRENCE_DAYS, NEAR_SPAN)))
    rows = _current_rows(conn, _first_seen(conn, around, first), around)
    events: dict[str, Mapping[str, Any]] = {}
    for some in in_batches(core):
        for row in conn.execute(select(fire_event).where(fire_event.c.id.in_(some))):
            events[row.id] = dict(row._mapping)
    return Window(rows, events, decisions)
