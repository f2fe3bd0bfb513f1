"""Cached reads for the pages. Keys are small and explicit: the data's version, the period, the era, the
language.

Tables are kept as they are (`cache_resource`): to unpickle 50,000 hotspots at every look takes longer than to
filter them. Each caller gets a shallow copy; pandas copies on write, so nobody can change what all share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st
from sqlalchemy import Connection

from dashboard import near, queries
from dashboard.map.payload import Payload, area_payload
from dashboard.period import Period
from dashboard.services import services
from dashboard.words import _
from data.feeds.states import FeedState, feed_states
from data.ledger.standing_of_matters import MatterStanding, overdue_count, standings_of_events
from data.places.reading import list_places
from data.places.reading import standing as places_standing
from data.store.engine import reading
from geo.communes import Areas
from geo.filters import Filters, Lookup, narrow
from geo.place_names import COLUMNS, commune_centres

_CLOSENESS = {"inside": 0, "near": 1, "outside": 2}
_STEP = timedelta(minutes=5)  # a rolling period moves in steps, so that visitors share what is cached


@dataclass(frozen=True)
class Standing:
    """What is known about the sources at this moment; `overdue` are duties whose deadline passed untold."""

    version: str
    received: bool
    newest_file: datetime | None
    feeds: tuple[FeedState, ...]
    overdue: int = 0


def standing() -> Standing:
    """Read at every run: a few indexed rows."""
    here = services()
    with reading(here.engine) as conn:
        return Standing(
            queries.data_version(conn),
            queries.ever_received(conn),
            queries.newest_file(conn),
            tuple(feed_states(conn, here.profile, here.now())),
            overdue_count(conn, here.now()),
        )


def stepped(period: Period) -> tuple[datetime, datetime]:
    """Start and end. A rolling period starts at a full five minutes, and ends a day ahead: what is
    stored meanwhile is in it.
    """
    if not period.rolling:
        return period.start, period.end
    seconds = int(period.start.timestamp() // _STEP.total_seconds() * _STEP.total_seconds())
    start = datetime.fromtimestamp(seconds, period.start.tzinfo)
    return start, start + (period.end - period.start) + timedelta(days=1)


@st.cache_resource(max_entries=16, show_spinner=False)
def _hotspots(version: str, start: datetime, end: datetime) -> pd.DataFrame:
    with reading(services().engine) as conn:
        return queries.hotspots(conn, queries.Wanted(start, end))


@st.cache_resource(max_entries=16, show_spinner=False)
def _events(version: str, start: datetime, end: datetime) -> pd.DataFrame:
    with reading(services().engine) as conn:
        table = queries.events(conn, start, end)
        owners = queries.forest_owners(conn, start, end)
    points = _hotspots(version, start, end)
    for era in services().areas.eras:
        table[f"commune_{era}"] = table["event_id"].map(_most_common(points, f"commune_{era}"))
    table["nearest_commune"] = table["event_id"].map(_most_common(points, "nearest_commune"))
    table["location"] = table["event_id"].map(_most_common(points, "location"))
    table = with_surroundings(table, points, owners, named_places())
    return table.sort_values("permanent", kind="stable", ignore_index=True)


@st.cache_resource(max_entries=16, show_spinner=False)
def told(version: str, start: datetime, end: datetime) -> dict[str, MatterStanding]:
    """Event id → who must know of it and who has been told; whoever asks counts at the moment of asking."""
    with reading(services().engine) as conn:
        return standings_of_events(conn, start, end)


@st.cache_resource(max_entries=16, show_spinner=False)
def lookup(version: str, start: datetime, end: datetime) -> Lookup:
    """What filters are asked with; made of the tables of `hotspots` and `events`."""
    return Lookup(_hotspots(version, start, end), _events(version, start, end), services().areas.eras)


@st.cache_resource(max_entries=16, show_spinner=False)
def _shown(
    version: str, start: datetime, end: datetime, era: str, wanted: Filters
) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = lookup(version, start, end)
    return narrow(_hotspots(version, start, end), _events(version, start, end), wanted, era, found)


def hotspots(version: str, start: datetime, end: datetime) -> pd.DataFrame:
    """Hotspots of a period; see queries.hotspots."""
    return _hotspots(version, start, end).copy(deep=False)


def events(version: str, start: datetime, end: datetime) -> pd.DataFrame:
    """Fire events of a period with the commune in which most of their hotspots lie, by either era, how they
    lie to forest, its owners (`forest_owners`), and the nearest named place (`near.COLUMNS`).

    Permanent heat sources come last.
    """
    return _events(version, start, end).copy(deep=False)


def shown(
    version: str, start: datetime, end: datetime, era: str, wanted: Filters
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hotspots and events of a period, narrowed down by the filters."""
    points, found = _shown(version, start, end, era, wanted)
    return points.copy(deep=False), found.copy(deep=False)


