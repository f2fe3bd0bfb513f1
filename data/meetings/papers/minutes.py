"""BIÊN BẢN (NĐ 30/2020, mẫu 1.9): who sat together, about what, what was said and decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.casework.documents.paper import Paper
from data.casework.documents.words import BLANK, long_day
from data.meetings.papers.file import MeetingFile


def _moment(file: MeetingFile, moment: datetime | None) -> str:
    if moment is None:
        return BLANK
    here = moment.astimezone(file.tz)
    return f"{here:%H} giờ {here:%M}, {long_day(here.date())}"


def person(each: Mapping[str, str]) -> str:
    """ "Ông/bà Lò Thị Lan, Trưởng công an xã (dự thay Quàng Văn Minh)"."""
    said = ", ".join(each[name] for name in ("name", "post") if each.get(name))
    return f"{said} (dự thay {each['stands_in_for']})" if each.get("stands_in_for") else said


def _people(row: Mapping[str, Any]) -> str:
    if not row["present"]:
        return "vắng" + (f" ({row['note']})" if row["note"] else "")
    return "; ".join(map(person, row["names"])) + (f" ({row['note']})" if row["note"] else "")


def _attendance(paper: Paper, file: MeetingFile) -> None:
    known = {row["agency_id"] for row in file.attendance}
    rows: list[tuple[str, str | None]] = [
        (file.name(row["agency_id"]), _people(row)) for row in file.attendance
    ]
    rows += [(file.name(own), None) for own in file.meeting["invited"] if own not in known]
    lines = [(str(at), name, said) for at, (name, said) in enumerate(rows, 1)]
    paper.table(("TT", "Đơn vị", "Người dự, chức vụ"), lines or [("1", None, None)], (1, 5, 8))


def _paragraphs(paper: Paper, text: str | None) -> None:
    for line in (text or BLANK).splitlines():
        if line.strip():
            paper.text(line.strip())


def _decisions(paper: Paper, file: MeetingFile) -> None:
    if not file.decisions:
        return
    paper.text("Phân công thực hiện:")
    rows = []
    for at, each in enumerate(file.decisions, 1):
        owner = ", ".join(
            part
            for part in (
                file.name(each["owner_agency_id"]) if each["owner_agency_id"] else "",
                each["owner"],
            )
            if part
        )
        rows.append((str(at), each["text"], owner, f"{each['due_on']:%d/%m/%Y}"))
    paper.table(("TT", "Nội dung", "Đơn vị, người thực hiện", "Hạn"), rows, (1, 7, 4, 2.4))


def _corrections(paper: Paper, file: MeetingFile) -> None:
    if not file.corrections:
        return
    paper.heading("Đính chính sau khi chốt biên bản")
    for each in file.corrections:
        paper.text(f"- {each['at'].astimezone(file.tz):%d/%m/%Y %H:%M}: {each['text']}")


def minutes(file: MeetingFile) -> bytes:
    """The .docx: number, signatures and whatever nobody wrote are lines to fill in by hand."""
    row = file.meeting
    said: Mapping[str, str] = row["minutes"]
    paper = Paper(file.head, "BB", None, drill=file.drill)
    paper.title("Biên bản", f"Hội nghị {file.about}")
    paper.line("Thời gian bắt đầu", _moment(file, row["held_at"]))
    paper.line("Địa điểm", row["venue"])
    paper.line("Chủ trì", said.get("chair"))
    paper.line("Thư ký (người ghi biên bản)", said.get("secretary"))
    if file.plan:
        paper.line("Căn cứ", file.plan)
    paper.heading("I. Thành phần tham dự")
    _attendance(paper, file)
    paper.heading("II. Nội dung")
    if row["agenda"]:
        paper.text("1. Chương trình", bold=True)
        for each in row["agenda"]:
            paper.text(f"- {each['text']}")
    at = 2 if row["agenda"] else 1
    paper.text(f"{at}. Diễn biến", bold=True)
    _paragraphs(paper, said.get("summary"))
    paper.text(f"{at + 1}. Ý kiến của các đơn vị", bold=True)
    _paragraphs(paper, said.get("opinions"))
    paper.heading("III. Kết luận")
    _paragraphs(paper, said.get("conclusion"))
    _decisions(paper, file)
    _corrections(paper, file)
    paper.text(f"Hội nghị kết thúc vào {BLANK} giờ {BLANK} cùng ngày./.")
    recipients = [file.name(own) for own in row["invited"]]
    paper.sign_both("Thư ký", "Chủ trì", recipients)
    return paper.data()
