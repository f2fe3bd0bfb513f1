"""What past fires count as: the verdict that speaks, else the incident, else not verified."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, update

from data.access import LOCAL_ADMIN
from data.incidents import By as IncidentBy
from data.incidents import link_event, set_status
from data.store.engine import reading, writing
from data.store.tables import detection, fire_event
from data.zones.suggestions.past import past_of
from tests.data.checking.conftest import NOW, World, world
from tests.data.fires import PASS, areas
from tests.data.incidents.conftest import made, stored

__all__ = ["world"]

SINCE = datetime.fromisoformat("2022-05-01T00:00:00+07:00")
BOX = (103.35, 21.45, 103.90, 22.05)


def past(engine: Engine, since: datetime = SINCE, box: tuple[float, ...] = BOX) -> Any:
    with reading(engine) as conn:
        return past_of(conn, since, NOW, box)


def verdicts(engine: Engine) -> dict[str, str]:
    found = past(engine)
    return {} if found is None else dict(zip(found[1]["fire_id"], found[1]["verdict"], strict=True))


def moved(engine: Engine, incident_id: int, act: IncidentBy, *steps: str) -> None:
    for status in steps:
        with writing(engine) as conn:
            version = stored_version(engine, incident_id)
            set_status(conn, incident_id, status, act, seen_version=version, reason="Đã đến nơi xem")


def stored_version(engine: Engine, incident_id: int) -> int:
    return int(stored(engine, incident_id)["version"])


def test_nothing_is_known_of_an_empty_database(engine: Engine) -> None:
    assert past(engine) is None


def test_fires_that_nobody_answered_are_not_verified(world: World) -> None:
    seen, fires = past(world.engine)
    assert fires.set_index("fire_id")["verdict"].to_dict() == {
        world.fire: "not_verified", world.other: "not_verified",
    }  # fmt: skip
    assert seen["fire_id"].value_counts().to_dict() == {world.fire: 3, world.other: 1}
    assert fires["time"].tolist() == [pd.Timestamp(PASS)] * 2


def test_the_verdict_that_speaks_is_what_it_was(world: World) -> None:
    world.say(kind="burning_not_allowed")
    assert verdicts(world.engine)[world.fire] == "burning_not_allowed"


def test_a_verdict_about_a_fire_that_was_merged_speaks_for_the_other(world: World) -> None:
    world.say(kind="burning_allowed")
    with writing(world.engine) as conn:
        conn.execute(update(fire_event).where(fire_event.c.id == world.fire).values(merged_into=world.other))
    assert verdicts(world.engine) == {world.other: "burning_allowed"}


def test_a_permanent_source_is_no_fire(world: World) -> None:
    with writing(world.engine) as conn:
        conn.execute(update(fire_event).where(fire_event.c.id == world.other).values(permanent=True))
        conn.execute(update(detection).where(detection.c.latitude > 21.7).values(permanent=True))
    assert set(verdicts(world.engine)) == {world.fire}


@pytest.mark.parametrize(
    ("steps", "verdict"),
    [
        ((), "not_verified"),
        (("verifying",), "not_verified"),
        (("confirmed",), "forest_fire"),
        (("responding", "resolved"), "forest_fire"),
        (("not_forest_fire",), "fire_other"),
        (("false_alarm",), "nothing"),
    ],
)
def test_without_a_verdict_the_incident_says_what_it_was(
    world: World, steps: tuple[str, ...], verdict: str
) -> None:
    act = IncidentBy(world.admin, NOW)
    own = made(world.engine, areas(), act)
    with writing(world.engine) as conn:
        link_event(conn, own, world.fire, act)
    moved(world.engine, own, act, *steps)
    assert verdicts(world.engine)[world.fire] == verdict
    # The incident has its event: it is not a second fire.
    assert len(verdicts(world.engine)) == 2


@pytest.mark.parametrize(
    ("kind", "steps", "verdict"),
    [
        ("forest_fire", (), "not_verified"),
        ("forest_fire", ("confirmed",), "incident"),
        ("land_fire", ("confirmed",), "fire_other"),
        ("forest_fire", ("false_alarm",), "nothing"),
        ("house_fire", ("confirmed",), None),
        ("forest_offence", ("confirmed",), None),
    ],
)
def test_a_fire_that_only_people_saw_counts_at_the_place_they_told(
    engine: Engine, kind: str, steps: tuple[str, ...], verdict: str | None
) -> None:
    own = made(engine, areas(), kind=kind, field="forest")
    moved(engine, own, IncidentBy(LOCAL_ADMIN, NOW), *steps)
    assert list(verdicts(engine).values()) == ([] if verdict is None else [verdict])


def test_an_incident_whose_place_is_not_known_is_nowhere(engine: Engine) -> None:
    made(engine, areas(), latitude=None, longitude=None)
    assert past(engine) is None


def test_only_the_time_and_the_box_that_were_asked(world: World) -> None:
    assert past(world.engine, since=PASS + timedelta(hours=1)) is None
    assert set(past(world.engine, box=(103.35, 21.70, 103.90, 22.05))[1]["fire_id"]) == {world.other}
