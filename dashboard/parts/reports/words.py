"""Reports in words: the texts of `data.reports.words` in the language in use, with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard import formats
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.map import choice
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.words import N_, _, counted, forest
from data.patrols.papers.words import KINDS as PATROLS
from data.reports import words
from data.reports.fires import STATE

KINDS = {
    "month": N_("Tháng"),
    "quarter": N_("Quý"),
    "half": N_("Nửa năm"),
    "year": N_("Năm"),
    "plan": N_("Cả kế hoạch"),
}
_ROMAN = ("I", "II", "III", "IV")


def period(kind: str, first: date, last: date) -> str:
    """ "Tháng 3/2027", "Quý I/2027", "6 tháng đầu năm 2027", "Năm 2027", the days of a plan."""
    if kind == "month":
        return formats.month(first)
    if kind == "quarter":
        return _("Quý {quarter}", quarter=f"{_ROMAN[(first.month - 1) // 3]}/{first.year}")
    if kind == "half":
        half = _("6 tháng đầu năm {year}") if first.month == 1 else _("6 tháng cuối năm {year}")
        return half.format(year=first.year)
    if kind == "year":
        return _("Năm {year}", year=first.year)
    return f"{formats.day(first)} – {formats.day(last)}"


def said(figure: Mapping[str, Any] | None, part: str = "") -> str:
    """ "83,3 %" of a share, "12" or "4,25" of what is counted, "–" where there is nothing."""
    value = words.amount(None if figure is None else dict(figure), part)
    if figure is None or value is None:
        return words.NOTHING
    return amount(figure["code"], part, value)


def amount(code: str, part: str, value: float | None) -> str:
    """A figure alone."""
    if value is None:
        return words.NOTHING
    if not part and code in words.SHARES:
        return f"{formats.number(value * 100, 0 if value in (0, 1) else 1)} %"
    return formats.number(value, words.decimals(part))


def of(figure: Mapping[str, Any] | None) -> str:
    """ "5/6" of a share, "" of what is counted."""
    share = None if figure is None else words.SHARES.get(figure["code"])
    if figure is None or share is None or figure["value"] is None:
        return ""
    return f"{formats.number(figure['parts'][share])}/{formats.number(figure['of'])}"


def part(code: str, name: str, value: float = 2) -> str:
    """What a part is called, beside its value."""
    state = name.removeprefix(STATE)
    if state in forest.GROUPS and state != name:
        return forest.group(state)
    known = words.part_name(code, name)
    return known if name.startswith(STATE) else counted(known, 1 if value == 1 else 2)


def outcome(code: str, row: Mapping[str, Any]) -> str:
    """What became of a record behind a figure."""
    if row["kind"] == "incident":
        return _(incident_words.STATUSES.get(row["part"], row["part"]))
    return counted(words.outcome(code, dict(row)), 1)


def commune(own: str, *, era: bool = False) -> str:
    """The commune's name; with `era` also by which map."""
    name = str(services().areas.by_id(own).name)
    said = _("xã {name}", name=name)
    return f"{said} ({own.rsplit('-', 1)[-1]})" if era else said


def about(row: Mapping[str, Any], agencies: Mapping[str, str]) -> str:
    """What a record behind a figure is about."""
    told = str(row["text"])
    if row["kind"] in ("duty", "case_handover"):
        return agencies.get(told, told)
    if row["kind"] == "meeting":
        return commune(told) if told else _(words.WHOLE_AREA)
    if row["kind"] == "joint_case":
        return _(words.FIELDS.get(told, told))
    return _(PATROLS.get(told, told)) if row["kind"] == "patrol" else told


_PAGES = {
    "duty": ("desk", "duty"),
    "meeting": ("meetings", "meeting"),
    "outreach_event": ("outreach", "event"),
    "inspection": ("teams", "inspection"),
    "joint_case": ("cases", "case"),
    "case_handover": ("cases", "case"),
    "patrol": ("planning", "patrol"),
}


def address(row: Mapping[str, Any], events: Mapping[str, Mapping[str, Any]]) -> str:
    """Where a record behind a figure is shown; `events`: the fire events that ids mean today."""
    if row["kind"] == "incident":
        return way("incidents", incident=row["code"])
    if row["kind"] == "action_item":  # its number is that of the inspection that recommended it
        return way("teams", inspection=row["ref"], part="recommendations")
    if row["kind"] == "fire_event":
        event = events.get(row["ref"])
        if event is None:
            return way("")
        return choice.address(event["id"], event["first_seen"], event["last_seen"], services().now())
    page, name = _PAGES[row["kind"]]
    return way(page, **{name: row["ref"]})


def name(row: Mapping[str, Any]) -> str:
    """Its code, else what kind of record it is."""
    if row["kind"] in ("fire_event", "action_item") or not row["code"]:
        return counted(words.KINDS[row["kind"]], 1)
    return str(row["code"])
