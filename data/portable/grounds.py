"""Places as CSV and patrol zones as GeoJSON (EPSG:4326, degrees)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from sqlalchemy import Connection

from data.agencies.act import Act
from data.places import editing as places
from data.places.reading import list_places
from data.portable.errors import ImportRefused
from data.portable.parts import Held, Part, Place, of_row
from data.zones.act import By as ZoneBy
from data.zones.changing import Zone, create, edit
from data.zones.reading import list_zones
from geo.export.table import neutral
from geo.place_names import valid_on
from geo.zones import ASK, CODES

PLACE_FILE, ZONE_FILE = "places.csv", "zones.geojson"
_FROM = f"{ZONE_FILE}: "
"""Before the origin of a zone that came in by a file of settings."""
_ASKED = tuple(code for code, kind in CODES.items() if kind == ASK)
_HEADER = ("id", "name", "unit", "kind", "latitude", "longitude", "valid_from", "valid_to")
_ZONE = ("name", "kind", "season", "priority", "notes")


def _places(conn: Connection, where: Place) -> dict[str, Held]:
    found = {}
    for told in valid_on(list_places(conn), where.day).to_dict("records"):
        row = {str(name): value for name, value in told.items()}
        held = row | {"unit": row["unit"] or ""}
        found[row["place_id"]] = Held(of_row(places.Place, held), row)
    return found


def _place_csv(rows: Mapping[str, Any]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_HEADER)
    for own, row in rows.items():
        told = [own, *(getattr(row, name) for name in _HEADER[1:])]
        table.writerow(
            "" if each is None else neutral(each) if isinstance(each, str) else each for each in told
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text.strip() else None


def _plain(text: str) -> str:
    """Without the mark that keeps a table program from running it."""
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _place(line: Mapping[str, str]) -> places.Place:
    wanted = places.Place(
        name=_plain(line["name"]).strip(),
        unit=_plain(line["unit"]).strip(),
        kind=line["kind"].strip(),
        latitude=float(line["latitude"]),
        longitude=float(line["longitude"]),
        valid_from=_day(line["valid_from"]),
        valid_to=_day(line["valid_to"]),
    )
    if not (-90 <= wanted.latitude <= 90 and -180 <= wanted.longitude <= 180):
        raise ValueError("degrees")
    return wanted


def _read_places(file: Path) -> dict[str, Any]:
    try:
        lines = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), strict=True)
        if tuple(lines.fieldnames or ()) != _HEADER:
            raise ImportRefused(file=file.name, place="1", problem="import_columns")
        found: dict[str, Any] = {}
        for line in lines:
            own = (line["id"] or "").strip()
            if not own or own in found or None in line.values() or None in line:
                raise ImportRefused(file=file.name, place=str(lines.line_num), problem="import_line")
            try:
                found[own] = _place(line)
            except ValueError:
                raise ImportRefused(
                    file=file.name, place=str(lines.line_num), problem="import_value"
                ) from None
    except (UnicodeDecodeError, csv.Error):
        raise ImportRefused(file=file.name, place="1", problem="import_not_text") from None
    return found


def _place_act(act: Act, where: Place) -> places.Act:
    # Both questions of the form are answered by the preview: what is chosen there is meant.
    return places.Act(act.now, where.areas, act.who, act.origin, outside=True, twice=True)


def _add_place(conn: Connection, own: str, wanted: places.Place, act: Act, where: Place) -> None:
    places.add(conn, wanted, _place_act(act, where), place_id=own)


def _edit_place(conn: Connection, held: Held, wanted: places.Place, act: Act, where: Place) -> None:
    seen = int(held.row["version"])
    places.edit(conn, int(held.row["id"]), wanted, _place_act(act, where), seen_version=seen)


def _taken_in(row: Mapping[str, Any]) -> str | None:
    name = row["file_name"] or ""
    return name.removeprefix(_FROM) if name.startswith(_FROM) else None


def number_elsewhere(row: Mapping[str, Any]) -> str | None:
    """The number that a zone had in the file of settings by which it came in; None: it came otherwise."""
    return None if (own := _taken_in(row)) is None else own.partition(" ")[0]


def _origin(row: Mapping[str, Any]) -> str:
    """By what a zone is known in every installation, for each numbers its own: the number and the moment of
    its making where it was drawn, "KV-0005 2027-03-12T02:00:00+00:00"; one that was taken in keeps that."""
    kept = _taken_in(row)
    return kept or f"{row['code']} {row['created_at'].isoformat()}"


def _zones(conn: Connection, _where: Place) -> dict[str, Held]:
    return {_origin(row): Held(of_row(Zone, row), row) for row in list_zones(conn)}


def _known_zone(own: str, now: Mapping[str, Held]) -> Held | None:
    """By its origin; a file that tells numbers alone means those of this installation."""
    return now.get(own) or next((held for held in now.values() if held.row["code"] == own), None)


def _zone_json(rows: Mapping[str, Any]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code": own.partition(" ")[0], "origin": own}
            | {name: getattr(row, name) for name in _ZONE},
            "geometry": mapping(row.shape),
        }
        for own, row in rows.items()
    ]
    told = {"type": "FeatureCollection", "features": features}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _zone(feature: Any) -> tuple[str, Zone]:
    told = feature["properties"]
    ground = shape(feature["geometry"])
    own = told.get("origin") or told["code"]
    if not isinstance(own, str) or not own.strip() or shapely.is_empty(ground):
        raise ValueError("code")
    values = {name: told[name] for name in _ZONE if told.get(name) is not None}
    if not all(isinstance(values[name], str) for name in values if name != "priority"):
        raise TypeError("text")
    return own.strip(), Zone(shape=ground, **values)


def _read_zones(file: Path) -> dict[str, Any]:
    try:
        features = json.loads(file.read_text(encoding="utf-8-sig"))["features"]
        numbered = list(enumerate(features, 1))
    except (ValueError, KeyError, TypeError):
        raise ImportRefused(file=file.name, place="1", problem="import_not_geojson") from None
    found: dict[str, Any] = {}
    for at, feature in numbered:
        try:
            own, zone = _zone(feature)
        except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError):
            raise ImportRefused(file=file.name, place=str(at), problem="import_feature") from None
        if own in found:
            raise ImportRefused(file=file.name, place=own, problem="import_twice")
        found[own] = zone
    return found


def _zone_by(act: Act) -> ZoneBy:
    return ZoneBy(act.who, act.now, act.screen)


PLACES = Part("map_place", PLACE_FILE, _places, _place_csv, _read_places, _add_place, _edit_place)
ZONES = Part(
    "zone",
    ZONE_FILE,
    _zones,
    _zone_json,
    _read_zones,
    # As with places: what is chosen in the preview is meant, outside of the area too.
    lambda conn, own, wanted, act, where: create(
        conn, wanted, _zone_by(act), where.ground, accepted=_ASKED, source="file", file_name=_FROM + own
    ),
    lambda conn, held, wanted, act, where: edit(
        conn,
        held.row["id"],
        wanted,
        _zone_by(act),
        where.ground,
        seen_version=held.row["version"],
        accepted=_ASKED,
    ),
    known=_known_zone,
)
"""A zone that is not there gets a number of its own here and keeps its origin: the next file finds it."""
