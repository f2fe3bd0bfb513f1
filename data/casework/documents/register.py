"""The reception log (sổ tiếp nhận thông tin, TT 25/2019/TT-BNNPTNT, Điều 8) of a period, on paper or as a
workbook. Who called stands in it only for those who may read it, and each such look is journalled.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, select
from xlsxwriter import Workbook

from data.access import decide, permit
from data.casework.documents import words
from data.casework.documents.case_file import Letterhead
from data.casework.documents.paper import Cell, Paper
from data.incidents.writing import By
from data.journal import Entry, append_all
from data.reception.reading import READ
from data.reception.recording import INFORMANT, RECORD_KIND
from data.store.tables import incident, reception_call
from geo.export.table import neutral

DOCUMENT = "casework.document"
HIDDEN = "(không hiển thị)"
REFUSED = "(từ chối)"
_HEADER = (
    "Số", "Nhận lúc", "Người báo, địa chỉ, điện thoại", "Xảy ra lúc", "Nội dung", "Nơi xảy ra", "Loại rừng",
    "Diện tích (ha)", "Nguy cơ lan / tới nhà", "Vụ việc", "Người nhận",
)  # fmt: skip
_WIDTHS = (24, 23, 32, 22, 40, 30, 16, 13, 18, 24, 22)


@dataclass(frozen=True)
class Register:
    """`rows` of `reception_call` with ``incident`` (its code); start ≤ received < end."""

    rows: Sequence[Mapping[str, Any]]
    start: datetime
    end: datetime
    informants: bool


def register(
    conn: Connection, start: datetime, end: datetime, by: By, *, informants: bool = False
) -> Register:
    """Read the log of a period; with `informants` also who called, in a writing transaction: each look is
    journalled.

    Raises
    ------
    data.access.Denied
        Whoever asks may make no documents, or asks for informants and may read none.
    """
    permit(by.who, DOCUMENT, {"agency_id": by.who.agency_id}, conn=conn)
    if informants:
        permit(by.who, READ, {"agency_id": by.who.agency_id}, conn=conn)
    query = (
        select(reception_call, incident.c.code.label("incident"))
        .join(incident, incident.c.id == reception_call.c.incident_id)
        .where(reception_call.c.received_at >= start, reception_call.c.received_at < end)
        .order_by(reception_call.c.received_at, reception_call.c.id)
    )
    rows, looked = [], []
    for row in conn.execute(query).mappings():
        told = dict(row)
        may = informants and decide(by.who, READ, {"agency_id": row["agency_id"]}).allowed
        if may:
            looked.append(Entry("read", RECORD_KIND, row["code"]))
        told["informant"] = _informant(told) if may else HIDDEN
        for name in INFORMANT:
            told.pop(name)
        rows.append(told)
    append_all(conn, looked, at=by.now, actor=by.who.name, origin=by.who.from_where(by.screen))
    return Register(rows, start, end, informants)


def _informant(row: Mapping[str, Any]) -> str:
    said = [row[name] for name in INFORMANT if row[name]]
    return "; ".join(said) or REFUSED


def _line(row: Mapping[str, Any], tz: tzinfo) -> list[Cell]:
    risks = f"{words.RISKS[row['spread_risk']]} / {words.RISKS[row['house_risk']]}"
    at = "" if row["latitude"] is None else f" ({row['latitude']:.5f}, {row['longitude']:.5f})"
    return [
        row["code"],
        f"{words.short_moment(row['received_at'], tz)}\n{words.CHANNELS[row['channel']]}",
        row["informant"],
        words.short_moment(row["occurred_at"], tz),
        row["said"],
        f"{row['place_text']}{at}",
        words.FOREST_TYPES[row["forest_type"]],
        words.number(row["area_ha"], 2),
        risks,
        row["incident"],
        words.person(row["actor"]),
    ]


def _period(held: Register, tz: tzinfo) -> str:
    return f"từ {words.short_moment(held.start, tz)} đến {words.short_moment(held.end, tz)}"


def register_paper(held: Register, head: Letterhead, now: datetime, tz: tzinfo, *, drill: bool) -> bytes:
    """The log as .docx, A4 across."""
    paper = Paper(head, "STN", now.astimezone(tz).date(), drill=drill, landscape=True)
    paper.title("Sổ tiếp nhận thông tin", f"Báo cháy rừng và vi phạm lâm luật, {_period(held, tz)}")
    rows = [_line(row, tz) for row in held.rows]
    if not rows:
        paper.text("Trong thời gian này không có tin báo nào được ghi.")
    else:
        paper.table(_HEADER, rows, _WIDTHS, size=9, numbers=(7,))
    paper.text(f"Tổng số: {len(rows)} tin báo.")
    paper.sign([], head.position)
    return paper.data()


def register_sheet(held: Register, tz: tzinfo, *, drill: bool) -> bytes:
    """The log as a workbook, set up to be printed on A4 across."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Sổ tiếp nhận")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    bold = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDE8DF"})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    title = f"{words.DRILL} – " if drill else ""
    sheet.write_string(
        0, 0, f"{title}Sổ tiếp nhận thông tin {_period(held, tz)}", book.add_format({"bold": True})
    )
    for column, (text, width) in enumerate(zip(_HEADER, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, text, bold)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    for at, row in enumerate(held.rows, start=3):
        for column, value in enumerate(_line(row, tz)):
            sheet.write_string(at, column, neutral(value or ""), plain)
    book.close()
    return out.getvalue()
