"""A duty book of an agency and some days, read once: the same rows for the .docx and the printed page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, or_, select

from data.access import Actor, permit
from data.agencies.reading import agencies_at
from data.casework.documents.case_file import Letterhead, letterhead
from data.casework.documents.words import BLANK, person, short_moment
from data.dutybook.handing import handovers
from data.dutybook.own_entries import ACTION
from data.dutybook.phrases import OPEN, SOURCES
from data.dutybook.running import Line, running_log
from data.periods import Period
from data.store.tables import duty_shift
from geo.areas import Areas

SHIFT_HEADER = ("TT", "Người trực", "Điện thoại", "Vào ca", "Hết ca", "Ghi lại cho ca sau")
LINE_HEADER = ("TT", "Thời gian", "Nội dung", "Nguồn", "Người ghi")
MATTER_HEADER = ("TT", "Loại", "Việc còn mở khi bàn giao", "Quá hạn")
SIGN_HEADER = ("Người giao ca", "Người nhận ca")
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """Moments aware UTC; `period` whole local days."""

    agency_id: str
    name: str
    head: Letterhead
    period: Period
    shifts: Sequence[Mapping[str, Any]]
    lines: Sequence[Line]
    handovers: Sequence[Mapping[str, Any]]
    now: datetime
    tz: tzinfo
    drill: bool

    @property
    def span(self) -> str:
        """ "ngày 12/03/2027" or "từ ngày 01/03/2027 đến ngày 07/03/2027"."""
        first, last = f"{self.period.first:%d/%m/%Y}", f"{self.period.last:%d/%m/%Y}"
        return f"ngày {first}" if first == last else f"từ ngày {first} đến ngày {last}"


def _shifts(conn: Connection, agency_id: str, period: Period) -> list[dict[str, Any]]:
    c = duty_shift.c
    query = select(duty_shift).where(
        c.agency_id == agency_id,
        c.started_at < period.end,
        or_(c.ended_at.is_(None), c.ended_at > period.start),
    )
    return [dict(row) for row in conn.execute(query.order_by(c.started_at, c.id)).mappings()]


def agency_names(conn: Connection, day: date) -> dict[str, str]:
    """Agencies of a day by id, as a paper names them."""
    return {each["agency_id"]: each["name"] or BLANK for each in agencies_at(conn, day)}


def book_of(
    conn: Connection,
    agency_id: str,
    period: Period,
    who: Actor,
    *,
    areas: Areas,
    place: str,
    now: datetime,
    tz: tzinfo,
    drill: bool = False,
) -> Book:
    """Read it.

    Raises
    ------
    data.access.Denied
        A duty book is read by whoever may write it (`duty.log`).
    """
    permit(who, ACTION, {"agency_id": agency_id}, conn=conn)
    names = agency_names(conn, period.last)
    return Book(
        agency_id=agency_id,
        name=names.get(agency_id, BLANK),
        head=letterhead(conn, agency_id, place, now, tz),
        period=period,
        shifts=_shifts(conn, agency_id, period),
        lines=running_log(conn, agency_id, period.start, period.end, names=names, areas=areas),
        handovers=handovers(conn, agency_id, period.start, period.end),
        now=now,
        tz=tz,
        drill=drill,
    )


def _phone(number: str) -> str:
    """As people here write it."""
    return f"0{number[3:]}" if number.startswith("+84") else number


def shift_rows(book: Book) -> list[Cells]:
    """Who was on duty."""
    return [
        (
            str(at),
            row["name"],
            _phone(row["phone"]),
            short_moment(row["started_at"], book.tz),
            short_moment(row["ended_at"], book.tz) if row["ended_at"] else "đang trực",
            row["remark"] or "",
        )
        for at, row in enumerate(book.shifts, 1)
    ]


def _said(line: Line) -> str:
    if line.corrected_by is not None:
        return f"{line.text} (đã đính chính bằng dòng ghi sau)"
    return f"Đính chính: {line.text}" if line.corrects is not None else line.text


def line_rows(book: Book) -> list[Cells]:
    """What happened."""
    return [
        (str(at), short_moment(line.at, book.tz), _said(line), SOURCES[line.source], person(line.actor))
        for at, line in enumerate(book.lines, 1)
    ]


def matter_rows(held: Mapping[str, Any]) -> list[Cells]:
    """What was open at a hand-over."""
    return [
        (str(at), OPEN.get(each["kind"], ""), each["text"], "quá hạn" if each["late"] else "")
        for at, each in enumerate(held["open_matters"], 1)
    ]


def sign_row(held: Mapping[str, Any], tz: tzinfo) -> Cells:
    """Both names, and when they were signed in the program; on paper they sign beside it."""
    return tuple(
        f"{held[f'{side}_by']}\nxác nhận trên chương trình lúc {short_moment(held[f'{side}_at'], tz)}"
        for side in ("given", "taken")
    )


def handover_title(held: Mapping[str, Any], tz: tzinfo) -> str:
    """ "Lúc 07:30 13/03/2027, Lò Văn A bàn giao cho Quàng Thị B"."""
    when = short_moment(held["given_at"], tz)
    return f"Lúc {when}, {held['given_by']} bàn giao cho {held['taken_by']}"
