"""The report as a workbook: each figure leads to the sheet with the rows that it counts."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook

from data.casework.documents import words as paper_words
from data.reports import words
from data.reports.papers.file import ReportFile
from geo.export.table import neutral

FIRST = "Báo cáo"
SHEETS = {
    "told_in_time": "Báo tin",
    "meetings_held": "Họp giao ban",
    "announced_in_time": "Tập huấn, tuyên truyền",
    "inspections_done": "Kiểm tra",
    "cases_handled": "Hồ sơ vụ việc",
    "patrols_joint": "Tuần tra",
    "fires_burned": "Cháy rừng",
    "events_seen": "Đám cháy vệ tinh",
}
MOVED = "Đính chính"
HIDDEN = "{count} hồ sơ không hiển thị: chỉ người được giao mới xem từng hồ sơ."
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOST = 32_767


def _safe(value: object) -> str:
    return neutral(_CONTROL.sub("", str(value)))[:_MOST]


class _Book:
    def __init__(self, report: ReportFile, out: io.BytesIO) -> None:
        self.report, self.book = report, Workbook(out, {"in_memory": True})
        make = self.book.add_format
        self.head = make({"bold": True, "font_color": "#FFFFFF", "bg_color": "#143D2B", "text_wrap": True})
        self.text = make({"text_wrap": True, "valign": "top"})
        self.title = make({"bold": True, "font_size": 14})
        self.mark = make({"bold": True, "bg_color": "#FFD166"})
        self.day = make({"num_format": "dd/mm/yyyy", "valign": "top"})
        self.moment = make({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"})
        self.link = make({"font_color": "#0B57D0", "underline": 1})
        self._shapes: dict[tuple[str, bool], Any] = {}

    def number(self, pattern: str, *, linked: bool = False) -> Any:
        """The format of a figure."""
        key = (pattern, linked)
        if key not in self._shapes:
            look = {"font_color": "#0B57D0", "underline": 1} if linked else {}
            self._shapes[key] = self.book.add_format({"num_format": pattern, "valign": "top", **look})
        return self._shapes[key]

    def sheet(self, title: str, widths: tuple[float, ...]) -> tuple[Any, int]:
        """A new sheet and its first free row: below the mark of a drill."""
        sheet = self.book.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if self.report.drill:
            sheet.write_string(0, 0, paper_words.DRILL, self.mark)
        return sheet, int(self.report.drill)


def _pattern(code: str, part: str) -> str:
    if not part and code in words.SHARES:
        return "0.0%"
    return "#,##0.00" if words.decimals(part) else "#,##0"


def _main(book: _Book) -> None:
    report = book.report
    sheet, top = book.sheet(FIRST, (6, 58, 16, 16, 20, 18))
    sheet.write_string(top, 0, f"Kết quả công tác phối hợp {report.period}", book.title)
    at = datetime.fromisoformat(report.said["at"])
    state = "Chốt lúc" if report.kept else "Chưa chốt, tính đến"
    days = f"{paper_words.day(report.first)} – {paper_words.day(report.last)}"
    sheet.write_string(top + 1, 0, f"{days}. {state} {paper_words.short_moment(at, report.tz)}.")
    row = top + 3
    header = ["TT", "Chỉ tiêu", *(words.BESIDE[each] for each in report.besides), "Tính trên"]
    for column, text in enumerate(header):
        sheet.write_string(row, column, text, book.head)
    for number, line in enumerate(words.LINES, start=1):
        row += 1
        sheet.write_number(row, 0, number, book.text)
        sheet.write_string(row, 1, line.text, book.text)
        for column, which in enumerate(report.besides, start=2):
            figure = report.figure(line.code, which)
            _figure(book, sheet, row, column, line, figure, linked=which == "now")
        now = report.figure(line.code)
        if now and not line.part and now["of"] is not None:
            sheet.write_number(row, 2 + len(report.besides), now["of"], book.number("#,##0"))
    note = "Số liệu kỳ này dẫn tới trang có từng bản ghi được tính. Ô trống: không có việc nào để tính."
    sheet.write_string(row + 2, 0, note)
    if report.moved:
        told = f"{len(report.moved)} số liệu đã đổi từ lúc chốt: trang {MOVED}."
        sheet.write_url(row + 3, 0, f"internal:'{MOVED}'!A1", book.link, told)


def _figure(
    book: _Book,
    sheet: Any,
    row: int,
    column: int,
    line: words.Line,
    figure: dict[str, Any] | None,
    *,
    linked: bool,
) -> None:
    value = words.amount(figure, line.part)
    shape = book.number(_pattern(line.code, line.part), linked=linked)
    if linked:
        sheet.write_url(row, column, f"internal:'{SHEETS[line.code]}'!A1", shape, words.NOTHING)
    if value is not None:
        sheet.write_number(row, column, value, shape)  # the link of the cell stays


def _when(book: _Book, sheet: Any, row: int, column: int, given: str | None) -> None:
    if not given:
        return
    if len(given) == len("2027-03-12"):
        sheet.write_datetime(
            row, column, datetime.combine(date.fromisoformat(given), datetime.min.time()), book.day
        )
        return
    local = datetime.fromisoformat(given).astimezone(book.report.tz).replace(tzinfo=None)
    sheet.write_datetime(row, column, local, book.moment)


def _rows(book: _Book, code: str) -> None:
    report = book.report
    sheet, top = book.sheet(SHEETS[code], (20, 20, 60, 18, 34))
    sheet.write_url(top, 0, f"internal:'{FIRST}'!A1", book.link, f"← {FIRST}")
    sheet.write_string(top, 1, words.ABOUT[code])
    head = top + 2
    for column, text in enumerate(("Loại", "Mã", "Nội dung, nơi", "Lúc (giờ VN)", "Kết quả")):
        sheet.write_string(head, column, text, book.head)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    row = head
    for row, each in enumerate(report.rows(code), start=head + 1):
        told = (words.KINDS.get(each["kind"], each["kind"]), each["code"], report.text_of(each))
        for column, value in enumerate(told):
            sheet.write_string(row, column, _safe(value), book.text)
        _when(book, sheet, row, 3, each["at"])
        sheet.write_string(row, 4, words.outcome(code, each), book.text)
    sheet.autofilter(head, 0, max(row, head + 1), 4)
    if hidden := report.hidden(code):
        sheet.write_string(row + 2, 0, HIDDEN.format(count=hidden))


def _moved(book: _Book) -> None:
    """What was frozen, and beside it what the same figures are now."""
    sheet, top = book.sheet(MOVED, (70, 16, 16))
    sheet.write_url(top, 0, f"internal:'{FIRST}'!A1", book.link, f"← {FIRST}")
    for column, text in enumerate(("Số liệu", "Lúc chốt", "Hiện nay")):
        sheet.write_string(top + 2, column, text, book.head)
    for row, each in enumerate(book.report.moved, start=top + 3):
        sheet.write_string(row, 0, words.full_name(each.code, each.part), book.text)
        for column, value in ((1, each.was), (2, each.now)):
            if value is not None:
                sheet.write_number(row, column, value, book.number(_pattern(each.code, each.part)))


def report_book(report: ReportFile) -> bytes:
    """The file."""
    out = io.BytesIO()
    book = _Book(report, out)
    _main(book)
    if report.moved:
        _moved(book)
    for code in SHEETS:
        _rows(book, code)
    book.book.close()
    return out.getvalue()
