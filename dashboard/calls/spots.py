"""The ways to understand where it is, as the page offers them."""

from __future__ import annotations

from typing import Any

from dashboard.sheet.coordinates import decimal
from dashboard.words import N_, _
from dashboard.words import forest as forest_words
from data.reception import Spot
from geo.areas import Areas

NOTATIONS = {
    "decimal": N_("độ thập phân"),
    "minutes": N_("độ, phút"),
    "seconds": N_("độ, phút, giây"),
    "vn2000": N_("VN-2000"),
    "utm": N_("UTM"),
    "link": N_("đường dẫn bản đồ"),
    "wkt": N_("WKT"),
}


def _text(spot: Spot, areas: Areas) -> str:
    if spot.reading is not None:
        notation = NOTATIONS[spot.reading.notation]
        parts = [decimal(spot.latitude, spot.longitude), _(notation)]
        if spot.reading.swapped:
            parts.append(_("hai số đổi chỗ"))
        if not spot.reading.inside:
            parts.append(_("ngoài địa bàn"))
        return " · ".join(parts)
    row = spot.row or {}
    own = row.get("commune_2025_id")
    commune = areas.by_id(own).name if own else _("ngoài địa bàn")
    if spot.how == "plot":
        name = forest_words.plot_name(row["lot"], row["subcompartment"], row["compartment"])
        return " · ".join(each for each in (name, commune, row.get("owner")) if each)
    return " · ".join((" ".join(each for each in (row.get("unit"), row["name"]) if each), commune))


def told(spots: list[Spot], areas: Areas) -> list[dict[str, Any]]:
    """Each way in words, with its point. `sure`: the only way, and nothing about it is doubtful."""
    sure = len(spots) == 1 and (
        spots[0].reading is None or (spots[0].reading.inside and not spots[0].reading.swapped)
    )
    return [
        {"latitude": each.latitude, "longitude": each.longitude, "text": _text(each, areas), "sure": sure}
        for each in spots
    ]
