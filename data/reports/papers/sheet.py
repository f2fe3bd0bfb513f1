"""The report as .docx: BÁO CÁO, its indicators in a table, each in a few lines, fires, map, room to judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from data.casework.documents import words as paper_words
from data.casework.documents.paper import Cell, Paper
from data.reports import words
from data.reports.fires import STATE
from data.reports.papers.chart import bars, shown
from data.reports.papers.file import ReportFile

_MERGED = "01/7/2025"
_SECTIONS = {
    "told_in_time": "Trao đổi, báo tin",
    "meetings_held": "Họp giao ban",
    "announced_in_time": "Tập huấn, tuyên truyền",
    "inspections_done": "Kiểm tra liên ngành",
    "cases_handled": "Hồ sơ vụ việc chung",
    "patrols_joint": "Tuần tra",
}


def parts_line(code: str, figure: dict[str, Any], *, without: Sequence[str] = ()) -> str:
    """ "4 họp đúng hạn, 1 không họp": the parts that are not nought."""
    told = [
        f"{paper_words.number(value, words.decimals(part))} {words.part_name(code, part)}"
        for part, value in figure["parts"].items()
        if value and part not in without and not part.startswith(STATE)
    ]
    return ", ".join(told)


def _opening(paper: Paper, report: ReportFile) -> None:
    plan, blank = report.plan, paper_words.BLANK
    named = (
        f"{plan['title']}" + (f" số {plan['number']}" if plan["number"] else "")
        if plan
        else f"Kế hoạch {blank}"
    )
    days = f"từ ngày {paper_words.day(report.first)} đến ngày {paper_words.day(report.last)}"
    who = report.head.agency or blank
    paper.text(
        f"Thực hiện {named}, {who} báo cáo kết quả công tác phối hợp {report.period} ({days}) như sau:"
    )
    at = datetime.fromisoformat(report.said["at"])
    if report.kept:
        mark = report.kept["sha256"][:16]
        paper.text(
            f"Số liệu chốt lúc {paper_words.moment(at, report.tz)} (dấu kiểm tra {mark}…);"
            " điều đính chính sau đó ghi ở phần riêng.",
            italic=True,
        )
    else:
        still = "" if report.said["over"] else " Kỳ báo cáo chưa kết thúc."
        paper.text(f"Số liệu tính đến {paper_words.moment(at, report.tz)}, chưa chốt.{still}", italic=True)
    if len(report.said["eras"]) > 1:
        paper.text(
            f"Kỳ báo cáo qua ngày {_MERGED}: trước ngày đó tính theo các xã cũ, từ ngày đó theo các xã mới.",
            italic=True,
        )


def _table(paper: Paper, report: ReportFile) -> None:
    paper.heading("I. CÁC CHỈ TIÊU")
    besides = report.besides
    rows: list[list[Cell]] = [
        [str(at), line.text, *(words.said(report.figure(line.code, each), line.part) for each in besides)]
        for at, line in enumerate(words.LINES, start=1)
    ]
    header = ("TT", "Chỉ tiêu", *(words.BESIDE[each] for each in besides))
    numbers = range(2, 2 + len(besides))
    paper.table(header, rows, (12, 66, *[29] * len(besides)), numbers=tuple(numbers))
    paper.text(f"Dấu {words.NOTHING}: không có việc nào để tính.", italic=True)
    if shown(report):
        paper.picture(bars(report))


def _meetings(paper: Paper, report: ReportFile) -> None:
    communes = report.said["meetings"]["communes"]
    if not communes:
        return
    names = ("held", "late", "missed", "ahead", "cancelled")
    rows: list[list[Cell]] = [
        [report.commune(own), *(paper_words.number(each[name]) for name in names)]
        for own, each in sorted(communes.items(), key=lambda each: report.commune(each[0]))
    ]
    quarterly = report.said["meetings"]["quarterly"]
    rows.append(["Khu vực (họp quý)", *(paper_words.number(quarterly[name]) for name in names)])
    header = ("Xã", *(paper_words.capital(words.PARTS["meetings_held"][name]) for name in names))
    paper.table(header, rows, (50, 24, 24, 24, 24, 24), numbers=(1, 2, 3, 4, 5))


def _promises(paper: Paper, report: ReportFile) -> None:
    paper.heading("II. KẾT QUẢ THỰC HIỆN KẾ HOẠCH")
    for at, (code, title) in enumerate(_SECTIONS.items(), start=1):
        figure = report.figure(code)
        if figure is None:
            continue
        told = parts_line(code, figure) or "trong kỳ không có việc nào"
        whole = words.said(figure)
        lead = f"{whole}; " if code in words.SHARES and whole != words.NOTHING else ""
        paper.text(f"{at}. {title}: {lead}{told}.")
        if code == "meetings_held":
            _meetings(paper, report)
    _targets(paper, report)


def _targets(paper: Paper, report: ReportFile) -> None:
    if not report.said["targets"]:
        return
    paper.text("Chỉ tiêu tuần tra của các đơn vị (một lượt chung tính cho mọi đơn vị có mặt):")
    rows: list[list[Cell]] = []
    for each in report.said["targets"]:
        done, target = each["done"], each["target"]
        row: list[Cell] = [report.names.get(each["agency_id"], each["agency_id"])]
        for name, places in (("patrols", 0), ("km", 1), ("hours", 1)):
            wanted = paper_words.number(target[name], places) or words.NOTHING
            row.append(f"{paper_words.number(done[name], places)}/{wanted}")
        rows.append(row)
    header = ("Đơn vị", "Lượt (làm được/chỉ tiêu)", "Km", "Giờ")
    paper.table(header, rows, (66, 34, 30, 30), numbers=(1, 2, 3))


def _fires(paper: Paper, report: ReportFile, picture: bytes | None) -> None:
    paper.heading("III. TÌNH HÌNH CHÁY RỪNG")
    figure = report.figure("fires_burned")
    if figure is not None:
        told = parts_line("fires_burned", figure)
        paper.text(f"Số vụ cháy rừng đã xác minh: {words.said(figure)}{f'; {told}' if told else ''}.")
        states = {part: value for part, value in figure["parts"].items() if part.startswith(STATE)}
        if states:
            rows: list[list[Cell]] = [
                [str(at), words.state_name(part), paper_words.number(value, 2)]
                for at, (part, value) in enumerate(states.items(), start=1)
            ]
            total = [None, "Cộng", paper_words.number(figure["parts"]["burned_ha"], 2)]
            header = ("TT", "Trạng thái rừng, loại đất", "Diện tích cháy (ha)")
            paper.table(header, rows, (10, 90, 40), total=total, numbers=(2,))
    seen, spots = report.figure("events_seen"), report.said["hotspots"]
    if seen is not None:
        told = parts_line("events_seen", seen)
        lead = f"Vệ tinh phát hiện {words.said(seen)} đám cháy trong địa bàn"
        paper.text(f"{lead}: {told}." if told else f"{lead}.")
    paper.text(sensors(spots, "last_year" in report.said["beside"]))
    if picture is not None:
        paper.picture(picture)


def sensors(spots: dict[str, Any], last_year: bool) -> str:
    """Hotspots beside the other period's, on satellites that saw some in both."""
    other = "cùng kỳ năm trước" if last_year else "kỳ trước"
    if spots["now"] is None:
        return f"Điểm cháy: không có vệ tinh nào thấy điểm cháy ở cả kỳ này và {other} để so sánh."
    told, then = paper_words.number(spots["now"]), paper_words.number(spots["then"])
    named = ", ".join(spots["shared"])
    return f"Điểm cháy theo cùng các vệ tinh ({named}): kỳ này {told}, {other} {then}."


