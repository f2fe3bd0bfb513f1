"""Agencies and focal points on both engines: validity, versions, permission, the profile's files, reach."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from data.access import Actor, Denied
from data.agencies import (
    AGENCY,
    FOCAL_POINT,
    Act,
    Agency,
    FocalPoint,
    add_agency,
    add_focal_point,
    agencies_at,
    all_rows,
    check_due,
    check_nightly,
    edit_agency,
    edit_focal_point,
    focal_points_at,
    last_check,
    load,
    offers,
    reachable,
    restore,
    retire,
    row_of,
    take,
    undo,
    unreachable_agencies,
)
from data.agencies.contacts import normal_email, normal_hours, normal_phone
from data.agencies.errors import AgencyInvalid, EmailInvalid, PhoneInvalid, PhoneOld
from data.agencies.loading import read_entries
from data.backup.checking import check
from data.errors import ConflictError
from data.journal import verify
from data.store.engine import reading, writing
from data.store.tables import focal_point
from geo.areas import load_areas

PROFILE = Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai"
NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)  # Friday, 14:00 in Vietnam
TODAY = date(2027, 3, 12)
OLD_DAY = date(2022, 3, 1)
ADMIN = Actor("lan", None, "administrator", None, "local")
STATION = Agency("ranger_station", "area", "Hạt A", communes=["quynh-nhai-2025"])


@pytest.fixture
def act() -> Act:
    return Act(NOW, ADMIN, "test")


def names(engine: Engine, day: date) -> list[str | None]:
    with reading(engine) as conn:
        return [row["name"] for row in agencies_at(conn, day)]


def made(engine: Engine, act: Act, wanted: Agency = STATION, own: str = "hat") -> int:
    with writing(engine) as conn:
        return add_agency(conn, wanted, act, agency_id=own)


def test_the_past_reads_the_old_row(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        new = edit_agency(conn, row_id, replace(STATION, name="Hạt B"), act, seen_version=1, since=TODAY)
    assert (names(engine, date(2027, 3, 11)), names(engine, TODAY)) == (["Hạt A"], ["Hạt B"])
    with reading(engine) as conn:
        assert [row["id"] for row in all_rows(conn, AGENCY, "hat")] == [new, row_id]
        assert verify(conn) is None
    with writing(engine) as conn:
        undo(conn, AGENCY, new, act, seen_version=1)
    assert names(engine, TODAY) == ["Hạt A"]
    assert check(engine) == []


def test_a_correction_holds_for_every_day_and_is_taken_back(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        edit_agency(conn, row_id, replace(STATION, name="Hạt C"), act, seen_version=1)
    assert names(engine, OLD_DAY) == ["Hạt C"]
    with pytest.raises(ConflictError) as refused, writing(engine) as conn:
        edit_agency(conn, row_id, replace(STATION, name="Hạt D"), act, seen_version=1)
    assert (refused.value.params["seen"], refused.value.params["stored"]) == (1, 2)
    with writing(engine) as conn:
        undo(conn, AGENCY, row_id, act, seen_version=2)
    assert names(engine, OLD_DAY) == ["Hạt A"]


def test_retired_is_not_deleted(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        retire(conn, AGENCY, row_id, TODAY, act, seen_version=1, reason="sáp nhập")
    assert (names(engine, TODAY), names(engine, OLD_DAY)) == ([], ["Hạt A"])
    with writing(engine) as conn:
        restore(conn, AGENCY, row_id, act, seen_version=2)
    assert names(engine, TODAY) == ["Hạt A"]


def test_what_was_entered_by_mistake_never_was(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        undo(conn, AGENCY, row_id, act, seen_version=1)
    assert (names(engine, TODAY), names(engine, OLD_DAY)) == ([], [])


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(STATION, kind="palace"), "agency_kind_unknown"),
        (replace(STATION, level="village"), "level_not_of_kind"),
        (replace(STATION, parent_id="nobody"), "parent_unknown"),
        (replace(STATION, valid_from=TODAY, valid_to=TODAY), "days_backwards"),
    ],
)
def test_what_is_no_agency_is_refused(engine: Engine, act: Act, wanted: Agency, problem: str) -> None:
    with pytest.raises(AgencyInvalid) as refused, writing(engine) as conn:
        add_agency(conn, wanted, act)
    assert refused.value.params["problem"] == problem
    assert names(engine, TODAY) == []


def test_nobody_stands_above_themselves(engine: Engine, act: Act) -> None:
    top = made(engine, act, own="top")
    made(engine, act, replace(STATION, parent_id="top"), own="below")
    with pytest.raises(AgencyInvalid, match="parent_below_itself"), writing(engine) as conn:
        edit_agency(conn, top, replace(STATION, parent_id="below"), act, seen_version=1)


@pytest.mark.parametrize(
    ("role", "own", "allowed"),
    [
        ("administrator", None, True),
        ("commander", "hat", True),
        ("commander", "other", False),
        ("duty_officer", "hat", False),
        ("", None, False),
    ],
)
def test_permission_is_asked_at_the_write(
    sqlite_engine: Engine, act: Act, role: str, own: str | None, allowed: bool
) -> None:
    row_id = made(sqlite_engine, act)
    theirs = replace(act, who=Actor("x", None, role, own, "local"))
    changed = replace(STATION, name="Hạt X")
    if allowed:
        with writing(sqlite_engine) as conn:
            edit_agency(conn, row_id, changed, theirs, seen_version=1)
    else:
        with pytest.raises(Denied), writing(sqlite_engine) as conn:
            edit_agency(conn, row_id, changed, theirs, seen_version=1)
    assert names(sqlite_engine, TODAY) == ["Hạt X" if allowed else "Hạt A"]


def person(**more: object) -> FocalPoint:
    call = [{"kind": "call", "address": "0912 345 678"}]
    return replace(FocalPoint("hat", "area", "Lò Văn A", phones=["0912345678"], channels=call), **more)  # type: ignore[arg-type]


def test_a_focal_point_is_kept_in_normal_form_and_by_days(engine: Engine, act: Act) -> None:
    made(engine, act)
    mail = [{"kind": "email", "address": "A.b@Example.VN"}]
    with writing(engine) as conn:
        row_id = add_focal_point(conn, person(channels=[*person().channels, *mail]), act)
        stored = row_of(conn, FOCAL_POINT, row_id)
    assert stored is not None
    assert stored["phones"] == ["+84912345678"]
    assert [each["address"] for each in stored["channels"]] == ["+84912345678", "A.b@example.vn"]
    with writing(engine) as conn:
        edit_focal_point(conn, row_id, person(name="Quàng Thị B"), act, seen_version=1, since=TODAY)
    with reading(engine) as conn:
        found = [focal_points_at(conn, day)[0]["name"] for day in (OLD_DAY, TODAY)]
    assert found == ["Lò Văn A", "Quàng Thị B"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912 345 678", "+84912345678"),
        ("+84 (912) 345-678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0212.3833.123", "+842123833123"),
        ("024 3934 5678", "+842439345678"),
        ("+856 20 5555 1234", "+8562055551234"),
    ],
)
def test_phones_as_people_type_them(typed: str, number: str) -> None:
    assert normal_phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("abc", "phone_not_a_number"),
        ("", "phone_not_a_number"),
        ("0912 345 67", "phone_wrong_length"),
        ("0112345678", "phone_wrong_length"),
        ("912345678", "phone_wrong_length"),
        ("0000 000 001", "phone_invented"),
    ],
)
def test_what_cannot_be_dialled_is_refused(typed: str, problem: str) -> None:
    with pytest.raises(PhoneInvalid) as refused:
        normal_phone(typed)
    assert refused.value.params["problem"] == problem


def test_an_old_number_is_told_its_new_one() -> None:
    with pytest.raises(PhoneOld) as refused:
        normal_phone("0168 234 5678")
    assert refused.value.params["instead"] == "0382345678"
    assert normal_phone("0000 000 001", drill=True) == "+84000000001"


@pytest.mark.parametrize("typed", ["a", "a@b", "a b@c.vn", "a@@c.vn", "a..b@c.vn", "@c.vn", "a@-c.vn"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(EmailInvalid):
        normal_email(typed)


@pytest.mark.parametrize(
    "span",
    [
        {"days": [], "from": "07:00", "to": "17:00"},
        {"days": [8], "from": "07:00", "to": "17:00"},
        {"days": [1], "from": "7h", "to": "17:00"},
        {"days": [1], "from": "07:00", "to": "07:00"},
    ],
)
def test_hours_that_say_nothing_are_refused(span: dict) -> None:
    with pytest.raises(AgencyInvalid, match="hours_unreadable"):
        normal_hours([span])


NIGHT = [{"days": [5], "from": "17:00", "to": "07:00"}]  # from Friday evening


@pytest.mark.parametrize(
    ("hours", "local", "on"),
    [
        (None, "2027-03-12T03:00", True),
        (NIGHT, "2027-03-12T16:59", False),
        (NIGHT, "2027-03-12T17:00", True),
        (NIGHT, "2027-03-13T06:59", True),
        (NIGHT, "2027-03-13T07:00", False),
        (NIGHT, "2027-03-12T06:00", False),
        ([{"days": [7], "from": "22:00", "to": "02:00"}], "2027-03-15T01:00", True),
        ([{"days": [5], "from": "00:00", "to": "24:00"}], "2027-03-12T23:59", True),
    ],
)
def test_reachable_by_the_hour(hours: list | None, local: str, on: bool) -> None:
    row = {
        "valid_from": None,
        "valid_to": None,
        "channels": [{"kind": "call", "address": "+84912345678"}],
        "duty_hours": hours,
        "stand_in_id": None,
    }
    moment = datetime.fromisoformat(local + "+07:00")
    assert reachable(row, moment).reachable is on
    assert not reachable(row | {"channels": None}, moment).reachable
    assert not reachable(row | {"valid_to": moment.date()}, moment).reachable


def test_unreachable_with_reasons_and_the_stand_in(engine: Engine, act: Act) -> None:
    made(engine, act)

    def reason() -> list[str]:
        with reading(engine) as conn:
            return [each.reason for each in unreachable_agencies(conn, NOW)]

    assert reason() == ["no_focal_point"]
    with writing(engine) as conn:
        first = add_focal_point(conn, person(channels=[]), act, focal_point_id="a")
    assert reason() == ["no_channel"]
    with writing(engine) as conn:
        edit_focal_point(conn, first, person(duty_hours=NIGHT), act, seen_version=1)
    assert reason() == ["nobody_on_duty"]  # 14:00
    made(engine, act, own="other")
    with writing(engine) as conn:
        add_focal_point(conn, person(agency_id="other"), act, focal_point_id="b")
        edit_focal_point(conn, first, person(duty_hours=NIGHT, stand_in_id="b"), act, seen_version=2)
    assert reason() == []


def test_the_nightly_check_counts_the_hours_of_the_coming_day(engine: Engine, act: Act) -> None:
    made(engine, act)
    made(engine, act, own="empty")
    with writing(engine) as conn:
        add_focal_point(conn, person(duty_hours=NIGHT), act)
        check_nightly(conn, NOW)  # Friday 14:00; covered 17:00 to 07:00
    with reading(engine) as conn:
        last = last_check(conn)
        assert last is not None
        found = {each.agency_id: (each.reason, each.hours) for each in last["found"]}
        assert found == {"hat": ("hours_uncovered", 10.0), "empty": ("no_focal_point", 24.0)}
        assert not check_due(conn, NOW + timedelta(hours=9))  # 23:00
        assert not check_due(conn, NOW + timedelta(hours=11))  # 01:00
        assert check_due(conn, NOW + timedelta(hours=12))  # 02:00


def test_the_shipped_files_are_loaded_once(engine: Engine, act: Act) -> None:
    assert load(engine, PROFILE, lambda: NOW) == 53
    assert load(engine, PROFILE, lambda: NOW) == 0
    with reading(engine) as conn:
        past, today = agencies_at(conn, OLD_DAY), agencies_at(conn, TODAY)
        nameless = {row["agency_id"] for row in today if row["name"] is None}
        assert (focal_points_at(conn, TODAY), len(unreachable_agencies(conn, NOW))) == ([], len(today))
        here = agencies_at(conn, TODAY, commune="muong-gion-2025")
    assert nameless == {"hat-kiem-lam-khu-vuc", "ban-chi-huy-phong-thu-khu-vuc"}
    assert [row["role"] for row in past].count("police") == 13  # 11 communes, the district, the province
    assert [row["role"] for row in today].count("police") == 5
    assert "cong-an-xa-muong-gion" in {row["agency_id"] for row in here}
    assert "cong-an-xa-muong-sai" not in {row["agency_id"] for row in here}
    assert check(engine) == []


def test_the_shipped_communes_are_on_the_map() -> None:
    known = set(load_areas(PROFILE / "areas").communes["area_id"])
    for entry in read_entries(PROFILE):
        assert set(getattr(entry.wanted, "communes", None) or []) <= known


def test_a_persons_edit_wins_and_a_newer_file_is_only_offered(
    engine: Engine, act: Act, tmp_path: Path
) -> None:
    folder = shutil.copytree(PROFILE / "agencies", tmp_path / "agencies").parent
    load(engine, folder, lambda: NOW)
    with writing(engine) as conn:
        row = all_rows(conn, AGENCY, "hat-kiem-lam-khu-vuc")[0]
        mine = Agency("ranger_station", "area", "Hạt của tôi", row["parent_id"])
        edit_agency(conn, row["id"], mine, act, seen_version=1)
        gone = all_rows(conn, AGENCY, "cong-an-xa-muong-sai")[0]
        retire(conn, AGENCY, gone["id"], TODAY, act, seen_version=1)
    file = folder / "agencies" / "2026.toml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace('id = "hat-kiem-lam-khu-vuc"\n', 'id = "hat-kiem-lam-khu-vuc"\nname = "Tệp"\n'), "utf-8"
    )
    assert load(engine, folder, lambda: NOW) == 0
    assert "Hạt của tôi" in names(engine, TODAY)
    assert "Công an xã Mường Sại" not in names(engine, TODAY)
    with reading(engine) as conn:
        (offer,) = offers(conn, folder)
    assert offer.wanted.name == "Tệp"
    with writing(engine) as conn:
        take(conn, offer, act, yes=True)
    assert "Tệp" in names(engine, TODAY)
    with reading(engine) as conn:
        assert offers(conn, folder) == []


def test_the_drill_has_invented_focal_points_and_one_gap(engine: Engine) -> None:
    load(engine, PROFILE, lambda: NOW, drill=True)
    with reading(engine) as conn:
        points = focal_points_at(conn, TODAY)
        missing = [each.agency_id for each in unreachable_agencies(conn, NOW)]
    assert all(each.startswith("+84000") for point in points for each in point["phones"])
    assert all(point["email"].endswith("@example.invalid") for point in points)
    assert missing == ["ban-chi-huy-phong-thu-khu-vuc"]


def test_check_names_what_leads_nowhere(engine: Engine, act: Act) -> None:
    made(engine, act)
    with writing(engine) as conn:
        row_id = add_focal_point(conn, person(), act)
        conn.execute(update(focal_point).where(focal_point.c.id == row_id).values(agency_id="gone"))
    (finding,) = check(engine)
    assert (finding.code, finding.params["value"]) == ("agency_dangling", "gone")
