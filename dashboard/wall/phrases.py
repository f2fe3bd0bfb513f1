"""What the wall says: codes of `data.wall` in words. Times stay numbers: browsers count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dashboard import formats
from dashboard.parts.actor_words import actor
from dashboard.parts.ledger import words as ledger_words
from dashboard.sheet.place import WINDS, place_name
from dashboard.words import N_, _, counted, current
from data.danger_levels.levels import LEVELS

TITLES = {
    "strong_in_forest": N_("Cháy mạnh trong rừng"),
    "strong_near_forest": N_("Cháy mạnh sát rừng"),
    "strong_forest_unknown": N_("Cháy mạnh, chưa rõ có rừng"),
    "forest_unverified": N_("Chưa ai xác minh, ở rừng"),
    "unverified": N_("Chưa ai xác minh"),
    "immediate_overdue": N_("Quá hạn báo tin khẩn"),
    "overdue": N_("Quá hạn báo tin"),
    "due_soon": N_("Sắp hết hạn báo tin"),
    "overdue_return": N_("Tổ tuần tra chưa về"),
    "late_start": N_("Tuần tra chưa lên đường"),
    "every_feed_down": N_("Mất mọi nguồn vệ tinh"),
    "feed_down": N_("Mất nguồn vệ tinh"),
    "feed_silent": N_("Vệ tinh im lặng"),
    "notice_dead": N_("Tin không gửi được"),
    "ledger_differs": N_("Sổ nghĩa vụ không khớp"),
}
URGENCIES = {
    "critical": N_("rất gấp"),
    "high": N_("gấp"),
    "medium": N_("cần chú ý"),
    "low": N_("thường"),
}
SKY = {
    "seen": N_("{clock} đã qua, thấy {count}"),
    "seen_nothing": N_("{clock} đã qua, không thấy gì"),
    "no_data": N_("{clock} đã qua, chưa có dữ liệu"),
    "down": N_("nguồn hỏng từ {since}"),
    "never": N_("chưa có tệp nào"),
}
MEETINGS = {
    "commune_month": N_("Giao ban tháng của xã"),
    "area_quarter": N_("Giao ban quý"),
    "extraordinary": N_("Họp đột xuất"),
}
PATROLS = {
    "joint": N_("Tuần tra liên ngành"),
    "forest_round": N_("Tuần tra rừng"),
    "burn_watch": N_("Canh đốt nương"),
    "inspection": N_("Kiểm tra"),
}


@dataclass(frozen=True)
class Names:
    """Area ids and agency ids as people call them."""

    communes: Mapping[str, str]
    agencies: Mapping[str, str]

    def agency(self, own: str | None) -> str:
        """An agency's name; its id where none is known any more."""
        return "" if own is None else self.agencies.get(own, own)

    def short(self, own: str | None) -> str:
        """The same where a line is narrow, without what stands in brackets: the commune at the end must not
        be cut off."""
        return self.agency(own).replace("Ban Chỉ huy quân sự", "Ban CHQS").partition(" (")[0]


def when(iso: str | None, now: datetime) -> str:
    """A moment as short as it can be told."""
    return formats.short_moment(datetime.fromisoformat(iso), now) if iso else ""


def clock(iso: str | None) -> str:
    """A moment of the coming hours by its time alone."""
    return formats.clock(datetime.fromisoformat(iso)) if iso else ""


def _communes(facts: Mapping[str, Any], names: Names) -> str:
    return ", ".join(names.communes.get(each, each) for each in facts.get("communes") or [])


def nearest(facts: Mapping[str, Any]) -> str:
    """ "2,3 km đông bắc bản Phiêng Bay"; "" where no place is known."""
    near = facts.get("nearest")
    if not near:
        return ""
    place = place_name({"kind": "", "unit": ""} | near)
    if not near.get("bearing"):
        return _("ngay tại {place}", place=place)
    metres = formats.distance(float(near["distance_m"]))
    return _("{distance} {wind} {place}", distance=metres, wind=_(WINDS[near["bearing"]]), place=place)


def _duty(facts: Mapping[str, Any], names: Names) -> str:
    matter = _(ledger_words.KINDS[facts["matter"]]) if facts["matter"] in ledger_words.KINDS else ""
    told = [names.agency(each) for each in facts.get("receivers", [])]
    whom = ", ".join(told[:2]) + (f" +{len(told) - 2}" if len(told) > 2 else "")
    return " · ".join(filter(None, (_communes(facts, names), matter, whom)))


def _event(facts: Mapping[str, Any], names: Names) -> str:
    return " · ".join(filter(None, (nearest(facts), counted("{count} điểm", facts["detections"]))))


def _patrol(facts: Mapping[str, Any], names: Names) -> str:
    told = facts.get("told") or 0
    return counted("đã báo {count} nơi", told) if told else ""


