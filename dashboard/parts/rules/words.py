"""Rules of telling in plain words: when, whom, how soon, on which basis. No codes reach the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard import formats
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.together import words as together
from dashboard.words import N_, _, counted
from data.danger_levels import LEVELS as DANGER
from data.ledger.rule_reach import Lacking

MATTERS = {
    "fire_event": N_("Đám cháy vệ tinh thấy"),
    "incident": N_("Vụ việc được báo"),
    "call": N_("Mỗi tin báo nhận được"),
    "danger_level": N_("Cấp cháy rừng được công bố"),
    "patrol": N_("Cuộc tuần tra đã giao nhiệm vụ"),
    "meeting": N_("Hội nghị giao ban đã có ngày"),
    "outreach_event": N_("Hội nghị tập huấn, tuyên truyền đã thông báo"),
    "inspection": N_("Cuộc kiểm tra liên ngành đã thông báo"),
    "case": N_("Hồ sơ phối hợp xử lý đã lập"),
}
PLACES = {
    "inside": N_("trong địa bàn"),
    "near_border": N_("ngoài nhưng gần ranh giới"),
    "outside": N_("ngoài địa bàn"),
    "unknown": N_("chưa rõ nơi"),
}
FORESTS = {
    "inside": N_("trong rừng"),
    "near": N_("gần rừng"),
    "outside": N_("ngoài rừng"),
    "unknown": N_("chưa rõ có rừng"),
}
STRENGTHS = {"strong": N_("chắc"), "weak": N_("chưa chắc")}
URGENCIES = {
    "immediate": N_("khẩn: báo cả ngoài giờ trực"),
    "normal": N_("thường: chờ được giờ trực"),
}
TELLINGS = {"auto": N_("chương trình tự gửi tin"), "person": N_("người trực báo")}
STATES = {"on": N_("đang bật"), "draft": N_("nháp"), "off": N_("đã tắt")}
REASONS = {
    "no_agency": N_("chưa có đơn vị nào như vậy"),
    "no_focal_point": N_("chưa có đầu mối"),
    "no_channel": N_("đầu mối chưa có kênh liên lạc"),
    "never_on_duty": N_("đầu mối không có giờ trực nào"),
}
CONDITIONS = {
    "incident": ("subkinds", "fields", "communes", "places", "forests", "min_level"),
    "call": ("subkinds", "fields", "communes", "places", "forests", "min_level"),
    "fire_event": ("places", "forests", "strengths", "communes", "min_level", "permanent_too"),
    "danger_level": ("min_level", "communes"),
    "patrol": ("subkinds", "communes"),
    "meeting": ("subkinds", "communes"),
    "outreach_event": ("subkinds", "communes"),
    "inspection": ("subkinds", "communes"),
    "case": ("fields", "communes"),
}
"""What each kind of matter can be asked for, in the order of the form."""


def subkinds(kind: str) -> Mapping[str, str]:
    """Words of what a matter of this kind can be."""
    return together.SUBKINDS.get(kind, incident_words.KINDS)


@dataclass(frozen=True)
class Names:
    """Words for ids: agencies (of any day) and plans by id, communes by area id; `today`: ids of now."""

    agencies: Mapping[str, str]
    communes: Mapping[str, str]
    plans: Mapping[str, str]
    today: Sequence[str] = ()


def state(row: Mapping[str, Any], now: datetime) -> str:
    """on, draft or off."""
    if row["valid_from"] is None:
        return "draft"
    begun = row["valid_from"] <= now and (row["valid_to"] is None or now < row["valid_to"])
    return "on" if begun else "off"


def since(row: Mapping[str, Any], now: datetime) -> str:
    """The state with its moment."""
    now_is = state(row, now)
    if now_is == "draft":
        return _("nháp, chưa bật lần nào")
    if now_is == "on":
        return _("đang bật từ {moment}", moment=formats.moment(row["valid_from"]))
    return _("đã tắt từ {moment}", moment=formats.moment(row["valid_to"]))


def span(minutes: int | None) -> str:
    """ "24 giờ", "1 giờ 30 phút", "3 ngày"."""
    if minutes is None:
        return _("không đặt")
    if minutes % 1440 == 0 and minutes > 1440:
        return counted("{count} ngày", minutes // 1440)
    hours, rest = divmod(minutes, 60)
    parts = [counted("{count} giờ", hours)] if hours else []
    parts += [counted("{count} phút", rest)] if rest else []
    return " ".join(parts)


def level(number: int) -> str:
    """ "cấp IV trở lên"; the highest has nothing above it."""
    numeral = DANGER[number].numeral
    return _("cấp {numeral}", numeral=numeral) if number == 5 else _("cấp {numeral} trở lên", numeral=numeral)


def _joined(words: Sequence[str]) -> str:
    """ "a, b hoặc c"."""
    if len(words) < 2:
        return "".join(words)
    return _("{first} hoặc {last}", first=", ".join(words[:-1]), last=words[-1])


def _listed(values: Sequence[str] | None, table: Mapping[str, str]) -> str:
    return _joined([_(table[each]) for each in values or () if each in table])


def conditions(row: Mapping[str, Any], names: Names) -> list[str]:
    """Each condition of a rule as a part of a sentence; none where the rule speaks of everything."""
    found = [
        _listed(row["subkinds"], subkinds(row["matter_kind"])),
        _listed(row["fields"], incident_words.FIELDS),
        _listed(row["places"], PLACES),
        _listed(row["forests"], FORESTS),
    ]
    if row["strengths"]:
        found.append(_("dấu hiệu {strength}", strength=_listed(row["strengths"], STRENGTHS)))
    if row["communes"]:
        found.append(_("ở {communes}", communes=_joined([names.communes.get(c, c) for c in row["communes"]])))
    if row["min_level"] is not None:
        told = level(row["min_level"])
        found.append(
            told
            if row["matter_kind"] == "danger_level"
            else _("nơi cấp cháy rừng đã công bố là {level}", level=told)
        )
    if row["permanent_too"]:
        found.append(_("kể cả nguồn nhiệt cố định"))
    return [each for each in found if each]


def when(row: Mapping[str, Any], names: Names) -> str:
    """ "Khi nào", as one sentence."""
    kind = MATTERS[row["matter_kind"]]
    parts = conditions(row, names) or [_("mọi trường hợp")]
    return f"{_(kind)}: " + "; ".join(parts)


def force(role: str, level: str) -> str:
    """ "Công an cấp xã"."""
    named, at = agency_words.ROLES.get(role, role), agency_words.LEVELS.get(level, level)
    return _("{role} {level}", role=_(named), level=_(at))


def receiver(given: Mapping[str, str], names: Names) -> str:
    """One receiver of a rule."""
    if "named" in given:
        return _("đơn vị được ghi tên trong từng việc")
    if "agency_id" in given:
        return names.agencies.get(given["agency_id"], given["agency_id"])
    return force(given["role"], given["level"])


def whom(row: Mapping[str, Any], names: Names) -> str:
    """Everybody that a rule names."""
    return ", ".join(receiver(each, names) for each in row["receivers"])


def how_soon(row: Mapping[str, Any]) -> str:
    """Deadline, target, urgency and who tells."""
    parts = [_("trong {span}", span=span(row["deadline_minutes"]))]
    if row["before_start"]:
        parts[0] = _("trong {span} và trước giờ bắt đầu", span=span(row["deadline_minutes"]))
    if row["target_minutes"] is not None:
        parts.append(_("mục tiêu {span}", span=span(row["target_minutes"])))
    urgency, telling = URGENCIES[row["urgency"]], TELLINGS[row["telling"]]
    return " · ".join([*parts, _(urgency), _(telling)])


def basis(row: Mapping[str, Any], names: Names) -> str:
    """The text, and the plan that it rests on."""
    plan = names.plans.get(row["plan_id"] or "")
    return f"{row['basis']} ({plan})" if plan else str(row["basis"])


def lacking(each: Lacking) -> str:
    """Who cannot be reached, and why."""
    reason = REASONS[each.reason]
    if each.reason == "no_agency" and "/" in each.key:
        name = force(*each.key.split("/", 1))
    elif each.reason == "no_agency":
        name = each.key
    else:
        name = agency_words.agency_name({"name": each.name, "kind": each.kind})
    return f"{name}: {_(reason)}"


def told(row: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """Every field in words: for the conflict side by side and the history of wordings."""
    return [
        (_("Tên"), row["title"]),
        (_("Khi nào"), when(row, names)),
        (_("Báo ai"), whom(row, names)),
        (_("Thời hạn"), span(row["deadline_minutes"])),
        (_("Báo trước giờ bắt đầu"), _("phải") if row["before_start"] else _("không đòi")),
        (_("Mục tiêu"), span(row["target_minutes"])),
        (_("Mức khẩn"), _(URGENCIES[row["urgency"]])),
        (_("Cách báo"), _(TELLINGS[row["telling"]])),
        (_("Căn cứ"), row["basis"]),
        (_("Kế hoạch phối hợp"), names.plans.get(row["plan_id"] or "", row["plan_id"] or _("không ghi"))),
    ]
