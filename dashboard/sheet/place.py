"""Where a record lies, in words: communes then and now, the border, the nearest named place."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd

from dashboard import formats
from dashboard.sheet.model import Fact, Record, given, number_of
from dashboard.words import N_, _
from geo.communes import Areas
from geo.locate import NEAR_BORDER_M, locate
from geo.place_names import nearest_known, valid_on

_UNITS = {
    "xã": N_("xã {name}"),
    "thị trấn": N_("thị trấn {name}"),
    "phường": N_("phường {name}"),
    "bản": N_("bản {name}"),
}
WINDS = {
    "N": N_("bắc"),
    "NE": N_("đông bắc"),
    "E": N_("đông"),
    "SE": N_("đông nam"),
    "S": N_("nam"),
    "SW": N_("tây nam"),
    "W": N_("tây"),
    "NW": N_("tây bắc"),
}
_CENTRES = {"commune_centre": N_("tâm {place}"), "former_commune_centre": N_("tâm {place} (cũ)")}


def located(record: Record, areas: Areas, near_border_m: float = NEAR_BORDER_M) -> dict[Hashable, Any]:
    """The record with geo's place columns for its own coordinates, whatever it brought along."""
    latitude, longitude = [float(record["latitude"])], [float(record["longitude"])]
    place = locate(latitude, longitude, areas, near_border_m=near_border_m)
    return {**dict(record), **place.iloc[0].to_dict()}


def unit_name(unit: str, name: str) -> str:
    """ "xã Mường Giôn", "thị trấn Mường Giàng"; an unknown unit stands before the name as it is."""
    return _(_UNITS[unit], name=name) if unit in _UNITS else f"{unit} {name}".strip()


def commune(record: Record, areas: Areas, era: str, day: date) -> str | None:
    """The commune of one era with its unit as of ``day`` (or of that era's end), None outside of all."""
    area_id = given(record, f"commune_{era}_id")
    if area_id is None:
        return None
    ends = areas.map_of(era).valid_to
    unit = areas.kind_on(area_id, min(day, ends) if ends else day)
    return unit_name(unit, areas.by_id(area_id).name)


def _present(name: str, areas: Areas) -> str:
    """The commune of today's map with that name, with its unit."""
    rows = areas.of_era(areas.present_era)
    units = rows.loc[rows["name"] == name, "kind"]
    return unit_name(units.iloc[0], name) if len(units) else name


def communes(record: Record, areas: Areas, day: date) -> Fact:
    """ "xã Chiềng Ơn (cũ), nay là xã Quỳnh Nhai", with the day of the change."""
    names = [commune(record, areas, era, day) for era in areas.eras]
    known = [name for name in names if name]
    if not known:
        return Fact("commune", _("Địa bàn"), _("ngoài địa bàn"))
    if len(known) == 1:
        return Fact("commune", _("Địa bàn"), known[0])
    since = areas.map_of(areas.present_era).valid_from
    note = _("địa giới mới từ {day}", day=formats.day(since)) if since else ""
    return Fact(
        "commune", _("Địa bàn"), _("{former} (cũ), nay là {now}", former=known[0], now=known[-1]), note
    )


def location(record: Record, areas: Areas) -> Fact:
    """Inside, near the border or outside; which neighbour a pixel here may belong to."""
    neighbour = given(record, f"neighbour_{areas.present_era}")
    beside = (
        _("Sát {commune}: vị trí thật có thể thuộc xã này.", commune=_present(neighbour, areas))
        if neighbour
        else ""
    )
    border, out = number_of(record, "border_m") or 0.0, number_of(record, "distance_m") or 0.0
    near = _present(str(record["nearest_commune"]), areas)
    label = _("Vị trí")
    where = given(record, "location")
    if where == "outside":
        value = _("ngoài địa bàn, cách {commune} {distance}", commune=near, distance=formats.distance(out))
        return Fact("location", label, value, beside)
    if where == "near_border":
        side = _("Sát ranh giới địa bàn: vị trí thật có thể ở bên kia ranh giới.")
        value = (
            _("ngay ngoài ranh giới {commune}, cách {distance}", commune=near, distance=formats.distance(out))
            if out > 0
            else _("trong địa bàn, cách ranh giới {distance}", distance=formats.distance(border))
        )
        return Fact("location", label, value, " ".join(filter(None, (side, beside))))
    return Fact("location", label, _("trong địa bàn"), beside)


def place_name(place: Record) -> str:
    """A row of a table of places in words; a computed centre says that it is one."""
    name = unit_name(given(place, "unit") or "", str(place["name"]))
    kind = place["kind"]
    return _(_CENTRES[kind], place=name) if kind in _CENTRES else name


def said_nearest(found: Record) -> str:
    """A row of `geo.place_names.nearest_known` in words; empty where there is no place."""
    if given(found, "name") is None:
        return ""
    name, wind = place_name(found), given(found, "bearing")
    if wind is None:
        return _("ngay tại {place}", place=name)
    metres = formats.distance(float(found["distance_m"]))
    told = _("cách {place} {distance} về phía {wind}")
    if name[-1:].isdigit():  # "bản Co Trạng 2 750 m" would be read as one number
        told = _("cách {place} khoảng {distance} về phía {wind}")
    return told.format(place=name, distance=metres, wind=_(WINDS[wind]))


def from_nearest(latitude: float, longitude: float, places: pd.DataFrame, day: date) -> str:
    """ "cách bản Phiêng Bay 2,3 km về phía đông bắc"; empty without places.

    By the villages of that day; where none is near by a computed centre, which is then called one.
    """
    return said_nearest(nearest_known(latitude, longitude, valid_on(places, day)).iloc[0].to_dict())


def title(record: Record, areas: Areas, day: date) -> str:
    """Today's commune, or how the record lies to the nearest one."""
    now = commune(record, areas, areas.present_era, day)
    if now and (number_of(record, "distance_m") or 0.0) == 0.0:
        return now
    return _("Ngoài địa bàn, gần {commune}", commune=_present(str(record["nearest_commune"]), areas))
