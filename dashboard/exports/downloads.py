"""What is shown, as files: GeoJSON, KML, CSV and XLSX, each of which says where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from pyproj import CRS

from dashboard import drill_mark, formats, near, words
from dashboard.exports.workbook import DATE, DEGREES, INTEGER, TWO_DECIMALS, Column, Page, workbook
from dashboard.sheet.evidence import CONFIDENCE
from dashboard.sheet.place import WINDS
from dashboard.words import N_, _
from dashboard.words import forest as forest_words
from data.forest.layers import Layer
from geo.export.geojson import dumps, events_geojson, hotspots_geojson
from geo.export.kml import hotspots_kml
from geo.export.rows import FIRMS_ATTRIBUTION, current
from geo.export.table import events_csv, hotspots_csv
from geo.vn2000 import to_vn2000

_NAMES = {"hotspots": "diem-chay", "events": "dam-chay", "all": "tong-hop"}
_LOCATIONS = {
    "inside": N_("trong địa bàn"),
    "near_border": N_("sát ranh giới địa bàn"),
    "outside": N_("ngoài địa bàn"),
}
_FOREST = {"inside": N_("trong rừng"), "near": N_("gần rừng"), "outside": N_("ngoài rừng")}
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Shown:
    """What the page shows at this moment.

    Attributes
    ----------
    hotspots : a table of `queries.hotspots`, filtered as on screen
    events : a table of `screen.events`, filtered as on screen
    eras : ids of the maps, in order of time, whose `commune_<era>` columns the tables have
    crs : the profile's plane for VN-2000 (`areas.crs_metres`)
    filters : what narrows the tables down, as (label, value) in words
    now : aware moment of the page
    attribution : who made the outlines (`areas.attributions`)
    drill : marks every file
    places : `screen.named_places`, asked when a file is made; None leaves the nearest place out
    layers : the forest layers that judged the hotspots (`queries.forest_layers`)
    """

    hotspots: pd.DataFrame
    events: pd.DataFrame
    eras: tuple[str, ...]
    crs: str
    filters: tuple[tuple[str, str], ...]
    now: datetime
    attribution: tuple[str, ...] = ()
    drill: bool = False
    communes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    places: pd.DataFrame | None = None
    layers: tuple[Layer, ...] = ()

    def sources(self) -> list[str]:
        """Who made the outlines and the forest layers."""
        return [*self.attribution, *map(layer_line, self.layers)]

    def points(self) -> pd.DataFrame:
        """The current hotspots with their nearest named place."""
        rows = current(self.hotspots)
        found = rows if self.places is None else near.with_nearest(rows, rows["time_utc"], self.places)
        return about_forest(near.for_files(found), bool(self.layers))

    def fires(self) -> pd.DataFrame:
        """The events with theirs."""
        return about_forest(near.for_files(self.events), bool(self.layers))

    def communes_of_events(self) -> Mapping[str, Sequence[str]]:
        """Names per event, for the formats that list them: those given, else the main commune of today."""
        if self.communes or f"commune_{self.eras[-1]}" not in self.events:
            return self.communes
        main = self.events.set_index("event_id")[f"commune_{self.eras[-1]}"].dropna()
        return {str(event): [str(name)] for event, name in main.items()}


def layer_line(layer: Layer) -> str:
    """A forest layer with its days, what it is not, and who made it."""
    said = (layer.name, forest_words.days(layer), forest_words.note(layer.kind), layer.attribution or "")
    return " · ".join(dict.fromkeys(part for part in said if part))


def about_forest(rows: pd.DataFrame, judged: bool) -> pd.DataFrame:
    """Without the columns about forest where no layer speaks: an empty column would look like a finding."""
    names = ("in_forest", "forest_share", "forest_distance_m", "forest_owners")
    return rows if judged else rows.drop(columns=[name for name in names if name in rows])


def file_name(kind: str, extension: str, now: datetime, *, drill: bool = False) -> str:
    """canhlua_diem-chay_2027-03-16.csv, by the local day; plain ASCII, and a drill says so first."""
    day = formats.local(now).date().isoformat()
    return f"{'DIEN-TAP_' if drill else ''}canhlua_{_NAMES[kind]}_{day}.{extension}"


def _marked_features(collection: dict[str, Any], drill: bool) -> bytes:
    """Programs keep what stands in a feature and drop what stands beside it: the mark is in both."""
    if drill:
        for feature in collection["features"]:
            feature["properties"] = {"exercise": drill_mark.line(), **feature["properties"]}
        collection = {"name": drill_mark.line(), **collection}
    return dumps(collection)


def hotspots_as_geojson(shown: Shown) -> bytes:
    """Points."""
    found = hotspots_geojson(shown.points(), attribution=shown.sources(), drill=shown.drill)
    return _marked_features(found, shown.drill)


def events_as_geojson(shown: Shown) -> bytes:
    """Hulls."""
    communes = shown.communes_of_events()
    found = events_geojson(shown.fires(), communes, attribution=shown.sources(), drill=shown.drill)
    return _marked_features(found, shown.drill)


def hotspots_as_kml(shown: Shown) -> bytes:
    """Placemarks coloured by age."""
    return hotspots_kml(shown.points(), attribution=shown.sources(), drill=shown.drill, now=shown.now)


def _marked_lines(csv: bytes, drill: bool) -> bytes:
    return _BOM + f"{drill_mark.line()}\r\n".encode() + csv.removeprefix(_BOM) if drill else csv


def hotspots_as_csv(shown: Shown) -> bytes:
    """UTF-8 with BOM; in a drill the first line is its mark and the header the second."""
    return _marked_lines(hotspots_csv(shown.points()), shown.drill)


def events_as_csv(shown: Shown) -> bytes:
    """As `hotspots_as_csv`."""
    return _marked_lines(events_csv(shown.fires(), shown.communes_of_events()), shown.drill)


def _clock(times: pd.Series, zone: Any) -> pd.Series:
    return times.dt.tz_convert(zone).dt.tz_localize(None)


def _said(values: pd.Series, said: Mapping[str, str]) -> pd.Series:
    return values.map(lambda code: _(said[code]) if code in said else code).astype(object)


def _yes_no(values: pd.Series) -> pd.Series:
    return values.map(lambda value: _("có") if value is True or value == 1 else _("không")).astype(object)


def _plane(rows: pd.DataFrame, crs: str) -> list[Column]:
    """VN-2000: X, the northing, first."""
    epsg = CRS.from_user_input(crs).to_epsg() or 0
    east, north = to_vn2000(rows["longitude"].to_numpy(), rows["latitude"].to_numpy(), epsg)
    return [
        Column(_("X (bắc), m"), pd.Series(north).round(0), 13, INTEGER),
        Column(_("Y (đông), m"), pd.Series(east).round(0), 13, INTEGER),
    ]


def _communes(rows: pd.DataFrame, eras: tuple[str, ...]) -> list[Column]:
    named = [era for era in eras if f"commune_{era}" in rows]
    return [Column(_("Xã ({era})", era=era), rows[f"commune_{era}"], 18) for era in named]


def _nearest(rows: pd.DataFrame) -> list[Column]:
    if "nearest_place" not in rows:
        return []
    return [
        Column(_("Nơi gần nhất"), rows["nearest_place"], 26),
        Column(_("Cách nơi đó, m"), rows["nearest_place_distance_m"].round(0), 15, INTEGER),
        Column(_("Về phía"), _said(rows["nearest_place_bearing"], WINDS), 11),
    ]


def _forest(rows: pd.DataFrame, share: str) -> list[Column]:
    if "in_forest" not in rows:
        return []
    columns = [
        Column(_("Rừng"), _said(rows["in_forest"], _FOREST), 12),
        Column(share, (rows["forest_share"] * 100).round(1), 20),
        Column(_("Cách rừng, m"), rows["forest_distance_m"].round(0), 14, INTEGER),
    ]
    if "forest_owners" in rows:
        columns.append(Column(_("Chủ rừng liên quan"), rows["forest_owners"], 34))
    return columns


def hotspot_page(shown: Shown) -> Page:
    """One row per hotspot."""
    rows = shown.points()
    columns = [
        Column(_("Giờ Việt Nam"), _clock(rows["time_utc"], formats.LOCAL), 17, DATE),
        Column("UTC", _clock(rows["time_utc"], "UTC"), 17, DATE),
        Column(_("Vệ tinh"), rows["satellite"], 11),
        Column(_("Cảm biến"), rows["instrument"], 10),
        Column(_("Độ tin cậy"), _said(rows["confidence"], CONFIDENCE), 12),
        Column(_("FRP, MW"), rows["frp_mw"], 10, TWO_DECIMALS),
        Column(_("Ô ảnh, ha"), rows["footprint_ha"], 11, TWO_DECIMALS),
        Column(_("Vĩ độ"), rows["latitude"], 11, DEGREES),
        Column(_("Kinh độ"), rows["longitude"], 11, DEGREES),
        *_plane(rows, shown.crs),
        *_communes(rows, shown.eras),
        Column(_("Vị trí"), _said(rows["location"], _LOCATIONS), 22),
        Column(_("Cách địa bàn, m"), rows["distance_m"].round(0), 15, INTEGER),
        *_nearest(rows),
        *_forest(rows, _("Rừng trong ô ảnh, %")),
    ]
    if "permanent" in rows:
        columns.append(Column(_("Nguồn nhiệt cố định"), _yes_no(rows["permanent"]), 20))
    if "event_id" in rows:
        columns.append(Column(_("Đám cháy"), rows["event_id"], 22))
    columns += [Column(_("Mã"), rows["detection_id"], 46), Column(_("Nguồn"), rows["source"], 30)]
    return Page(_("Điểm cháy"), columns)


def event_page(shown: Shown) -> Page:
    """One row per fire event."""
    rows = shown.fires()
    strengths = {"strong": N_("chắc"), "weak": N_("chưa chắc")}
    columns = [
        Column(_("Mã"), rows["event_id"], 22),
        Column(_("Thấy lần đầu (giờ VN)"), _clock(rows["first_seen"], formats.LOCAL), 21, DATE),
        Column(_("Thấy lần cuối (giờ VN)"), _clock(rows["last_seen"], formats.LOCAL), 21, DATE),
        Column(_("Điểm cháy"), rows["detections"], 11, INTEGER),
        Column(_("Lượt bay"), rows["passes"], 10, INTEGER),
        Column(_("Vệ tinh"), rows["satellites"], 24),
        Column(_("FRP lớn nhất, MW"), rows["max_frp_mw"], 17, TWO_DECIMALS),
        Column(_("Vùng các ô ảnh, ha"), rows["area_ha"], 18, TWO_DECIMALS),
        Column(_("Mức chắc chắn"), _said(rows["strength"], strengths), 15),
        Column(_("Vĩ độ"), rows["latitude"].round(5), 11, DEGREES),
        Column(_("Kinh độ"), rows["longitude"].round(5), 11, DEGREES),
        *_plane(rows, shown.crs),
        *_communes(rows, shown.eras),
        *_nearest(rows),
        *_forest(rows, _("Rừng, % tổng các ô ảnh")),
        Column(_("Nguồn nhiệt cố định"), _yes_no(rows["permanent"]), 20),
        Column(_("Tái phát của"), rows["recurrence_of"], 22),
    ]
    return Page(_("Đám cháy"), columns)


def source_facts(shown: Shown) -> list[tuple[str, Any]]:
    """Lines of the sheet *Nguồn*."""
    return [
        (_("Chương trình"), "Canh Lửa"),
        (_("Lập lúc (giờ VN)"), formats.local(shown.now).replace(tzinfo=None, second=0, microsecond=0)),
        *shown.filters,
        (_("Số điểm cháy"), len(current(shown.hotspots))),
        (_("Số đám cháy"), len(shown.events)),
        (_("Dữ liệu vệ tinh"), FIRMS_ATTRIBUTION),
        *((_("Ranh giới"), text) for text in shown.attribution),
        *((_("Lớp rừng"), layer_line(layer)) for layer in shown.layers),
        (_("Lưu ý"), _("Điểm cháy là dấu hiệu, cần xác minh tại chỗ.")),
        (_("Lưu ý"), _("Không có điểm cháy không có nghĩa là không có cháy.")),
        (_("VN-2000"), _("X là tọa độ bắc, Y là tọa độ đông, mét ({crs})", crs=shown.crs)),
        *([(_("Diễn tập"), drill_mark.line())] if shown.drill else []),
    ]


def as_xlsx(shown: Shown) -> bytes:
    """Hotspots, events and *Nguồn* in one workbook."""
    mark = drill_mark.line() if shown.drill else ""
    return workbook([hotspot_page(shown), event_page(shown)], (_("Nguồn"), source_facts(shown)), mark)


_FILES: tuple[tuple[str, str, str, str, Callable[[Shown], bytes]], ...] = (
    ("all", "xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    ("hotspots", "csv", "CSV", "text/csv; charset=utf-8", hotspots_as_csv),
    ("hotspots", "geojson", "GeoJSON", "application/geo+json", hotspots_as_geojson),
    ("hotspots", "kml", "KML", "application/vnd.google-earth.kml+xml", hotspots_as_kml),
    ("events", "csv", "CSV", "text/csv; charset=utf-8", events_as_csv),
    ("events", "geojson", "GeoJSON", "application/geo+json", events_as_geojson),
)


def _in_this_language(make: Callable[[Shown], bytes], shown: Shown) -> Callable[[], bytes]:
    """The file is made when its button is pressed, outside of the run: it takes the language along."""
    language = words.current()

    def made() -> bytes:
        words.use(language)
        return make(shown)

    return made


def show(shown: Shown) -> None:
    """Draw the button that opens the list of files. A file is made only when it is asked for."""
    groups = {"all": _("Bảng tính"), "hotspots": _("Điểm cháy"), "events": _("Đám cháy")}
    with st.popover(_("Tải về"), width="stretch"):
        for group, label in groups.items():
            st.caption(label)
            with st.container(horizontal=True):
                for kind, extension, title, media, make in _FILES:
                    if kind == group:
                        st.download_button(
                            title,
                            _in_this_language(make, shown),
                            file_name(kind, extension, shown.now, drill=shown.drill),
                            media,
                            key=f"download_{kind}_{extension}",
                            on_click="ignore",
                        )
