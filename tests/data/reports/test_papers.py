"""The paper and the workbook of a report, opened again: what they say, where figures lead, who sees cases."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import Engine, update

from data.access import LOCAL_ADMIN
from data.agencies.act import Act
from data.effort.ground import Ground
from data.reports import words
from data.reports.freezing import freeze
from data.reports.papers.file import ReportFile, report_file
from data.reports.papers.picture import picture_of
from data.reports.papers.sheet import report_paper
from data.reports.papers.workbook import SHEETS, report_book
from data.store.engine import reading, writing
from data.store.tables import incident, joint_case, meeting
from tests.data.reports.conftest import AREAS, NOW
from tests.data.reports.rows import put

KNOWN = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)
HELD = datetime(2027, 3, 30, 2, 0, tzinfo=UTC)


@pytest.fixture
def month(sqlite_engine: Engine) -> Engine:
    with writing(sqlite_engine) as conn:
        for number, status in ((1, "held"), (2, "missed")):
            put(
                conn, meeting, code=f"GB-2027-{number:04d}", year=2027, number=number, kind="commune_month",
                period="2027-03", commune_id="muong-gion-2025", era="2025", due_on=date(2027, 3, 31),
                status=status, held_at=HELD if status == "held" else None, minutes={}, starts_at=None,
                ends_at=None,
            )  # fmt: skip
        put(
            conn, incident, code="VV-2027-0001", year=2027, number=1, kind="forest_fire", field="forest",
            status="closed", occurred_at=KNOWN, known_at=KNOWN, place_text="=HYPERLINK(sau bản)",
            latitude=21.75, longitude=103.66,
        )  # fmt: skip
        put(
            conn, joint_case, code="HS-2027-0001", year=2027, number=1, title="Vụ của Lò Văn X",
            field="forest", known_at=KNOWN, status="open",
        )  # fmt: skip
    return sqlite_engine


def _report(engine: Engine, ground: Ground, *, cases: bool = True, drill: bool = False) -> ReportFile:
    with reading(engine) as conn:
        return report_file(
            conn, "month", "2027-03", ground, now=NOW, place="Quỳnh Nhai", cases=cases, drill=drill
        )


def _texts(paper: bytes) -> str:
    document = Document(io.BytesIO(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    heads = [each.text for part in document.sections for each in part.first_page_header.paragraphs]
    return "\n".join([*(each.text for each in document.paragraphs), *cells, *heads])


def test_the_paper_says_each_line_in_official_form(month: Engine, ground: Ground) -> None:
    said = _texts(report_paper(_report(month, ground)))
    for line in words.LINES:
        assert line.text in said
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "Kết quả công tác phối hợp bảo vệ rừng tháng 3 năm 2027" in said
    assert "50,0 % (1/2)" in said
    assert "1 họp đúng hạn, 1 không họp" in said
    assert "chưa chốt" in said
    assert "Lò Văn X" not in said
    assert "DIỄN TẬP" not in said
    assert "DIỄN TẬP" in _texts(report_paper(_report(month, ground, drill=True)))


def test_the_paper_of_a_frozen_month_tells_what_was_corrected(month: Engine, ground: Ground) -> None:
    with writing(month) as conn:
        freeze(conn, "month", "2027-03", Act(NOW, LOCAL_ADMIN, "screen:reports"), ground)
        conn.execute(update(meeting).where(meeting.c.number == 2).values(status="held", held_at=HELD))
    report = _report(month, ground)
    said = _texts(report_paper(report))
    assert "50,0 % (1/2)" in said  # as it was frozen
    assert "IV. ĐÍNH CHÍNH SAU KHI CHỐT" in said
    assert "100,0 %" in said
    assert report.kept is not None
    assert report.kept["sha256"][:16] in said
    moved = load_workbook(io.BytesIO(report_book(report)))["Đính chính"]
    assert list(moved.iter_rows(min_row=4, values_only=True)) == [
        ("Họp giao ban", 0.5, 1),
        ("Họp giao ban: họp đúng hạn", 1, 2),
        ("Họp giao ban: không họp", 1, 0),
    ]


def test_each_figure_of_the_workbook_leads_to_its_rows(month: Engine, ground: Ground) -> None:
    book = load_workbook(io.BytesIO(report_book(_report(month, ground))))
    sheet = book["Báo cáo"]
    assert "Đính chính" not in book.sheetnames  # nothing was frozen
    lines = {line.text: line for line in words.LINES}
    found = {row[1].value: row[2] for row in sheet.iter_rows() if row[1].value in lines}
    assert found.keys() == lines.keys()
    for text, cell in found.items():
        assert cell.hyperlink.location == f"'{SHEETS[lines[text].code]}'!A1"
    held = found["Cuộc họp giao ban họp đúng hạn"]
    assert (held.value, held.number_format) == (0.5, "0.0%")
    rows = list(book["Họp giao ban"].iter_rows(min_row=4, values_only=True))
    assert [(row[1], row[2], row[4]) for row in rows] == [
        ("GB-2027-0001", "Xã Mường Giôn", "họp đúng hạn"),
        ("GB-2027-0002", "Xã Mường Giôn", "không họp"),
    ]
    fire = next(iter(book["Cháy rừng"].iter_rows(min_row=4)))
    assert fire[2].data_type == "s"
    assert fire[2].value.startswith("'=")  # nothing runs
    assert fire[3].value == (KNOWN + timedelta(hours=7)).replace(tzinfo=None)  # 15/03/2027 08:00 in Vietnam
    assert "Lò Văn X" not in str([[cell.value for row in each.iter_rows() for cell in row] for each in book])


def test_single_cases_only_for_whoever_may_read_some(month: Engine, ground: Ground) -> None:
    def codes(*, cases: bool) -> list[object]:
        book = load_workbook(io.BytesIO(report_book(_report(month, ground, cases=cases))))
        return [cell.value for row in book["Hồ sơ vụ việc"].iter_rows() for cell in row if cell.value]

    assert "HS-2027-0001" in codes(cases=True)
    assert "HS-2027-0001" not in codes(cases=False)
    assert any(str(each).startswith("1 hồ sơ không hiển thị") for each in codes(cases=False))
    figure = _report(month, ground, cases=False).figure("cases_handled")
    assert figure is not None
    assert figure["value"] == 1  # counted all the same


def test_the_map(month: Engine, ground: Ground) -> None:
    report = _report(month, ground)
    picture = picture_of(month, report, AREAS, ground.epsg)
    assert picture is not None
    assert Image.open(io.BytesIO(picture)).size == (1640, 1560)
    assert len(Document(io.BytesIO(report_paper(report, picture))).inline_shapes) == 2  # chart and map
