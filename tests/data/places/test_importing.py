"""A file's places and lines, stored in one transaction, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely
from sqlalchemy import Engine

from data.journal import verify
from data.places import add, list_lines, list_places, plan, retire, store
from data.places.editing import Act
from data.places.reading import line_sources
from data.store.engine import reading, writing
from geo.place_file import PlaceFile, gathered
from tests.data.places.conftest import INSIDE, TODAY, village

LAT, LON = INSIDE
ROAD = shapely.LineString([(103.6, 21.6), (103.7, 21.7)])
LAKE = shapely.box(103.60, 21.60, 103.61, 21.61)


def file() -> PlaceFile:
    return gathered(
        [
            (2, "osm:node/1", "Phiêng Bay", "bản", "village", LAT, LON, None),
            (3, "osm:node/2", "phieng bay", "bản", "village", LAT + 0.001, LON, None),
            (4, None, "Xa", "bản", "village", 21.2, 104.5, None),
            (5, None, "Bó", "bản", "village", LAT + 0.05, LON, date(2025, 7, 1)),
        ],
        [(1, "Quốc lộ 279", "road", 1, ROAD), (2, "", "reservoir", 1, LAKE)],
        [(6, "point_swapped", "Sai")],
        7,
    )


def stored(engine: Engine, act: Act, found: PlaceFile, **more: object):
    with writing(engine) as conn:
        planned = plan(conn, found, areas=act.areas, day=TODAY)
        return store(conn, planned, act, source="ban.csv", day=TODAY, **more)  # type: ignore[arg-type]


def test_a_plan_says_what_is_new_and_what_is_there(engine: Engine, act: Act) -> None:
    with writing(engine) as conn:
        add(conn, village("Bó", (LAT + 0.051, LON)), act)
    with reading(engine) as conn:
        found = plan(conn, file(), areas=act.areas, day=TODAY)
    assert list(found.places["verdict"]) == ["new", "twice", "new", "twice"]
    assert list(found.places["other"]) == ["", "Phiêng Bay", "", "Bó"]
    assert list(found.places["commune"]) == ["Quỳnh Nhai", "Quỳnh Nhai", None, "Quỳnh Nhai"]
    assert found.places["outside_m"].iloc[2] > 50_000
    assert found.lines == {"road": 1, "reservoir": 1}


def test_only_what_was_said_yes_to_is_stored(engine: Engine, act: Act) -> None:
    done = stored(engine, act, file())
    assert (done.places, done.lines, done.replaced) == (2, 2, 0)
    with reading(engine) as conn:
        table = list_places(conn)
        assert verify(conn) is None
    assert list(table["name"]) == ["Bó", "Phiêng Bay"]
    assert list(table["valid_from"]) == [date(2025, 7, 1), None]
    assert list(table["place_id"])[1] == "osm:node/1"
    assert stored(engine, replace(act, outside=True), file(), lines="none").places == 1


def test_the_same_file_again_adds_nothing_and_replaces_its_lines(engine: Engine, act: Act) -> None:
    stored(engine, act, file())
    again = stored(engine, act, file())
    assert (again.places, again.lines, again.replaced) == (0, 2, 2)
    with reading(engine) as conn:
        lines = list_lines(conn)
        sources = line_sources(conn)
    assert list(lines["kind"]) == ["road", "reservoir"]
    assert lines.geometry.iloc[0].equals(ROAD)
    assert [(row["source"], row["kind"], row["lines"]) for row in sources] == [
        ("ban.csv", "reservoir", 1),
        ("ban.csv", "road", 1),
    ]
    assert stored(engine, act, file(), lines="add").replaced == 0


def test_a_place_that_a_person_retired_does_not_come_back(engine: Engine, act: Act) -> None:
    stored(engine, act, file())
    with writing(engine) as conn:
        own = list_places(conn).set_index("place_id").loc["osm:node/1"]
        retire(conn, int(own["id"]), TODAY, act, seen_version=1)
    with reading(engine) as conn:
        found = plan(conn, file(), areas=act.areas, day=TODAY)
    assert found.places["verdict"].iloc[0] == "known"


def test_a_failure_leaves_nothing(engine: Engine, act: Act) -> None:
    broken = file()
    broken.lines.loc[1, "kind"] = "canyon"
    with pytest.raises(Exception, match=r"(?i)check"):
        stored(engine, act, broken)
    with reading(engine) as conn:
        assert list_places(conn).empty
        assert list_lines(conn).empty
