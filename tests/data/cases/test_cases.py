"""Cases on both engines: who may read and write by role, hand-over with receipt, persons erased for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies import load
from data.agencies.act import Act
from data.cases.errors import CaseInvalid, CaseUnknown
from data.cases.handing import offer, receive, refuse, withdraw
from data.cases.opening import Case, close_case, edit_case, open_case, reopen_case
from data.cases.persons import Person, add_person, due_for_erasing, edit_person, erase_persons
from data.cases.reading import case_row, list_cases, persons_of, read_case, readers_of
from data.cases.stepping import add_evidence, write_step
from data.errors import ConflictError
from data.ledger.rule_loading import load_rules
from data.plan import load_plans
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import ROLES, case_step, duty, journal, matter, matter_fact

PROFILE = load_profile()
TZ = PROFILE.tz
NOW = datetime(2027, 3, 18, 2, 0, tzinfo=UTC)
RANGERS, POLICE, MILITARY = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion"
OTHER = "cong-an-xa-muong-sai"
ACT = Act(NOW, LOCAL_ADMIN, "screen:cases")
WANTED = Case(
    "Đốt nương lan vào rừng",
    "forest",
    RANGERS,
    NOW - timedelta(hours=3),
    "Lửa lan từ nương.",
    [POLICE],
    commune_id="muong-gion-2025",
    keep_until=date(2032, 3, 18),
)
SECRET = Person("suspect", "Lò Văn Bí Mật", "1990", "bản Giả Định 1", "012345678901", "khai nhận")


def _act(role: str, agency: str | None) -> Act:
    return replace(ACT, who=Actor(f"{role}-{agency}", None, role, agency, "local"))


HAT, CA = _act("commander", RANGERS), _act("commander", POLICE)


@pytest.fixture
def opened(engine: Engine) -> tuple[Engine, int]:
    load(engine, PROFILE.directory, lambda: NOW, drill=True)
    load_plans(engine, PROFILE.directory, lambda: NOW)
    load_rules(engine, PROFILE.directory, lambda: NOW, on_from=NOW - timedelta(days=1))
    with writing(engine) as conn:
        own = open_case(conn, WANTED, HAT, TZ)
    return engine, own


def _reads(engine: Engine, own: int, act: Act) -> bool:
    with writing(engine) as conn:
        try:
            read_case(conn, own, act)
        except CaseUnknown:
            return False
    return True


def test_who_may_read_and_write(opened: tuple[Engine, int]) -> None:
    engine, own = opened
    for role, agency in product(ROLES, (RANGERS, POLICE, MILITARY, OTHER, None)):
        act = _act(role, agency)
        wanted = role == "administrator" or (role == "commander" and agency in (RANGERS, POLICE))
        assert _reads(engine, own, act) is wanted, (role, agency)
        with reading(engine) as conn:
            assert bool(list_cases(conn, act)) is wanted
        with writing(engine) as conn:
            if wanted:
                write_step(conn, own, "Lấy lời khai", NOW, act)
            else:
                with pytest.raises((Denied, CaseUnknown)):
                    write_step(conn, own, "Lấy lời khai", NOW, act)


def test_each_reading_is_journalled(opened: tuple[Engine, int]) -> None:
    engine, own = opened
    assert _reads(engine, own, CA)
    assert not _reads(engine, own, _act("commander", OTHER))
    with reading(engine) as conn:
        assert [row["actor"] for row in readers_of(conn, own)] == [CA.who.name]


def test_whoever_must_know_learns_nothing_but_code_field_and_lead(opened: tuple[Engine, int]) -> None:
    engine, own = opened
    with writing(engine) as conn:
        add_person(conn, own, SECRET, HAT)
    with reading(engine) as conn:
        query = select(duty.c.receiver_id).join(matter).where(matter.c.kind == "case")
        assert set(conn.execute(query).scalars()) == {POLICE}
        facts = conn.execute(select(matter_fact.c.told, matter_fact.c.field).join(
            matter, matter.c.id == matter_fact.c.matter_id
        ).where(matter.c.kind == "case")).all()  # fmt: skip
    assert [(row.field, set(row.told)) for row in facts] == [("forest", {"code", "lead"})]


def test_handed_over_with_a_receipt(opened: tuple[Engine, int]) -> None:
    engine, own = opened
    with writing(engine) as conn:
        add_evidence(conn, own, "Bật lửa", "Hạt Kiểm lâm", "kho số 1", HAT, happened_at=NOW)
        for to, items, by, problem in (
            (RANGERS, ["Hồ sơ"], "A", "handover_to_itself"),
            ("khong-co", ["Hồ sơ"], "A", "case_agency_unknown"),
            (POLICE, [" "], "A", "handover_empty"),
            (POLICE, ["Hồ sơ"], "", "handover_unnamed"),
        ):
            with pytest.raises(CaseInvalid, match=problem):
                offer(conn, own, to, items, by, HAT)
        given = offer(conn, own, POLICE, ["Hồ sơ 12 trang", "Bật lửa"], "Hoàng Văn A", HAT)
        with pytest.raises(CaseInvalid, match="handover_open"):
            offer(conn, own, POLICE, ["Hồ sơ"], "Hoàng Văn A", HAT)
    with writing(engine) as conn, pytest.raises(Denied):
        receive(conn, given, "Cầm Văn B", "05/BN", HAT, seen_version=1)  # the giver receives nothing
    with writing(engine) as conn, pytest.raises(CaseInvalid, match="receiver_unnamed"):
        receive(conn, given, " ", "05/BN", CA, seen_version=1)
    with writing(engine) as conn:
        receive(conn, given, "Cầm Văn B, Trưởng công an xã", "05/BN", CA, seen_version=1)
    with writing(engine) as conn, pytest.raises(ConflictError):
        refuse(conn, given, "thiếu giấy", CA, seen_version=1)
    with writing(engine) as conn, pytest.raises(CaseInvalid, match="handover_answered"):
        refuse(conn, given, "thiếu giấy", CA, seen_version=2)
    with writing(engine) as conn:
        found = read_case(conn, own, HAT)
    assert (found["lead_agency_id"], found["partners"], found["status"]) == (POLICE, [RANGERS], "handed_over")
    (handed,) = found["handovers"]
    assert (handed["state"], handed["receipt_number"]) == ("received", "05/BN")
    assert handed["answered_at"] == NOW  # a receipt is of the moment in which it was given
    assert [row["kind"] for row in found["steps"]] == ["opened", "evidence", "handover", "receipt"]


def test_offered_to_a_stranger_refused_and_taken_back(opened: tuple[Engine, int]) -> None:
    engine, own = opened
    stranger = _act("commander", MILITARY)
    assert not _reads(engine, own, stranger)
    with writing(engine) as conn:
        given = offer(conn, own, MILITARY, ["Đạn cũ"], "Hoàng Văn A", HAT)
    assert _reads(engine, own, stranger)
    with writing(engine) as conn:
        refuse(conn, given, "không thuộc quân sự", stranger, seen_version=1)
        again = offer(conn, own, POLICE, ["Đạn cũ"], "Hoàng Văn A", HAT)
        withdraw(conn, again, "nhầm", HAT, seen_version=1)
    with reading(engine) as conn:
        assert (case_row(conn, own) or {})["lead_agency_id"] == RANGERS


def test_persons_leave_no_trace_once_erased(opened: tuple[Engine, int]) -> None:
    engine, own = opened
    with writing(engine) as conn:
        person = add_person(conn, own, SECRET, HAT)
        edit_person(conn, person, replace(SECRET, address="bản Giả Định 2"), HAT, seen_version=1)
        for text in ("Lấy lời khai của Lò Văn Bí Mật", "lo van bi mat khai"):
            with pytest.raises(CaseInvalid, match="step_names_a_person"):
                write_step(conn, own, text, NOW, HAT)
        write_step(conn, own, "Lấy lời khai người liên quan số 1", NOW, HAT)
        with pytest.raises(CaseInvalid, match="reason_missing"):
            erase_persons(conn, own, " ", HAT, seen_version=1)
        assert due_for_erasing(conn, date(2032, 3, 18)) == []
        assert [row["id"] for row in due_for_erasing(conn, date(2032, 3, 19))] == [own]
        assert erase_persons(conn, own, "hết hạn lưu", HAT, seen_version=1) == 1
        assert due_for_erasing(conn, date(2032, 3, 19)) == []
        with pytest.raises(CaseInvalid, match="nobody_to_erase"):
            erase_persons(conn, own, "lần nữa", HAT, seen_version=2)
        with pytest.raises(CaseInvalid, match="person_erased"):
            edit_person(conn, person, SECRET, HAT, seen_version=2)
    with reading(engine) as conn:
        (row,) = persons_of(conn, own)
        whole: list[Any] = [
            dict(r) for table in (journal, case_step) for r in conn.execute(select(table)).mappings()
        ]
    assert (row["name"], row["identity_number"], row["role"]) == (None, None, "suspect")
    for secret in ("Bí Mật", "012345678901", "Giả Định 2"):
        assert secret not in json.dumps([row, whole], default=str, ensure_ascii=False)


def test_closed_and_opened_again(opened: tuple[Engine, int]) -> None:
    engine, own = opened
    with writing(engine) as conn:
        with pytest.raises(CaseInvalid, match="reason_missing"):
            close_case(conn, own, "", HAT, seen_version=1)
        close_case(conn, own, "xử phạt hành chính", HAT, seen_version=1)
        with pytest.raises(CaseInvalid, match="case_closed"):
            write_step(conn, own, "thêm", NOW, HAT)
        reopen_case(conn, own, "có tình tiết mới", HAT, seen_version=2)
        edit_case(conn, own, replace(WANTED, summary="Khác."), HAT, seen_version=3)
        with pytest.raises(CaseInvalid, match="lead_by_handover"):
            edit_case(conn, own, replace(WANTED, lead_agency_id=POLICE), HAT, seen_version=4)


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_nothing_was_done_that_is_still_to_come(opened: tuple[Engine, int], minutes: int) -> None:
    engine, own = opened
    at = NOW + timedelta(minutes=minutes)

    def write(number: int) -> None:
        with writing(engine) as conn:
            if number:
                add_evidence(conn, own, "Dao phát", "Hoàng Văn A", "Hạt", HAT, happened_at=at)
            else:
                write_step(conn, own, "Lấy lời khai", at, HAT)

    for number in range(2):
        if minutes > 0:
            with pytest.raises(CaseInvalid, match="step_later"):
                write(number)
        else:
            write(number)
    with writing(engine) as conn:
        steps = read_case(conn, own, HAT)["steps"]
    assert len(steps) == (1 if minutes > 0 else 3)


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(WANTED, title=" "), "case_untitled"),
        (replace(WANTED, field="tax"), "case_field_unknown"),
        (replace(WANTED, partners=["khong-co"]), "case_agency_unknown"),
        (replace(WANTED, known_at=NOW + timedelta(minutes=1)), "case_known_later"),
        (replace(WANTED, incident_id=99), "case_incident_unknown"),
    ],
)
def test_what_is_refused(opened: tuple[Engine, int], wanted: Case, problem: str) -> None:
    with writing(opened[0]) as conn, pytest.raises(CaseInvalid, match=problem):
        open_case(conn, wanted, HAT, TZ)
