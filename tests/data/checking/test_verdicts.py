"""What is found on the ground: stored once, never over another's, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from data.access import Denied, nobody, program
from data.agencies.errors import PhoneInvalid
from data.checking.act import By
from data.checking.assigning import Owner, claim, open_assignments, owner_of
from data.checking.by_sms import verdict_from_sms
from data.checking.errors import (
    AssignmentTaken,
    ObserverElsewhere,
    ObserverSwapped,
    ReviewRefused,
    TrackUnknown,
    VerdictInvalid,
    VerdictUnknown,
)
from data.checking.reviewing import review
from data.checking.sms_words import read_verdict
from data.checking.standing import standings
from data.checking.tracks import findings_of, keep, track_by_id
from data.checking.verdicts import of_draft, record, verdict_by_id, verdict_of, without_person
from data.errors import EventUnknown
from data.incidents import By as IncidentBy
from data.incidents import create, link_event, timeline
from data.incidents.changing import Incident
from data.journal import verify
from data.ledger.reading import duties_of_matter
from data.matters.recording import facts_by_id, matters_of
from data.store.engine import reading, writing
from data.store.tables import fire_event, incident, journal, verdict
from tests.data.checking.conftest import HERE, NOW, SETTINGS, World, said
from tests.data.fires import profile
from tests.geo.search.test_files import gpx, point


def fact(world: World) -> dict[str, Any]:
    with reading(world.engine) as conn:
        own = matters_of(conn, "fire_event", [world.fire])[world.fire]
        return facts_by_id(conn, [own["fact_id"]])[own["fact_id"]]


def speaks(world: World) -> dict[str, Any] | None:
    with reading(world.engine) as conn:
        assert verify(conn) is None
        return verdict_of(conn, world.fire)


def judge(world: World, verdict_id: int, decision: str = "confirmed", reason: str = "") -> None:
    with writing(world.engine) as conn:
        review(conn, verdict_id, decision, reason, world.by(world.chief))


def test_a_verdict_is_stored_once_however_often_it_is_sent(world: World) -> None:
    first = world.say(seen_version=1, latitude=HERE[0], longitude=HERE[1], accuracy_m=8.0, direction="NE")
    again = world.say(minutes=90)
    assert (first.again, again.again, again.id) == (False, True, first.id)
    assert first.conflict is None
    assert first.offer_incident
    with reading(world.engine) as conn:
        assert conn.execute(select(func.count()).select_from(verdict)).scalar_one() == 1
        row = of_draft(conn, "draft-1")
        assert row is not None
        assert (row["phone"], row["event_id"], row["direction"]) == ("+84912345678", world.fire, "NE")
        entry = conn.execute(select(journal.c.after).where(journal.c.record_kind == "verdict")).scalar_one()
    assert entry["kind"] == "forest_fire"
    assert not {"phone", "name", "latitude"} & set(entry)


def test_the_draft_of_somebody_else_is_not_taken_for_ones_own(world: World) -> None:
    world.say()
    with pytest.raises(VerdictInvalid) as refused:
        world.say(world.minh, kind="nothing", searched_share=0.5)
    assert refused.value.params["problem"] == "draft_taken"


def test_what_was_written_stays(world: World) -> None:
    made = world.say()
    with pytest.raises(DBAPIError), writing(world.engine) as conn:
        conn.execute(update(verdict).where(verdict.c.id == made.id).values(kind="nothing"))


def test_the_ledger_learns_it_and_keeps_every_duty(world: World) -> None:
    before = fact(world)
    assert before["verified_at"] is None
    with reading(world.engine) as conn:
        duties = duties_of_matter(conn, before["matter_id"])
    for number, kind in enumerate(("nothing", "permanent_source")):
        world.say(kind=kind, searched_share=0.9, draft_id=f"d{number}", minutes=number)
    after = fact(world)
    assert after["verified_at"] == NOW - timedelta(minutes=20)
    assert (after["state"], after["since"]) == ("open", before["since"])
    assert after["told"]["verdict"] == "nothing"
    with reading(world.engine) as conn:
        assert [d["status"] for d in duties_of_matter(conn, before["matter_id"])] == [
            d["status"] for d in duties
        ]


def test_a_verdict_on_what_changed_meanwhile_is_kept_and_says_what_changed(world: World) -> None:
    seen = world.row()["version"]
    world.grow()
    grown = world.row()
    assert grown["version"] > seen
    made = world.say(seen_version=seen, minutes=24 * 60)
    assert made.conflict is not None
    assert (made.conflict["seen_version"], made.conflict["version"]) == (seen, grown["version"])
    assert made.conflict["fields"]["detections"] == [3, 5]
    with reading(world.engine) as conn:
        row = verdict_by_id(conn, made.id)
    assert row is not None
    assert row["conflict"] == made.conflict
    assert world.say(draft_id="d2", minutes=24 * 60, seen_version=grown["version"]).conflict is None


def test_a_verdict_on_an_event_that_became_part_of_another(world: World) -> None:
    with writing(world.engine) as conn:
        conn.execute(update(fire_event).where(fire_event.c.id == world.fire).values(merged_into=world.other))
    made = world.say(seen_version=1)
    assert (made.event_id, made.conflict) == (world.other, {"merged_into": world.other})


def test_verdicts_before_a_merge_speak_for_the_survivor(world: World) -> None:
    made = world.say()
    with writing(world.engine) as conn:
        conn.execute(update(fire_event).where(fire_event.c.id == world.fire).values(merged_into=world.other))
        found = verdict_of(conn, world.other)
    assert found is not None
    assert found["id"] == made.id


def test_two_verdicts_at_once_are_both_kept_and_neither_overrules_unseen(world: World) -> None:
    lan = world.say(kind="nothing", searched_share=0.8, draft_id="a")
    minh = world.say(world.minh, draft_id="b", minutes=1, observed_at=NOW - timedelta(minutes=5))
    assert minh.conflict == {
        "verdicts": [
            {"id": lan.id, "kind": "nothing", "observed_at": (NOW - timedelta(minutes=20)).isoformat()}
        ]
    }
    now = speaks(world)
    assert now is not None
    assert (now["id"], now["against"]) == (lan.id, [minh.id])
    judge(world, minh.id)
    now = speaks(world)
    assert now is not None
    assert (now["id"], now["review"]["decision"], now["against"]) == (minh.id, "confirmed", [lan.id])


def test_whoever_saw_the_other_verdict_disagrees_knowingly(world: World) -> None:
    lan = world.say(kind="nothing", searched_share=0.8, draft_id="a")
    minh = world.say(world.minh, draft_id="b", seen_verdict_id=lan.id, observed_at=NOW)
    assert minh.conflict is None
    now = speaks(world)
    assert now is not None
    assert now["id"] == minh.id


def test_a_wrong_verdict_is_corrected_by_a_new_one(world: World) -> None:
    wrong = world.say(draft_id="a")
    right = world.say(draft_id="b", kind="burning_allowed", corrects_id=wrong.id)
    assert right.conflict is None
    now = speaks(world)
    assert now is not None
    assert (now["id"], now["against"]) == (right.id, [])
    # Returned, the correction corrects nothing any more.
    judge(world, right.id, "returned", "Nhầm đám cháy")
    now = speaks(world)
    assert now is not None
    assert now["id"] == wrong.id
    with pytest.raises(VerdictUnknown):
        world.say(draft_id="c", corrects_id=999)
    with writing(world.engine) as conn:
        elsewhere = record(conn, said(world.other, draft_id="d"), world.by(world.lan), SETTINGS)
    with pytest.raises(VerdictInvalid) as refused:
        world.say(draft_id="e", corrects_id=elsewhere.id)
    assert refused.value.params["problem"] == "corrects_another_event"


def test_review_by_a_second_person(world: World) -> None:
    made = world.say()
    for who, decision, reason, problem in (
        (world.chief, "maybe", "", "decision_unknown"),
        (world.chief, "returned", " ", "reason_missing"),
    ):
        with pytest.raises(ReviewRefused) as refused, writing(world.engine) as conn:
            review(conn, made.id, decision, reason, world.by(who))
        assert refused.value.params["problem"] == problem
    with pytest.raises(Denied), writing(world.engine) as conn:
        review(conn, made.id, "confirmed", "", world.by(world.minh))
    judge(world, made.id, "returned", "Thiếu ảnh")
    with pytest.raises(ReviewRefused) as twice:
        judge(world, made.id, "returned", "Thiếu ảnh")
    assert twice.value.params["problem"] == "said_already"
    assert speaks(world) is None
    with reading(world.engine) as conn:
        returned = standings(conn, [world.fire])[world.fire].returned
    assert returned is not None
    assert (returned["id"], returned["review"]["reason"]) == (made.id, "Thiếu ảnh")
    assert fact(world)["verified_at"] is None
    judge(world, made.id)
    assert fact(world)["verified_at"] is not None


def test_nobody_reviews_what_they_found(world: World) -> None:
    own = world.say(world.chief)
    with pytest.raises(ReviewRefused) as refused:
        judge(world, own.id)
    assert refused.value.params["problem"] == "own_verdict"
    # Brought in by Lan from paper, but found by the chief.
    brought = world.say(draft_id="b", name="NGƯỜI chief", channel="desk")
    with pytest.raises(ReviewRefused) as named:
        judge(world, brought.id)
    assert named.value.params["problem"] == "own_verdict"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"draft_id": " "}, "draft_missing"),
        ({"draft_id": "x" * 41}, "draft_missing"),
        ({"kind": "smoke"}, "verdict_kind_unknown"),
        ({"description": " "}, "description_missing"),
        ({"description": "x" * 4001}, "too_long"),
        ({"name": ""}, "name_missing"),
        ({"direction": "up"}, "choice_unknown"),
        ({"observed_at": NOW + timedelta(minutes=11)}, "in_the_future"),
        ({"distance_km": -1.0}, "distance_impossible"),
        ({"area_m2": float("nan")}, "area_impossible"),
        ({"searched_share": 1.01}, "share_impossible"),
        ({"kind": "nothing"}, "share_missing"),
        ({"kind": "nothing", "searched_share": 1.0, "is_out": True}, "out_of_no_fire"),
        ({"out_at": NOW}, "out_at_without_out"),
        ({"latitude": 21.6}, "half_a_point"),
        ({"latitude": 200.0, "longitude": 200.0}, "point_impossible"),
    ],
)
def test_what_a_verdict_must_say(world: World, more: dict[str, Any], problem: str) -> None:
    with pytest.raises(VerdictInvalid) as refused:
        world.say(**more)
    assert refused.value.params["problem"] == problem


def test_a_clock_a_little_ahead_is_forgiven(world: World) -> None:
    made = world.say(observed_at=NOW + timedelta(minutes=9))
    with reading(world.engine) as conn:
        row = verdict_by_id(conn, made.id)
    assert row is not None
    assert row["observed_at"] == NOW


def test_where_the_observer_stood(world: World) -> None:
    with pytest.raises(ObserverSwapped):
        world.say(latitude=HERE[1], longitude=HERE[0])
    with pytest.raises(ObserverElsewhere) as far:
        world.say(latitude=21.386, longitude=103.017)  # Điện Biên Phủ
    assert far.value.params["distance_km"] == pytest.approx(72.6, abs=2)
    with pytest.raises(PhoneInvalid):
        world.say(phone="12")
    with pytest.raises(EventUnknown), writing(world.engine) as conn:
        record(conn, said("DC-20270312-XXXXX"), world.by(world.lan), SETTINGS)
    with pytest.raises(TrackUnknown):
        world.say(track_id=7)
    with pytest.raises(Denied), writing(world.engine) as conn:
        record(conn, said(world.fire), By(nobody("192.0.2.1"), NOW), SETTINGS)


def walk(times: bool = True, day: str = "2027-03-12") -> bytes:
    """Straight through the first fire from west to east."""
    steps = [point(21.6445, 103.655 + k * 0.002, f"{day}T08:{k:02d}:00Z" if times else "") for k in range(12)]
    return gpx("".join(steps))


def track(world: World, tmp_path: Path, data: bytes) -> Any:
    with writing(world.engine) as conn:
        return keep(tmp_path / "tracks", data, "../đi.gpx", world.by(world.lan), conn, observed_at=NOW)


def test_the_share_searched_comes_from_the_track(world: World, tmp_path: Path) -> None:
    kept = track(world, tmp_path, walk())
    assert (kept.again, kept.findings) == (False, ())
    assert track(world, tmp_path, walk()) == type(kept)(kept.id, True, ())
    (file,) = (tmp_path / "tracks").iterdir()
    assert file.read_bytes() == walk()
    assert file.stat().st_mode & 0o077 == 0
    made = world.say(kind="nothing", searched_share=1.0, track_id=kept.id)
    with reading(world.engine) as conn:
        row, stored = verdict_by_id(conn, made.id), track_by_id(conn, kept.id)
    assert row is not None
    assert stored is not None
    assert (stored["name"], stored["points"]) == ("đi.gpx", 12)
    assert row["searched_by"] == "track"
    # 100 m wide through an area about 700 m high: a seventh or so, not the whole that was said.
    assert 0.08 < row["searched_share"] < 0.25


def test_a_track_of_another_day_proves_nothing(world: World, tmp_path: Path) -> None:
    kept = track(world, tmp_path, walk(day="2027-03-10"))
    assert kept.findings == ("another_day",)
    with pytest.raises(VerdictInvalid) as refused:
        world.say(kind="nothing", track_id=kept.id)
    assert refused.value.params["problem"] == "share_missing"
    made = world.say(kind="nothing", track_id=kept.id, searched_share=0.3)
    with reading(world.engine) as conn:
        row, stored = verdict_by_id(conn, made.id), track_by_id(conn, kept.id)
    assert row is not None
    assert stored is not None
    assert (row["searched_share"], row["searched_by"], row["track_id"]) == (0.3, "stated", kept.id)
    assert findings_of(stored, row["observed_at"]) == ("another_day",)


def test_a_track_without_times_counts_and_says_so(world: World, tmp_path: Path) -> None:
    kept = track(world, tmp_path, walk(times=False))
    assert kept.findings == ("no_times",)
    made = world.say(kind="nothing", track_id=kept.id)
    with reading(world.engine) as conn:
        row = verdict_by_id(conn, made.id)
    assert row is not None
    assert row["searched_by"] == "track"


def test_the_owner_has_answered_and_others_have_not(world: World) -> None:
    by = world.by(world.lan)
    with writing(world.engine) as conn:
        mine = claim(conn, world.fire, owner_of(by), NOW + timedelta(hours=1), by)
    assert world.say(world.minh, draft_id="m").answered is None
    with reading(world.engine) as conn:
        assert len(open_assignments(conn)) == 1
    assert world.say(draft_id="l").answered == mine
    with writing(world.engine) as conn:
        assert open_assignments(conn) == []
        team = claim(conn, world.fire, Owner("person", "Lò Thị Lan"), NOW + timedelta(hours=1), by)
    # A form that the desk brings in answers for whom it names.
    assert world.say(world.minh, draft_id="f", channel="form").answered == team


def test_incidents_of_the_event_tell_of_it(world: World) -> None:
    act = IncidentBy(world.lan, NOW)
    wanted = Incident("forest_fire", "forest", "Cháy", NOW - timedelta(hours=1), NOW - timedelta(minutes=30))
    place = {"commune_2021_id": None, "commune_2025_id": None, "facts": None}
    first = world.say(draft_id="a")
    with writing(world.engine) as conn:
        one = create(conn, wanted, place, act, profile().tz)
        link_event(conn, one, world.fire, act)
        link_event(conn, one, world.fire, act)
    second = world.say(draft_id="b", seen_verdict_id=first.id)
    assert (second.incidents, second.offer_incident) == ((one,), False)
    with reading(world.engine) as conn:
        entries = [each for each in timeline(conn, one) if each["kind"] == "verdict"]
    assert [each["reference"] for each in entries] == [str(first.id), str(second.id)]
    assert entries[0]["happened_at"] == NOW - timedelta(minutes=20)
    with writing(world.engine) as conn:
        review(conn, second.id, "returned", "Ảnh của nơi khác", world.by(world.chief, 5))
    with reading(world.engine) as conn:
        said = [each for each in timeline(conn, one) if each["kind"] == "verdict"][-1]
    assert (said["reference"], said["text"]) == (f"{second.id}/returned", "Ảnh của nơi khác")
    assert said["happened_at"] == NOW + timedelta(minutes=5)
    with writing(world.engine) as conn:
        two = create(conn, wanted, place, act, profile().tz)
        link_event(conn, two, world.fire, act)
    with reading(world.engine) as conn:
        kept = [each["reference"] for each in timeline(conn, two) if each["kind"] == "verdict"]
    assert kept == [str(first.id), str(second.id), f"{second.id}/returned"]
    with writing(world.engine) as conn:
        conn.execute(update(incident).where(incident.c.id == one).values(merged_into=two))
    assert world.say(draft_id="c", seen_verdict_id=second.id).incidents == (two,)


def test_who_found_it_is_shown_to_those_who_check(world: World) -> None:
    made = world.say(latitude=HERE[0], longitude=HERE[1])
    with reading(world.engine) as conn:
        row = verdict_by_id(conn, made.id)
    assert row is not None
    assert without_person(row, world.minh)["phone"] == "+84912345678"
    assert not {"name", "phone", "latitude"} & set(without_person(row, nobody("192.0.2.1")))


def test_a_verdict_by_sms_is_a_record_like_any_other(world: World) -> None:
    read = read_verdict("QN1237 KHONG 80% da di het doi")
    assert read is not None
    told = verdict_from_sms(
        read, world.fire, name="Lò Thị Lan", phone="0912345678", received_at=NOW, message_id="17"
    )
    by = By(program("sms"), NOW, "sms")
    with writing(world.engine) as conn:
        made = record(conn, told, by, SETTINGS)
        assert record(conn, told, by, SETTINGS).again
        row = verdict_by_id(conn, made.id)
    assert row is not None
    assert (row["kind"], row["searched_share"], row["channel"]) == ("nothing", 0.8, "sms")
    assert row["description"] == "QN1237 KHONG 80% da di het doi"


def test_the_same_draft_from_many_sides_at_once_is_stored_once(world: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: world.say(), range(8)))
    assert len({each.id for each in made}) == 1
    assert sorted(each.again for each in made) == [False] + [True] * 7


def test_two_who_claim_at_once_are_told_apart(world: World) -> None:
    def take(who: Any) -> int | None:
        by = world.by(who)
        try:
            with writing(world.engine) as conn:
                return claim(conn, world.fire, owner_of(by), NOW + timedelta(hours=1), by)
        except AssignmentTaken:
            return None

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(take, [world.lan, world.minh] * 3))
    assert sum(each is not None for each in made) == 3  # one owner, who claimed it three times
    assert len({each for each in made if each is not None}) == 1
