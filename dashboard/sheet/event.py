"""The sheet of one fire event: hotspots that belong together, and how they spread from pass to pass."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from dashboard import formats
from dashboard.sheet import coordinates, evidence, forest, place
from dashboard.sheet.model import Fact, GrowthRow, Record, Sheet, given, number_of
from dashboard.sheet.zalo import zalo_text
from dashboard.words import _, counted
from geo.communes import Areas
from geo.events import growth
from geo.locate import NEAR_BORDER_M


def _satellites(event: Record) -> Fact:
    looks = counted("{count} lượt bay", int(event["passes"]))
    points = counted("{count} điểm cháy", int(event["detections"]))
    return Fact("satellites", _("Vệ tinh"), ", ".join(event["satellites"]), f"{looks} · {points}")


def _confidences(members: pd.DataFrame) -> list[Fact]:
    """How many hotspots of each confidence, the surest first."""
    counts = members["confidence"].value_counts()
    found = [code for code in evidence.CONFIDENCE if code in counts]
    if not found:
        return []
    said = " · ".join(
        f"{evidence.confidence_word(code)} {formats.number(int(counts[code]))}" for code in found
    )
    return [Fact("confidence", _("Độ tin cậy"), said, _("số điểm cháy theo từng mức"))]


def _silence(event: Record) -> Fact:
    closed = formats.as_utc(given(event, "closed_at"))
    if closed is None:
        return Fact("state", _("Theo dõi"), _("đang theo dõi"))
    since = formats.moment(formats.as_utc(event["last_seen"]))
    note = _("Không thấy điểm cháy mới không có nghĩa là đã tắt.")
    return Fact("state", _("Theo dõi"), _("im lặng từ {moment}", moment=since), note)


def growth_rows(members: pd.DataFrame, reached: pd.DataFrame | None = None) -> tuple[GrowthRow, ...]:
    """One row per pass, in order of time; a figure that was not given is said to be missing.

    `reached` is the same by forest (`geo.forest.growth`), None where no layer speaks.
    """
    rows = []
    passes = growth(members).to_dict("records")
    forests = [None] * len(passes) if reached is None else reached.to_dict("records")
    for one, wood in zip(passes, forests, strict=True):
        rows.append(
            GrowthRow(
                when=formats.moment(formats.as_utc(one["time"])),
                satellite=str(one["satellite"]),
                detections=formats.number(int(one["detections"])),
                frp=formats.number(float(one["frp_mw"]), 1),
                new_ha=formats.number(float(one["new_area_ha"]), 2),
                hull_ha=formats.number(float(one["hull_ha"]), 2),
                forest_ha="" if wood is None else formats.number(float(wood["forest_ha"]), 1),
                forest_share="" if wood is None else forest.percent(float(wood["forest_share"])),
            )
        )
    return tuple(rows)


def event_sheet(
    record: Record,
    members: pd.DataFrame,
    *,
    areas: Areas,
    places: pd.DataFrame,
    now: datetime,
    reached: forest.Reached | None = None,
    forest_address: str = "/forest",
    near_border_m: float = NEAR_BORDER_M,
    drill: bool = False,
) -> Sheet:
    """Tell everything about a fire event, in the language of this run.

    Parameters
    ----------
    record : a row of `screen.events` or `queries.events`
    members : the rows of `queries.hotspots` that belong to it; may be empty
    reached : what forest it has reached, see `under.of_event`; None says nothing about forest
    areas, places, now, forest_address, near_border_m, drill : see `hotspot_sheet`

    Notes
    -----
    The place is that of the mean of the hotspots.
    """
    event = place.located(record, areas, near_border_m)
    latitude, longitude = float(event["latitude"]), float(event["longitude"])
    first, last = formats.as_utc(event["first_seen"]), formats.as_utc(event["last_seen"])
    day = formats.local(last or now).date()
    nearest = place.from_nearest(latitude, longitude, places, day)
    communes, strength = place.communes(event, areas, day), evidence.strength(event)
    area_note = _("Bao ngoài của các ô ảnh, không phải diện tích đã cháy.")
    facts = [
        evidence.when("last_seen", _("Thấy lần cuối"), last, now),
        evidence.when("first_seen", _("Thấy lần đầu"), first, now),
        _silence(event),
        strength,
        *evidence.standing(event),
        *([] if reached is None else forest.facts_of_event(reached, members)),
        communes,
        place.location(event, areas),
        *coordinates.facts(latitude, longitude, areas.crs_metres),
        _satellites(event),
        *_confidences(members),
        evidence.power(_("FRP lớn nhất của một điểm"), number_of(event, "max_frp_mw")),
        Fact("area", _("Vùng các ô ảnh"), f"{formats.number(number_of(event, 'area_ha'), 2)} ha", area_note),
    ]
    times = formats.moment(last)
    if first != last:
        times = _("{first} đến {last}", first=formats.moment(first), last=times)
    return Sheet(
        id=str(event["event_id"]),
        kind="event",
        title=place.title(event, areas, day),
        subtitle=nearest,
        facts=tuple(facts),
        zalo=zalo_text(
            kind="event",
            latitude=latitude,
            longitude=longitude,
            crs=areas.crs_metres,
            commune=communes.value,
            nearest=nearest,
            times=times,
            satellites=", ".join(event["satellites"]),
            sure=f"{strength.value} ({strength.note})" if strength.note else strength.value,
            forest="" if reached is None else forest.message_of_event(reached, members),
            drill=drill,
        ),
        geo_link=coordinates.geo_link(latitude, longitude, _("Đám cháy {id}", id=event["event_id"])),
        map_link=coordinates.map_link(latitude, longitude),
        growth=growth_rows(members, None if reached is None else reached.growth) if len(members) else (),
        drill=drill,
        forest=None if reached is None else forest.part_of_event(reached, forest_address),
    )
