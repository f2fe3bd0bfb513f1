"""The workbook of a month's duties: real dates and numbers, no text that a spreadsheet would run."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response

from dashboard import services as installed
from dashboard import words
from dashboard.access.guard import action_for
from dashboard.exports import duties as duty_export
from dashboard.services import Services
from data.agencies.loading import load as load_agencies
from data.ledger.frozen import freeze
from data.ledger.months import read_month
from data.ledger.telling import By, Telling, tell, waive
from data.profile import load_profile
from data.store.engine import writing
from geo.areas import load_areas
from tests.data.ledger import hands

APRIL = datetime(2027, 4, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    profile = load_profile()
    load_agencies(sqlite_engine, profile.directory, lambda: hands.NOW)
    found = Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: APRIL)
    with installed.replaced(found), writing(sqlite_engine) as conn:
        by = By(hands.BY.who, APRIL)
        own = hands.add_duty(conn, since=hands.NOW, target_at=hands.NOW + hands.HOUR,
                             before_at=hands.NOW + hands.HOUR / 2)  # fmt: skip
        tell(conn, [own], Telling("call", hands.NOW + hands.HOUR, person="=CMD()|' /C calc'!A0"), by)
        other = hands.add_duty(conn, receiver=hands.MILITARY, since=hands.NOW)
        waive(conn, other, by, reason="+đã gặp", seen_version=1)
    with installed.replaced(found):
        yield found


def _get(query: str = "") -> Response:
    words.use("vi")
    scope = {"type": "http", "path": duty_export.PATH, "headers": [], "query_string": query.encode()}
    return duty_export.answer(Request(scope))


def _sheet(body: bytes | memoryview[int], number: int) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(bytes(body)))
    return [[cell.value for cell in row] for row in book.worksheets[number].iter_rows()]


def test_the_duties_are_rows(here: Services) -> None:
    answer = _get("month=2027-03")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert 'filename="nghia-vu-2027-03.xlsx"' in answer.headers["content-disposition"]
    header, first, second = _sheet(answer.body, 0)
    row, other = dict(zip(header, first, strict=True)), dict(zip(header, second, strict=True))
    assert row["Bên nhận tin"] == "Công an xã Mường Giôn" and row["Xã"] == "Mường Giôn"
    assert str(row["Tính từ (giờ VN)"]) == "2027-03-16 16:30:00"
    assert str(row["Báo có bằng chứng"]) == "2027-03-16 17:30:00" and row["Tiếp nhận"] is None
    assert row["Phút tới lúc báo"] == 60
    assert row["Kết quả"] == "đúng hạn, có bằng chứng" and row["Đồng hồ"] == "tính từ lúc đơn vị biết tin"
    assert row["Người nhận"].startswith("'=CMD()")
    assert (row["So với giờ bắt đầu"], str(row["Giờ bắt đầu"])) == ("sau giờ bắt đầu", "2027-03-16 17:00:00")
    assert other["Giờ bắt đầu"] is None
    assert (other["Kết quả"], other["Lý do miễn"], other["Báo lần đầu"]) == ("miễn", "'+đã gặp", None)


def test_what_they_come_to_stands_beside_with_the_frozen_figures(here: Services) -> None:
    with writing(here.engine) as conn:
        freeze(conn, read_month("2027-03", here.profile.tz), By(hands.BY.who, APRIL))
    facts = dict(_sheet(_get("month=2027-03").body, 1))
    assert facts["đúng hạn, có bằng chứng"] == 1 and facts["miễn"] == 1 and facts["quá hạn, chưa báo"] == 0
    assert facts["Cộng (không kể đã rút)"] == 2 and facts["Đạt mục tiêu"] == "1/1"
    assert facts["Báo trước giờ bắt đầu"] == "0/1"
    assert facts["Lúc chốt: miễn"] == 1
    assert facts["Đồng hồ"] == "tính từ lúc đơn vị biết tin: 2"


def test_a_month_without_duties_and_the_present_one(here: Services) -> None:
    assert len(_sheet(_get("month=2027-01").body, 0)) == 1
    assert "2027-04" in _get().headers["content-disposition"]
    english = _sheet(_get("month=2027-03&lang=en").body, 0)[0]
    assert "Receiver" in english
    words.use("vi")


@pytest.mark.parametrize(
    ("query", "code"), [("month=3", "figures_invalid"), ("monat=2027-03", "parameter_not_known")]
)
def test_what_is_asked_wrongly(here: Services, query: str, code: str) -> None:
    answer = _get(query)
    assert answer.status_code == 400 and json.loads(answer.body)["error"] == code
    message = json.loads(answer.body)["message"]
    assert "{" not in message and "?" not in message


def test_the_guard_asks_who_it_is() -> None:
    assert action_for(duty_export.PATH) == "export.read"
