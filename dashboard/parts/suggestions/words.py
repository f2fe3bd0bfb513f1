"""Scores in words: the parts, why one is left out, and what each has counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.words import N_, _, counted
from dashboard.words.checking_errors import VERDICT
from data.danger_levels.levels import LEVELS
from data.zones.suggestions import FLAT, NOTHING_BURNS, TAKEN
from geo.suggesting import ABSENT, INCIDENT, NO_WEIGHT, NOT_VERIFIED
from geo.suggesting.explaining import NEVER

PARTS = {
    "fires": N_("Đám cháy đã qua"),
    "forest": N_("Tỷ lệ rừng"),
    "villages": N_("Gần bản"),
    "fields": N_("Gần nương rẫy"),
    "danger": N_("Cấp cháy rừng"),
    "patrols": N_("Lâu chưa tuần tra"),
}
WHY = {
    "fires": N_("nơi đã cháy thường cháy lại"),
    "forest": N_("nơi có rừng để mất"),
    "villages": N_("lửa bắt đầu từ nơi có người"),
    "fields": N_("đốt nương cháy lan là nguyên nhân chính"),
    "danger": N_("cấp đang công bố ở xã"),
    "patrols": N_("nơi lâu chưa ai tới"),
}
LACKING = {
    "fires": N_("Chưa lưu đám cháy nào của các mùa qua. Nạp tệp FIRMS cũ ở trang Nguồn vệ tinh."),
    "forest": N_("Chưa có lớp rừng. Nạp ở trang Rừng."),
    "villages": N_("Chưa có bản nào trong danh mục. Nạp ở trang Địa danh."),
    "fields": N_("Chưa có lớp rừng nào ghi đất nông nghiệp. Lớp che phủ từ vệ tinh không phân biệt nương."),
    "danger": N_("Không xã nào có cấp đang công bố. Nhập ở trang Cấp cháy rừng."),
    "patrols": N_("Chưa có cuộc tuần tra nào đã xuất phát."),
}
VERDICTS = {
    **VERDICT,
    NOT_VERIFIED: N_("chưa xác minh"),
    INCIDENT: N_("cháy rừng do người báo, vệ tinh không thấy"),
}
WHY_NONE = {
    NOTHING_BURNS: (
        N_("Chưa đủ dữ liệu để gợi ý"),
        N_(
            "Cần ít nhất đám cháy các mùa qua hoặc lớp rừng. Chỗ có bản hay lâu chưa tuần tra thì chưa nói"
            " lên rằng ở đó cháy."
        ),
    ),
    FLAT: (
        N_("Không có chỗ nào nổi hơn hẳn"),
        N_("Các ô có điểm cao nằm rời rạc hoặc bằng điểm nhau, không gom được thành khu vực đủ lớn."),
    ),
    TAKEN: (
        N_("Không còn chỗ mới để gợi ý"),
        N_("Những ô điểm cao đã nằm trong khu vực tuần tra, hoặc vừa bị từ chối."),
    ),
}
STATES = {"open": N_("chưa quyết định"), "accepted": N_("đã chấp nhận"), "refused": N_("đã từ chối")}


def left_out(part: str, why: str) -> str:
    """Why a part does not count in a run."""
    return {ABSENT: _(LACKING[part]), NO_WEIGHT: _("Trọng số đặt bằng 0.")}[why]


def percent(share: float) -> str:
    """35 %."""
    return f"{formats.number(100 * share, 0)} %"


def score(value: float | None) -> str:
    """0,71."""
    return "–" if value is None else formats.number(value, 2)


def season(year: int, *, dry: bool) -> str:
    """mùa 2026–2027."""
    years = f"{year - 1}–{year}"
    return _("mùa {years}", years=years) if dry else _("ngoài mùa {years}", years=years)


def _fires(counts: Mapping[str, Any]) -> list[str]:
    lines = [
        _(
            "{inside} đám cháy trong khu vực, {around} đám ngay sát bên",
            inside=formats.number(counts["inside"]),
            around=formats.number(counts["around"]),
        )
    ]
    by: dict[tuple[int, bool], list[str]] = {}
    for row in counts["by"]:
        number = formats.number(row["inside"] + row["around"])
        said = f"{number} {_(VERDICTS[row['verdict']])}"
        by.setdefault((row["year"], row["season"]), []).append(said)
    return lines + [f"{season(year, dry=dry)}: {', '.join(found)}" for (year, dry), found in by.items()]


def _forest(counts: Mapping[str, Any]) -> list[str]:
    share, ha = percent(counts["share"]), formats.number(counts["ha"], 0)
    return [_("{share} là rừng, {ha} ha", share=share, ha=ha)]


def _villages(counts: Mapping[str, Any]) -> list[str]:
    near, far = formats.distance(counts["nearest_m"]), formats.distance(counts["farthest_m"])
    return [
        _("gần nhất: bản {village}, {near}", village=counts["village"], near=near),
        _("ô xa bản nhất: {far}", far=far),
    ]


def _fields(counts: Mapping[str, Any]) -> list[str]:
    if counts["with_fields"]:
        return [counted("{count} ô có nương trong ô", counts["with_fields"])]
    return [_("nương gần nhất cách {near}", near=formats.distance(counts["nearest_m"]))]


def _danger(counts: Mapping[str, Any]) -> list[str]:
    return [
        _(
            "cấp {numeral}: {cells} ô",
            numeral=LEVELS[row["level"]].numeral,
            cells=formats.number(row["cells"]),
        )
        for row in counts["levels"]
    ]


def _days(days: float) -> str:
    return counted("{count} ngày", round(days)) if days >= 1 else _("hôm nay")


def _patrols(counts: Mapping[str, Any]) -> list[str]:
    lines = []
    if counts["never"]:
        lines.append(counted("{count} ô chưa ai tới", counts["never"]))
    if counts["latest_days"] is not None:
        lines.append(_("lần tới gần đây nhất: {days}", days=_days(counts["latest_days"])))
    return lines


_SAID = {
    "fires": _fires,
    "forest": _forest,
    "villages": _villages,
    "fields": _fields,
    "danger": _danger,
    "patrols": _patrols,
}


def counts(said: Mapping[str, Any]) -> list[str]:
    """What a part (of `geo.suggesting.explaining.explain`) has counted, a line each."""
    if not said["counts"]:
        return [_("không biết ô nào trong khu vực này")]
    lines = _SAID[said["part"]](said["counts"])
    if said["known"] < said["cells"]:
        lines.append(
            _(
                "chỉ biết {known} trên {all} ô; các ô khác tính theo những phần còn lại",
                known=formats.number(said["known"]),
                all=formats.number(said["cells"]),
            )
        )
    return lines


def of_cell(cells: Mapping[str, Any], number: int, part: str) -> str:
    """What a part has counted in one cell of a run's columns."""
    at: dict[str, Any] = {
        name: cells[name][number]
        for name in ("fires", "fires_around", "forest_share", "village", "village_m", "field_m", "level")
    }
    days = cells["patrol_days"][number]
    if cells["parts"][part][number] is None:
        return _("không biết")
    if part == "fires":
        own, around = formats.number(at["fires"]), formats.number(at["fires_around"])
        return _("{own} đám cháy trong ô, {around} đám ở ô bên", own=own, around=around)
    if part == "patrols":
        return _("chưa ai tới") if days == NEVER else _("{days} trước", days=_days(days))
    return {
        "forest": lambda: _("{share} là rừng", share=percent(at["forest_share"])),
        "villages": lambda: _("bản {name}, {far}", name=at["village"], far=formats.distance(at["village_m"])),
        "fields": lambda: _("cách nương {far}", far=formats.distance(at["field_m"])),
        "danger": lambda: _("cấp {numeral}", numeral=LEVELS[at["level"]].numeral),
    }[part]()


def cell_name(cells: Mapping[str, Any], number: int) -> str:
    """Row and column of a cell, as they stand in the file."""
    return f"{cells['row'][number]}-{cells['column'][number]}"


def near(parts: Sequence[Mapping[str, Any]]) -> str | None:
    """The village that a suggestion lies nearest to; None where no village is known."""
    for each in parts:
        if each["part"] == "villages" and each["counts"]:
            return str(each["counts"]["village"])
    return None
