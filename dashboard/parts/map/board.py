"""The map of a page: puts the tables into the renderer's payload and shows it in folium."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import formats, look, screen, words
from dashboard.access import who
from dashboard.layers import layers
from dashboard.map.payload import Payload, duty_columns
from dashboard.parts.map import forest_layer as map_forest
from dashboard.routes import base_tiles
from dashboard.routes import incidents as incident_routes
from dashboard.routes import patrols as patrol_routes
from dashboard.routes import places as place_routes
from dashboard.routes import zones as zone_routes
from dashboard.services import Services, services
from dashboard.words import _
from data.danger_levels import LEVELS, levels_at
from data.ledger.standing_of_matters import Counts, MatterStanding
from data.store.engine import reading
from geo.filters import Filters

if TYPE_CHECKING:
    from dashboard.map import folium_host


def renderer_words() -> Payload:
    """Every word that the renderer shows. ``%name%`` is filled in by it."""
    areas = services().areas
    return {
        "locale": "en-GB" if words.current() == "en" else "vi-VN",
        "legend": _("Chú giải"),
        "ageHead": _("Tuổi của điểm cháy"),
        "ages": [_("dưới 6 giờ"), _("6 đến 24 giờ"), _("1 đến 3 ngày"), _("trên 3 ngày")],
        "markHead": _("Độ tin cậy và cảm biến"),
        "confidence": {"high": _("tin cậy cao"), "nominal": _("tin cậy vừa"), "low": _("tin cậy thấp")},
        "modis": _("MODIS (ô lớn, 1 km)"),
        "footprintNote": _("Phóng to để thấy ô quét của vệ tinh."),
        "layersHead": _("Lớp bản đồ"),
        "layers": {
            "incidents": _("Vụ việc"),
            "patrols": _("Người đi tuần tra"),
            "danger": _("Cấp cháy rừng"),
            "hotspots": _("Điểm cháy"),
            "events": _("Đám cháy"),
            "untold": _("Chưa báo đủ"),
            "footprints": _("Ô quét"),
            "names": _("Tên xã"),
            "outlines": _("Ranh giới xã"),
            "places": _("Bản, địa danh"),
            "zones": _("Khu vực tuần tra"),
            "lines": _("Đường, sông, hồ"),
            "forest": _("Rừng"),
            "basemap": _("Nền bản đồ"),
        },
        "untoldSome": _("chưa báo đủ đơn vị"),
        "untoldLate": _("có đơn vị quá hạn"),
        "toldLine": _("Đã báo %told%/%all% đơn vị"),
        "overdueLine": _(" · quá hạn %overdue%"),
        "basemapFailed": _("Nền bản đồ không tải được"),
        "outlineNote": areas.note_en if words.current() == "en" else areas.note_vi,
        "several": _("%count% điểm cháy ở đây"),
        "frpUnknown": _("không rõ công suất"),
        "outside": _("ngoài địa bàn"),
        "lastFile": _("Tệp vệ tinh mới nhất: %ago%"),
        "noFile": _("Chưa nhận được tệp nào từ nguồn"),
        "minutesAgo": _("%count% phút trước"),
        "hoursAgo": _("%count% giờ trước"),
        "daysAgo": _("%count% ngày trước"),
        "east": _("Đ"),
        "north": _("B"),
    }


def _fit(period: str, rolling: bool, points: pd.DataFrame) -> Payload:
    west, south, east, north = services().areas.bounds
    if not rolling and len(points):
        west, east = min(west, points["longitude"].min()), max(east, points["longitude"].max())
        south, north = min(south, points["latitude"].min()), max(north, points["latitude"].max())
    return {"key": "home" if rolling else period, "bounds": [[south, west], [north, east]]}


def _local_basemap() -> Payload | None:
    """The tiles of the file that lies in the profile: they need no network, so they come first."""
    local = base_tiles.local_tiles(services().profile.directory)
    if local is None or local.file is None:
        return None
    file = local.file
    west, south, east, north = file.bounds
    return {
        "template": base_tiles.address(file, st.get_option("server.baseUrlPath") or ""),
        "attribution": file.attribution,
        "minZoom": file.min_zoom,
        "maxZoom": file.max_zoom,
        "bounds": [[south, west], [north, east]],
    }


def basemap() -> Payload | None:
    """The tiles under the map: a local file, else a server that the profile names and whose key is set."""
    local = _local_basemap()
    if local is not None:
        return local
    named = services().profile.basemap
    template = named.address(os.environ) if named else None
    if named is None or template is None:
        return None
    return {"template": template, "attribution": named.attribution, "maxZoom": named.max_zoom}


def danger_levels(here: Services) -> dict[str, list[str]]:
    """Name of a present commune → numeral, colour and ink of the level that counts there now."""
    with reading(here.engine) as conn:
        now_is = levels_at(conn, here.now())
    found = {}
    for own, standing in now_is.items():
        if standing.level is not None:
            known = LEVELS[standing.level]
            found[here.areas.by_id(own).name] = [known.numeral, known.colour, known.ink]
    return found


def story_clock() -> list[float] | None:
    """In a drill how the scenario's time follows from the browser's: real ms, scenario ms, speed."""
    director = services().director
    standing = director.standing() if director else None
    if standing is None:
        return None
    clock = standing.clock
    return [clock.real.timestamp() * 1000, clock.scenario.timestamp() * 1000, clock.rate]


def _duties(told: Mapping[str, MatterStanding], events: list[Payload], now: datetime) -> Payload:
    """Columns about who has been told of each event that is drawn, at this moment."""
    counts = [told[each["id"]].counts(now) if each["id"] in told else Counts() for each in events]
    return duty_columns([(each.told, each.untold, each.overdue) for each in counts])


def show(
    standing: screen.Standing,
    period: str,
    rolling: bool,
    start: datetime,
    end: datetime,
    era: str,
    wanted: Filters,
    selected: tuple[str, ...],
) -> folium_host.Selection:
    """Draw the map; returns what was clicked on it last."""
    # Its component is declared on import, which counts only once Streamlit runs: routes import this before.
    from dashboard.map import folium_host

    here = services()
    language, today = words.current(), formats.day(here.now())
    live = dict(layers(standing.version, start, end, era, wanted, language, today))
    newest = standing.newest_file
    duties = _duties(screen.told(standing.version, start, end), live["events"], here.now())
    live |= {
        "era": era,
        "dark": look.is_dark(),
        "words": renderer_words(),
        "selected": list(selected),
        "clock": story_clock(),
        "duties": duties,
        "places": place_routes.address(here, st.get_option("server.baseUrlPath") or ""),
        "patrols": patrol_routes.address(here, who(), st.get_option("server.baseUrlPath") or ""),
        "zones": zone_routes.address(here, st.get_option("server.baseUrlPath") or ""),
        "danger": danger_levels(here),
        "incidents": incident_routes.address(here, st.get_option("server.baseUrlPath") or ""),
        "forest": map_forest.shown(here.now(), st.get_option("server.baseUrlPath") or ""),
        "lastFile": None if newest is None else int(newest.timestamp() // 60),
        "fit": _fit(period, rolling, screen.hotspots(standing.version, start, end)),
    }
    state = (standing.version, start, end, era, language, today, live["dark"], selected, newest, wanted)
    told = (
        live["places"],
        live["zones"],
        live["patrols"],
        live["incidents"],
        live["danger"],
        live["forest"],
        live["clock"],
    )
    sent = (*state, *told, duties)
    live["version"] = hashlib.sha256(repr(sent).encode()).hexdigest()[:16]
    frame = {
        "areas": screen.outlines(str(here.areas.directory), words.SOURCE_LANGUAGE),
        "utcOffset": 420,
        "viewKey": f"canhlua-{here.profile.id}",
        "attribution": "NASA FIRMS · " + " · ".join(here.areas.attributions),
        "basemap": basemap(),
        "controls": {"legend": True, "scale": True, "era": False},
    }
    return folium_host.show(
        frame, live, key="map", height=620, base=st.get_option("server.baseUrlPath") or ""
    )
