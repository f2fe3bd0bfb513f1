"""The auditor's alarm on a page: loud where the ledger is not what it should be, nothing otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from dashboard import formats
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import N_, _
from data.auditing import latest
from data.store.engine import reading

SHOWN = 5
"""So many differences are named; the rest is counted."""
KINDS = {
    "fire_event": N_("Đám cháy"),
    "incident": N_("Vụ việc"),
    "call": N_("Tin báo"),
    "danger_level": N_("Cấp cháy rừng"),
    "patrol": N_("Tuần tra"),
    "meeting": N_("Hội nghị giao ban"),
    "outreach_event": N_("Tập huấn, tuyên truyền"),
    "inspection": N_("Kiểm tra liên ngành"),
    "case": N_("Hồ sơ phối hợp xử lý"),
}
DIFFERENCES = {
    "matter_missing": N_("{kind} {ref}: phải thành nghĩa vụ, sổ không có"),
    "record_missing": N_("{kind} {ref}: sổ có, bản ghi gốc không còn"),
    "facts_missing": N_("{kind} {ref}: không có dòng nào ghi đã biết gì"),
    "facts_gap": N_("{kind} {ref}: mất dòng thứ {number} ghi đã biết gì"),
    "facts_not_newest": N_("{kind} {ref}: sổ không dùng điều biết mới nhất"),
    "facts_differ": N_("{kind} {ref}: {column} trong bản ghi là {recorded}, trong sổ là {known}"),
    "forest_pending": N_("{kind} {ref}: chưa ai hỏi lớp rừng từ {since}, quy tắc còn đợi"),
    "merge_circle": N_("{kind} {ref}: nhập vào chính mình"),
    "merge_missing": N_("{kind} {ref}: đã thuộc {into}, nghĩa vụ chưa theo"),
    "merge_unfounded": N_("{kind} {ref}: nghĩa vụ theo {into} mà không có căn cứ"),
    "duty_missing": N_("{kind} {ref}: {receiver} phải được báo, sổ không có nghĩa vụ"),
    "duty_undeserved": N_("Nghĩa vụ {duty}: không quy tắc nào buộc báo {receiver}"),
    "duty_misplaced": N_("Nghĩa vụ {duty}: do điều biết của vấn đề khác"),
    "duty_late": N_("Nghĩa vụ {duty}: tính từ điều biết muộn hơn lẽ ra"),
    "duty_differs": N_("Nghĩa vụ {duty}: {column} phải là {expected}, đang là {stored}"),
    "clock_differs": N_("Nghĩa vụ {duty}: {column} phải là {expected}, đang là {stored}"),
    "entry_illegal": N_("Nghĩa vụ {duty}: dòng {entry} không thể theo sau"),
    "raised_missing": N_("Nghĩa vụ {duty}: không bắt đầu bằng một dòng phát sinh"),
    "standing_differs": N_("Nghĩa vụ {duty}: theo nhật ký, {column} phải là {expected}, đang là {stored}"),
    "deadline_unwritten": N_("Nghĩa vụ {duty}: theo nhật ký, hạn phải là {expected}, đang là {stored}"),
    "start_unwritten": N_("Nghĩa vụ {duty}: theo nhật ký, giờ bắt đầu phải là {expected}, đang là {stored}"),
    "withdrawn_unfounded": N_("Nghĩa vụ {duty}: đã rút mà {kind} {ref} không phải báo nhầm"),
    "withdrawn_missing": N_("Nghĩa vụ {duty}: chưa rút mà {kind} {ref} là báo nhầm"),
    "moved_missing": N_("Nghĩa vụ {duty}: còn ở {kind} {ref} dù đã nhập vào nơi khác"),
    "moved_astray": N_("Nghĩa vụ {duty}: chuyển sang {moved_to}, không đúng nơi"),
    "moved_unfounded": N_("Nghĩa vụ {duty}: chuyển sang {moved_to} dù {kind} {ref} không nhập vào đâu"),
    "history_missing": N_("Nghĩa vụ {duty}: dòng {entry} không theo sang {moved_to}"),
    "copy_differs": N_("Nghĩa vụ {duty}: dòng {entry} khác bản mà nó chép"),
    "figures_differ": N_("Số liệu của {key}: {bucket} đếm {stored}, theo nhật ký là {expected}"),
}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """One difference in words."""
    said = {name: "–" if value is None else value for name, value in params.items()}
    if "kind" in said:
        said["kind"] = _(KINDS.get(said["kind"], said["kind"]))
    return _(DIFFERENCES[code]).format_map(said)


def body(last: Mapping[str, Any] | None) -> str:
    """The note as HTML; "" where there is nothing to say. `last` as `data.auditing.latest` gives it."""
    if last is None or not last["count"]:
        return ""
    when = formats.moment(datetime.fromisoformat(last["at"]))
    lines = [sentence(each["code"], each["params"]) for each in last["findings"][:SHOWN]]
    if last["count"] > len(lines):
        lines.append(_("và {count} chỗ nữa").format(count=last["count"] - len(lines)))
    told = _(
        "Kiểm tra lúc {when} thấy {count} chỗ khác với điều lẽ ra phải có. Số liệu 24 giờ chưa tin được; hãy "
        "đối chiếu từng chỗ và báo người quản trị."
    ).format(when=when, count=last["count"])
    items = "".join(f"<li>{escape(each)}</li>" for each in lines)
    title = escape(_("Sổ nghĩa vụ thông tin có chỗ sai"))
    return f'<div class="cl-note bad" role="alert"><b>{title}</b>{escape(told)}<ul>{items}</ul></div>'


def show() -> None:
    """Draw the note where the last audit found differences."""
    with reading(services().engine) as conn:
        note = body(latest(conn))
    if note:
        html(note)
