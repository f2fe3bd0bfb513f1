"""The same few pixels in every dialect that FIRMS and those who pass its files on have been seen to write."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

_LETTER = {"NOAA-20": "N20", "NOAA-21": "N21", "S-NPP": "N", "Terra": "T", "Aqua": "A"}
_SHORT = {"low": "l", "nominal": "n", "high": "h"}


@dataclass(frozen=True)
class Pixel:
    """One detection. `time` is aware UTC; for MODIS `confidence` is a percentage."""

    latitude: float
    longitude: float
    time: datetime
    satellite: str = "NOAA-20"
    confidence: str = "nominal"
    frp: float | None = 5.2
    scan: float = 0.4
    track: float = 0.4
    version: str = "2.0NRT"

    @property
    def modis(self) -> bool:
        return self.satellite in ("Terra", "Aqua")


def _columns(
    pixel: Pixel, *, time_format: str, short: bool, instrument: bool, archive: bool
) -> dict[str, str]:
    first, second = ("brightness", "bright_t31") if pixel.modis else ("bright_ti4", "bright_ti5")
    confidence = _SHORT.get(pixel.confidence, pixel.confidence) if short else pixel.confidence
    minutes = pixel.time.strftime("%H%M")
    row = {
        "latitude": f"{pixel.latitude:.5f}",
        "longitude": f"{pixel.longitude:.5f}",
        first: "331.4",
        "scan": f"{pixel.scan}",
        "track": f"{pixel.track}",
        "acq_date": pixel.time.strftime("%Y-%m-%d"),
        "acq_time": str(int(minutes)) if time_format == "int" else minutes,
        "satellite": _LETTER[pixel.satellite],
    }
    if instrument:
        row["instrument"] = "MODIS" if pixel.modis else "VIIRS"
    row |= {
        "confidence": confidence,
        "version": pixel.version,
        second: "292.1",
        "frp": "" if pixel.frp is None else f"{pixel.frp}",
        "daynight": "D" if 0 <= pixel.time.hour < 12 else "N",
    }
    if archive:
        row["type"] = "0"
    return row


def _csv(rows: Sequence[dict[str, str]], header: Sequence[str], end: str = "\n") -> bytes:
    lines = [",".join(header), *(",".join(row.values()) for row in rows)]
    return (end.join(lines) + end).encode()


def _table(pixels: Sequence[Pixel], *, modis: bool, **how: object) -> tuple[list[dict[str, str]], list[str]]:
    example = Pixel(0, 0, datetime.fromisoformat("2027-01-01T00:00:00Z"), "Terra" if modis else "NOAA-20")
    options = {"time_format": "four", "short": False, "instrument": False, "archive": False} | how
    rows = [_columns(pixel, **options) for pixel in pixels]  # type: ignore[arg-type]
    return rows, list(_columns(example, **options))  # type: ignore[arg-type]


def _is_modis(pixels: Sequence[Pixel]) -> bool:
    return bool(pixels) and pixels[0].modis


def keyless(pixels: Sequence[Pixel], *, modis: bool | None = None) -> bytes:
    """A regional file. Without pixels: the header alone, which says zero detections."""
    return _csv(*_table(pixels, modis=_is_modis(pixels) if modis is None else modis))


def area_api(pixels: Sequence[Pixel]) -> bytes:
    how = {"time_format": "int", "short": True, "instrument": True}
    return _csv(*_table(pixels, modis=_is_modis(pixels), **how))


def archive(pixels: Sequence[Pixel]) -> bytes:
    """Standard processing: give the pixels a version without NRT."""
    how = {"time_format": "int", "short": True, "instrument": True, "archive": True}
    return _csv(*_table(pixels, modis=_is_modis(pixels), **how))


def country_api(pixels: Sequence[Pixel]) -> bytes:
    """With the unnamed index column and country_id."""
    rows, header = _table(pixels, modis=_is_modis(pixels), time_format="int", short=True, instrument=True)
    return _csv(
        [{"": str(n), "country_id": "VNM"} | row for n, row in enumerate(rows)], ["", "country_id", *header]
    )


def windows_text(pixels: Sequence[Pixel]) -> bytes:
    """A regional file with BOM and CRLF."""
    return b"\xef\xbb\xbf" + _csv(*_table(pixels, modis=_is_modis(pixels)), end="\r\n")


def json_array(pixels: Sequence[Pixel]) -> bytes:
    return json.dumps(_table(pixels, modis=_is_modis(pixels))[0]).encode()


def geojson(pixels: Sequence[Pixel]) -> bytes:
    """Features whose values are all strings."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [pixel.longitude, pixel.latitude]},
            "properties": row,
        }
        for pixel, row in zip(pixels, _table(pixels, modis=_is_modis(pixels))[0], strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


DIALECTS: dict[str, Callable[[Sequence[Pixel]], bytes]] = {
    "keyless": keyless,
    "area API": area_api,
    "archive": archive,
    "country API": country_api,
    "BOM and CRLF": windows_text,
    "JSON array": json_array,
    "GeoJSON": geojson,
}
