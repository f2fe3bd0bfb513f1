"""What is told of a patrol that has not set out, or is not back: by e-mail, chat and SMS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from data.notices.message import CODE, LINK, VIETNAM, Rendered, clean
from data.notices.phrases import DRILL, DRILL_BARE, phrase
from data.notices.sms import LONGEST_CODE, MOST, bare

VI: Mapping[str, str] = {
    "late_start": "Tuần tra {code} CHƯA XUẤT PHÁT: chưa ai điểm danh, đã quá giờ hẹn {minutes} phút",
    "overdue_return": "Tuần tra {code} CHƯA VỀ: đã quá giờ về {minutes} phút, còn {count} người ở ngoài",
    "window": "Kế hoạch: {first} – {last}",
    "meet": "Nơi tập trung: {text}",
    "zones": "Khu vực: {text}",
    "leader": "Tổ trưởng: {name}{phone}",
    "out": "Còn ở ngoài: {names}",
    "superior": "Đơn vị {name} chưa ai nhận tin này; báo lên cấp trên.",
    "do": "Hãy gọi tổ trưởng; ai nhận việc này thì xác nhận để thôi báo người tiếp theo.",
    "sms_late_start": "{code} CHUA XUAT PHAT, hen {at}",
    "sms_overdue_return": "{code} CHUA VE, han {at}, {count} nguoi",
    "sms_leader": "To truong {name} {phone}",
}
EN: Mapping[str, str] = {
    "late_start": "Patrol {code} HAS NOT SET OUT: nobody checked in, {minutes} minutes after the start",
    "overdue_return": "Patrol {code} IS NOT BACK: {minutes} minutes after the end, {count} still out",
    "window": "Plan: {first} – {last}",
    "meet": "Meeting place: {text}",
    "zones": "Zones: {text}",
    "leader": "Leader: {name}{phone}",
    "out": "Still out: {names}",
    "superior": "Nobody of {name} has taken this; it goes up.",
    "do": "Call the leader; whoever takes charge confirms, so that nobody else is told.",
    "sms_late_start": "{code} NOT SET OUT, due {at}",
    "sms_overdue_return": "{code} NOT BACK, due {at}, {count} out",
    "sms_leader": "Leader {name} {phone}",
}
_WORDS = {"vi": VI, "en": EN}


@dataclass(frozen=True)
class Told:
    """What an alarm says. `out`: names of who is still out there. `late_agency`: of a message to a superior,
    who did not answer."""

    kind: str
    code: str
    starts_at: datetime
    ends_at: datetime
    now: datetime
    meeting_place: str
    zones: tuple[str, ...]
    leader: str
    phone: str
    out: tuple[str, ...]
    late_agency: str = ""
    drill: bool = False
    language: str = "vi"
    zone: ZoneInfo = VIETNAM
    with_link: bool = True

    def said(self, key: str, **values: Any) -> str:
        """Our own words."""
        return _WORDS[self.language][key].format(**values)

    def at(self, moment: datetime, form: str = "%H:%M %d/%m/%Y") -> str:
        """A local time."""
        return moment.astimezone(self.zone).strftime(form)

    @property
    def due(self) -> datetime:
        """The time that has passed."""
        return self.starts_at if self.kind == "late_start" else self.ends_at

    @property
    def first_line(self) -> str:
        """What is wrong, in one line."""
        minutes = int((self.now - self.due).total_seconds() // 60)
        return self.said(self.kind, code=self.code, minutes=minutes, count=len(self.out))


def told_of(
    row: Mapping[str, Any], plan: Mapping[str, Any], out: tuple[str, ...], now: datetime, **more: Any
) -> Told:
    """An alarm (row of `patrol_alarm`) of a patrol (as `patrol_of` gives it)."""
    leader: Mapping[str, Any] = next((each for each in plan["members"] if each["role"] == "leader"), {})
    return Told(
        kind=row["kind"],
        code=plan["code"],
        starts_at=plan["starts_at"],
        ends_at=plan["ends_at"],
        now=now,
        meeting_place=clean(plan["meeting_place"]),
        zones=tuple(clean(each["name"]) for each in plan["zones"]),
        leader=clean(leader.get("name")),
        phone=clean(leader.get("phone")),
        out=tuple(clean(each) for each in out),
        **more,
    )


def _body(told: Told) -> str:
    lines = [phrase(told.language, "drill")] if told.drill else []
    lines += [f"{told.first_line}.", ""]
    if told.late_agency:
        lines.append(told.said("superior", name=told.late_agency))
    lines.append(told.said("window", first=told.at(told.starts_at), last=told.at(told.ends_at)))
    if told.meeting_place:
        lines.append(told.said("meet", text=told.meeting_place))
    if told.zones:
        lines.append(told.said("zones", text=", ".join(told.zones)))
    if told.leader:
        phone = f", {told.phone}" if told.phone else ""
        lines.append(told.said("leader", name=told.leader, phone=phone))
    if told.out:
        lines.append(told.said("out", names=", ".join(told.out)))
    lines += ["", told.said("do")]
    if told.with_link:
        lines.append(phrase(told.language, "ack_link", link=LINK))
    return "\n".join(lines).strip() + "\n"


def _sms(told: Told) -> str:
    """The richest text that fits one SMS; the last always does."""
    head = f"{DRILL_BARE}. " if told.drill else ""
    at = told.at(told.due, "%H:%M %d/%m")
    first = told.said(f"sms_{told.kind}", code=told.code, at=at, count=len(told.out))
    reply = phrase(told.language, "sms_reply", code=CODE)
    leader = bare(told.said("sms_leader", name=told.leader, phone=told.phone)) if told.leader else ""
    short = bare(told.said("sms_leader", name=told.leader.split(" ")[-1], phone=told.phone))
    for middle in (leader, short, ""):
        text = head + ". ".join(part for part in (first, middle.strip(), reply) if part)
        if len(text.replace(CODE, "0" * LONGEST_CODE)) <= MOST:
            return text
    raise AssertionError("the poorest text of an SMS is short")  # pragma: no cover


def rendered(told: Told, channel: str) -> Rendered:
    """As a channel takes it: `LINK` and `CODE` stand where the outbox fills them in."""
    if channel == "sms":
        return Rendered("", _sms(told))
    subject = f"{DRILL}: {told.first_line}" if told.drill else told.first_line
    return Rendered(subject if channel in ("email", "webhook") else "", _body(told))
