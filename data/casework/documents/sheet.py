"""The case sheet as a workbook: the record, forces, areas, course and duties, for people who calculate."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from data.casework.documents import words
from data.casework.documents.case_file import CaseFile
from data.casework.documents.checks import reviewed
from data.casework.documents.patrol_findings import finder
from geo.export.table import neutral

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOST = 32_767
_DUTIES = {
    "open": "chưa báo",
    "told": "đã báo",
    "acknowledged": "đã tiếp nhận",
    "waived": "được miễn",
    "withdrawn": "đã rút",
}
Line = Sequence[Any]


class _Book:
    """A workbook that keeps numbers as numbers and moments as local dates, and runs nothing."""

    def __init__(self, case: CaseFile, out: io.BytesIO) -> None:
        self._case = case
        self._book = Workbook(out, {"in_memory": True})
        self._head = self._book.add_format(
            {"bold": True, "bg_color": "#DDE8DF", "border": 1, "text_wrap": True}
        )
        self._text = self._book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        self._number = self._book.add_format({"num_format": "#,##0.##", "valign": "top", "border": 1})
        self._date = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "border": 1})
        self._mark = self._book.add_format({"bold": True, "font_color": "#C00000"})

    def _cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            sheet.write_blank(row, column, None, self._text)
        elif isinstance(value, datetime):
            sheet.write_datetime(
                row, column, value.astimezone(self._case.tz).replace(tzinfo=None), self._date
            )
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, self._number)
        else:
            sheet.write_string(row, column, neutral(_CONTROL.sub("", str(value)))[:_MOST], self._text)

    def page(self, title: str, header: Line, rows: Iterable[Line], widths: Sequence[float]) -> None:
        """One sheet."""
        sheet = self._book.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        top = 0
        if self._case.drill:
            sheet.write_string(0, 0, words.DRILL, self._mark)
            top = 1
        for column, text in enumerate(header):
            sheet.write_string(top, column, text, self._head)
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
        for at, row in enumerate(rows, start=top + 1):
            for column, value in enumerate(row):
                self._cell(sheet, at, column, value)

    def close(self) -> None:
        """Write the file."""
        self._book.close()


def _facts(case: CaseFile) -> list[Line]:
    row, record, clock = case.incident, case.record, case.clock
    north, east = case.vn2000 or (None, None)
    return [
        ("Mã vụ việc", row["code"]),
        ("Loại", words.KINDS[row["kind"]]),
        ("Tình trạng", words.STATUSES[row["status"]]),
        ("Nội dung", row["summary"]),
        ("Phát hiện", row["occurred_at"]),
        ("Nhận tin báo", row["known_at"]),
        ("Hình thức phát hiện", words.DISCOVERIES.get(record.discovered_how or "")),
        ("Đến hiện trường", record.arrived_at),
        ("Khống chế", record.controlled_at or case.steps.get("controlled")),
        ("Dập tắt", record.extinguished_at or case.steps.get("resolved")),
        ("Hạn báo cáo vụ", words.day(clock.due_on) if clock else None),
        ("Xã", case.commune),
        ("Xã trước 01/7/2025", case.commune_before),
        ("Bản", record.village),
        ("Nơi xảy ra", row["place_text"]),
        ("Tiểu khu", record.compartment),
        ("Khoảnh", record.subcompartment),
        ("Lô", record.lot),
        ("Vĩ độ (WGS84)", row["latitude"]),
        ("Kinh độ (WGS84)", row["longitude"]),
        ("X, bắc (VN-2000, m)", north),
        ("Y, đông (VN-2000, m)", east),
        ("Độ dốc (°)", record.slope_deg),
        ("Hướng dốc", words.WINDS.get(record.aspect or "")),
        ("Thời tiết", record.weather),
        ("Cấp dự báo cháy rừng", words.LEVELS.get(record.danger_level or 0)),
        ("Chủ rừng", record.owner),
        ("Chức năng", words.FUNCTIONS.get(record.function or 0)),
        ("Nguồn gốc", words.ORIGINS.get(record.origin or "")),
        ("Trạng thái rừng", record.forest_state),
        ("Loài cây", record.species),
        ("Năm trồng", record.planted_year),
        ("Loại cháy", words.FIRE_TYPES.get(record.fire_type or "")),
        ("Diện tích cháy theo hồ sơ (ha)", record.burned_ha),
        ("Diện tích theo ranh giới khoanh vẽ (ha)", case.area["area_ha"] if case.area else None),
        ("Diện tích rừng thiệt hại (ha)", record.damaged_ha),
        ("Không thiệt hại về rừng", "có kiểm tra, không thiệt hại" if record.no_forest_damage else None),
        ("Thiệt hại bằng tiền (đồng)", record.loss_vnd),
        ("Người bị thương", record.hurt),
        ("Người chết", record.killed),
        ("Chỉ huy", record.commander),
        ("Nguyên nhân", words.CAUSES.get(record.cause or "")),
        ("Ghi chú nguyên nhân", record.cause_note),
        ("Chuyển hồ sơ đến", record.transferred_to),
        ("Khắc phục, phục hồi", record.restoration),
    ]


def _areas(case: CaseFile) -> list[Line]:
    rows: list[Line] = [("cháy, theo hồ sơ", row["state"], row["ha"]) for row in case.record.burned]
    rows += [("thiệt hại, theo hồ sơ", row["state"], row["ha"]) for row in case.record.damaged]
    for row in case.area["by_state"] if case.area else []:
        name = row["state"] or words.GROUPS.get(row["group"], row["group"])
        rows.append(("cháy, theo ranh giới khoanh vẽ", name, row["ha"]))
    return rows


def _photo(row: Mapping[str, Any]) -> Line:
    findings = ", ".join(words.FINDINGS[one] for one in row["findings"])
    return row["name"], row["taken_at"], row["received_at"], findings, row["sha256"]


def _found(book: _Book, case: CaseFile) -> None:
    """What was found on the ground, and the photos of it, where each comes from and what tells it from any
    other."""
    header: Line = ("Số", "Lúc kiểm tra", "Kết quả", "Kiểm duyệt", "Lý do", "Còn tính", "Mô tả", "Đã tắt")
    header = (*header, "Đã tìm (%)", "Số ảnh")
    rows = [
        (
            row["id"],
            row["observed_at"],
            words.VERDICTS[row["kind"]],
            reviewed(row),
            row["review"]["reason"] if row["review"] else None,
            "có" if row["counts"] else "không",
            row["description"],
            None if row["is_out"] is None else "rồi" if row["is_out"] else "chưa",
            None if row["searched_share"] is None else round(row["searched_share"] * 100),
            len(row["photos"]),
        )
        for row in case.checks
    ]
    book.page("Kiểm tra", header, rows, (8, 17, 28, 18, 28, 10, 60, 10, 12, 10))
    header = ("Kết quả số", "Tên ảnh", "Chụp lúc", "Nhận lúc", "Máy chủ thấy", "SHA-256 bản gốc")
    header = (*header, "Lượt tuần tra", "Người phát hiện", "Phát hiện lúc")
    photos = [(row["id"], *_photo(each), each["patrol"]) for row in case.checks for each in row["photos"]]
    photos += [
        (None, *_photo(each), row["patrol"], finder(row), row["happened_at"])
        for row in case.patrol_findings
        for each in row["photos"]
    ]
    book.page("Ảnh", header, photos, (12, 30, 17, 17, 44, 68, 16, 24, 17))


def case_sheet(case: CaseFile) -> bytes:
    """The workbook; what is not known is an empty cell."""
    out = io.BytesIO()
    header: Line
    book = _Book(case, out)
    book.page("Hồ sơ", ("Mục", "Nội dung"), _facts(case), (34, 70))
    forces = [
        (at, row["name"], row["people"], row["vehicles"], row["tools"])
        for at, row in enumerate(case.forces, start=1)
    ]
    header = ("TT", "Lực lượng", "Số người", "Phương tiện", "Dụng cụ")
    book.page("Lực lượng", header, forces, (6, 36, 12, 30, 30))
    book.page("Diện tích", ("Loại số liệu", "Trạng thái rừng, loại đất", "ha"), _areas(case), (32, 44, 12))
    _found(book, case)
    entries = [
        (each["happened_at"], each["at"], _said(each), each["text"], words.person(each["actor"]))
        for each in case.entries
    ]
    header = ("Xảy ra", "Ghi lúc", "Việc", "Nội dung", "Người ghi")
    book.page("Diễn biến", header, entries, (17, 17, 28, 60, 22))
    duties = [
        (
            (case.agencies.get(row["receiver_id"]) or {}).get("name") or row["receiver_id"],
            row["started_at"],
            row["deadline_at"],
            _DUTIES[row["status"]],
            row["told_at"],
            row["acknowledged_at"],
            row["basis"],
        )
        for row in case.duties
    ]
    header = ("Bên nhận tin", "Bắt đầu", "Hạn", "Tình trạng", "Đã báo lúc", "Tiếp nhận lúc", "Căn cứ")
    book.page("Báo tin", header, duties, (34, 17, 17, 16, 17, 17, 60))
    book.close()
    return out.getvalue()


_ENTRIES = {
    "created": "Ghi vụ việc",
    "call": "Tin báo",
    "note": "Ghi thêm",
    "status": "Chuyển bước",
    "undone": "Hoàn tác",
    "edited": "Sửa vụ việc",
    "event": "Gắn đám cháy vệ tinh",
    "correction": "Đính chính",
    "verdict": "Kết quả xác minh số",
    "merged": "Gộp",
    "split": "Tách",
    "record": "Sửa hồ sơ",
    "force": "Lực lượng",
    "area": "Vùng cháy",
    "document": "Lập văn bản",
}


def _said(each: Any) -> str:
    told = _ENTRIES[each["kind"]]
    if each["status_to"]:
        told = f"{told}: {words.STATUSES[each['status_to']]}"
    reference, _slash, decision = (each["reference"] or "").partition("/")
    if each["kind"] == "verdict" and decision:
        return f"{told} {reference}: {words.REVIEWS[decision]}"
    how, dot, person = (each["reference"] or "").partition(" · ")
    if each["kind"] == "document" and how in words.TELLINGS:
        return f"{told} {words.TELLINGS[how]}{dot}{person}"
    return f"{told} {each['reference']}" if each["reference"] else told
