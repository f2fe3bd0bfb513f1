"""Runs: what was known and what was not, zones with their counts, and ground that is taken already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
import shapely
from sqlalchemy import Engine, insert, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.store.engine import reading, writing
from data.store.tables import (
    danger_level,
    ground_track,
    journal,
    map_place,
    patrol,
    patrol_track,
    patrol_track_day,
    patrol_zone,
)
from data.zones import Zone, create
from data.zones.suggestions import FLAT, NOTHING_BURNS, TAKEN, accept, keep, newest_run, refuse, reopen
from geo.suggesting import ABSENT, PARTS
from geo.suggesting.explaining import NEVER
from geo.zones import Ground
from tests.data.checking.conftest import World, account
from tests.data.zones.suggestions.conftest import NOW, RULES, by, made, proposed, stored
from tests.forests import plant


def test_an_empty_database_proposes_nothing_and_says_what_is_missing(engine: Engine) -> None:
    run = made(engine, LOCAL_ADMIN)
    assert stored(engine, run) == []
    with reading(engine) as conn:
        kept = newest_run(conn)
    assert kept is not None and kept["id"] == run
    assert kept["left_out"] == dict.fromkeys(PARTS, ABSENT)
    assert kept["ground"]["why_none"] == NOTHING_BURNS
    assert set(kept["cells"]["score"]) == {None}


def test_villages_alone_say_nothing_about_fire(engine: Engine) -> None:
    village(engine)
    found = proposed(engine)
    assert (found.why_none, found.zones) == (NOTHING_BURNS, ())
    assert "villages" not in found.scored.left_out


def village(engine: Engine, latitude: float = 21.6436, longitude: float = 103.6619) -> None:
    with writing(engine) as conn:
        row = {
            "place_id": "p1", "name": "Huổi Ngà", "kind": "village", "unit": "bản", "latitude": latitude,
            "longitude": longitude, "source": "test", "actor": "test", "created_at": NOW, "version": 1,
        }  # fmt: skip
        conn.execute(insert(map_place), row)


def announced(engine: Engine, commune: str, level: int) -> None:
    with writing(engine) as conn:
        row = {
            "commune_id": commune, "level": level, "source": "thử", "version": 1,
            "valid_from": NOW - timedelta(hours=1), "valid_to": NOW + timedelta(hours=20),
            "actor": "test", "created_at": NOW,
        }  # fmt: skip
        conn.execute(insert(danger_level), row)


def test_two_fires_become_two_zones_with_what_was_counted(world: World, planner: Actor) -> None:
    run = made(world.engine, planner)
    rows = stored(world.engine, run)
    assert [row["number"] for row in rows] == [1, 2]
    assert {row["state"] for row in rows} == {"open"}
    first = rows[0]
    (fires,) = first["parts"]
    # One fire of three hotspots, not three; half of 1, for nobody has answered.
    one = {"year": 2027, "season": True, "verdict": "not_verified", "inside": 1, "around": 0}
    assert (fires["part"], fires["weight"], fires["counts"]["by"]) == ("fires", 1.0, [one])
    with reading(world.engine) as conn:
        kept = newest_run(conn)
    assert kept is not None
    cells, score = kept["cells"], kept["cells"]["score"]
    mean = sum(score[n] for n in first["cells"]) / len(first["cells"])
    assert first["score"] == pytest.approx(mean, abs=1e-3)
    assert sum(cells["fires"]) == 4  # one fire in each of three cells, the other in one
    assert set(kept["left_out"]) == {"forest", "villages", "fields", "danger", "patrols"}
    assert kept["rules"]["weights"]["fires"] == 0.35


def test_every_part_counts_once_it_is_known(world: World, planner: Actor, ground: Ground) -> None:
    engine = world.engine
    plant(SimpleNamespace(engine=engine, now=lambda: NOW))  # type: ignore[arg-type]
    village(engine)
    for commune in ("quynh-nhai-2025", "muong-gion-2025", "muong-chien-2025", "muong-sai-2025"):
        announced(engine, commune, 4)
    patrolled(world, ground, days=10)
    found = proposed(engine)
    assert found.scored.left_out == {}
    counts = found.scored.counts
    here = found.scored.grid.cell_at(*found.scored.grid.numbers_of([103.6619], [21.6436]))[0]
    assert counts["patrol_days"][here] == pytest.approx(10)
    assert counts["level"][here] == 4
    assert counts["village"][here] == "Huổi Ngà"
    assert found.ground["layer"] == "Kiểm kê thử"


def patrolled(
    world: World,
    ground: Ground,
    days: float,
    *,
    track: bool = False,
    set_aside: str | None = None,
    **more: object,
) -> None:
    """A patrol that went to a zone around the first fire."""
    with writing(world.engine) as conn:
        own = create(
            conn, Zone("Đồi sau bản", shapely.box(103.655, 21.638, 103.669, 21.650), kind="firebreak"),
            by(world.admin), ground,
        )  # fmt: skip
        row = {
            "code": "TT-2027-0001", "year": 2027, "number": 1, "kind": "joint", "objective": "",
            "starts_at": NOW - timedelta(days=days), "ends_at": NOW - timedelta(days=days - 0.2),
            "lead_agency_id": "hat-kiem-lam-khu-vuc", "required_roles": [], "meeting_place": "",
            "equipment": "", "notes": "", "status": "completed", "started_at": NOW - timedelta(days=days),
            "returned_at": NOW - timedelta(days=days), "actor": "test", "created_at": NOW,
            "updated_at": NOW, "version": 1,
        }  # fmt: skip
        conn.execute(insert(patrol).values(id=1, **(row | more)))
        conn.execute(insert(patrol_zone), {"patrol_id": 1, "zone_id": own})
        if track:
            line = shapely.LineString([(103.70, 21.70), (103.71, 21.70)])
            conn.execute(
                insert(ground_track).values(
                    id=1, sha256="0" * 64, file="x", name="x.gpx", points=2, length_m=1000.0, line=line,
                    received_at=NOW, actor="test",
                )
            )  # fmt: skip
            row = {
                "id": 1, "patrol_id": 1, "track_id": 1, "distance_m": 1000.0, "visibility_m": 50.0,
                "covered": [], "gaps": [], "findings": [], "actor": "test", "received_at": NOW,
                "computed_at": NOW, "set_aside": set_aside,
            }  # fmt: skip
            conn.execute(insert(patrol_track), row)
            day = {
                "patrol_track_id": 1, "day": NOW.date(), "line": line, "times": [None, None],
                "metres": 1000.0, "seconds": 0.0, "parts": [],
            }  # fmt: skip
            conn.execute(insert(patrol_track_day), day)


def days_at(engine: Engine, longitude: float, latitude: float) -> float:
    found = proposed(engine).scored
    cell = found.grid.cell_at(*found.grid.numbers_of([longitude], [latitude]))[0]
    return float(found.counts["patrol_days"][cell])


def test_a_patrol_counts_where_its_track_went_not_where_it_was_sent(world: World, ground: Ground) -> None:
    patrolled(world, ground, days=3, track=True)
    assert days_at(world.engine, 103.705, 21.70) == pytest.approx(3)
    assert days_at(world.engine, 103.6619, 21.6436) == float("inf")


def test_a_track_that_was_set_aside_proves_nothing(world: World, ground: Ground) -> None:
    patrolled(world, ground, days=3, track=True, set_aside="của đoàn khác")
    assert days_at(world.engine, 103.705, 21.70) == float("inf")
    assert days_at(world.engine, 103.6619, 21.6436) == pytest.approx(3)


def test_a_patrol_that_never_set_out_was_nowhere(world: World, ground: Ground) -> None:
    patrolled(world, ground, days=3, started_at=None, returned_at=None, status="cancelled")
    assert proposed(world.engine).scored.left_out["patrols"] == ABSENT


def test_ground_where_nobody_has_been_is_kept_as_never(world: World, ground: Ground) -> None:
    patrolled(world, ground, days=3)
    made(world.engine, world.admin)
    with reading(world.engine) as conn:
        kept = newest_run(conn)
    assert kept is not None and NEVER in kept["cells"]["patrol_days"]


def test_ground_that_became_a_zone_is_not_proposed_again(
    world: World, planner: Actor, ground: Ground
) -> None:
    first, second = stored(world.engine, made(world.engine, planner))
    with writing(world.engine) as conn:
        accept(conn, first["id"], Zone("Đồi thông", first["shape"]), by(planner), ground)
    again = stored(world.engine, made(world.engine, planner))
    assert [row["cells"] for row in again] == [second["cells"]]
    with reading(world.engine) as conn:
        kept = newest_run(conn)
    assert kept is not None
    assert (kept["ground"]["zones"], kept["ground"]["zoned_cells"]) == (1, len(first["cells"]))


def test_refused_ground_is_left_alone_for_a_season_unless_taken_back(world: World, planner: Actor) -> None:
    rows = stored(world.engine, made(world.engine, planner))
    for row in rows:
        with writing(world.engine) as conn:
            refuse(conn, row["id"], "Dân mới nhận khoán, tự canh", by(planner))
    found = proposed(world.engine)
    assert (found.zones, found.why_none) == ((), TAKEN)
    assert found.ground["refused_cells"] == sum(len(row["cells"]) for row in rows)
    assert len(proposed(world.engine, days=RULES.refused_days - 1).zones) == 0
    assert len(proposed(world.engine, days=RULES.refused_days + 1).zones) == 2
    with writing(world.engine) as conn:
        reopen(conn, rows[0]["id"], by(planner))
    assert [each.cells.tolist() for each in proposed(world.engine).zones] == [rows[0]["cells"]]


def test_a_score_that_stands_out_nowhere_is_said(world: World) -> None:
    found = proposed(world.engine, replace(RULES, least_ha=500.0))
    assert (found.zones, found.why_none) == ((), FLAT)


@pytest.mark.parametrize("role", ["viewer", "ranger", "duty_officer"])
def test_only_those_who_draw_zones_make_runs(world: World, role: str) -> None:
    who = account(world.engine, world.admin, "xuan", role)
    found = proposed(world.engine)
    with pytest.raises(Denied), writing(world.engine) as conn:
        keep(conn, found, by(who))


def test_a_run_is_journalled_with_its_weights(world: World, planner: Actor) -> None:
    run = made(world.engine, planner)
    with reading(world.engine) as conn:
        row = conn.execute(select(journal).where(journal.c.record_kind == "suggestion_run")).mappings().one()
    assert (row["record_id"], row["actor"], row["after"]["suggestions"]) == (str(run), "hanh", 2)