def _feed(facts: Mapping[str, Any], names: Names) -> str:
    said = _("không có điểm cháy mới từ {satellites}", satellites=", ".join(facts["satellites"]))
    last = facts.get("last_file")
    at = formats.moment(datetime.fromisoformat(last)) if last else ""
    return " · ".join(filter(None, (_("lấy được lần cuối {at}", at=at) if at else "", said)))


def _notice(facts: Mapping[str, Any], names: Names) -> str:
    known = ledger_words.CHANNELS.get(facts["channel"])
    return _(known) if known else str(facts["channel"])


def _ledger(facts: Mapping[str, Any], names: Names) -> str:
    return counted("{count} chỗ khác với cách tính độc lập", facts["count"])


_BELOW = {
    "event": _event,
    "unverified": _event,
    "duty": _duty,
    "patrol": _patrol,
    "feed": _feed,
    "notice": _notice,
    "ledger": _ledger,
}


def headline(each: Mapping[str, Any], names: Names, now: datetime) -> tuple[str, str]:
    """What it is, and that is why it stands where it stands; and, of a fire, its communes: a wall that has
    little room cuts the first, never the second."""
    said, facts = _(TITLES[each["reason"]]), each["facts"]
    if each["kind"] == "duty":
        return counted("{said}: {count} đơn vị", facts["count"], said=said), ""
    if each["kind"] == "patrol":
        return f"{said}: {facts['code']}" if facts.get("code") else said, ""
    if each["kind"] == "feed" and each["reason"] == "feed_silent":
        return f"{said}: {facts['name']}", ""
    if each["kind"] == "feed":
        since = when(each["since"], now)
        return _("{said} {name} từ {since}", said=said, name=facts["name"], since=since), ""
    return said, _communes(facts, names)


def title(each: Mapping[str, Any], names: Names, now: datetime) -> str:
    """The headline in one."""
    return " · ".join(filter(None, headline(each, names, now)))


def below(each: Mapping[str, Any], names: Names) -> str:
    """Where and whom it concerns."""
    return _BELOW[each["kind"]](each["facts"], names)


def owner(each: Mapping[str, Any], names: Names) -> str:
    """Who must act, or that nobody does; "" where nobody in particular has to."""
    person = each["facts"].get("person")
    if person:
        return str(person)
    if each.get("owner"):
        return names.agency(each["owner"])
    # Once somebody has taken the alarm, `standing` says who: nobody reads both.
    nobody = each["kind"] in ("event", "unverified") and each["state"] != "acknowledged"
    return _("chưa ai nhận") if nobody else ""


def standing(each: Mapping[str, Any], now: datetime) -> str:
    """What became of an alarm: who took it and when, until when it is put aside; "" of one that is new."""
    state = each["state"]
    if state == "acknowledged":
        by = actor(each["acknowledged_by"]) if each.get("acknowledged_by") else ""
        told = " · ".join(filter(None, (by, when(each.get("acknowledged_at"), now))))
        return _("đã nhận: {who}", who=told) if told else _("đã nhận")
    if state == "shelved":
        until = when(each.get("shelved_until"), now)
        return _("tạm gác đến {until}", until=until) if until else _("tạm gác")
    return _("đã hết, chưa ai nhận") if state == "returned" else ""


def satellite(each: Mapping[str, Any], now: datetime) -> str:
    """What its last look came to: one of three answers that nobody can mix up, or what it saw."""
    return _(
        SKY[each["state"]],
        clock=when(each["passed_at"] or each["looked_until"], now),
        count=formats.number(each["here"] or 0),
        since=when(each["since"], now),
    )


def cut_feeds(feeds: Mapping[str, Any], now: datetime) -> str:
    """Which feeds bring nothing, by their names on the page of sources, and when the last file came: the time
    first, for names may be too long for their line."""
    names = ", ".join(each["name"] for each in feeds["cut"])
    since = when(feeds["missing_since"], now)
    if not any(each["last_file"] for each in feeds["cut"]):
        return _("chưa có tệp nào · {names}", names=names)
    return _("tệp cuối {since} · {names}", since=since, names=names)


def _briefly(iso: str | None, now: datetime) -> str:
    """For a line without room: within a day the clock alone, later the day alone."""
    if not iso:
        return ""
    at = datetime.fromisoformat(iso)
    return clock(iso) if now - at < timedelta(days=1) else formats.short_moment(at, now).partition(" ")[2]


