"""What a patrol found becomes an incident, a verdict or a note, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data.access import Denied
from data.access.actor import Actor
from data.agencies.errors import PhoneInvalid
from data.agencies.loading import load as load_agencies
from data.checking.act import By as CheckingBy
from data.checking.exif import Claim
from data.checking.photos import keep, photos_of
from data.errors import EventUnknown
from data.ledger.rule_loading import load_rules
from data.patrols.act import By
from data.patrols.errors import PatrolUnknown
from data.plan.loading import load_plans
from data.presence.act import by_link
from data.presence.errors import FindingInvalid
from data.presence.findings import Finding, Found, findings_of, take_finding
from data.presence.fires import fires_near
from data.store.engine import reading, writing
from data.store.tables import (
    duty,
    fire_event,
    incident,
    incident_entry,
    incident_record,
    patrol_member,
    verdict,
    zone,
)
from tests.data.checking.pictures import jpeg, scene
from tests.data.fires import NOW, OTHER, areas, profile, put
from tests.data.presence import patrols
from tests.data.presence.patrols import LAT, LON, PLANNED, START

SAW = NOW - timedelta(minutes=25)


@pytest.fixture
def own(engine: Engine) -> tuple[int, dict[str, int]]:
    load_agencies(engine, profile().directory, lambda: PLANNED)
    load_plans(engine, profile().directory, lambda: PLANNED)
    load_rules(engine, profile().directory, lambda: PLANNED, on_from=PLANNED)
    with writing(engine) as conn:
        made, members = patrols.joint_patrol(conn, status="under_way")
        patrols.square_zone(conn, made)
        return made, members


def said(own: tuple[int, dict[str, int]], outcome: str = "note", **more: Any) -> Finding:
    first: dict[str, Any] = {
        "draft_id": "f1",
        "patrol_id": own[0],
        "outcome": outcome,
        "text": "Khói ở khe suối, cháy lan lên rừng",
        "happened_at": SAW,
        "member_id": own[1]["leader"],
        "latitude": LAT,
        "longitude": LON,
        "accuracy_m": 9.0,
    }
    return Finding(**(first | more))


def link(engine: Engine, own: tuple[int, dict[str, int]], who: str = "leader", now: datetime = NOW) -> By:
    with reading(engine) as conn:
        row = conn.execute(select(patrol_member).where(patrol_member.c.id == own[1][who])).mappings().one()
    return by_link(dict(row), now, "10.0.0.7")


def take(engine: Engine, finding: Finding, by: By) -> Found:
    return take_finding(engine, finding, by, areas=areas(), profile=profile())


def count(engine: Engine, table: Any) -> int:
    with reading(engine) as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_fire_that_a_patrol_sees_is_an_incident_with_its_duties(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    found = take(engine, said(own, "incident", kind="forest_fire"), link(engine, own))
    with reading(engine) as conn:
        row = conn.execute(select(incident)).mappings().one()
        record = conn.execute(select(incident_record)).mappings().one()
        notes = list(
            conn.execute(select(incident_entry.c.text).where(incident_entry.c.kind == "note")).scalars()
        )
        stored = findings_of(conn, own[0])
        owed = conn.execute(select(duty.c.holder_id, duty.c.started_at)).all()
    assert (found.outcome, found.ref) == ("incident", row["code"])
    assert (row["kind"], row["field"], row["agency_id"]) == ("forest_fire", "forest", patrols.LEAD)
    assert (row["known_at"], row["latitude"], row["longitude"]) == (SAW, LAT, LON)
    assert record["discovered_how"] == "patrol"
    assert notes == ["TT-2027-0001 · Lò Văn An"]
    assert (stored[0]["ref"], stored[0]["happened_at"], stored[0]["received_at"]) == (row["code"], SAW, NOW)
    assert owed
    # The clock of what a person saw runs from when they saw it, not from when the phone had signal.
    assert {(each.holder_id, each.started_at) for each in owed} == {(patrols.LEAD, SAW)}


def test_the_same_draft_makes_one_incident(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    first = take(engine, said(own, "incident", kind="forest_fire"), link(engine, own))
    again = take(engine, said(own, "incident", kind="forest_fire"), link(engine, own))
    assert (again.id, again.ref, again.again) == (first.id, first.ref, True)
    assert count(engine, incident) == 1
    with pytest.raises(FindingInvalid, match="draft_taken"):
        take(engine, said(own, member_id=own[1]["police"]), link(engine, own, "police"))


def test_without_a_point_the_zones_say_where_it_was(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    nowhere = {"latitude": None, "longitude": None}
    take(engine, said(own, "incident", kind="forest_offence", **nowhere), link(engine, own))
    with reading(engine) as conn:
        row = conn.execute(select(incident)).mappings().one()
    assert (row["place_text"], row["latitude"]) == ("Rừng đầu nguồn Pá Uôn", None)


def test_a_fire_near_the_zone_is_offered_and_a_verdict_about_it_is_stored(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    put(engine, OTHER)
    with reading(engine) as conn:
        shapes = list(conn.execute(select(zone.c.shape)).scalars())
        offered = fires_near(conn, shapes, near_km=1.0, now=NOW, areas=areas(), tz=profile().tz)
        assert fires_near(conn, shapes, near_km=0.5, now=NOW, areas=None, tz=profile().tz) == []
        own_id = conn.execute(select(fire_event.c.id)).scalar_one()
    assert [each["id"] for each in offered] == [own_id]
    more = {"kind": "burning_allowed", "event_id": own_id, "latitude": 21.7600, "longitude": 103.6780}
    found = take(engine, said(own, "verdict", phone="0912 345 678", **more), link(engine, own))
    with reading(engine) as conn:
        row = conn.execute(select(verdict)).mappings().one()
    assert (found.ref, row["event_id"], row["kind"]) == (str(row["id"]), own_id, "burning_allowed")
    assert (row["name"], row["observed_at"]) == ("Lò Văn An", SAW)
    assert count(engine, incident) == 0


def test_a_verdict_that_its_own_rules_refuse_stores_nothing(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    put(engine, OTHER)
    with reading(engine) as conn:
        event = conn.execute(select(fire_event.c.id)).scalar_one()
    near = {"latitude": 21.76, "longitude": 103.678}
    with pytest.raises(PhoneInvalid):
        take(engine, said(own, "verdict", kind="forest_fire", event_id=event, **near), link(engine, own))
    with pytest.raises(EventUnknown):
        take(engine, said(own, "incident", kind="forest_fire", event_id="event:none"), link(engine, own))
    assert (count(engine, verdict), count(engine, incident)) == (0, 0)
    with reading(engine) as conn:
        assert findings_of(conn, own[0]) == []


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"text": "  "}, "text_missing"),
        ({"text": "x" * 4001}, "too_long"),
        ({"outcome": "rumour"}, "choice_unknown"),
        ({"outcome": "incident", "kind": "volcano"}, "choice_unknown"),
        ({"outcome": "verdict", "kind": "forest_fire"}, "event_missing"),
        ({"longitude": None}, "half_a_point"),
        ({"latitude": 103.66, "longitude": 21.75}, "point_impossible"),
        ({"draft_id": ""}, "draft_missing"),
        ({"happened_at": NOW + timedelta(minutes=30)}, "in_the_future"),
        ({"happened_at": START - timedelta(days=3)}, "long_before"),
    ],
)
def test_what_cannot_be_is_refused(
    engine: Engine, own: tuple[int, dict[str, int]], more: dict[str, Any], problem: str
) -> None:
    with pytest.raises(FindingInvalid, match=problem):
        take(engine, replace(said(own), **more), link(engine, own))


def test_an_account_may_by_its_role(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    viewer = By(Actor("v", None, "viewer", None, "local"), NOW)
    with pytest.raises(Denied):
        take(engine, said(own), viewer)
    planner = By(Actor("p", None, "planner", None, "local"), NOW)
    assert take(engine, said(own), planner).outcome == "note"
    with pytest.raises(Denied):  # follows patrols, records no incidents
        take(engine, said(own, "incident", kind="forest_fire", draft_id="f2"), planner)
    assert count(engine, incident) == 0
    with pytest.raises(PatrolUnknown):
        take(engine, said((999, own[1])), planner)


def test_photos_hang_on_the_finding(engine: Engine, own: tuple[int, dict[str, int]], tmp_path: Path) -> None:
    found, by = take(engine, said(own), link(engine, own)), link(engine, own)
    claim = Claim(SAW, LAT, LON, 9.0)
    with writing(engine) as conn:
        made = keep(
            tmp_path, jpeg(scene(320, 240)), "a.jpg", "p1", "finding", found.id, claim,
            CheckingBy(by.who, by.now, by.screen), conn, settings=profile().checking, tz=profile().tz,
        )  # fmt: skip
    with reading(engine) as conn:
        assert [each["id"] for each in photos_of(conn, "finding", found.id)] == [made]