def _moved(paper: Paper, report: ReportFile) -> None:
    if not report.moved:
        return
    paper.heading("IV. ĐÍNH CHÍNH SAU KHI CHỐT")
    rows: list[list[Cell]] = []
    for each in report.moved:
        values = (moved_value(each.code, each.part, value) for value in (each.was, each.now))
        rows.append([words.full_name(each.code, each.part), *values])
    paper.table(("Số liệu", "Lúc chốt", "Hiện nay"), rows, (90, 30, 30), numbers=(1, 2))


def moved_value(code: str, part: str, value: float | None) -> str:
    """A figure that moved, alone."""
    if value is None:
        return words.NOTHING
    if not part and code in words.SHARES:
        return f"{paper_words.number(value * 100, 1)} %"
    return paper_words.number(value, words.decimals(part)) or words.NOTHING


def report_paper(report: ReportFile, picture: bytes | None = None) -> bytes:
    """The paper; `picture` is its map (PNG)."""
    paper = Paper(report.head, "BC", report.now.astimezone(report.tz).date(), drill=report.drill)
    paper.title("Báo cáo", f"Kết quả công tác phối hợp bảo vệ rừng {report.period}")
    _opening(paper, report)
    _table(paper, report)
    _promises(paper, report)
    _fires(paper, report, picture)
    _moved(paper, report)
    paper.heading(f"{'V' if report.moved else 'IV'}. ĐÁNH GIÁ, KIẾN NGHỊ")
    paper.text(paper_words.BLANK * 6)
    paper.text(f"Trên đây là báo cáo kết quả công tác phối hợp {report.period}./.")
    signed = (report.plan or {}).get("signatories") or []
    parties = [report.names[each["agency_id"]] for each in signed if each["agency_id"] in report.names]
    paper.sign(parties, report.head.position)
    return paper.data()
