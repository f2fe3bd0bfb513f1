"""Everything that a meeting's papers may say, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from data.agencies.reading import agencies_at
from data.casework.documents.case_file import Letterhead, letterhead
from data.casework.documents.words import BLANK
from data.followup import items_of
from data.meetings.errors import MeetingUnknown
from data.meetings.reading import RECORD_KIND, attendance_of, corrections_of, meeting_of
from data.plan.reading import list_plans
from geo.areas import Areas

_KINDS = {
    "commune_month": "giao ban công tác phối hợp tháng {period} tại xã {commune}",
    "area_quarter": "giao ban công tác phối hợp quý {period}",
    "extraordinary": "giao ban đột xuất về công tác phối hợp",
}
_ROMAN = ("I", "II", "III", "IV")
_FORCES = {"ranger": "Kiểm lâm", "police": "Công an", "military": "Quân sự"}


@dataclass(frozen=True)
class MeetingFile:
    """Moments aware UTC.

    Attributes
    ----------
    meeting
        As `data.meetings.reading.meeting_of` gives it.
    head
        Of whoever chairs, as on the meeting's day; without one its lines are dotted.
    names
        Agencies by id on that day; one whose name was not entered has a line to fill in.
    commune
        Name by the map of then; None: of the area.
    plan
        Title of the plan that promises it.
    """

    meeting: Mapping[str, Any]
    head: Letterhead
    names: Mapping[str, str]
    commune: str | None
    plan: str | None
    attendance: Sequence[Mapping[str, Any]]
    decisions: Sequence[Mapping[str, Any]]
    corrections: Sequence[Mapping[str, Any]]
    now: datetime
    tz: tzinfo
    drill: bool

    @property
    def code(self) -> str:
        """Of the meeting."""
        return str(self.meeting["code"])

    @property
    def about(self) -> str:
        """ "giao ban công tác phối hợp tháng 03/2027 tại xã Mường Giôn"."""
        row = self.meeting
        told = _KINDS[row["kind"]].format(period=period_said(row["period"]), commune=self.commune or BLANK)
        if row["kind"] == "extraordinary" and self.commune:
            told += f" tại xã {self.commune}"
        return told

    def name(self, agency_id: str | None) -> str:
        """Of an agency, or a dotted line."""
        return self.names.get(agency_id or "", BLANK)


def period_said(text: str) -> str:
    """ "03/2027" of 2027-03, "I/2027" of 2027-Q1."""
    year, part = text.split("-")
    return f"{_ROMAN[int(part[1:]) - 1]}/{year}" if part.startswith("Q") else f"{part}/{year}"


def _day(row: Mapping[str, Any], tz: tzinfo) -> date:
    moment: datetime | None = row["held_at"] or row["starts_at"]
    due: date = row["due_on"]
    return moment.astimezone(tz).date() if moment else due


def _agency(row: Mapping[str, Any]) -> str:
    return row["name"] or f"{_FORCES.get(row['role'], '')} {BLANK}".strip()


def meeting_file(
    conn: Connection,
    meeting_id: int,
    *,
    areas: Areas,
    place: str,
    now: datetime,
    tz: tzinfo,
    drill: bool = False,
) -> MeetingFile:
    """Read it.

    Parameters
    ----------
    place
        Where papers are dated, such as "Quỳnh Nhai".

    Raises
    ------
    data.meetings.errors.MeetingUnknown
    """
    row = meeting_of(conn, meeting_id)
    if row is None:
        raise MeetingUnknown(id=meeting_id)
    host, there = row["host_agency_id"], agencies_at(conn, _day(row, tz))
    head = Letterhead(None, None, place, "Thủ trưởng đơn vị")
    if host is not None:
        head = letterhead(conn, host, place, row["held_at"] or row["starts_at"] or now, tz)
    titles = {each["plan_id"]: str(each["title"]) for each in list_plans(conn)}
    return MeetingFile(
        meeting=row,
        head=head,
        names={each["agency_id"]: _agency(each) for each in there},
        commune=None if row["commune_id"] is None else str(areas.by_id(row["commune_id"]).name),
        plan=titles.get(row["plan_id"] or ""),
        attendance=attendance_of(conn, meeting_id),
        decisions=[each for each in items_of(conn, RECORD_KIND, meeting_id) if each["status"] != "cancelled"],
        corrections=corrections_of(conn, meeting_id),
        now=now,
        tz=tz,
        drill=drill,
    )
