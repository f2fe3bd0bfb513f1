"""The case report and the flash notice as papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.casework.documents import checks, patrol_findings, words
from data.casework.documents.case_file import CaseFile
from data.casework.documents.flash import flash
from data.casework.documents.paper import Cell, Paper
from data.casework.forces import headcount
from data.incidents.states import FIRES

REPORT_BASIS = "Thông tư số 25/2019/TT-BNNPTNT ngày 27/12/2019 của Bộ Nông nghiệp và Phát triển nông thôn"


def _paper(case: CaseFile) -> Paper:
    return Paper(case.head, "BC", case.now.astimezone(case.tz).date(), drill=case.drill)


def _commune(case: CaseFile) -> str:
    if case.commune is None:
        return words.SHORT_BLANK
    changed = case.commune_before is not None and case.commune_before != case.commune
    before = f" (địa bàn xã {case.commune_before} trước ngày 01/7/2025)" if changed else ""
    return f"xã {case.commune}{before}"


def _receivers(case: CaseFile) -> list[str]:
    """The agencies that must be told of it, by name, each once; an agency without a name is not invented."""
    own = case.incident["agency_id"]
    ids = [each["receiver_id"] for each in case.duties if each["status"] != "withdrawn"]
    named = [case.agencies[one]["name"] for one in dict.fromkeys(ids) if one in case.agencies and one != own]
    return [name for name in named if name]


def _points(case: CaseFile) -> tuple[Cell, Cell]:
    row = case.incident
    if row["latitude"] is None or case.vn2000 is None:
        return None, None
    north, east = case.vn2000
    return (
        f"vĩ độ {row['latitude']:.6f}°, kinh độ {row['longitude']:.6f}°".replace(".", ","),
        f"X = {words.number(north, 2)} m; Y = {words.number(east, 2)} m (kinh tuyến trục 104°, múi 3°)",
    )


def _general(paper: Paper, case: CaseFile) -> None:
    row, record, fire = case.incident, case.record, case.incident["kind"] in FIRES
    paper.heading("I. THÔNG TIN CHUNG")
    paper.line("Mã vụ việc", f"{row['code']} ({words.KINDS[row['kind']]})")
    paper.line("Phát hiện", words.moment(row["occurred_at"], case.tz))
    paper.line("Nhận tin báo", words.moment(row["known_at"], case.tz))
    paper.line("Hình thức phát hiện", words.DISCOVERIES.get(record.discovered_how or ""))
    if fire:
        paper.line("Lực lượng đến hiện trường", words.moment(record.arrived_at, case.tz))
        paper.line(
            "Khống chế được đám cháy",
            words.moment(record.controlled_at or case.steps.get("controlled"), case.tz),
        )
        out = record.extinguished_at or (case.clock.out_at if case.clock else None)
        paper.line("Dập tắt hoàn toàn", words.moment(out, case.tz))
    village = f"bản {record.village}, " if record.village else ""
    paper.line("Địa điểm", f"{village}{_commune(case)}")
    paper.line("Mô tả nơi xảy ra", row["place_text"])
    paper.line("Lô, khoảnh, tiểu khu", words.plot(vars(record)))
    wgs84, vn2000 = _points(case)
    paper.line("Tọa độ WGS84", wgs84)
    paper.line("Tọa độ VN-2000", vn2000)
    paper.line("Nội dung", row["summary"])


def _forest(paper: Paper, case: CaseFile) -> None:
    record = case.record
    paper.heading("II. HIỆN TRẠNG RỪNG VÀ ĐIỀU KIỆN TỰ NHIÊN")
    paper.line("Chủ rừng", record.owner)
    paper.line("Chức năng", words.FUNCTIONS.get(record.function or 0))
    paper.line("Nguồn gốc", words.ORIGINS.get(record.origin or ""))
    paper.line("Trạng thái rừng", record.forest_state)
    planted = f", trồng năm {record.planted_year}" if record.planted_year else ""
    paper.line("Loài cây", f"{record.species}{planted}" if record.species else None)
    slope = f"{words.number(record.slope_deg)}°" if record.slope_deg is not None else words.SHORT_BLANK
    aspect = words.WINDS.get(record.aspect or "", words.SHORT_BLANK)
    paper.line("Độ dốc, hướng dốc", f"{slope}, hướng {aspect}")
    if case.incident["kind"] in FIRES:
        paper.line("Thời tiết", record.weather)
        paper.line("Cấp dự báo cháy rừng trong ngày", words.LEVELS.get(record.danger_level or 0))
        paper.line("Loại cháy", words.FIRE_TYPES.get(record.fire_type or ""))


def _course(paper: Paper, case: CaseFile) -> None:
    """What people wrote into the timeline and the steps, in the order in which it happened."""
    paper.heading("III. DIỄN BIẾN")
    kept = [
        each
        for each in case.entries
        if each["kind"] in ("note", "correction", "status") and (each["text"] or each["status_to"])
    ]
    lines = [(row["observed_at"], 0, checks.told(row)) for row in case.checks if row["counts"]]
    lines += [
        (row["happened_at"], 0, patrol_findings.told(row)) for row in case.patrol_findings if row["photos"]
    ]
    for each in kept:
        told = each["text"]
        if each["kind"] == "status":
            step = words.capital(words.STATUSES[each["status_to"]])
            told = f"{step}. {told}" if told else f"{step}."
        if each["kind"] == "correction":
            told = f"Đính chính: {told}"
        lines.append((each["happened_at"], each["id"], told))
    if not lines:
        paper.text(words.BLANK)
    for when, _at, told in sorted(lines):
        paper.text(f"- {words.short_moment(when, case.tz)}: {told}")


def _forces(paper: Paper, case: CaseFile) -> None:
    fire = case.incident["kind"] in FIRES
    paper.heading("IV. LỰC LƯỢNG HUY ĐỘNG" + (" CHỮA CHÁY" if fire else ""))
    paper.line("Chỉ huy", case.record.commander)
    rows: list[list[Cell]] = [
        [str(at), row["name"], words.number(row["people"]), row["vehicles"], row["tools"]]
        for at, row in enumerate(case.forces, start=1)
    ]
    total = [None, "Cộng", words.number(headcount(list(map(dict, case.forces)))), None, None]
    header = ("TT", "Lực lượng", "Số người", "Phương tiện", "Dụng cụ")
    blank: list[list[Cell]] = [["1", words.SHORT_BLANK, None, None, None]]
    paper.table(header, rows or blank, (8, 42, 16, 32, 32), total=total if rows else None, numbers=(2,))


def _share_name(row: Mapping[str, Any]) -> str:
    named = row.get("state") or words.GROUPS.get(str(row.get("group")), "chưa rõ trạng thái")
    return words.capital(str(named))


def _areas(case: CaseFile) -> list[list[Cell]]:
    """State → burned and damaged; by the record, else by the outline (which says nothing of damage)."""
    burned: Sequence[Mapping[str, Any]] = case.record.burned
    if not burned and case.record.burned_ha is None and case.area:
        burned = case.area["by_state"]
    names = list(dict.fromkeys(_share_name(row) for row in (*burned, *case.record.damaged)))

    def of(rows: Sequence[Mapping[str, Any]], name: str) -> Cell:
        found = [float(row["ha"]) for row in rows if _share_name(row) == name]
        return words.number(sum(found), 2) if found else None

    return [
        [str(at), name, of(burned, name), of(case.record.damaged, name)]
        for at, name in enumerate(names, start=1)
    ]


def _damage(paper: Paper, case: CaseFile) -> None:
    record = case.record
    paper.heading("V. THIỆT HẠI")
    if case.incident["kind"] in FIRES:
        rows = _areas(case)
        blank: list[list[Cell]] = [["1", words.SHORT_BLANK, None, None]]
        total = [None, "Cộng", words.number(case.burned_ha, 2), words.number(record.damaged_ha, 2)]
        header = ("TT", "Trạng thái rừng, loại đất", "Diện tích cháy (ha)", "Diện tích rừng thiệt hại (ha)")
        paper.table(header, rows or blank, (8, 60, 30, 32), total=total, numbers=(2, 3))
        if record.no_forest_damage:
            paper.text("Qua kiểm tra, không có thiệt hại về rừng.")
        measured = case.area is not None and not record.burned and record.burned_ha is None
        if measured:
            paper.text(
                "Diện tích cháy tính theo ranh giới khoanh vẽ, trên lớp bản đồ rừng hiện có.", italic=True
            )
    else:
        paper.line("Diện tích rừng bị thiệt hại", words.hectares(record.damaged_ha))
    loss = words.number(record.loss_vnd)
    paper.line("Ước tính thiệt hại bằng tiền", f"{loss} đồng" if loss else None)
    paper.line("Người bị thương", None if record.hurt is None else f"{record.hurt} người")
    paper.line("Người chết", None if record.killed is None else f"{record.killed} người")


def _cause(paper: Paper, case: CaseFile) -> None:
    record = case.record
    paper.heading("VI. NGUYÊN NHÂN VÀ XỬ LÝ")
    cause = words.CAUSES.get(record.cause or "")
    note = f" ({record.cause_note})" if record.cause_note else ""
    paper.line("Nguyên nhân", f"{cause}{note}" if cause else record.cause_note)
    paper.line("Hồ sơ chuyển đến", record.transferred_to)
    paper.line("Biện pháp khắc phục, phục hồi rừng", record.restoration)
    paper.heading("VII. ĐỀ XUẤT, KIẾN NGHỊ")
    paper.text(words.BLANK * 3)


def case_report(case: CaseFile) -> bytes:
    """The case report as .docx; missing figures are lines to be written by hand."""
    paper = _paper(case)
    kind, on = words.KINDS[case.incident["kind"]], case.incident["occurred_at"].astimezone(case.tz).date()
    where = f" tại xã {case.commune}" if case.commune else ""
    paper.title("Báo cáo", f"Về vụ {kind}{where}, ngày {words.day(on)}")
    if case.incident["kind"] in FIRES:
        paper.text(f"Thực hiện {REPORT_BASIS}, {case.head.agency or words.BLANK} báo cáo như sau:")
    _general(paper, case)
    _forest(paper, case)
    _course(paper, case)
    _forces(paper, case)
    _damage(paper, case)
    _cause(paper, case)
    paper.text(f"Trên đây là báo cáo về vụ {kind}{where}./.")
    paper.sign(_receivers(case), case.head.position)
    return paper.data()


def flash_paper(case: CaseFile) -> bytes:
    """The flash notice as .docx."""
    paper, said = _paper(case), flash(case)
    kind = words.KINDS[case.incident["kind"]]
    where = f" tại xã {case.commune}" if case.commune else ""
    paper.title("Báo cáo", f"Nhanh về vụ {kind}{where}")
    paper.addressed(_receivers(case))
    paper.text(f"{case.head.agency or words.BLANK} báo cáo nhanh vụ {kind} ({case.code}) như sau:")
    for at, (name, value) in enumerate(said.items, start=1):
        paper.text(f"{at}. {name}: {value}.")
    paper.text(f"Nội dung tin: {case.incident['summary']}")
    paper.text(
        f"Thông tin tính đến {words.moment(case.now, case.tz)}; sẽ báo cáo tiếp khi có diễn biến mới./."
    )
    paper.sign(["Như trên"], case.head.position)
    return paper.data()
