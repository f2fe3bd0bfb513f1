"""BÁO CÁO of an inspection (NĐ 30/2020): who went, what was looked at, found and recommended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from data.agencies.reading import agencies_at
from data.casework.documents.case_file import Letterhead, letterhead
from data.casework.documents.paper import Paper
from data.casework.documents.words import BLANK, short_moment
from data.followup import items_of
from data.teams.errors import TeamUnknown
from data.teams.reading import (
    INSPECTION,
    TEAM,
    follow_ups,
    inspection_of,
    looked_back_at,
    members_of,
    team_of,
)
from geo.areas import Areas

SUBJECTS = {
    "commune": "xã",
    "village": "bản",
    "office": "cơ quan",
    "enterprise": "doanh nghiệp",
    "school": "trường học",
}
ROLES = {"head": "Trưởng đoàn", "deputy": "Phó trưởng đoàn", "secretary": "Thư ký", "member": "Thành viên"}
RESULTS = {"ok": "đạt", "not_ok": "không đạt", "not_seen": "không xem được"}
_FORCES = {"ranger": "Kiểm lâm", "police": "Công an", "military": "Quân sự"}


@dataclass(frozen=True)
class InspectionFile:
    """Everything that the report says, read once; moments aware UTC.

    `before` is the visit that this one looks back at, `earlier` what that one and those before it
    recommended; `later` are the visits that look back at this one.
    """

    inspection: Mapping[str, Any]
    team: Mapping[str, Any]
    members: Sequence[Mapping[str, Any]]
    recommendations: Sequence[Mapping[str, Any]]
    before: Mapping[str, Any] | None
    earlier: Sequence[Mapping[str, Any]]
    later: Sequence[Mapping[str, Any]]
    names: Mapping[str, str]
    commune: str | None
    head: Letterhead
    now: datetime
    tz: tzinfo
    drill: bool

    @property
    def where(self) -> str:
        """ "bản Khoang, xã Mường Giôn"; a name that says what it is stays as it is."""
        row = self.inspection
        kind = SUBJECTS[row["subject_kind"]]
        named = f" {kind} " in f" {row['subject'].lower()} "
        said = row["subject"] if named else f"{kind} {row['subject']}"
        return (
            said if self.commune is None or row["subject_kind"] == "commune" else f"{said}, xã {self.commune}"
        )

    def name(self, agency_id: str | None) -> str:
        """Of an agency, or a dotted line."""
        return self.names.get(agency_id or "", BLANK)


def _given(conn: Connection, inspection_id: int) -> list[dict[str, Any]]:
    return [each for each in items_of(conn, INSPECTION, inspection_id) if each["status"] != "cancelled"]


def inspection_file(
    conn: Connection,
    inspection_id: int,
    *,
    areas: Areas,
    place: str,
    now: datetime,
    tz: tzinfo,
    drill: bool = False,
) -> InspectionFile:
    """Read it; `place` is where papers are dated.

    Raises
    ------
    data.teams.errors.TeamUnknown
    """
    row = inspection_of(conn, inspection_id)
    team = None if row is None else team_of(conn, row["team_id"])
    if row is None or team is None:
        raise TeamUnknown(kind=INSPECTION if row is None else TEAM, id=inspection_id)
    there = agencies_at(conn, row["starts_at"].astimezone(tz).date())
    names = {
        each["agency_id"]: each["name"] or f"{_FORCES.get(each['role'], '')} {BLANK}".strip()
        for each in there
    }
    past = looked_back_at(conn, row)
    return InspectionFile(
        inspection=row,
        team=team,
        members=members_of(conn, team["id"]),
        recommendations=_given(conn, inspection_id),
        before=past[0] if past else None,
        earlier=[item for visit in past for item in _given(conn, visit["id"])],
        later=follow_ups(conn, inspection_id),
        names=names,
        commune=None if row["commune_id"] is None else str(areas.by_id(row["commune_id"]).name),
        head=letterhead(conn, team["lead_agency_id"], place, now, tz),
        now=now,
        tz=tz,
        drill=drill,
    )


def _members(paper: Paper, file: InspectionFile) -> None:
    rows: list[tuple[str | None, ...]] = [
        (str(at), each["name"], each["post"], file.name(each["agency_id"]), ROLES[each["role"]])
        for at, each in enumerate(file.members, 1)
    ]
    header = ("TT", "Họ tên", "Chức vụ", "Đơn vị", "Trong đoàn")
    paper.table(header, rows or [("1", None, None, None, None)], (1, 4, 3.4, 4.4, 3))


def _checklist(paper: Paper, file: InspectionFile) -> None:
    rows = [
        (str(at), each["text"], RESULTS.get(each["result"] or "", BLANK), each["note"])
        for at, each in enumerate(file.inspection["checklist"], 1)
    ]
    if rows:
        paper.table(("TT", "Nội dung", "Kết quả", "Ghi chú"), rows, (1, 7, 2.6, 4.4))


def _recommendations(paper: Paper, file: InspectionFile, given: Sequence[Mapping[str, Any]]) -> None:
    if not given:
        paper.text("Không có kiến nghị.")
        return
    rows = []
    for at, each in enumerate(given, 1):
        agency = file.name(each["owner_agency_id"]) if each["owner_agency_id"] else ""
        done = f"xong {each['done_on']:%d/%m/%Y}" if each["status"] == "done" else "chưa xong"
        owner = ", ".join(part for part in (agency, each["owner"]) if part)
        rows.append((str(at), each["text"], owner, f"{each['due_on']:%d/%m/%Y}", done))
    paper.table(("TT", "Kiến nghị", "Nơi thực hiện", "Hạn", "Tình trạng"), rows, (1, 6, 4, 2.6, 2.6))


def report(file: InspectionFile) -> bytes:
    """The .docx; what nobody wrote is a line to fill in by hand."""
    row, team = file.inspection, file.team
    paper = Paper(file.head, "BC", file.now.astimezone(file.tz).date(), drill=file.drill)
    paper.title("Báo cáo", f"Kết quả kiểm tra, hướng dẫn của đoàn liên ngành tại {file.where}")
    number, on = team["decision_number"] or BLANK, team["decision_on"]
    decided = f"số {number} ngày {on:%d/%m/%Y}" if on else f"số {number}"
    paper.line("Căn cứ", f"Quyết định {decided} thành lập {team['name']}")
    first, last = (short_moment(row[name], file.tz) for name in ("starts_at", "ends_at"))
    paper.line("Thời gian kiểm tra", f"{first} đến {last}")
    if row["announced_at"] is not None:
        paper.line("Thông báo trước", short_moment(row["announced_at"], file.tz))
    if file.before is not None:
        paper.line(
            "Kiểm tra lại cuộc", f"{file.before['code']} ({short_moment(file.before['starts_at'], file.tz)})"
        )
    paper.heading("I. Thành phần đoàn")
    _members(paper, file)
    paper.heading("II. Nội dung kiểm tra, hướng dẫn")
    for each in row["contents"]:
        paper.text(f"- {each['text']} ({file.name(each.get('agency_id'))})")
    _checklist(paper, file)
    paper.heading("III. Kết quả")
    for line in (row["findings"] or BLANK).splitlines():
        if line.strip():
            paper.text(line.strip())
    if file.before is not None:
        paper.text("Thực hiện kiến nghị của lần kiểm tra trước:")
        _recommendations(paper, file, file.earlier)
    paper.heading("IV. Kiến nghị")
    _recommendations(paper, file, file.recommendations)
    for each in file.later:
        paper.text(f"Kiểm tra lại: {each['code']}, {short_moment(each['starts_at'], file.tz)}.")
    agencies = dict.fromkeys(each["agency_id"] for each in file.members)
    paper.sign([file.name(own) for own in agencies], "Trưởng đoàn")
    return paper.data()
