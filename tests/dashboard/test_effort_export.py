"""The workbook of effort: real figures and dates, what was meant beside what was done, marked in a drill."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, insert
from starlette.requests import Request
from starlette.responses import Response

from dashboard import services as installed
from dashboard import words
from dashboard.access.guard import action_for
from dashboard.exports import effort as effort_export
from dashboard.services import Services
from data.effort import take_track
from data.effort.targets import EVERY, Target, set_target
from data.store.engine import writing
from data.store.tables import patrol_checkin
from tests.data.effort.walks import AREAS, PROFILE, by, ground, walk
from tests.data.presence.patrols import LEAD, START, agencies, joint_patrol

APRIL = datetime(2027, 4, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def here(sqlite_engine: Engine, tmp_path: Path) -> Iterator[Services]:
    with writing(sqlite_engine) as conn:
        agencies(conn)
        own, members = joint_patrol(conn)
        for kind, at in (("in", START), ("out", START + timedelta(hours=6))):
            row = {"draft_id": kind, "patrol_id": own, "member_id": members["leader"], "kind": kind}
            row |= {"happened_at": at, "received_at": at, "channel": "desk", "note": "", "actor": "test"}
            conn.execute(insert(patrol_checkin), row)
        take_track(conn, own, walk(), by(), ground(tmp_path), member_id=members["leader"])
        set_target(conn, LEAD, EVERY, Target(4, 40), by(), seen=Target())
    found = Services(PROFILE, AREAS, sqlite_engine, lambda: APRIL)
    with installed.replaced(found):
        yield found


def _get(query: str = "") -> Response:
    words.use("vi")
    scope = {"type": "http", "path": effort_export.PATH, "headers": [], "query_string": query.encode()}
    return effort_export.answer(Request(scope))


def _book(answer: Response) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(bytes(answer.body)))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets
    }


def test_figures_and_targets_are_numbers(here: Services) -> None:
    answer = _get("span=month:2027-03")
    assert answer.headers["content-disposition"] == 'attachment; filename="cong-tuan-tra-month-2027-03.xlsx"'
    book = _book(answer)
    head, lead, total = book["Đơn vị"]
    line = dict(zip(head, lead, strict=True))
    assert (line["Đơn vị"], line["Lượt đi"], line["Lượt liên ngành"]) == ("Đơn vị ranger", 1, 0)
    assert line["km"] == pytest.approx(2.0, abs=0.02)
    assert (line["Giờ theo vết"], line["Giờ công"]) == (0.5, 6)
    assert (line["Chỉ tiêu: lượt"], line["Chỉ tiêu: km"], line["Chỉ tiêu: giờ"]) == (4, 40, None)
    assert total[0] == "Tất cả"
    assert len(book["Xã, địa giới 2025"]) == 1 + 4
    assert len(book["Xã, địa giới 2021"]) == 1 + 11
    (row,) = book["Từng lượt"][1:]
    assert (row[0], row[1], row[4]) == ("TT-2027-0001", datetime(2027, 3, 12), "không")  # noqa: DTZ001
    assert ["Người chưa điểm danh về", 0] in book["Số liệu"]


def test_a_span_without_any_patrol_is_a_workbook_too(here: Services) -> None:
    book = _book(_get("span=year:2020"))
    assert [row[0] for row in book["Đơn vị"][1:]] == ["Đơn vị ranger", "Tất cả"]  # it has a target
    assert book["Từng lượt"][1:] == []


@pytest.mark.parametrize(
    ("query", "code"), [("span=hôm nay", "span_unreadable"), ("month=2027-03", "parameter_not_known")]
)
def test_what_cannot_be_read_is_said(here: Services, query: str, code: str) -> None:
    answer = _get(query)
    assert answer.status_code == 400
    body = json.loads(bytes(answer.body))
    assert (body["error"], "Lỗi chưa có tên" in body["message"]) == (code, False)


def test_it_needs_the_right_to_export() -> None:
    assert action_for(effort_export.PATH) == "export.read"
