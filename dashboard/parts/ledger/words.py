"""Duties to inform in words: where they stand, what was done, how good the proof is, which clock rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from dashboard import formats, words
from dashboard.words import N_, _
from data.ledger.figures import after_start, bucket
from data.ledger.limits import limit_at, start_counts
from data.ledger.starting import START_MOVED

BUCKETS = {
    "on_time": N_("đúng hạn, có bằng chứng"),
    "sent_only": N_("đúng hạn, chỉ mới gửi"),
    "late": N_("trễ"),
    "overdue": N_("quá hạn, chưa báo"),
    "open": N_("còn hạn"),
    "waived": N_("miễn"),
}
STATUSES = {
    "open": N_("chưa báo"),
    "told": N_("đã báo, chờ tiếp nhận"),
    "acknowledged": N_("đã tiếp nhận"),
    "waived": N_("miễn"),
    "withdrawn": N_("đã rút"),
}
KINDS = {
    "fire_event": N_("Đám cháy vệ tinh"),
    "incident": N_("Vụ việc"),
    "call": N_("Tin báo"),
    "danger_level": N_("Cấp cháy rừng"),
    "patrol": N_("Tuần tra"),
    "meeting": N_("Hội nghị giao ban"),
    "outreach_event": N_("Tập huấn, tuyên truyền"),
    "inspection": N_("Kiểm tra liên ngành"),
    "case": N_("Hồ sơ phối hợp xử lý"),
}
CHANNELS = {
    "call": N_("gọi điện"),
    "visit": N_("gặp trực tiếp"),
    "radio": N_("bộ đàm"),
    "paper": N_("văn bản"),
    "zalo": N_("Zalo"),
    "sms": N_("SMS"),
    "email": N_("e-mail"),
    "telegram": N_("Telegram"),
    "webhook": N_("hệ thống khác"),
    "login": N_("trên trang này"),
    "link": N_("đường dẫn trong tin"),
}
PROOFS = {
    "sent": N_("chỉ mới gửi"),
    "delivered": N_("máy nhận báo đã tới"),
    "logged": N_("có ghi tên người nghe"),
    "paper": N_("văn bản có số"),
    "named": N_("có người đứng tên tiếp nhận"),
}
CLOCKS = {
    "stored": N_("tính từ lúc tệp vệ tinh về máy"),
    "known": N_("tính từ lúc đơn vị biết tin"),
    "announced": N_("tính từ lúc công bố"),
}
"""The ruling clock, as it is named beside every figure."""
URGENCIES = {"immediate": N_("khẩn"), "normal": N_("thường")}
ENTRIES = {
    "raised": N_("Phát sinh nghĩa vụ báo tin"),
    "told": N_("Đã báo"),
    "delivered": N_("Tin đã tới máy người nhận"),
    "acknowledged": N_("Đã tiếp nhận"),
    "confirmed": N_("Người thứ hai xác nhận lần báo"),
    "waived": N_("Miễn"),
    "withdrawn": N_("Rút: tin không còn"),
    "moved": N_("Dời thời hạn"),
    "escalated": N_("Báo lên người tiếp theo"),
    "revoked": N_("Rút lại dòng đã ghi"),
}
CODES = {
    "merged": N_("nhập vào tin khác"),
    "split": N_("tách từ tin khác"),
    "emptied": N_("đám cháy không còn điểm nào"),
    "taken_back": N_("không còn giao nhiệm vụ"),
    "start_moved": N_("giờ bắt đầu đã đổi"),
    "not_involved": N_("đơn vị không còn tham gia"),
    "exhausted": N_("mọi đầu mối đã tới lượt"),
    "reminded": N_("nhắc lại: đã tiếp nhận mà vụ việc chưa có diễn biến"),
    "superior_answered": N_("cấp trên đã xác nhận"),
}
"""Texts of entries that the program writes."""


def span(length: timedelta) -> str:
    """ "2 giờ 5 phút", "3 ngày 4 giờ": two units at most, rounded down."""
    minutes = int(abs(length).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        parts = [words.counted("{count} ngày", days)] + (
            [words.counted("{count} giờ", hours)] if hours else []
        )
    elif hours:
        rest = minutes % 60
        parts = [words.counted("{count} giờ", hours)] + (
            [words.counted("{count} phút", rest)] if rest else []
        )
    else:
        parts = [words.counted("{count} phút", minutes)]
    return " ".join(parts)


def left(row: Mapping[str, Any], now: datetime) -> tuple[str, str]:
    """The countdown of a duty that somebody still has to meet, in words, and how pressing: bad, warn, ""."""
    target, deadline, limit = row["target_at"], row["deadline_at"], limit_at(row)
    if now > deadline:
        return _("quá hạn {span}", span=span(now - deadline)), "bad"
    if now > limit:
        return _("bắt đầu đã {span} mà chưa báo", span=span(now - limit)), "bad"
    if target is not None and now > target:
        return _("quá mục tiêu {span}", span=span(now - target)), "warn"
    if target is not None and target < limit:
        return _("còn {span} tới mục tiêu", span=span(target - now)), "warn"
    pressing = "warn" if limit - now < timedelta(hours=2) else ""
    if limit < deadline:
        return _("còn {span} tới giờ bắt đầu", span=span(limit - now)), pressing
    return _("còn {span}", span=span(deadline - now)), pressing


def status(row: Mapping[str, Any]) -> str:
    """Where it stands, not yet translated: a message that was only sent is not called told."""
    if row["status"] == "told" and row["proven_at"] is None:
        return N_("mới gửi, chưa có bằng chứng")
    return STATUSES[row["status"]]


def limits(row: Mapping[str, Any]) -> str:
    """ "mục tiêu 14:20 · phải báo trước 06:00 17/03/2027 (giờ bắt đầu) · hạn 13:50 17/03/2027"."""
    parts = [_("hạn {moment}", moment=formats.moment(row["deadline_at"]))]
    if limit_at(row) < row["deadline_at"]:
        begins = formats.moment(row["before_at"])
        parts.insert(0, _("phải báo trước {moment} (giờ bắt đầu)", moment=begins))
    if row["target_at"] is not None:
        parts.insert(0, _("mục tiêu {moment}", moment=formats.moment(row["target_at"])))
    return " · ".join(parts)


def by_start(row: Mapping[str, Any], now: datetime) -> str:
    """Whether a duty was met before what must be told began; "" where that is not asked, or not yet known."""
    if after_start(row, now):
        return _("sau giờ bắt đầu") if row["proven_at"] is not None else _("đã bắt đầu, chưa báo")
    met = start_counts(row) and row["proven_at"] is not None and row["status"] not in ("waived", "withdrawn")
    return _("trước giờ bắt đầu") if met else ""


def result(row: Mapping[str, Any], now: datetime) -> str:
    """The bucket of a duty in words, and that it was not told before the start: told within the deadline is
    not told in time for that."""
    after = by_start(row, now) if after_start(row, now) else ""
    return " · ".join(part for part in (_(BUCKETS[str(bucket(row, now))]), after) if part)


def remark(text: str) -> str:
    """A reason or remark; the program's own in words."""
    return _(CODES[text]) if text in CODES else text


