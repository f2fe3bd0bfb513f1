"""Whom to call: who answers now first, stand-ins of another agency, whoever signed on; scans of papers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies import Act, FocalPoint, add_focal_point, load
from data.agencies.errors import ScanInvalid
from data.duty_shifts import By, Shift, sign_on
from data.ledger.off_rules import off_rules
from data.ledger.rule_loading import load_rules
from data.ledger.whom import contacts
from data.plan.loading import load_plans
from data.profile import load_profile
from data.scans import keep_scan, read_scan
from data.store.engine import reading, writing

NOW = datetime(2027, 3, 16, 9, 30, tzinfo=UTC)  # Tuesday, 16:30 in Vietnam
POLICE, MILITARY = "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion"
ACT = Act(NOW, LOCAL_ADMIN, "test", drill=True)
BY_DAY = [{"days": [1, 2, 3, 4, 5], "from": "07:30", "to": "16:00"}]
BY_NIGHT = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "16:00", "to": "07:30"}]


def _point(engine: Engine, agency: str, name: str, level: str = "commune", **more: Any) -> str:
    reached = {"channels": [{"kind": "call", "address": "0000 000 077"}]} | more
    with writing(engine) as conn:
        add_focal_point(conn, FocalPoint(agency, level, name, **reached), ACT, focal_point_id=name)
    return name


@pytest.fixture
def agencies(engine: Engine) -> Engine:
    load(engine, load_profile().directory, lambda: NOW)
    return engine


def test_who_answers_now_stands_first(agencies: Engine) -> None:
    _point(agencies, POLICE, "Chưa có số", channels=[])
    night = _point(agencies, MILITARY, "Trực đêm", duty_hours=BY_NIGHT)
    _point(agencies, POLICE, "Giờ hành chính", duty_hours=BY_DAY, stand_in_id=night)
    _point(agencies, POLICE, "Không ghi giờ")
    with writing(agencies) as conn:
        sign_on(
            conn, Shift(POLICE, "Lò Văn Ca", "0912 345 678", NOW + timedelta(hours=8)), By(LOCAL_ADMIN, NOW)
        )
    with reading(agencies) as conn:
        some = contacts(conn, NOW, agencies=[POLICE])
        assert list(some) == [POLICE]
        assert [(each.name, each.reason) for each in some[POLICE]] == [
            ("Trực đêm", "stand_in"),
            ("Không ghi giờ", "hours_not_stated"),
            ("Lò Văn Ca", "shift"),
            ("Giờ hành chính", "off_duty"),
            ("Chưa có số", "no_channel"),
        ]
        assert [each.answers for each in some[POLICE]] == [True, True, True, False, False]
        assert some[POLICE][2].focal_point_id is None and some[POLICE][2].phones == ("+84912345678",)
        assert some[POLICE][0].channels == ("call",) and some[POLICE][0].phones == ("+84000000077",)
        # In office hours the stand-in is not needed.
        morning = contacts(conn, NOW - timedelta(hours=6), agencies=[POLICE])
        assert [each.name for each in morning[POLICE]][:2] == ["Giờ hành chính", "Không ghi giờ"]
        assert contacts(conn, NOW, agencies=["nobody-there"]) == {}


def test_rules_that_are_off_name_who_keeps_them_off(agencies: Engine) -> None:
    directory = load_profile().directory
    load_plans(agencies, directory, lambda: NOW)
    load_rules(agencies, directory, lambda: NOW)
    with reading(agencies) as conn:
        off, on = off_rules(conn, NOW)
    assert on == 0 and {rule.draft for rule in off} == {True}
    first = next(rule for rule in off if rule.rule_id == "chay-rung-bao-chi-cuc")
    assert [each.key for each in first.lacking] == ["chi-cuc-kiem-lam-son-la"]
    _point(agencies, "chi-cuc-kiem-lam-son-la", "Trực Chi cục", level="province")
    with reading(agencies) as conn:
        off, _on = off_rules(conn, NOW)
    assert next(rule for rule in off if rule.rule_id == "chay-rung-bao-chi-cuc").lacking == ()


def test_a_scan_is_read_back_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    kept = keep_scan("cong van.pdf", b"%PDF-1.7 noi dung", folder)
    assert kept == keep_scan("cong van.pdf", b"%PDF-1.7 noi dung", folder)
    assert (kept["type"], kept["bytes"], len(kept["sha256"])) == ("application/pdf", 17, 64)
    assert read_scan(kept, folder) == b"%PDF-1.7 noi dung"
    (folder / kept["file"]).write_bytes(b"%PDF-1.7 thay doi")
    assert read_scan(kept, folder) is None
    assert read_scan(None, folder) is None


@pytest.mark.parametrize(
    ("data", "problem"), [(b"", "scan_empty"), (b"MZ\x90", "scan_wrong_type"), (b"<html>", "scan_wrong_type")]
)
def test_what_is_no_scan(tmp_path: Path, data: bytes, problem: str) -> None:
    with pytest.raises(ScanInvalid) as refused:
        keep_scan("a.pdf", data, tmp_path)
    assert refused.value.params["problem"] == problem and list(tmp_path.iterdir()) == []
