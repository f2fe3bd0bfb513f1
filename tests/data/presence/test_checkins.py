"""Check-ins: who was there, when, once; and what that makes of the patrol."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import DatabaseError

from data.access import Denied
from data.access.actor import LOCAL_ADMIN, Actor
from data.patrols.act import By
from data.patrols.errors import PatrolUnknown
from data.patrols.settings import PatrolSettings
from data.presence import is_joint, presence_of
from data.presence.act import by_link
from data.presence.checkins import Checked, Checkin, check
from data.presence.errors import CheckinInvalid
from data.presence.reading import checkins_of
from data.presence.stays import counting, stays_of
from data.store.engine import reading, writing
from data.store.tables import journal, patrol, patrol_checkin, patrol_member
from tests.data.presence import patrols
from tests.data.presence.patrols import END, LAT, LON, START, minutes

SETTINGS = PatrolSettings()
RANGER = Actor("ranger1", None, "ranger", patrols.LEAD, "local")


@pytest.fixture
def own(engine: Engine) -> tuple[int, dict[str, int]]:
    with writing(engine) as conn:
        patrols.agencies(conn)
        return patrols.joint_patrol(conn)


def come(
    engine: Engine,
    own: tuple[int, dict[str, int]],
    who: str,
    at: datetime,
    kind: str = "in",
    *,
    acting: str | None = "",
    received: datetime | None = None,
    by: By | None = None,
    draft: str = "",
    **more: Any,
) -> Checked:
    """One check-in; `acting` "" by their own link, None at a desk."""
    patrol_id, members = own
    said = Checkin(draft or f"{who}-{kind}-{at:%d%H%M%S}", patrol_id, members[who], kind, at, **more)
    acts = members[acting or who] if acting is not None else None
    with writing(engine) as conn:
        row = conn.execute(select(patrol_member).where(patrol_member.c.id == members[who])).mappings().one()
        doer = by or by_link(dict(row), received or at, "10.0.0.7")
        return check(conn, said, doer, SETTINGS, acting_id=acts)


def status(engine: Engine, own: tuple[int, dict[str, int]]) -> Any:
    with reading(engine) as conn:
        return conn.execute(select(patrol).where(patrol.c.id == own[0])).mappings().one()


def test_a_patrol_is_joint_only_when_every_required_force_checked_in(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    come(engine, own, "leader", minutes(-5))
    come(engine, own, "police", minutes(3))
    with reading(engine) as conn:
        found = is_joint(conn, own[0])
    assert (found.joint, found.missing_roles) == (False, ("military",))
    assert [each.name for each in found.present] == ["Lò Văn An", "Quàng Văn Bảo"]
    assert [each.name for each in found.absent] == ["Điêu Chính Cao", "Cầm Thị Dung"]
    come(engine, own, "military", minutes(40))
    with reading(engine) as conn:
        assert is_joint(conn, own[0]).joint


def test_two_of_one_force_do_not_stand_for_another(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    for who in ("leader", "guide", "police"):
        come(engine, own, who, minutes(0))
    with reading(engine) as conn:
        assert is_joint(conn, own[0]).missing_roles == ("military",)


def test_a_patrol_that_requires_nobody_is_not_joint(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    with writing(engine) as conn:
        conn.execute(update(patrol).values(required_roles=[]))
    for who in ("leader", "police", "military"):
        come(engine, own, who, minutes(0))
    with reading(engine) as conn:
        found = is_joint(conn, own[0])
    assert (found.joint, found.missing_roles) == (False, ())


def test_a_stand_in_counts_for_the_agency_they_come_from_and_is_named(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    with writing(engine) as conn:
        own[1]["stand_in"] = patrols.member(
            conn, own[0], "quan-su-xa", "Lường Văn Em", stands_in_for=own[1]["military"]
        )
        conn.execute(
            update(patrol_member)
            .where(patrol_member.c.id == own[1]["military"])
            .values(ended_at=minutes(-60), ended_by="test", ended_reason="ốm")
        )
    for who in ("leader", "police", "stand_in"):
        come(engine, own, who, minutes(0))
    with reading(engine) as conn:
        found = is_joint(conn, own[0])
    assert found.joint
    assert {each.name: each.stands_in_for for each in found.present} == {
        "Lò Văn An": None,
        "Quàng Văn Bảo": None,
        "Lường Văn Em": "Điêu Chính Cao",
    }
    assert [each.name for each in found.absent] == ["Cầm Thị Dung"]


@pytest.mark.parametrize(
    ("came", "left", "counts"),
    [
        (minutes(-90), None, True),  # came early and stayed
        (minutes(-90), minutes(-10), False),  # left before it began
        (END, None, True),
        (END + timedelta(minutes=1), None, False),  # came when it was over
        (minutes(60), minutes(61), True),
    ],
)
def test_only_who_was_there_inside_the_window_counts(
    engine: Engine, own: tuple[int, dict[str, int]], came: datetime, left: datetime | None, counts: bool
) -> None:
    late = END + timedelta(hours=2)
    come(engine, own, "military", came, received=late)
    if left is not None:
        come(engine, own, "military", left, "out", received=late)
    for who in ("leader", "police"):
        come(engine, own, who, minutes(0), received=late)
    with reading(engine) as conn:
        found = is_joint(conn, own[0])
    assert found.joint is counts
    assert found.missing_roles == (() if counts else ("military",))


def test_the_first_check_in_sets_out_and_the_last_check_out_returns(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    assert come(engine, own, "leader", minutes(4)).status == "under_way"
    come(engine, own, "police", minutes(9))
    assert come(engine, own, "leader", minutes(300), "out").status == "under_way"
    assert come(engine, own, "police", minutes(310), "out").status == "returned"
    row = status(engine, own)
    assert (row["started_at"], row["returned_at"]) == (minutes(4), minutes(310))
    # A phone without signal sends in the evening that its owner came first and left last.
    evening = minutes(600)
    assert come(engine, own, "military", minutes(-2), received=evening).status == "under_way"
    assert come(engine, own, "military", minutes(420), "out", received=evening).status == "returned"
    row = status(engine, own)
    assert (row["started_at"], row["returned_at"]) == (minutes(-2), minutes(420))
    with reading(engine) as conn:
        stored = checkins_of(conn, own[0])
        assert [each.member_id for each in presence_of(conn, own[0]).present] == [
            own[1]["military"],
            own[1]["leader"],
            own[1]["police"],
        ]
    assert {row["received_at"] for row in stored if row["member_id"] == own[1]["military"]} == {evening}


def test_any_order_of_arrival_gives_the_same_patrol(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as conn:
        patrols.agencies(conn)
    steps = [("leader", 1, "in"), ("leader", 200, "out"), ("police", 5, "in"), ("police", 230, "out")]
    found = set()
    for number, order in enumerate(permutations(steps), start=1):
        with writing(sqlite_engine) as conn:
            own = patrols.joint_patrol(conn, number)
        for who, at, kind in order:
            draft = f"{number}-{who}-{kind}"
            come(sqlite_engine, own, who, minutes(at), kind, received=minutes(400), draft=draft)
        row = status(sqlite_engine, own)
        found.add((row["status"], row["started_at"], row["returned_at"]))
    assert found == {("returned", minutes(1), minutes(230))}


def test_the_same_check_in_twice_is_stored_once(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    first = come(engine, own, "police", minutes(3), draft="d1")
    again = come(engine, own, "police", minutes(3), received=minutes(60), draft="d1")
    assert (again.id, first.again, again.again) == (first.id, False, True)
    with reading(engine) as conn:
        assert len(checkins_of(conn, own[0])) == 1
        count = select(journal.c.id).where(journal.c.record_kind == "patrol_checkin")
        assert len(conn.execute(count).all()) == 1
    with pytest.raises(CheckinInvalid, match="draft_taken"):
        come(engine, own, "leader", minutes(3), draft="d1")


def test_the_leader_checks_others_in_and_nobody_else_does(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    come(engine, own, "military", minutes(2), acting="leader")
    with reading(engine) as conn:
        assert presence_of(conn, own[0]).present[0].channel == "leader"
    with pytest.raises(CheckinInvalid, match="leader_only"):
        come(engine, own, "police", minutes(2), acting="guide")


def test_at_a_desk_the_role_decides(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    desk = By(RANGER, minutes(20))
    come(engine, own, "police", minutes(2), acting=None, by=desk)
    with reading(engine) as conn:
        assert presence_of(conn, own[0]).present[0].channel == "desk"
    viewer = By(Actor("viewer1", None, "viewer", None, "local"), minutes(20))
    with pytest.raises(Denied):
        come(engine, own, "leader", minutes(2), acting=None, by=viewer)


def test_a_wrong_check_in_is_corrected_by_another_and_stays(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    wrong = come(engine, own, "military", minutes(2), acting="leader")
    assert status(engine, own)["status"] == "under_way"
    desk = By(LOCAL_ADMIN, minutes(30))
    come(engine, own, "military", minutes(2), "out", acting=None, by=desk, corrects_id=wrong.id, draft="fix")
    row = status(engine, own)
    assert (row["status"], row["started_at"]) == ("assigned", None)
    with reading(engine) as conn:
        assert presence_of(conn, own[0]).present == ()
        assert [row["counts"] for row in checkins_of(conn, own[0])] == [False, True]
    with pytest.raises(CheckinInvalid, match="corrects_another"):
        come(engine, own, "leader", minutes(2), acting=None, by=desk, corrects_id=wrong.id, draft="f2")
    with pytest.raises(DatabaseError), writing(engine) as conn:  # the trigger of what is kept
        conn.execute(update(patrol_checkin).values(note="x"))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"draft": "x" * 41}, "draft_missing"),
        ({"draft": "  "}, "draft_missing"),
        ({"kind": "maybe"}, "choice_unknown"),
        ({"latitude": 21.7}, "half_a_point"),
        ({"latitude": 91.0, "longitude": 103.6}, "point_impossible"),
        ({"latitude": float("nan"), "longitude": 103.6}, "point_impossible"),
        ({"note": "x" * 1001}, "too_long"),
    ],
)
def test_what_cannot_be_is_refused(
    engine: Engine, own: tuple[int, dict[str, int]], more: dict[str, Any], problem: str
) -> None:
    with pytest.raises(CheckinInvalid, match=problem):
        come(engine, own, "leader", minutes(1), **more)


def test_a_clock_that_is_wrong_is_told_and_one_a_little_ahead_is_now(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    with pytest.raises(CheckinInvalid, match="in_the_future"):
        come(engine, own, "leader", minutes(60), received=minutes(0))
    with pytest.raises(CheckinInvalid, match="long_before"):
        come(engine, own, "leader", START - timedelta(days=400), received=minutes(0))
    come(engine, own, "leader", minutes(4), received=minutes(0))
    assert status(engine, own)["started_at"] == minutes(0)


def test_a_check_in_of_a_cancelled_patrol_is_kept_and_moves_nothing(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    with writing(engine) as conn:
        conn.execute(update(patrol).values(status="cancelled", ended_reason="mưa"))
    assert come(engine, own, "leader", minutes(1)).status == "cancelled"
    with reading(engine) as conn:
        assert len(checkins_of(conn, own[0])) == 1


def test_where_somebody_stood_is_not_in_the_journal(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    come(engine, own, "leader", minutes(1), latitude=LAT, longitude=LON, accuracy_m=8.0)
    with reading(engine) as conn:
        stored = checkins_of(conn, own[0])[0]
        query = select(journal.c.after).where(journal.c.record_kind == "patrol_checkin")
        told = conn.execute(query).scalar_one()
    assert (stored["latitude"], stored["longitude"], stored["accuracy_m"]) == (LAT, LON, 8.0)
    assert not {"latitude", "longitude", "accuracy_m"} & set(told)


def test_a_member_of_another_patrol_is_not_checked_in_here(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    with writing(engine) as conn:
        _, others = patrols.joint_patrol(conn, 2)
    with pytest.raises(PatrolUnknown):
        come(engine, (own[0], own[1] | {"stranger": others["police"]}), "stranger", minutes(1))
    with pytest.raises(PatrolUnknown):
        come(engine, (999, own[1]), "leader", minutes(1))


_rows = some.lists(some.tuples(some.sampled_from(["in", "out"]), some.integers(0, 500)), max_size=12).map(
    lambda found: [
        {"id": n, "kind": kind, "happened_at": minutes(at), "corrects_id": None}
        for n, (kind, at) in enumerate(found)
    ]
)


@given(_rows, some.randoms())
def test_stays_never_overlap_whatever_comes_in_whatever_order(rows: list[Any], chance: Any) -> None:
    stays = stays_of(counting(rows))
    for earlier, later in pairwise(stays):
        assert earlier.out_at is not None
        assert earlier.in_at <= earlier.out_at <= later.in_at
    ins = [row["happened_at"] for row in rows if row["kind"] == "in"]
    assert (stays[0].in_at if stays else None) == min(ins, default=None)
    mixed = list(rows)
    chance.shuffle(mixed)
    assert stays_of(counting(mixed)) == stays
