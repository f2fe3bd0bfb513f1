"""My list and the sheet, on both engines."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import gpxpy
import pytest
import shapely
from shapely.geometry import shape
from sqlalchemy import update

from data.access import nobody
from data.checking.assigning import claim, owner_of
from data.checking.dossier import dossier
from data.checking.listing import my_list, unassigned
from data.checking.reviewing import review
from data.checking.takealong import write
from data.errors import EventUnknown
from data.store.engine import reading, writing
from data.store.tables import fire_event
from geo.search.plane import to_metres
from tests.data.checking.conftest import HERE, NOW, SETTINGS, World
from tests.data.fires import areas, profile

TZ = profile().tz


def rows(world: World, who: Any = None, at: Any = None, **more: Any) -> list[dict[str, Any]]:
    minutes = more.pop("minutes", 0)
    with reading(world.engine) as conn:
        return my_list(
            conn,
            who or world.lan,
            at,
            NOW + timedelta(minutes=minutes),
            settings=SETTINGS,
            tz=TZ,
            **({"areas": areas(), "everywhere": True} | more),
        )


def sheet(world: World, event_id: str | None = None, who: Any = None, **more: Any) -> dict[str, Any]:
    with reading(world.engine) as conn:
        return dossier(
            conn,
            event_id or world.fire,
            who or world.lan,
            NOW,
            settings=SETTINGS,
            tz=TZ,
            areas=areas(),
            **more,
        )


def test_the_nearest_comes_first_with_distance_and_bearing_from_me(world: World) -> None:
    found = rows(world, at=HERE)
    assert [row["event_id"] for row in found] == [world.fire, world.other]
    assert (found[0]["from"], found[0]["distance_m"], found[0]["bearing"]) == ("me", 0, None)
    assert 12_000 < found[1]["distance_m"] < 14_000
    assert found[1]["bearing"] == "N"
    north = rows(world, at=(21.80, 103.68))
    assert [row["event_id"] for row in north] == [world.other, world.fire]


def test_each_row_says_what_there_is_to_know(world: World) -> None:
    row = rows(world, at=HERE)[0]
    assert row["version"] == 1
    assert row["age_s"] == pytest.approx((NOW - row["last_seen"]).total_seconds())
    assert row["communes_2025"] == ["quynh-nhai-2025"]
    assert row["nearest"]["name"]
    assert row["nearest"]["distance_m"] > 0
    assert (row["forest"], row["level"], row["assignment"], row["verdict"]) == ("unknown", None, None, None)
    # Unclaimed, an answer is due three hours after the event was known.
    assert row["time_left_s"] == 3 * 3600


def test_without_a_position_the_commune_speaks_and_else_the_time_left(world: World) -> None:
    mine = rows(world, communes=["quynh-nhai-2025"], everywhere=False)
    assert mine[0]["from"] == "commune"
    assert all("quynh-nhai-2025" in row["communes_2025"] for row in mine)
    bare = rows(world)
    assert [(row["from"], row["distance_m"]) for row in bare] == [(None, None)] * 2
    assert rows(world, communes=["muong-sai-2025"], everywhere=False) == []


def test_without_a_distance_what_burns_here_comes_before_what_is_always_warm(world: World) -> None:
    first = rows(world)[0]["event_id"]
    with writing(world.engine) as conn:
        conn.execute(update(fire_event).where(fire_event.c.id == first).values(permanent=True))
    found = rows(world)
    assert len(found) > 1 and found[-1]["event_id"] == first
    # A phone that knows where it is sorts by distance alone.
    assert rows(world, at=HERE)[0]["distance_m"] <= rows(world, at=HERE)[-1]["distance_m"]


def test_unassigned_stays_visible_and_silence_is_flagged(world: World) -> None:
    by = world.by(world.lan)
    with writing(world.engine) as conn:
        claim(conn, world.fire, owner_of(by), NOW + timedelta(hours=1), by)
    found = {row["event_id"]: row for row in rows(world)}
    assert [row["event_id"] for row in unassigned(list(found.values()))] == [world.other]
    mine = found[world.fire]["assignment"]
    assert (mine["mine"], mine["quiet"], mine["overdue"]) == (True, False, False)
    assert found[world.fire]["time_left_s"] == 3600
    late = {row["event_id"]: row for row in rows(world, world.minh, minutes=120)}
    theirs = late[world.fire]["assignment"]
    assert (theirs["mine"], theirs["quiet"], theirs["overdue"]) == (False, True, True)


def test_what_is_mine_stays_in_my_list_wherever_it_is_and_however_old(world: World) -> None:
    by = world.by(world.lan)
    with writing(world.engine) as conn:
        claim(conn, world.fire, owner_of(by), NOW + timedelta(hours=1), by)
        conn.execute(update(fire_event).values(closed_at=NOW))
    assert [row["event_id"] for row in rows(world, communes=["muong-sai-2025"], everywhere=False)] == [
        world.fire
    ]
    assert rows(world, world.minh, communes=["muong-sai-2025"], everywhere=False) == []


def test_what_was_answered_leaves_and_what_was_returned_comes_back(world: World) -> None:
    made = world.say()
    assert [row["event_id"] for row in rows(world)] == [world.other]
    done = {row["event_id"]: row for row in rows(world, done=True)}
    assert (done[world.fire]["verdict"]["kind"], done[world.fire]["to_do"]) == ("forest_fire", False)
    with writing(world.engine) as conn:
        review(conn, made.id, "returned", "Thiếu ảnh", world.by(world.chief))
    back = {row["event_id"]: row for row in rows(world)}
    assert back[world.fire]["to_do"]
    assert (back[world.fire]["verdict"]["review"], back[world.fire]["verdict"]["reason"]) == (
        "returned",
        "Thiếu ảnh",
    )


def test_the_sheet_is_small_and_plain(world: World) -> None:
    made = world.say()
    found = sheet(world, team=3)
    assert len(json.dumps(found, allow_nan=False)) < 30_000
    area = shape(found["search"]["area"])
    assert area.is_valid
    assert [shape(each).is_valid for each in found["search"]["sectors"]] == [True] * 3
    sizes = [shapely.area(to_metres(shape(each), 9206)) for each in found["search"]["sectors"]]
    assert sizes == pytest.approx([sum(sizes) / 3] * 3, rel=0.01)
    assert found["search"]["area_ha"] == pytest.approx(sum(sizes) / 10_000, rel=0.01)
    assert found["place"]["geo"].startswith("geo:21.64")
    assert 2_394_000 < found["place"]["x"] < 2_395_500
    assert len(found["hotspots"]) == 3
    assert (found["speaks"], found["last_verdict_id"], found["against"]) == (made.id, made.id, [])
    assert found["verdicts"][0]["phone"] == "+84912345678"
    assert "phone" not in sheet(world, who=nobody("192.0.2.1"))["verdicts"][0]
    assert sheet(world)["search"]["sectors"] == []


def test_an_unknown_event_has_no_sheet(world: World) -> None:
    with pytest.raises(EventUnknown):
        sheet(world, "DC-20270312-XXXXX")


def test_files_to_take_along(world: World) -> None:
    with reading(world.engine) as conn:
        data, kind = write(conn, [world.fire], "gpx", settings=SETTINGS, tz=TZ, team=2, drill=True)
        kml, _ = write(conn, [world.fire, world.other], "kml", settings=SETTINGS, tz=TZ)
        with pytest.raises(EventUnknown):
            write(conn, ["DC-20270312-XXXXX"], "gpx", settings=SETTINGS, tz=TZ)
    file = gpxpy.parse(data.decode())
    assert kind == "application/gpx+xml"
    assert len(file.waypoints) == 3
    assert [track.type for track in file.tracks] == ["footprint", "sector", "sector"]
    assert file.waypoints[0].name == "DIỄN TẬP / DRILL: 12/03 13:34 NOAA-20"
    assert kml.count(b"<Point") == 4
