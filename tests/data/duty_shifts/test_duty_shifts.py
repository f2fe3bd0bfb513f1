"""Shifts, on both engines: on, off, handed over, forgotten; for the own agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies import load
from data.agencies.errors import PhoneInvalid
from data.duty_shifts import By, Shift, forgotten, hand_over, history, on_duty, sign_off, sign_on
from data.duty_shifts.errors import ShiftInvalid
from data.errors import ConflictError
from data.profile import load_profile
from data.store.engine import reading, writing

NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGENCY, OTHER = "cong-an-xa-muong-gion", "hat-kiem-lam-khu-vuc"
BY = By(LOCAL_ADMIN, NOW)
WANTED = Shift(AGENCY, "Lò Văn A", "0912 345 678", NOW + 12 * HOUR)


@pytest.fixture
def agencies(engine: Engine) -> Engine:
    load(engine, load_profile().directory, lambda: NOW)
    return engine


def open_shifts(engine: Engine) -> list[str]:
    with reading(engine) as conn:
        return [row["name"] for rows in on_duty(conn).values() for row in rows]


def test_on_duty_until_somebody_signs_off(agencies: Engine) -> None:
    with writing(agencies) as conn:
        number = sign_on(conn, WANTED, BY)
    with reading(agencies) as conn:
        (row,) = on_duty(conn)[AGENCY]
    assert (row["name"], row["phone"], row["started_at"]) == ("Lò Văn A", "+84912345678", NOW)
    assert not forgotten(row, NOW + 12 * HOUR)
    assert forgotten(row, NOW + 13 * HOUR)  # flagged, and still on duty
    assert open_shifts(agencies) == ["Lò Văn A"]
    with writing(agencies) as conn:
        sign_off(conn, number, replace(BY, now=NOW + 13 * HOUR), seen_version=1, remark="yên tĩnh")
    assert open_shifts(agencies) == []
    with reading(agencies) as conn:
        assert history(conn)[0]["remark"] == "yên tĩnh"
    with writing(agencies) as conn, pytest.raises(ConflictError):
        sign_off(conn, number, BY, seen_version=1)


def test_handing_over_is_one_step(agencies: Engine) -> None:
    with writing(agencies) as conn:
        number = sign_on(conn, WANTED, BY)
    later = replace(BY, now=NOW + 6 * HOUR)
    with pytest.raises(PhoneInvalid), writing(agencies) as conn:
        hand_over(conn, number, replace(WANTED, name="Quàng Thị B", phone="x"), later, seen_version=1)
    assert open_shifts(agencies) == ["Lò Văn A"]  # nothing was stored
    with writing(agencies) as conn:
        hand_over(conn, number, replace(WANTED, name="Quàng Thị B"), later, seen_version=1)
    assert open_shifts(agencies) == ["Quàng Thị B"]
    with reading(agencies) as conn:
        newest, ended = history(conn)
    assert (newest["follows_id"], ended["ended_how"]) == (number, "handed_over")


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(WANTED, agency_id="khong-co"), "shift_agency_unknown"),
        (replace(WANTED, name="  "), "shift_nameless"),
        (replace(WANTED, until=NOW), "shift_backwards"),
        (replace(WANTED, until=NOW + 49 * HOUR), "shift_too_long"),
    ],
)
def test_what_is_no_shift(agencies: Engine, wanted: Shift, problem: str) -> None:
    with writing(agencies) as conn, pytest.raises(ShiftInvalid) as refused:
        sign_on(conn, wanted, BY)
    assert refused.value.params["problem"] == problem


def test_nobody_is_on_duty_twice(agencies: Engine) -> None:
    with writing(agencies) as conn:
        sign_on(conn, WANTED, BY)
    with writing(agencies) as conn, pytest.raises(ShiftInvalid):
        sign_on(conn, WANTED, BY)


def test_for_the_own_agency_alone(agencies: Engine) -> None:
    ranger = By(Actor("lan", None, "ranger", OTHER, "192.0.2.1"), NOW)
    with writing(agencies) as conn, pytest.raises(Denied) as refused:
        sign_on(conn, WANTED, ranger)
    assert refused.value.params["problem"] == "other_agency"
    with writing(agencies) as conn:
        sign_on(conn, replace(WANTED, agency_id=OTHER), ranger)
