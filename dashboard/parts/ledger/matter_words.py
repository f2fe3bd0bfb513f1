"""A matter in one line: what it is, where, since when it was known and which clock says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import formats, words
from dashboard.parts.dutybook import duty_words
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.ledger import words as ledger_words
from dashboard.parts.together import words as together
from dashboard.sheet.place import said_nearest
from dashboard.words import N_, _
from geo.areas import Areas

_KNOWN = {
    "stored": N_("tệp về {moment}"),
    "known": N_("biết tin {moment}"),
    "announced": N_("công bố {moment}"),
}


def code(row: Mapping[str, Any]) -> str:
    """What people call it by."""
    return str(row["told"].get("code") or row["ref"])


def what(row: Mapping[str, Any]) -> str:
    """ "Cháy rừng · VV-2027-0001", "Đám cháy vệ tinh, 12 điểm"."""
    told = row["told"]
    if row["kind"] == "fire_event":
        number = told.get("detections")
        name = _(ledger_words.KINDS["fire_event"])
        return f"{name}, {words.counted('{count} điểm cháy', number)}" if number else name
    if row["kind"] == "danger_level":
        return _("Công bố {level}", level=duty_words.level(row["level"])) if row["level"] else code(row)
    kinds = together.SUBKINDS.get(row["kind"], incident_words.KINDS)
    name = _(kinds.get(row["subkind"] or "", ledger_words.KINDS[row["kind"]]))
    if row["kind"] == "call":
        name = f"{_(ledger_words.KINDS['call'])}: {name}"
    return f"{name} · {code(row)}"


def communes(row: Mapping[str, Any], areas: Areas) -> str:
    """The communes of today's map by their names."""
    names = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True))
    return ", ".join(names.get(each, each) for each in row["communes_2025"])


def where(row: Mapping[str, Any], areas: Areas) -> str:
    """Place, nearest name and commune, as far as they are known."""
    told = row["told"]
    near = said_nearest({"kind": "", "unit": ""} | told["nearest"]) if told.get("nearest") else ""
    named = communes(row, areas)
    commune = _("xã {name}", name=named) if named else ""
    if together.is_one(row):
        parts = [*together.where(row), commune]
    else:
        parts = [told.get("place_text") or "", near, commune or _("chưa rõ xã")]
    return " · ".join(part for part in parts if part)


def when(row: Mapping[str, Any]) -> str:
    """Since when it was known, by which clock."""
    if together.is_one(row):
        return together.since(row)
    return _(_KNOWN[row["clock"]], moment=formats.moment(row["started_at"]))


def summary(row: Mapping[str, Any]) -> str:
    """What was said of it."""
    return str(row["told"].get("summary") or "")
