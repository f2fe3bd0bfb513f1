"""The addresses of a report's files: marked in a drill, refused in words, cases only by role."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from dashboard import services as installed
from dashboard import words
from dashboard.access.guard import action_for
from dashboard.exports import reports as report_export
from dashboard.services import Services
from data.access import LOCAL_ADMIN, Actor
from data.store.engine import writing
from data.store.tables import joint_case
from tests.data.reports.conftest import AREAS, NOW, PROFILE
from tests.data.reports.rows import put

VIEWER = Actor("xem", None, "viewer", None, "192.0.2.8")
COMMANDER = replace(VIEWER, role="commander")
"""Of one agency: a list would show those of the others too."""


@pytest.fixture
def here(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with writing(sqlite_engine) as conn:
        known = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)
        put(
            conn, joint_case, code="HS-2027-0001", year=2027, number=1, field="forest", known_at=known,
            status="open",
        )  # fmt: skip
    with installed.replaced(Services(PROFILE, AREAS, sqlite_engine, lambda: NOW)) as found:
        yield found


def _get(kind: str, period: str, ending: str, who: Actor = LOCAL_ADMIN) -> Response:
    words.use("vi")
    given = {"kind": kind, "period": period}
    scope = {"type": "http", "path": "/", "headers": [], "query_string": b"", "path_params": given}
    return report_export.answer(Request(scope), who, ending)


def test_both_files(here: Services) -> None:
    paper = _get("quarter", "2027-Q1", "docx")
    assert paper.headers["content-disposition"] == 'attachment; filename="bao-cao-quarter-2027-Q1.docx"'
    said = [each.text for each in Document(io.BytesIO(bytes(paper.body))).paragraphs]
    assert "Kết quả công tác phối hợp bảo vệ rừng quý I năm 2027" in said
    book = _get("month", "2027-03", "xlsx")
    assert book.headers["cache-control"] == "no-store"
    assert load_workbook(io.BytesIO(bytes(book.body))).sheetnames[0] == "Báo cáo"


@pytest.mark.parametrize(("who", "seen"), [(LOCAL_ADMIN, True), (COMMANDER, False), (VIEWER, False)])
def test_single_cases_by_role(here: Services, who: Actor, seen: bool) -> None:
    book = load_workbook(io.BytesIO(bytes(_get("month", "2027-03", "xlsx", who).body)))
    codes = [cell.value for row in book["Hồ sơ vụ việc"].iter_rows() for cell in row]
    assert ("HS-2027-0001" in codes) is seen


@pytest.mark.parametrize(
    ("kind", "period", "said"),
    [
        ("week", "2027-03", "không có loại báo cáo này"),
        ("quarter", "2027-03", "kỳ không đúng với loại báo cáo"),
        ("plan", "khong-co", "không có kế hoạch phối hợp này"),
        ("month", "2027-13", "không phải là kỳ"),
    ],
)
def test_refused_in_words(here: Services, kind: str, period: str, said: str) -> None:
    answer = _get(kind, period, "docx")
    assert answer.status_code == 400
    assert said in json.loads(bytes(answer.body))["message"]


def test_only_for_whoever_may_export() -> None:
    assert action_for("/export/reports/month/2027-03.docx") == "export.read"


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_addresses_lead_to_it(ending: str) -> None:
    scope = {"type": "http", "method": "GET", "path": f"/export/reports/plan/ke-hoach-2021.{ending}"}
    found = [route.matches(scope) for route in report_export.routes()]
    met = [child for match, child in found if match == Match.FULL]
    assert [each["path_params"] for each in met] == [{"kind": "plan", "period": "ke-hoach-2021"}]
