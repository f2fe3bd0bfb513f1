"""Rows and sentences of a briefing, the same on paper and on the page that is printed.

Everything comes from what was frozen (`data.wall.briefings.content_of`), redacted for whoever reads: a field
that is not there is not told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from data.casework.documents import words as paper
from data.danger_levels.levels import LEVELS
from data.patrols.papers.words import KINDS as PATROLS
from data.patrols.papers.words import phone
from data.wall.alarms import SAME_FIRE
from data.wall.papers import words

Cell = str | None
Rows = list[list[Cell]]
DECISION_HEADER = ("Việc", "Ở đâu, của ai", "Từ lúc, hạn", "Tình trạng")
SKY_HEADER = ("Vệ tinh", "Lần nhìn cuối", "Tệp cuối", "Lần tới")
INCIDENT_HEADER = ("Mã", "Loại", "Tình trạng", "Xảy ra lúc")
LEVEL_HEADER = ("Xã", "Cấp dự báo cháy rừng")
DUTY_HEADER = ("Đơn vị", "Người trực", "Điện thoại")
PATROL_HEADER = ("Mã", "Chủ trì", "Tình trạng", "Dự kiến về")
_PATROL_STATES = {"assigned": "sắp đi", "under_way": "đang đi"}


@dataclass(frozen=True)
class Told:
    """A briefing's row (`data.wall.briefings.briefing_of`), its content as the reader may see it, and the
    local zone."""

    row: Mapping[str, Any]
    content: Mapping[str, Any]
    tz: tzinfo

    def at(self, iso: str | None) -> str | None:
        """14:05 27/03/2027; None stays."""
        return paper.short_moment(datetime.fromisoformat(iso), self.tz) if iso else None

    def agency(self, own: str | None) -> str:
        """As it was called then."""
        return self.content.get("names", {}).get("agencies", {}).get(own, own) if own else ""

    def communes(self, ids: Sequence[str]) -> str:
        known = self.content.get("names", {}).get("communes", {})
        return ", ".join(known.get(each, each) for each in ids)


def title(told: Told) -> str:
    """ "Bản tin sáng ngày 27/03/2027"."""
    return f"{words.KINDS[told.row['kind']]} ngày {paper.day(told.row['day'])}"


def taken(told: Told) -> str:
    """When it was taken; one that came late says so by its time."""
    return f"Số liệu lúc {paper.moment(told.row['taken_at'], told.tz)}."


def _number(value: int | None) -> str:
    return paper.number(value) or paper.SHORT_BLANK


def _figure24(figure: Mapping[str, Any]) -> str:
    late = f"{_number(figure['late'])} quá hạn"
    if figure["share"] is None:
        return f"chưa có nghĩa vụ nào tới hạn; {late}"
    return f"{paper.number(figure['share'] * 100, 1)} % trên {_number(figure['counted'])} nghĩa vụ; {late}"


def figures(told: Told) -> list[tuple[str, str]]:
    """Label and value, one line each."""
    counts, period = told.content["day"]["counts"], told.content["period"]
    since = told.at(period["from"])
    burning = f"{_number(counts['events_open'])}"
    if counts["events_in_forest"] or counts["events_near_forest"]:
        burning += (
            f", trong đó {_number(counts['events_in_forest'])} trong rừng,"
            f" {_number(counts['events_near_forest'])} sát rừng"
        )
    found = [
        ("Đám cháy đang theo dõi", f"{burning}; {_number(counts['events_unverified'])} chưa xác minh"),
        ("Vụ cháy đang xử lý", _number(counts["incidents_open"])),
        (
            f"Từ {since}",
            f"{_number(period['hotspots'])} điểm cháy, {_number(period['events'])} đám cháy mới,"
            f" {_number(period['incidents'])} vụ việc mới; {_number(period['alarms'])} cảnh báo,"
            f" {_number(period['acknowledged'])} lần tiếp nhận",
        ),
        (
            "Trong ngày",
            f"{_number(counts['hotspots_today'])} điểm cháy, {_number(counts['events_today'])} đám cháy mới",
        ),
    ]
    if counts["season_from"]:
        begun = paper.day(datetime.fromisoformat(counts["season_from"]).date())
        said = f"{_number(counts['hotspots_season'])} điểm cháy, {_number(counts['events_season'])} đám cháy"
        found.append((f"Mùa cháy, từ {begun}", said))
    figure = told.content["day"].get("figure24")
    if figure:
        found.append(
            (f"Báo tin trong 24 giờ, tháng {figure['month'][5:]}/{figure['month'][:4]}", _figure24(figure))
        )
    return found


def _where(told: Told, each: Mapping[str, Any]) -> str:
    facts = each["facts"]
    near = facts.get("nearest")
    said = [told.communes(facts.get("communes") or [])]
    if near:
        far = f"{paper.number(near['distance_m'] / 1000, 1)} km " if near.get("distance_m") else ""
        wind = f"{paper.WINDS[near['bearing']].lower()} " if near.get("bearing") else ""
        said.append(f"{far}{wind}{near.get('unit') or ''} {near['name']}".replace("  ", " ").strip())
    if facts.get("matter"):
        said.append(words.MATTERS.get(facts["matter"], ""))
    said += [told.agency(own) for own in facts.get("receivers", [])[:3]]
    if each["kind"] == "feed":
        said.append(facts.get("name", ""))
    said.append(facts.get("person") or told.agency(each.get("owner")))
    return "; ".join(dict.fromkeys(filter(None, said)))


def _one_each(decisions: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """What is told of one fire together, in the order of its most pressing."""
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for each in decisions:
        fire = each["kind"] in SAME_FIRE and each.get("ref")  # not every reader may see which one
        found.setdefault(("fire", fire) if fire else each["id"], []).append(each)
    return list(found.values())


def decision_rows(told: Told) -> Rows:
    """Below `DECISION_HEADER`, the most pressing first; a fire that waits for two reasons is one line."""
    found: Rows = []
    for each, *more in _one_each(told.content["decisions"]):
        code = each["facts"].get("code")
        state = words.STATES[each["state"]]
        if each["state"] == "acknowledged" and each.get("acknowledged_by"):
            state = f"{state}: {paper.person(each['acknowledged_by'])}"
        due = f"; hạn {told.at(each['due_at'])}" if each["due_at"] else ""
        what = f"{words.REASONS[each['reason']]} ({words.URGENCIES[each['urgency']]})"
        also = "".join(f"; {words.REASONS[other['reason']].lower()}" for other in more)
        found.append(
            [
                f"{what} {code}{also}" if code else f"{what}{also}",
                _where(told, each),
                f"{told.at(each['since'])}{due}",
                state,
            ]
        )
    return found


def decisions_left(told: Told) -> str:
    """How many more there were; "" for none."""
    left = told.content.get("left", 0)
    return f"Còn {_number(left)} việc ít gấp hơn, không kê ở đây." if left else ""


def sky_rows(told: Told) -> Rows:
    """Below `SKY_HEADER`."""
    found: Rows = []
    for each in told.content["sky"]["satellites"]:
        said = words.SKY[each["state"]]
        if each["state"] == "down":
            said = f"{said} từ {told.at(each['since']) or paper.SHORT_BLANK}"
        elif each["state"] != "never":
            said = f"{told.at(each['passed_at'] or each['looked_until'])}: {said}"
        found.append(
            [each["name"], said, told.at(each["last_file"]) or "–", told.at(each["next_pass"]) or "–"]
        )
    return found


def level_rows(told: Told) -> Rows:
    """Below `LEVEL_HEADER`; what nobody announced stays a line to be written."""
    return [
        [row["name"], paper.LEVELS[row["level"]] if row["level"] in LEVELS else "chưa công bố"]
        for row in told.content["day"]["levels"]
    ]


def incident_rows(told: Told) -> Rows:
    """Open ones, below `INCIDENT_HEADER`."""
    return [
        [
            each["code"],
            paper.capital(paper.KINDS.get(each["kind"], each["kind"])),
            paper.STATUSES.get(each["status"], each["status"]),
            told.at(each["at"]) or "–",
        ]
        for each in told.content["map"].get("incidents", [])
        if each["open"]
    ]


def patrol_rows(told: Told) -> Rows:
    """Patrols that were out, below `PATROL_HEADER`."""
    return [
        [
            each["code"],
            told.agency(each["agency"]),
            _PATROL_STATES.get(each["state"], each["state"]),
            told.at(each["ends_at"]) or "–",
        ]
        for each in told.content["map"].get("patrols", [])
    ]


def duty_rows(told: Told) -> Rows:
    """Who was on duty, below `DUTY_HEADER`; names only where the reader may see them."""
    return [
        [told.agency(each.get("agency")), each.get("name") or "–", phone(each.get("phone")) or "–"]
        for each in told.content["day"].get("on_duty", [])
    ]


def coming(told: Told) -> list[str]:
    """The next meetings and patrols, one line each."""
    said = []
    for each in told.content["day"].get("next", []):
        table = words.MEETINGS if each["kind"] == "meeting" else PATROLS
        called = paper.capital(table.get(each["subkind"], each["code"]))
        said.append("; ".join(filter(None, (told.at(each["at"]), called, each["where"]))))
    return said


def signed(told: Told) -> list[str]:
    """Who has signed, when, and what they added."""
    found = []
    for each in told.row["signatures"]:
        at = paper.short_moment(each["signed_at"], told.tz)
        line = f"{paper.capital(paper.person(each['name']))} ký trên hệ thống lúc {at}"
        found.append(f"{line}. {each['remark']}" if each["remark"] else f"{line}.")
    return found
