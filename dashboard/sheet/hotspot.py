"""The sheet of one hotspot: one pixel that one satellite saw in one pass."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from dashboard import formats
from dashboard.sheet import coordinates, evidence, forest, place
from dashboard.sheet.model import Fact, Record, Sheet, given, number_of
from dashboard.sheet.zalo import zalo_text
from dashboard.words import _
from geo.communes import Areas
from geo.locate import NEAR_BORDER_M


def _of_event(event: Record | None) -> list[Fact]:
    if event is None:
        return []
    return [evidence.strength(event), Fact("event", _("Thuộc đám cháy"), str(event["event_id"]))]


def hotspot_sheet(
    record: Record,
    *,
    areas: Areas,
    places: pd.DataFrame,
    now: datetime,
    event: Record | None = None,
    under: forest.Under | None = None,
    forest_address: str = "/forest",
    near_border_m: float = NEAR_BORDER_M,
    drill: bool = False,
) -> Sheet:
    """Tell everything about a hotspot, in the language of this run.

    Parameters
    ----------
    record : a row of `queries.hotspots`
    areas : Areas
    places : a table of named places; see `geo.place_names`
    now : aware moment, for "2 giờ trước"
    event : the row of `screen.events` that the hotspot belongs to; its strength is told with its reason
    under : what lies under its pixel, see `under.of_hotspot`; None says nothing about forest
    forest_address : of the page *Rừng*
    near_border_m : the profile's
    drill : marks the sheet and its text for Zalo
    """
    spot = place.located(record, areas, near_border_m)
    latitude, longitude = float(spot["latitude"]), float(spot["longitude"])
    seen = formats.as_utc(spot["time_utc"])
    day = formats.local(seen or now).date()
    nearest = place.from_nearest(latitude, longitude, places, day)
    communes = place.communes(spot, areas, day)
    satellite, confidence = evidence.satellite(spot), evidence.confidence(spot)
    facts = [
        evidence.when("seen", _("Vệ tinh thấy lúc"), seen, now),
        confidence,
        *_of_event(event),
        *evidence.standing(
            {**spot, "recurrence_of": None if event is None else given(event, "recurrence_of")}
        ),
        *([] if under is None else [forest.fact_of_hotspot(under)]),
        communes,
        place.location(spot, areas),
        *coordinates.facts(latitude, longitude, areas.crs_metres),
        satellite,
        evidence.power(_("Công suất bức xạ (FRP)"), number_of(spot, "frp_mw")),
        evidence.footprint(spot),
    ]
    return Sheet(
        id=str(spot["detection_id"]),
        kind="hotspot",
        title=place.title(spot, areas, day),
        subtitle=nearest,
        facts=tuple(facts),
        zalo=zalo_text(
            kind="hotspot",
            latitude=latitude,
            longitude=longitude,
            crs=areas.crs_metres,
            commune=communes.value,
            nearest=nearest,
            times=formats.moment(seen),
            satellites=satellite.value,
            sure=confidence.value,
            forest="" if under is None else forest.message_of_hotspot(under),
            drill=drill,
        ),
        geo_link=coordinates.geo_link(latitude, longitude, _("Điểm cháy {when}", when=formats.moment(seen))),
        map_link=coordinates.map_link(latitude, longitude),
        drill=drill,
        forest=None if under is None else forest.part_of_hotspot(under, forest_address),
    )
