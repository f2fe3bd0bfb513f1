"""GIẤY MỜI (NĐ 30/2020, mẫu 1.7): whom, to what, who chairs, when, where, and what is talked about."""

from __future__ import annotations

from datetime import datetime

from data.casework.documents.paper import Paper
from data.casework.documents.words import BLANK, long_day
from data.meetings.papers.file import MeetingFile


def _span(file: MeetingFile) -> str | None:
    first: datetime | None = file.meeting["starts_at"]
    if first is None:
        return None
    here = first.astimezone(file.tz)
    return f"{here:%H} giờ {here:%M}, {long_day(here.date())}"


def invitation(file: MeetingFile) -> bytes:
    """The .docx; a day or a place that was not set is a line to fill in by hand."""
    row = file.meeting
    guests = [file.name(own) for own in row["invited"] if own != row["host_agency_id"]]
    paper = Paper(file.head, "GM", file.now.astimezone(file.tz).date(), drill=file.drill)
    paper.title("Giấy mời", f"Về việc dự hội nghị {file.about}")
    host = file.name(row["host_agency_id"])
    paper.text(f"{host} trân trọng kính mời:")
    for each in guests or [BLANK]:
        paper.text(f"- {each}")
    paper.line("Tới dự", f"Hội nghị {file.about}")
    paper.line("Chủ trì", host)
    paper.line("Thời gian", _span(file))
    paper.line("Địa điểm", row["venue"])
    if row["agenda"]:
        paper.text("- Nội dung:")
        for at, each in enumerate(row["agenda"], 1):
            paper.text(f"{at}. {each['text']}")
    paper.text("Đề nghị các đơn vị cử người dự đúng thành phần và chuẩn bị ý kiến về các nội dung trên./.")
    paper.sign(["Như trên"], file.head.position)
    return paper.data()