def read_places(conn: Connection, areas: Areas) -> pd.DataFrame:
    """Every named place with its days, and the computed centres."""
    own = list_places(conn)[[*COLUMNS, "valid_from", "valid_to"]]
    centres = commune_centres(areas, areas.eras[0])
    for column in ("valid_from", "valid_to"):
        centres[column] = pd.Series([None] * len(centres), dtype=object)
    return pd.concat([own, centres], ignore_index=True) if len(own) else centres


@st.cache_resource(max_entries=4, show_spinner=False)
def _named_places(areas_id: str, version: str) -> pd.DataFrame:
    here = services()
    with reading(here.engine) as conn:
        return read_places(conn, here.areas)


def named_places() -> pd.DataFrame:
    """What distances and bearings are told from: places with their days, and the computed centres."""
    here = services()
    with reading(here.engine) as conn:
        version = places_standing(conn)
    return _named_places(str(here.areas.directory), version).copy(deep=False)


def _with_forest(events: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """How each event lies to forest, by the closest of its hotspots, and how much of its pixels is forest."""
    known = points.dropna(subset=["event_id", "in_forest"])
    weighed = known["forest_share"] * known["footprint_ha"]
    groups = known.assign(weighed=weighed, closeness=known["in_forest"].map(_CLOSENESS)).groupby("event_id")
    sums = groups[["weighed", "footprint_ha"]].sum()
    of = events["event_id"]
    words = dict(zip(_CLOSENESS.values(), _CLOSENESS, strict=True))
    return events.assign(
        in_forest=of.map(groups["closeness"].min().map(words))
        .astype(object)
        .where(of.isin(sums.index), None),
        forest_share=of.map(sums["weighed"] / sums["footprint_ha"]).astype("float64"),
        forest_distance_m=of.map(groups["forest_distance_m"].min()).astype("float64"),
    )


def with_surroundings(
    events: pd.DataFrame, points: pd.DataFrame, owners: dict[str, list[str]], places: pd.DataFrame
) -> pd.DataFrame:
    """Events with how they lie to forest, its owners, and the nearest named place.

    `points` hold their members.
    """
    table = _with_forest(events, points)
    table["forest_owners"] = pd.Series([owners.get(one, []) for one in table["event_id"]], dtype=object)
    return near.with_nearest(table, table["last_seen"], places)


def _most_common(points: pd.DataFrame, column: str) -> dict[str, str]:
    named = points.dropna(subset=["event_id", column])
    counts = named.groupby(["event_id", column]).size().reset_index(name="count")
    best = counts.sort_values(["count", column], ascending=[False, True]).drop_duplicates("event_id")
    return dict(zip(best["event_id"], best[column], strict=True))


@st.cache_data(max_entries=4, show_spinner=False)
def outlines(areas_id: str, language: str) -> Payload:
    """The communes of every era for the renderer; sent once per visitor."""
    areas = services().areas
    return area_payload(areas.communes, {era: era_label(era) for era in areas.eras})


def era_label(era: str) -> str:
    """A map of communes in words: how many there are and since or until when."""
    areas = services().areas
    count = len(areas.of_era(era))
    if era == areas.present_era:
        return _("{count} xã hiện nay", count=count)
    return _("{count} xã cũ", count=count)