def entry(each: Mapping[str, Any]) -> str:
    """The first line of an entry: what was done, how, to whom."""
    told = [_(ENTRIES[each["kind"]])]
    if each["channel"]:
        told.append(_(CHANNELS[each["channel"]]))
    if each["person"] and each["kind"] in ("told", "acknowledged"):
        told.append(_("người nhận: {person}", person=each["person"]))
    if each["person"] and each["kind"] == "escalated":
        told.append(each["person"])
    if each["reference"]:
        told.append(_("số {number}", number=each["reference"]))
    if each["text"] == START_MOVED:
        told.append(_("phải báo trước {moment} (giờ bắt đầu)", moment=formats.moment(each["before_at"])))
    elif each["deadline_at"]:
        told.append(_("hạn mới {moment}", moment=formats.moment(each["deadline_at"])))
    return " · ".join(told)


def standing(row: Mapping[str, Any]) -> str:
    """ "đã báo lúc 14:32 16/03/2027, có ghi tên người nghe"."""
    if row["status"] == "acknowledged":
        who = row["acknowledged_by"] or ""
        return _("{who} tiếp nhận lúc {moment}", who=who, moment=formats.moment(row["acknowledged_at"]))
    if row["told_at"] is not None:
        proof = _(PROOFS[row["proof"]]) if row["proof"] else ""
        said = _("đã báo lúc {moment}", moment=formats.moment(row["proven_at"] or row["told_at"]))
        return f"{said}, {proof}" if proof else said
    return _(STATUSES[row["status"]])
