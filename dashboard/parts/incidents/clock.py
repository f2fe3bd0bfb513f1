"""The clock of the case report in words: until when, how many working days are left, overdue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import formats, look
from dashboard.services import services
from dashboard.words import _, counted
from data.casework.report_clock import WORKING_DAYS, ReportClock, clocks
from data.store.engine import reading


def short(clock: ReportClock) -> str:
    """One phrase, for a list."""
    if clock.state == "overdue":
        return counted("quá hạn báo cáo vụ {count} ngày làm việc", -clock.left)
    return counted("còn {count} ngày làm việc để báo cáo vụ", clock.left)


def of(row: Mapping[str, Any]) -> ReportClock | None:
    """The clock of an incident."""
    here = services()
    with reading(here.engine) as conn:
        return clocks(conn, [row], here.now(), here.profile.tz).get(row["id"])


def line(row: Mapping[str, Any]) -> None:
    """The clock on the sheet; nothing before the fire is out."""
    clock = of(row)
    if clock is None:
        return
    due = _(
        "Dập tắt {out}; hạn {days} ngày làm việc, hết ngày {due}.",
        out=formats.moment(clock.out_at),
        days=formats.number(WORKING_DAYS),
        due=formats.day(clock.due_on),
    )
    if clock.reported_at is None:
        look.note(short(clock).capitalize(), due, kind="bad" if clock.state == "overdue" else "warn")
        return
    sent = formats.moment(clock.reported_at)
    late = _("Báo cáo vụ gửi muộn") if clock.state == "late" else _("Báo cáo vụ gửi đúng hạn")
    look.note(late, f"{sent}. {due}", kind="warn" if clock.state == "late" else "")