def not_whole(feeds: Mapping[str, Any], now: datetime | None = None) -> str:
    """What stands in the place of an age where some feed brings nothing: the newest file of another would
    reassure. With `now` since when; "" where every feed brings files."""
    since = _briefly(feeds["missing_since"], now) if now else ""
    cut, of = len(feeds["cut"]), feeds["running"]
    if cut and cut == of:
        return _("mất mọi nguồn từ {since}", since=since) if since else _("mất mọi nguồn")
    if cut:
        values = {"cut": cut, "all": of}
        said = _("thiếu {cut}/{all} nguồn", **values)
        return _("thiếu {cut}/{all} nguồn từ {since}", since=since, **values) if since else said
    never = feeds["never"]
    return _("{count}/{all} nguồn chưa có tệp", count=never, all=of) if never else ""


def coming(each: Mapping[str, Any], names: Names, now: datetime) -> str:
    """The next meeting or patrol in one line."""
    table = MEETINGS if each["kind"] == "meeting" else PATROLS
    called = _(table[each["subkind"]]) if each["subkind"] in table else each["code"]
    return " · ".join(filter(None, (when(each["at"], now), called, each["where"])))


def level(row: Mapping[str, Any]) -> dict[str, str]:
    """A commune's level: numeral and colours; a dash where nobody has announced one, or it ran out."""
    known = LEVELS.get(row["level"]) if row["level"] is not None else None
    if known is None:
        said = _("hết hiệu lực") if row["state"] == "expired" else _("chưa công bố")
        return {"name": row["name"], "numeral": "–", "colour": "", "ink": "", "said": said}
    return {"name": row["name"], "numeral": known.numeral, "colour": known.colour, "ink": known.ink,
            "said": ""}  # fmt: skip


def trouble(kind: str) -> str:
    """Why a wall gets nothing: ``refused`` or ``trouble`` (the database)."""
    return str(screen_words()[kind])


def screen_words() -> dict[str, Any]:
    """Every word that stands in the browser's own code. ``%name%`` is filled in there."""
    return {
        "locale": "en-GB" if current() == "en" else "vi-VN",
        "decisions": _("Cần quyết định"),
        "nothing": _("Không có gì đang chờ quyết định"),
        "more": _("và %count% việc nữa, không việc nào quá hạn"),
        "moreLate": _("và %count% việc nữa, trong đó %late% quá hạn"),
        "sky": _("Vệ tinh"),
        "lookHead": _("Lần nhìn cuối"),
        "fileHead": _("Tệp"),
        "nextHead": _("Tiếp"),
        "blind": _("khoảng mù"),
        "caution": _("Không có điểm cháy ≠ không có cháy."),
        "day": _("Trong ngày"),
        "map": _("Bản đồ"),
        "rings": {name: _(URGENCIES[name]) for name in ("critical", "high", "medium")},
        "noLevels": _("Chưa công bố cấp dự báo cháy rừng cho xã nào"),
        "onDuty": _("Đang trực"),
        "nobodyOnDuty": _("chưa ai vào ca"),
        "next": _("Sắp tới"),
        "nothingNext": _("không có lịch"),
        "ages": [_("dưới 6 giờ"), _("6–24 giờ"), _("1–3 ngày")],
        "dataAge": _("dữ liệu %age%"),
        "skyLooked": _("nhìn %age% trước"),
        "skyNext": _("tiếp %clock%"),
        "seconds": _("%n% giây"),
        "minutes": _("%n% phút"),
        "hoursMinutes": _("%h% giờ %m% phút"),
        "hours": _("%n% giờ"),
        "days": _("%n% ngày"),
        "ago": _("%age% trước"),
        "fresh": _("vừa xong"),
        "left": _("còn %age%"),
        "over": _("quá %age%"),
        "new": _("MỚI"),
        "soundOff": _("Bấm một lần để bật tiếng"),
        "lost": _("MẤT LIÊN LẠC VỚI MÁY CHỦ"),
        "offline": _("MẤT MẠNG"),
        "trouble": _("CƠ SỞ DỮ LIỆU KHÔNG TRẢ LỜI"),
        "back": _("Máy chủ đã trả lời, đang nối lại…"),
        "picture": _("Đây là hình lúc %time%, %age% trước. Màn hình tự nối lại."),
        "refused": _("Màn hình này không còn được xem. Mở lại bằng đường dẫn mới."),
        "waiting": _("Đang lấy tình hình…"),
        "layout": _("Bố cục"),
        "layouts": {"auto": _("tự chọn"), "map": _("bản đồ lớn"), "list": _("danh sách lớn"),
                    "portrait": _("đứng")},
        "volume": _("Âm lượng"),
        "quiet": _("Giờ yên tĩnh"),
        "quietNote": _("Trong giờ yên tĩnh chỉ việc nghiêm trọng nhất kêu."),
        "quietOff": _("không"),
        "try": _("Nghe thử"),
        "whole": _("Cả địa bàn"),
        "leave": _("Về trang chính"),
    }  # fmt: skip
