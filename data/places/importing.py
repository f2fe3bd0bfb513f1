"""Places and lines of a file or of OpenStreetMap: looked at first, stored after a yes, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from data.clock import require_aware
from data.journal import Entry, append, append_all
from data.places.editing import TWICE_M, Act, new_place_id
from data.places.reading import RECORD_KIND
from data.store.lock import serialise
from data.store.tables import map_line, map_place
from geo.areas import Areas
from geo.bearing import distance_m_and_bearing
from geo.locate import locate
from geo.names import fold
from geo.place_file import PlaceFile

LINES_KIND = "map_line"
VERDICTS = ("new", "twice", "known")
"""`known`: its stable id is stored, whatever a person made of it since, so that it is left as it is."""

_AT_A_TIME = 500


@dataclass(frozen=True)
class Plan:
    """What storing a file would do.

    Attributes
    ----------
    places : DataFrame
        `geo.place_file.PLACE_COLUMNS`, then `commune_id` (None outside), `commune` (name or None),
        `outside_m` (0 inside), `verdict` and `other` (the name of the place that is there, else "").
    file : PlaceFile
    """

    places: pd.DataFrame
    file: PlaceFile

    @property
    def lines(self) -> dict[str, int]:
        """How many lines of each kind."""
        return {str(kind): int(count) for kind, count in self.file.lines["kind"].value_counts().items()}

    def chosen(self, *, twice: bool, outside: bool) -> pd.DataFrame:
        """The places that would be stored."""
        kept = self.places["verdict"].isin(["new", "twice"] if twice else ["new"])
        return self.places[kept & (outside | (self.places["outside_m"] == 0))]


@dataclass(frozen=True)
class Stored:
    """What was stored: how many places, lines, and lines of the same source that gave way."""

    places: int
    lines: int
    replaced: int


def _known(conn: Connection, day: date) -> tuple[set[str], dict[str, list[tuple[float, float, str]]]]:
    """Stable ids, and the places of a day by folded name."""
    ids: set[str] = set()
    named: dict[str, list[tuple[float, float, str]]] = {}
    for row in conn.execute(select(map_place)).mappings():
        ids.add(row["place_id"])
        if (row["valid_to"] is None or day < row["valid_to"]) and (
            row["valid_from"] is None or row["valid_from"] <= day
        ):
            named.setdefault(fold(row["name"]), []).append((row["latitude"], row["longitude"], row["name"]))
    return ids, named


def _near(latitude: float, longitude: float, others: Iterable[tuple[float, float, str]]) -> str:
    for lat, lon, name in others:
        if float(distance_m_and_bearing(latitude, longitude, lat, lon)[0]) <= TWICE_M:
            return name
    return ""


def plan(conn: Connection, file: PlaceFile, *, areas: Areas, day: date) -> Plan:
    """Say for each place of a file whether it is new, there already, or known by its id. Nothing is written.

    A place is there already when one of its folded name is within `TWICE_M`, among those of `day` or earlier
    in the same file.
    """
    ids, named = _known(conn, day)
    verdicts, others = [], []
    for row in file.places.to_dict("records"):
        own = fold(row["name"])
        beside = _near(row["latitude"], row["longitude"], named.get(own, ()))
        verdicts.append("known" if row["place_id"] in ids else "twice" if beside else "new")
        others.append(beside)
        named.setdefault(own, []).append((row["latitude"], row["longitude"], row["name"]))
    found = locate(file.places["latitude"].to_numpy(), file.places["longitude"].to_numpy(), areas)
    now = areas.present_era
    places = file.places.reset_index(drop=True).assign(
        commune_id=found[f"commune_{now}_id"],
        commune=found[f"commune_{now}"],
        outside_m=found["distance_m"],
        verdict=pd.Series(verdicts, dtype=object),
        other=pd.Series(others, dtype=object),
    )
    return Plan(places, file)


def _store_places(
    conn: Connection, chosen: pd.DataFrame, source: str, attribution: str | None, act: Act
) -> int:
    now = require_aware(act.now)
    rows: list[dict[str, Any]] = [
        {
            "place_id": row["place_id"] or new_place_id(),
            "name": row["name"],
            "kind": row["kind"],
            "unit": row["unit"] or None,
            "latitude": float(row["latitude"]),
            "longitude": float(row["longitude"]),
            "commune_2025_id": row["commune_id"],
            "valid_from": row["valid_from"],
            "valid_to": None,
            "source": source,
            "attribution": attribution,
        }
        for row in chosen.to_dict("records")
    ]
    name, origin = act.signed(conn)
    signed = [row | {"actor": name, "created_at": now, "version": 1} for row in rows]
    entries = []
    for start in range(0, len(rows), _AT_A_TIME):
        query = insert(map_place).returning(map_place.c.id, sort_by_parameter_order=True)
        made = conn.execute(query, signed[start : start + _AT_A_TIME]).scalars().all()
        some = zip(made, rows[start : start + _AT_A_TIME], strict=True)
        entries += [Entry("created", RECORD_KIND, str(number), after=row) for number, row in some]
    append_all(conn, entries, at=now, actor=name, origin=origin)
    return len(rows)


def _store_lines(
    conn: Connection, lines: pd.DataFrame, source: str, attribution: str | None, act: Act
) -> int:
    rows = [
        {
            "kind": row["kind"],
            "name": row["name"] or None,
            "rank": int(row["rank"]),
            "geometry": row["geometry"],
            "source": source,
            "attribution": attribution,
            "loaded_at": act.now,
        }
        for row in lines.to_dict("records")
    ]
    for start in range(0, len(rows), _AT_A_TIME):
        conn.execute(insert(map_line), rows[start : start + _AT_A_TIME])
    return len(rows)


def remove_lines(conn: Connection, source: str, act: Act, *, kind: str | None = None) -> int:
    """Take the lines of a source (of one kind) off the map; the journal keeps how many there were."""
    serialise(conn)
    act.signed(conn)
    which = map_line.c.source == source
    if kind is not None:
        which &= map_line.c.kind == kind
    removed = int(conn.execute(delete(map_line).where(which)).rowcount)
    if removed:
        name, origin = act.signed(conn)
        append(
            conn,
            at=act.now,
            actor=name,
            origin=origin,
            action="removed",
            record_kind=LINES_KIND,
            record_id=source,
            before={"kind": kind, "lines": removed},
        )
    return removed


def store(
    conn: Connection,
    found: Plan,
    act: Act,
    *,
    source: str,
    attribution: str | None = None,
    day: date,
    lines: Literal["replace", "add", "none"] = "replace",
) -> Stored:
    """Store what was planned: new places, those that `act` said yes to, and the lines.

    Parameters
    ----------
    source
        Where it comes from: a file's name, or "OpenStreetMap".
    day
        Today, for what is there already.
    lines
        `replace` lets the lines of the same source and of the kinds that came go.

    Notes
    -----
    Places are planned anew here, so that what was stored since the preview is not stored twice.
    """
    serialise(conn)
    act.signed(conn)  # before anything is done
    fresh = plan(conn, found.file, areas=act.areas, day=day)
    chosen = fresh.chosen(twice=act.twice, outside=act.outside)
    places = _store_places(conn, chosen, source, attribution, act)
    replaced = added = 0
    if lines != "none" and len(fresh.file.lines):
        if lines == "replace":
            replaced = sum(remove_lines(conn, source, act, kind=kind) for kind in fresh.lines)
        added = _store_lines(conn, fresh.file.lines, source, attribution, act)
    name, origin = act.signed(conn)
    append(
        conn,
        at=act.now,
        actor=name,
        origin=origin,
        action="imported",
        record_kind=LINES_KIND,
        record_id=source,
        after={
            "features": found.file.features,
            "places": places,
            "places_left_out": len(fresh.places) - places,
            "lines": added,
            "refused": len(found.file.findings),
        },
    )
    return Stored(places, added, replaced)


def outside_share(latitudes: np.ndarray, longitudes: np.ndarray, areas: Areas) -> float:
    """How much of the points lies outside of the area, 0 to 1: what a wrong coordinate system shows by."""
    if not len(latitudes):
        return 0.0
    return float((locate(latitudes, longitudes, areas)["distance_m"] > 0).mean())
