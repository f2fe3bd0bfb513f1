"""Canonical detections, and writers that put them down in every dialect that FEEDS.md names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Fire:
    """One detection; coordinates in 1e-5 degrees so that equality is exact."""

    satellite: str = "NOAA-20"
    at: datetime = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)
    lat: int = 2164360
    lon: int = 10366190
    confidence: str = "nominal"
    percent: int | None = None
    frp: float | None = 12.5
    scan: float = 0.39
    track: float = 0.36
    bright: float = 330.1
    bright_2: float = 295.2
    daynight: str = "D"
    version: str = "2.0NRT"
    type: int | None = None

    @property
    def is_viirs(self) -> bool:
        return self.satellite not in ("Terra", "Aqua")

    @property
    def id(self) -> str:
        return f"{self.satellite}.{self.at:%Y%m%dT%H%M}.{self.lat / 1e5:.5f}.{self.lon / 1e5:.5f}"


FIRE = Fire()
MODIS_FIRE = replace(FIRE, satellite="Terra", percent=66, scan=1.3, track=1.1, version="6.1NRT")

_LETTERS = {"Terra": "T", "Aqua": "A", "S-NPP": "N", "NOAA-20": "N20", "NOAA-21": "N21"}
_NUMBERS = {"Terra": "Terra", "Aqua": "Aqua", "S-NPP": "N", "NOAA-20": "1", "NOAA-21": "2"}
_API = {"Terra": "Terra", "Aqua": "Aqua", "S-NPP": "N", "NOAA-20": "N20", "NOAA-21": "N21"}
_SHORT = {"low": "l", "nominal": "n", "high": "h"}


def row_of(
    fire: Fire,
    *,
    satellite: dict[str, str] = _API,
    short: bool = True,
    time: str = "int",
    date: str = "%Y-%m-%d",
    modis_names: bool = False,
    instrument: bool = True,
    with_type: bool = False,
) -> dict[str, str]:
    """Cells of one detection by column name."""
    viirs_names = fire.is_viirs and not modis_names
    clock = {
        "int": str(fire.at.hour * 100 + fire.at.minute),
        "four": f"{fire.at:%H%M}",
        "colon": f"{fire.at:%H:%M}",
    }
    day = {"d": str(fire.at.day), "m": str(fire.at.month), "y": str(fire.at.year)}
    confidence = _SHORT[fire.confidence] if short else fire.confidence
    row = {
        "latitude": f"{fire.lat / 1e5:.5f}",
        "longitude": f"{fire.lon / 1e5:.5f}",
        ("bright_ti4" if viirs_names else "brightness"): str(fire.bright),
        "scan": str(fire.scan),
        "track": str(fire.track),
        "acq_date": fire.at.strftime(date) if "%" in date else "/".join(day[part] for part in date),
        "acq_time": clock[time],
        "satellite": satellite[fire.satellite],
        "instrument": "VIIRS" if fire.is_viirs else "MODIS",
        "confidence": confidence if fire.percent is None else str(fire.percent),
        "version": fire.version,
        ("bright_ti5" if viirs_names else "bright_t31"): str(fire.bright_2),
        "frp": "" if fire.frp is None else str(fire.frp),
        "daynight": fire.daynight,
    }
    if not instrument:
        del row["instrument"]
    if with_type:
        row["type"] = "" if fire.type is None else str(fire.type)
    return row


def to_csv(rows: Sequence[dict[str, str]], end: str = "\n", **options: Any) -> str:
    """Rows as CSV text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator=end, **options)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def area_api(fires: Sequence[Fire]) -> bytes:
    return to_csv([row_of(fire) for fire in fires]).encode()


def keyless(fires: Sequence[Fire]) -> bytes:
    rows = [row_of(fire, satellite=_LETTERS, short=False, time="four", instrument=False) for fire in fires]
    return to_csv(rows).encode()


def archive(fires: Sequence[Fire]) -> bytes:
    return to_csv([row_of(fire, satellite=_NUMBERS, time="four", with_type=True) for fire in fires]).encode()


def country_api(fires: Sequence[Fire]) -> bytes:
    rows = [{"": str(n), "country_id": "VNM", **row_of(fire)} for n, fire in enumerate(fires)]
    return to_csv(rows, end="\r\n").encode()


def spreadsheet(fires: Sequence[Fire]) -> bytes:
    rows = [row_of(fire, date="dmy", time="colon", short=False) for fire in fires]
    return to_csv(rows, end="\r\n").encode("utf-8-sig")


def modis_names(fires: Sequence[Fire]) -> bytes:
    return to_csv([row_of(fire, modis_names=True, satellite={s: s for s in _API}) for fire in fires]).encode()


def quoted(fires: Sequence[Fire]) -> bytes:
    return to_csv([row_of(fire) for fire in fires], quoting=csv.QUOTE_ALL).encode()


def semicolons(fires: Sequence[Fire]) -> bytes:
    text = to_csv([row_of(fire) for fire in fires], delimiter=";")
    head, _, body = text.partition("\n")
    return (head + "\n" + body.replace(".", ",")).encode()


def utf_16(fires: Sequence[Fire]) -> bytes:
    return to_csv([row_of(fire) for fire in fires], delimiter="\t").encode("utf-16")


def json_list(fires: Sequence[Fire]) -> bytes:
    rows: list[dict[str, Any]] = []
    for fire in fires:
        row: dict[str, Any] = dict(row_of(fire))
        row |= {"latitude": fire.lat / 1e5, "longitude": fire.lon / 1e5, "frp": fire.frp, "scan": fire.scan}
        row["acq_time"] = int(row["acq_time"])
        rows.append(row)
    return json.dumps(rows).encode()


def geojson_strings(fires: Sequence[Fire]) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [str(fire.lon / 1e5), str(fire.lat / 1e5)]},
            "properties": row_of(fire, time="four"),
        }
        for fire in fires
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def geojson_geometry(fires: Sequence[Fire]) -> bytes:
    features = []
    for fire in fires:
        properties = {name.upper(): cell for name, cell in row_of(fire).items()}
        del properties["LATITUDE"], properties["LONGITUDE"]
        point = {"type": "Point", "coordinates": [fire.lon / 1e5, fire.lat / 1e5]}
        features.append({"type": "Feature", "geometry": point, "properties": properties})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


Writer = Callable[[Sequence[Fire]], bytes]
ONE_SENSOR: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (
        area_api,
        keyless,
        archive,
        country_api,
        quoted,
        semicolons,
        utf_16,
        json_list,
        geojson_strings,
        geojson_geometry,
        modis_names,
    )
}
"""Dialects for any dates; `spreadsheet` needs a date that decides."""


def csv_of(*overrides: dict[str, str], end: str = "\n", **columns: str) -> bytes:
    """A keyless VIIRS file, one row per override, each at its own longitude."""
    rows = []
    for n, override in enumerate(overrides):
        fire = replace(FIRE, lon=FIRE.lon + n * 100)
        rows.append(
            row_of(fire, satellite=_LETTERS, short=False, time="four", instrument=False) | columns | override
        )
    return to_csv(rows, end=end).encode()
