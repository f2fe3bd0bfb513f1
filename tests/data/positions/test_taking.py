"""Positions are kept with consent, during the patrol, each once, and for some days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from data.access import Denied
from data.access.actor import Actor
from data.patrols.settings import PatrolSettings
from data.positions import latest, take, trails
from data.positions.consent import agree, take_back
from data.positions.errors import PositionUnreadable
from data.positions.keeping import forget
from data.positions.reading import standing
from data.positions.requests import Position, Report
from data.positions.taking import Taken
from data.presence.act import by_link
from data.presence.checkins import Checkin, check
from data.store.engine import reading, writing
from data.store.tables import journal, patrol, patrol_member, patrol_position
from tests.data.presence import patrols
from tests.data.presence.patrols import END, LAT, LON, minutes

SETTINGS = PatrolSettings()
DUTY = Actor("duty1", None, "duty_officer", patrols.LEAD, "local")


@pytest.fixture
def own(engine: Engine) -> dict[str, int]:
    """Members of a patrol under way; the leader and the police agreed to be followed."""
    with writing(engine) as conn:
        patrols.agencies(conn)
        _, members = patrols.joint_patrol(conn, status="under_way")
        for who in ("leader", "police"):
            agree(conn, members[who], by_link(row(conn, members[who]), minutes(-90), "10.0.0.7"))
        return members


def row(conn: Any, member_id: int) -> Any:
    return conn.execute(select(patrol_member).where(patrol_member.c.id == member_id)).mappings().one()


def at(moment: datetime, latitude: float = LAT, longitude: float = LON, **more: Any) -> Position:
    return Position(moment, latitude, longitude, **more)


def send(engine: Engine, member_id: int, now: datetime, *positions: Position, drill: bool = False) -> Taken:
    with writing(engine) as conn:
        report = Report("traccar", positions)
        return take(conn, row(conn, member_id), report, SETTINGS, now=now, drill=drill)


def stored(engine: Engine) -> list[Any]:
    with reading(engine) as conn:
        query = select(patrol_position).order_by(patrol_position.c.member_id, patrol_position.c.at)
        return list(conn.execute(query).mappings())


def test_replayed_doubled_and_out_of_order_are_the_same_track(engine: Engine, own: dict[str, int]) -> None:
    way = [at(minutes(n), LAT + n / 10_000) for n in range(20)]
    send(engine, own["leader"], minutes(21), *way)
    first = [(each["at"], each["latitude"]) for each in stored(engine)]
    assert send(engine, own["leader"], minutes(22), *way) == Taken(0, 20, {})
    assert send(engine, own["leader"], minutes(23), *reversed(way), *way[5:7]).kept == 0
    with writing(engine) as conn:
        conn.execute(patrol_position.delete())
    for each in reversed(way):  # one by one, the last first
        assert send(engine, own["leader"], minutes(30), each).kept == 1
    assert [(each["at"], each["latitude"]) for each in stored(engine)] == first


def test_two_members_may_be_somewhere_at_the_same_moment(engine: Engine, own: dict[str, int]) -> None:
    for who in ("leader", "police"):
        assert send(engine, own[who], minutes(2), at(minutes(1))).kept == 1


def test_what_a_phone_kept_for_hours_comes_with_its_own_times(engine: Engine, own: dict[str, int]) -> None:
    evening = END + timedelta(hours=9)
    with writing(engine) as conn:
        conn.execute(update(patrol).values(status="returned", returned_at=END))
    kept = [at(minutes(n)) for n in (10, 70, 130)]
    assert send(engine, own["leader"], evening, *kept).kept == 3
    assert {each["received_at"] for each in stored(engine)} == {evening}
    assert [each["at"] for each in stored(engine)] == [minutes(10), minutes(70), minutes(130)]


def test_without_consent_nothing_is_kept_and_the_app_goes_on(engine: Engine, own: dict[str, int]) -> None:
    assert send(engine, own["military"], minutes(5), at(minutes(4))) == Taken(0, 0, {"no_consent": 1})
    by = None
    with writing(engine) as conn:
        by = by_link(row(conn, own["military"]), minutes(10), "10.0.0.7")
        agree(conn, own["military"], by)
        agree(conn, own["military"], by)
    # What the phone kept from before they agreed is not taken either.
    assert send(engine, own["military"], minutes(12), at(minutes(9)), at(minutes(11))) == Taken(
        1, 0, {"no_consent": 1}
    )
    with writing(engine) as conn:
        assert take_back(conn, own["military"], by_link(row(conn, own["military"]), minutes(13), "x")) == 0
    assert send(engine, own["military"], minutes(15), at(minutes(14))).left_out == {"no_consent": 1}
    assert len(stored(engine)) == 1
    with writing(engine) as conn:
        gone = take_back(
            conn, own["military"], by_link(row(conn, own["military"]), minutes(16), "x"), erase=True
        )
    assert (gone, stored(engine)) == (1, [])
    with reading(engine) as conn:
        query = select(journal.c.action).where(journal.c.record_id == str(own["military"]))
        assert list(conn.execute(query.order_by(journal.c.id)).scalars()) == [
            "consent_given",
            "consent_ended",
        ]


@pytest.mark.parametrize(
    ("moment", "status", "kept"),
    [
        (minutes(-61), "assigned", 0),
        (minutes(-59), "assigned", 1),
        (END + timedelta(minutes=59), "returned", 1),
        (END + timedelta(minutes=61), "returned", 0),
        (END + timedelta(minutes=200), "under_way", 1),  # overdue: followed until they are home
        (minutes(10), "cancelled", 0),
        (minutes(10), "planned", 0),
    ],
)
def test_positions_are_of_the_patrols_own_time(
    engine: Engine, own: dict[str, int], moment: datetime, status: str, kept: int
) -> None:
    with writing(engine) as conn:
        conn.execute(update(patrol).values(status=status))
    assert send(engine, own["leader"], END + timedelta(minutes=300), at(moment)).kept == kept


def test_who_went_home_is_not_followed_there(engine: Engine, own: dict[str, int]) -> None:
    with writing(engine) as conn:
        member = row(conn, own["leader"])
        for kind, when in (("in", minutes(0)), ("out", minutes(200))):
            said = Checkin(f"d-{kind}", member["patrol_id"], member["id"], kind, when)
            check(conn, said, by_link(member, minutes(201), "x"), SETTINGS, acting_id=member["id"])
    taken = send(engine, own["leader"], minutes(300), at(minutes(199)), at(minutes(250)))
    assert taken == Taken(1, 0, {"home": 1})


def test_no_fix_is_left_out(engine: Engine, own: dict[str, int]) -> None:
    assert send(engine, own["leader"], minutes(5), at(minutes(4), 0.0, 0.0)).left_out == {"no_fix": 1}


def test_a_clock_far_ahead_is_refused_and_a_little_ahead_is_now(engine: Engine, own: dict[str, int]) -> None:
    with pytest.raises(PositionUnreadable, match="is_in_the_future"):
        send(engine, own["leader"], minutes(5), at(minutes(65)))
    assert send(engine, own["leader"], minutes(5), at(minutes(65)), at(minutes(4))) == Taken(
        1, 0, {"ahead": 1}
    )
    send(engine, own["leader"], minutes(6), at(minutes(9)))
    assert [each["at"] for each in stored(engine)] == [minutes(4), minutes(6)]
    assert send(engine, own["leader"], minutes(8), at(minutes(4000)), drill=True).kept == 1  # a drill's phone


def test_old_positions_go_and_only_they(engine: Engine, own: dict[str, int]) -> None:
    send(engine, own["leader"], minutes(2), at(minutes(1)))
    send(engine, own["police"], minutes(62), at(minutes(61)))
    later = minutes(30) + timedelta(days=SETTINGS.position_days)
    with writing(engine) as conn:
        assert forget(conn, SETTINGS.position_days, later) == 1
    assert [each["member_id"] for each in stored(engine)] == [own["police"]]


def test_the_map_shows_the_last_one_of_each_to_those_who_may_see_it(
    engine: Engine, own: dict[str, int]
) -> None:
    send(engine, own["leader"], minutes(21), *(at(minutes(n), LAT + n / 10_000) for n in range(20)))
    send(engine, own["police"], minutes(21), at(minutes(5), speed_kmh=4.96, battery=55.0))
    with reading(engine) as conn:
        found = latest(conn, minutes(25), DUTY)
        assert [(each["name"], each["at"]) for each in found] == [
            ("Lò Văn An", minutes(19)),
            ("Quàng Văn Bảo", minutes(5)),
        ]
        assert (found[1]["speed_kmh"], found[1]["battery"], found[1]["patrol_code"]) == (
            5.0,
            55.0,
            "TT-2027-0001",
        )
        assert len(trails(conn, minutes(25), DUTY)[own["leader"]]) == 20
        assert latest(conn, minutes(25) + timedelta(hours=13), DUTY) == []
        for role in ("viewer", "ranger"):
            with pytest.raises(Denied):
                latest(conn, minutes(25), Actor("x", None, role, patrols.LEAD, "local"))
    before = standing_of(engine)
    with writing(engine) as conn:
        take_back(conn, own["police"], by_link(row(conn, own["police"]), minutes(26), "x"))
    assert standing_of(engine) != before
    with reading(engine) as conn:
        assert [each["name"] for each in latest(conn, minutes(27), DUTY)] == ["Lò Văn An"]


def standing_of(engine: Engine) -> str:
    with reading(engine) as conn:
        return standing(conn)


def test_positions_are_not_journalled(engine: Engine, own: dict[str, int]) -> None:
    with reading(engine) as conn:
        before = conn.execute(select(func.count()).select_from(journal)).scalar_one()
    send(engine, own["leader"], minutes(2), at(minutes(1)))
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(journal)).scalar_one() == before
