"""Names of what figures are counted by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from dashboard import formats
from dashboard.parts.incidents import words as incident_words
from dashboard.words import N_, _
from geo.areas import Areas

DIMENSIONS = {
    "receiver": N_("Bên nhận tin"),
    "holder": N_("Bên nắm tin"),
    "commune_2025": N_("Xã nay"),
    "commune_2021": N_("Xã cũ"),
    "field": N_("Lĩnh vực"),
    "week": N_("Tuần"),
}


def week(monday: str) -> str:
    """ "15/03 – 21/03"."""
    first = date.fromisoformat(monday)
    last = first + timedelta(days=6)
    return f"{first:%d/%m} – {last:%d/%m}"


def namer(dimension: str, agencies: Mapping[str, str], areas: Areas) -> Callable[[str | None], str]:
    """What says the name of a key of a dimension."""
    communes = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True))

    def said(key: str | None) -> str:
        if key is None:
            return _("chưa ghi") if dimension == "holder" else _("chưa rõ xã")
        if dimension in ("holder", "receiver"):
            return agencies.get(key, key)
        if dimension == "field":
            return _(incident_words.FIELDS[key]) if key in incident_words.FIELDS else key
        return week(key) if dimension == "week" else communes.get(key, key)

    return said


def month(text: str) -> str:
    """Tháng 3/2027."""
    return formats.month(date.fromisoformat(f"{text}-01"))
