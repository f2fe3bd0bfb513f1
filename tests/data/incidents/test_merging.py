"""Incidents merged, split again and split off, with the ledger; incidents made from satellites."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from data.access import Actor, Denied
from data.auditing.auditor import audit
from data.errors import ConflictError, EventUnknown
from data.events import regroup
from data.incidents import By, Incident, events_of, incidents_of, list_incidents, note, timeline, unlink_event
from data.incidents.errors import IncidentInvalid
from data.incidents.matching import duplicates
from data.incidents.merging import merge, split_again, split_off
from data.incidents.of_satellites import create_from_events, events_among, proposed
from data.incidents.place import place_facts
from data.incidents.reading import on_map, survivor
from data.incidents.settings import IncidentSettings
from data.journal import verify
from data.ledger import telling
from data.ledger.knowing import know_events
from data.ledger.reading import matter_of
from data.store.engine import reading, writing
from data.store.tables import duty
from geo.areas import Areas
from tests.data.casework.conftest import profile, ruled
from tests.data.events.hand import SETTINGS, START, at, event_of, put, seen
from tests.data.incidents.conftest import BY, NOW, TZ, burning, made, stored

__all__ = ["profile", "ruled"]


def duties(engine: Engine, kind: str, ref: str) -> dict[str, dict]:
    with reading(engine) as conn:
        found = matter_of(conn, kind, ref)
        assert found is not None
        rows = conn.execute(select(duty).where(duty.c.matter_id == found["id"])).mappings()
        return {row["receiver_id"]: dict(row) for row in rows}


def audited(engine: Engine) -> list[str]:
    """What the auditor, who shares nothing with the ledger but the tables, does not find right."""
    with reading(engine) as conn:
        return [str(found) for found in audit(conn, NOW)]


def call_chi_cuc(engine: Engine, own: int, who: str = "Bà B") -> None:
    (row,) = [row for name, row in duties(engine, "incident", str(own)).items() if name.startswith("chi-cuc")]
    told = telling.Telling("call", NOW, person=who)
    with writing(engine) as conn:
        telling.tell(conn, [row["id"]], told, telling.By(BY.who, NOW))


def test_what_was_told_of_either_is_told_of_the_whole_and_splitting_keeps_it(
    ruled: Engine, areas: Areas
) -> None:
    first, second = made(ruled, areas), made(ruled, areas)
    call_chi_cuc(ruled, second)
    with writing(ruled) as conn:
        merge(conn, second, first, BY, seen={first: 1, second: 1})
    whole = duties(ruled, "incident", str(first))
    assert whole["chi-cuc-kiem-lam-son-la"]["status"] == "told"
    assert {row["status"] for row in duties(ruled, "incident", str(second)).values()} == {"withdrawn"}
    with reading(ruled) as conn:
        assert verify(conn) is None
        assert [row["id"] for row in list_incidents(conn)] == [first]
        assert [row["id"] for row in list_incidents(conn, merged=True)] == [second, first]
        assert [row["id"] for row in on_map(conn, NOW)] == [first]
        assert survivor(conn, second)["id"] == first
        assert [row["kind"] for row in timeline(conn, first)] == ["created", "created", "merged", "merged"]
    assert audited(ruled) == []
    with writing(ruled) as conn:
        assert split_again(conn, second, BY, seen_version=2) == first
    assert audited(ruled) == []
    back = duties(ruled, "incident", str(second))
    assert back["chi-cuc-kiem-lam-son-la"]["status"] == "told"
    assert {row["status"] for name, row in back.items() if not name.startswith("chi-cuc")} == {"open"}
    with reading(ruled) as conn:
        assert {row["id"] for row in list_incidents(conn)} == {first, second}
        assert verify(conn) is None


def test_what_became_part_of_another_is_not_changed_any_more(engine: Engine, areas: Areas) -> None:
    first, second, third = (made(engine, areas) for _ in range(3))
    with writing(engine) as conn:
        merge(conn, second, first, BY, seen={first: 1, second: 1})
    for change, problem in (
        (lambda conn: note(conn, second, "Thêm", BY), "merged_away"),
        (lambda conn: merge(conn, third, second, BY, seen={third: 1, second: 2}), "merged_away"),
        (lambda conn: merge(conn, third, third, BY, seen={third: 1}), "merge_with_itself"),
        (lambda conn: split_again(conn, third, BY, seen_version=1), "not_merged"),
    ):
        with pytest.raises(IncidentInvalid) as refused, writing(engine) as conn:
            change(conn)
        assert refused.value.params["problem"] == problem
    with pytest.raises(ConflictError), writing(engine) as conn:
        merge(conn, third, first, BY, seen={third: 1, first: 1})
    viewer = By(Actor("viewer", None, "viewer", None, "192.0.2.1"), NOW)
    with pytest.raises(Denied), writing(engine) as conn:
        merge(conn, third, first, viewer, seen={third: 1, first: 2})


HERE = {"location": "inside", "commune_2021_id": "chieng-bang-2021", "commune_2025_id": "quynh-nhai-2025"}


def two_events(engine: Engine) -> tuple[str, str]:
    """A fire of two hotspots, and one some 5 km east of it; the forest has been asked."""
    with writing(engine) as conn:
        put(conn, seen("a", **HERE), seen("b", 0.3, 0.2, **HERE), seen("c", 5.0, 0.1, **HERE))
        regroup(conn, since=START, now=at(0.4), settings=SETTINGS)
        ids = (event_of(conn, "a"), event_of(conn, "c"))
        know_events(conn, ids, now=at(0.4), actor="test", settled=True)
    return ids


def facts(engine: Engine, areas: Areas, wanted: Incident) -> dict:
    return place_facts(engine, areas, wanted.latitude, wanted.longitude, NOW)


def test_many_hotspots_are_one_incident_that_takes_over_their_duties(ruled: Engine, areas: Areas) -> None:
    one, other = two_events(ruled)
    assert set(duties(ruled, "fire_event", one)) >= {"cong-an-xa-quynh-nhai"}
    with reading(ruled) as conn:
        events = events_among(conn, [other, "b", "a"])
    assert [event["id"] for event in events] == [one, other], "each once, the earliest first"
    wanted = proposed(events, "Hai đám cháy vệ tinh thấy", NOW, None)
    assert (wanted.occurred_at, wanted.known_at) == (START, NOW)
    with writing(ruled) as conn:
        own = create_from_events(conn, [one, other], wanted, facts(ruled, areas, wanted), BY, TZ)
    with reading(ruled) as conn:
        assert sorted(events_of(conn, own)) == sorted([one, other])
        assert [row["id"] for row in incidents_of(conn, one)] == [own]
        assert verify(conn) is None
    told = duties(ruled, "incident", str(own))["cong-an-xa-quynh-nhai"]
    assert told["started_at"] == START, "stored then: the satellites' clock goes on"
    assert {row["status"] for row in duties(ruled, "fire_event", one).values()} == {"withdrawn"}


def test_an_event_that_is_untied_has_its_own_duties_again(ruled: Engine, areas: Areas) -> None:
    one, other = two_events(ruled)
    wanted = burning(occurred_at=START)
    with writing(ruled) as conn:
        own = create_from_events(conn, [one, other], wanted, facts(ruled, areas, wanted), BY, TZ)
        unlink_event(conn, own, other, BY)
    assert audited(ruled) == []
    assert {row["status"] for row in duties(ruled, "fire_event", other).values()} == {"open"}
    assert {row["status"] for row in duties(ruled, "fire_event", one).values()} == {"withdrawn"}


def test_part_of_an_incident_becomes_one_of_its_own_with_what_was_told(ruled: Engine, areas: Areas) -> None:
    one, other = two_events(ruled)
    wanted = burning(occurred_at=START)
    with writing(ruled) as conn:
        own = create_from_events(conn, [one, other], wanted, facts(ruled, areas, wanted), BY, TZ)
    call_chi_cuc(ruled, own)
    with writing(ruled) as conn:
        part = split_off(conn, own, [other], wanted, facts(ruled, areas, wanted), BY, TZ, seen_version=1)
    with reading(ruled) as conn:
        assert (events_of(conn, own), events_of(conn, part)) == ([one], [other])
        assert [row["reference"] for row in timeline(conn, part) if row["kind"] == "split"] == [
            "VV-2027-0001"
        ]
    for each in (own, part):
        assert duties(ruled, "incident", str(each))["chi-cuc-kiem-lam-son-la"]["status"] == "told"
    assert audited(ruled) == []
    assert stored(ruled, own)["version"] == 2
    with pytest.raises(IncidentInvalid), writing(ruled) as conn:
        split_off(conn, own, [other], wanted, {}, BY, TZ, seen_version=2)


def test_ids_that_nobody_gave_make_no_incident(engine: Engine, areas: Areas) -> None:
    with pytest.raises(EventUnknown), reading(engine) as conn:
        events_among(conn, ["nothing"])
    with pytest.raises(IncidentInvalid), writing(engine) as conn:
        create_from_events(conn, [], burning(), facts(engine, areas, burning()), BY, TZ)


def test_duplicates_are_near_in_place_and_time_and_never_itself(engine: Engine, areas: Areas) -> None:
    first, second, third = made(engine, areas), made(engine, areas, latitude=21.6600), made(engine, areas)
    far = made(engine, areas, latitude=21.70)
    with writing(engine) as conn:
        merge(conn, third, second, BY, seen={})
    with reading(engine) as conn:
        found = duplicates(conn, stored(engine, first), IncidentSettings())
        assert [match.id for match in found] == [str(second)]
        assert duplicates(conn, stored(engine, far) | {"latitude": None}, IncidentSettings()) == []


def test_a_fire_event_of_an_incident_that_became_part_of_another_stays_with_the_whole(
    ruled: Engine, areas: Areas
) -> None:
    one, other = two_events(ruled)
    first, wanted = made(ruled, areas), burning(occurred_at=START)
    with writing(ruled) as conn:
        second = create_from_events(conn, [one, other], wanted, facts(ruled, areas, wanted), BY, TZ)
        merge(conn, second, first, BY, seen={})
        know_events(conn, [one, other], now=NOW, actor="test", settled=True)
    assert audited(ruled) == []
    with reading(ruled) as conn:
        assert sorted(events_of(conn, first)) == sorted([one, other])
        assert [row["id"] for row in incidents_of(conn, one)] == [first]
    assert duties(ruled, "incident", str(first))["cong-an-xa-quynh-nhai"]["started_at"] == START
    with writing(ruled) as conn:
        unlink_event(conn, first, other, BY)
        split_again(conn, second, BY, seen_version=2)
    assert audited(ruled) == []
    assert {row["status"] for row in duties(ruled, "fire_event", one).values()} == {"withdrawn"}
    assert {row["status"] for row in duties(ruled, "incident", str(second)).values()} == {"open"}
