"""A call goes into the log once, with its incident or not at all; who called is told to few."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from data.access import Denied
from data.agencies.loading import load as load_agencies
from data.errors import EventUnknown
from data.incidents import By, list_incidents, timeline
from data.incidents.errors import IncidentUnknown
from data.incidents.states import FIELD_OF_KIND
from data.journal import verify
from data.ledger.rule_loading import load_rules
from data.plan import load_plans
from data.profile import load_profile
from data.reception import Call, Recorded, calls_of, informant, latest_calls, record
from data.reception.errors import CallInvalid, CallUnknown
from data.store.engine import reading, writing
from data.store.tables import duty, journal, reception_call
from geo.areas import Areas, load_areas
from tests.data.incidents.conftest import BY, INSIDE, NOW

PROFILE = load_profile()


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_areas(PROFILE.areas_dir)


def call(**more: Any) -> Call:
    first = {
        "draft_id": "d1",
        "received_at": NOW,
        "occurred_at": NOW - timedelta(minutes=20),
        "known_at": NOW - timedelta(minutes=5),
        "said": "Lửa cao, gió mạnh",
        "informant_name": "Người Báo Thử",
        "informant_phone": "0900000000",
        "latitude": INSIDE[0],
        "longitude": INSIDE[1],
    }
    return Call(**(first | more))


def log(engine: Engine, areas: Areas, by: By = BY, **more: Any) -> Recorded:
    return record(engine, call(**more), by, areas=areas, profile=PROFILE)


def test_a_call_makes_an_incident_and_is_stored_once(engine: Engine, areas: Areas) -> None:
    first = log(engine, areas)
    assert (first.call, first.incident, first.again) == ("TN-2027-0001", "VV-2027-0001", False)
    # The answer was lost and the browser sends the call again, later.
    again = log(engine, areas, By(BY.who, NOW + timedelta(minutes=3)), said="Lửa cao")
    assert again == replace(first, again=True)
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(reception_call)).scalar_one() == 1
        assert [entry["kind"] for entry in timeline(conn, first.incident_id)] == ["created", "call"]
        assert verify(conn) is None
    with pytest.raises(DBAPIError, match="stays"), writing(engine) as conn:
        conn.execute(text("UPDATE reception_call SET said = 'x'"))


def test_a_second_call_joins_the_incident_that_was_chosen(engine: Engine, areas: Areas) -> None:
    first = log(engine, areas)
    second = log(engine, areas, draft_id="d2", attach=f"incident:{first.incident_id}", refused=True,
                 informant_name="", informant_phone="")  # fmt: skip
    assert (second.call, second.incident) == ("TN-2027-0002", "VV-2027-0001")
    with reading(engine) as conn:
        assert len(list_incidents(conn)) == 1
        assert [row["code"] for row in calls_of(conn, first.incident_id)] == ["TN-2027-0001", "TN-2027-0002"]


def test_what_fails_half_way_leaves_nothing_and_takes_no_number(engine: Engine, areas: Areas) -> None:
    with pytest.raises(EventUnknown):
        log(engine, areas, attach="event:DC-none")
    with reading(engine) as conn:
        assert list_incidents(conn) == []
        assert conn.execute(select(func.count()).select_from(journal)).scalar_one() == 0
    assert log(engine, areas).incident == "VV-2027-0001"


@pytest.mark.parametrize("key", ["7", "", "x", "-1", "9" * 19, "9" * 400, "١"])
def test_an_incident_that_is_not_there_is_no_error_of_the_database(
    engine: Engine, areas: Areas, key: str
) -> None:
    with pytest.raises(IncidentUnknown):
        log(engine, areas, attach=f"incident:{key}")


def test_who_called_is_told_by_role_and_each_look_is_journalled(engine: Engine, areas: Areas) -> None:
    log(engine, areas)
    with reading(engine) as conn:
        row = latest_calls(conn)[0]
        assert not {"informant_name", "informant_phone", "informant_address"} & set(row)
        written = str(conn.execute(select(journal.c.after)).all())
    assert "0900000000" not in written
    assert "Người Báo Thử" not in written
    with pytest.raises(Denied), writing(engine) as conn:
        informant(conn, row["id"], By(replace(BY.who, role="planner"), NOW))
    with pytest.raises(CallUnknown), writing(engine) as conn:
        informant(conn, 999, BY)
    with writing(engine) as conn:
        assert informant(conn, row["id"], BY)["informant_phone"] == "0900000000"
    with reading(engine) as conn:
        looks = conn.execute(select(journal.c.record_id).where(journal.c.action == "read")).scalars().all()
    assert looks == ["TN-2027-0001"]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"draft_id": ""}, "draft_missing"),
        ({"said": " "}, "said_missing"),
        ({"said": "x" * 4001}, "too_long"),
        ({"informant_name": "", "informant_phone": ""}, "informant_missing"),
        ({"refused": True}, "informant_despite_refusal"),
        ({"longitude": None}, "half_a_point"),
        ({"latitude": 91.0}, "point_impossible"),
        ({"received_at": NOW + timedelta(seconds=1)}, "in_the_future"),
        ({"occurred_at": NOW}, "known_before_it_happened"),
        ({"area_ha": -1.0}, "area_impossible"),
        ({"house_risk": "maybe"}, "choice_unknown"),
    ],
)
def test_what_is_no_call_is_refused(
    sqlite_engine: Engine, areas: Areas, more: dict[str, Any], problem: str
) -> None:
    with pytest.raises(CallInvalid) as refused:
        log(sqlite_engine, areas, **more)
    assert refused.value.params["problem"] == problem


TOLD = {
    ("tip", "forest"): {"hat-kiem-lam-khu-vuc", "cong-an-xa-quynh-nhai", "ban-chqs-xa-quynh-nhai"},
    ("tip", ""): {"cong-an-xa-quynh-nhai", "ubnd-xa-quynh-nhai"},
    ("tip", "defence"): {"ban-chqs-xa-quynh-nhai", "cong-an-xa-quynh-nhai"},
    ("forest_offence", ""): {"hat-kiem-lam-khu-vuc", "cong-an-xa-quynh-nhai"},
    ("natural_hazard", ""): {
        "ubnd-xa-quynh-nhai",
        "cong-an-xa-quynh-nhai",
        "ban-chqs-xa-quynh-nhai",
        "hat-kiem-lam-khu-vuc",
    },
}
"""What no fire is (kind, field that a person chose) → who must be told by the rules as they are shipped."""


@pytest.mark.parametrize(("kind", "field"), TOLD)
def test_what_is_no_fire_goes_to_the_forces_of_its_field(
    sqlite_engine: Engine, areas: Areas, kind: str, field: str
) -> None:
    load_agencies(sqlite_engine, PROFILE.directory, lambda: NOW)
    load_plans(sqlite_engine, PROFILE.directory, lambda: NOW)
    load_rules(sqlite_engine, PROFILE.directory, lambda: NOW, on_from=NOW - timedelta(days=1))
    made = log(sqlite_engine, areas, kind=kind, field=field)
    with reading(sqlite_engine) as conn:
        (found,) = (row for row in list_incidents(conn) if row["id"] == made.incident_id)
        assert found["field"] == (field or FIELD_OF_KIND[kind])
        assert set(conn.execute(select(duty.c.receiver_id)).scalars()) == TOLD[kind, field]


def test_a_field_that_there_is_not_is_refused(engine: Engine, areas: Areas) -> None:
    with pytest.raises(CallInvalid, match="choice_unknown"):
        log(engine, areas, kind="tip", field="sea")
