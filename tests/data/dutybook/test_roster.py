"""The roster, on both engines: weekly turns, one person at two places, hours that nobody has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from data.access import Actor, Denied
from data.duty_shifts import By
from data.dutybook.errors import RosterInvalid, RosterUnknown
from data.dutybook.roster import clashes, gaps, turn_now, turns
from data.dutybook.rostering import Turn, add_turns, put_back, take_off
from data.errors import ConflictError
from data.store.engine import reading, writing
from tests.data.dutybook.installed import AGENCY, BY, DAY, HOUR, NOW, OTHER, TZ, filled

WANTED = Turn(AGENCY, "Lò Văn A", NOW + DAY, NOW + DAY + 12 * HOUR, "0912 345 678")


@pytest.fixture
def here(engine: Engine) -> Engine:
    return filled(engine)


def _add(engine: Engine, wanted: Turn, **more: Any) -> list[int]:
    with writing(engine) as conn:
        return add_turns(conn, wanted, BY, TZ, **more)


def test_a_turn_comes_back_every_week_at_the_same_local_hour(here: Engine) -> None:
    made = _add(here, WANTED, weeks=3)
    with reading(here) as conn:
        rows = turns(conn, NOW, NOW + 30 * DAY, AGENCY)
        assert turns(conn, NOW, NOW + 30 * DAY, OTHER) == []
    assert [row["id"] for row in rows] == made
    assert [row["starts_at"] - NOW for row in rows] == [DAY, 8 * DAY, 15 * DAY]
    assert {row["starts_at"].astimezone(TZ).strftime("%a %H:%M") for row in rows} == {"Sat 09:00"}


def test_one_person_is_not_at_two_duties_at_once(here: Engine) -> None:
    _add(here, WANTED, weeks=2)
    late = replace(WANTED, starts_at=NOW + 8 * DAY + 11 * HOUR, ends_at=NOW + 8 * DAY + 20 * HOUR)
    for twice in (
        replace(WANTED, phone="", name="lo van a"),  # the same name at the same agency
        replace(WANTED, agency_id=OTHER, name="Lò V. A"),  # the same telephone elsewhere
        replace(late, phone="0912345678"),  # the second week
        replace(WANTED, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR),  # its own second week is free, but:
    ):
        if twice.starts_at == NOW + HOUR:
            assert len(_add(here, twice)) == 1
            continue
        with pytest.raises(RosterInvalid) as refused:
            _add(here, twice)
        assert refused.value.params["problem"] == "roster_twice"
    assert _add(here, replace(WANTED, name="Quàng Thị B", phone="0987 654 321"))  # two at once is good
    with reading(here) as conn:
        rows = turns(conn, NOW, NOW + 30 * DAY, AGENCY)
    assert len(rows) == 4
    assert clashes(rows) == []


@pytest.mark.parametrize(
    ("wanted", "weeks", "problem"),
    [
        (replace(WANTED, agency_id="khong-co"), 1, "shift_agency_unknown"),
        (replace(WANTED, name=" "), 1, "shift_nameless"),
        (replace(WANTED, ends_at=WANTED.starts_at), 1, "roster_backwards"),
        (replace(WANTED, ends_at=WANTED.starts_at + 49 * HOUR), 1, "shift_too_long"),
        (replace(WANTED, starts_at=NOW - 2 * HOUR, ends_at=NOW), 1, "roster_past"),
        (WANTED, 0, "roster_weeks"),
        (WANTED, 27, "roster_weeks"),
    ],
)
def test_what_is_no_turn(here: Engine, wanted: Turn, weeks: int, problem: str) -> None:
    with pytest.raises(RosterInvalid) as refused:
        _add(here, wanted, weeks=weeks)
    assert refused.value.params["problem"] == problem


def test_taken_off_and_put_back(here: Engine) -> None:
    (own,) = _add(here, WANTED)
    with writing(here) as conn:
        take_off(conn, own, BY, seen_version=1)
        assert turns(conn, NOW, NOW + 9 * DAY) == []
    with pytest.raises(ConflictError), writing(here) as conn:
        take_off(conn, own, BY, seen_version=1)
    (other,) = _add(here, WANTED)  # the hour is free again
    with pytest.raises(RosterInvalid), writing(here) as conn:
        put_back(conn, own, BY, seen_version=2)
    with writing(here) as conn:
        take_off(conn, other, BY, seen_version=1)
        put_back(conn, own, BY, seen_version=2)
        assert [row["id"] for row in turns(conn, NOW, NOW + 9 * DAY)] == [own]
    with pytest.raises(RosterUnknown), writing(here) as conn:
        take_off(conn, 99, BY, seen_version=1)


def test_whose_turn_it_is(here: Engine) -> None:
    _add(here, WANTED)
    with reading(here) as conn:
        assert turn_now(conn, AGENCY, NOW + DAY - HOUR) is None
        row = turn_now(conn, AGENCY, NOW + DAY + HOUR)
        assert turn_now(conn, AGENCY, NOW + DAY + 12 * HOUR) is None
    assert row is not None
    assert (row["name"], row["phone"]) == ("Lò Văn A", "+84912345678")


def test_hours_that_nobody_has() -> None:
    rows = [
        {"starts_at": NOW + HOUR, "ends_at": NOW + 5 * HOUR},
        {"starts_at": NOW + 2 * HOUR, "ends_at": NOW + 3 * HOUR},
        {"starts_at": NOW + 6 * HOUR, "ends_at": NOW + 20 * HOUR},
    ]
    assert gaps(rows, NOW, NOW + 10 * HOUR) == [
        (NOW, NOW + HOUR),
        (NOW + 5 * HOUR, NOW + 6 * HOUR),
    ]
    assert gaps([], NOW, NOW + HOUR) == [(NOW, NOW + HOUR)]
    assert gaps(rows, NOW + HOUR, NOW + 5 * HOUR) == []


def test_for_the_own_agency_alone(here: Engine) -> None:
    officer = By(Actor("lan", None, "duty_officer", OTHER, "192.0.2.1"), NOW)
    with writing(here) as conn, pytest.raises(Denied):
        add_turns(conn, WANTED, officer, TZ)
    with writing(here) as conn:
        assert add_turns(conn, replace(WANTED, agency_id=OTHER), officer, TZ)
