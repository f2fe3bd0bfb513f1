"""What other programs get: valid formats, the promised properties, and nothing that a reader would run."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from geo import export
from geo.events import group
from geo.export.geojson import dumps
from geo.export.table import neutral
from tests.geo.events.frames import START, at, frame

SCRIPT = "<script>alert(1)</script>"
CDATA = "]]><![CDATA[" + SCRIPT + "]]>"
KML = "{http://www.opengis.net/kml/2.2}"


def located(*rows, **columns):
    table = frame(*rows)
    place = {
        "commune_2021": "Chiềng Ơn",
        "commune_2021_id": "x",
        "commune_2025": "Quỳnh Nhai",
        "commune_2025_id": "y",
        "nearest_commune": "Quỳnh Nhai",
        "distance_m": 0.0,
        "location": "inside",
    }
    return table.assign(**(place | columns))


def test_hotspots_have_exactly_the_promised_properties():
    table = located(at(frp_mw=np.nan), at(5, frp_mw=0.0), commune_2021=None)
    collection = json.loads(dumps(export.hotspots_geojson(table, attribution=["Outlines: X"], drill=True)))
    first, second = collection["features"]
    assert first == {
        "type": "Feature",
        "id": "a",
        "geometry": {"type": "Point", "coordinates": [103.66, 21.65]},
        "properties": {
            "time_utc": "2027-03-12T06:34:00Z",
            "satellite": "NOAA-20",
            "instrument": "VIIRS",
            "confidence": "nominal",
            "frp_mw": None,
            "footprint_ha": 16.0,
            "commune_2021": None,
            "commune_2025": "Quỳnh Nhai",
            "nearest_commune": "Quỳnh Nhai",
            "distance_m": 0.0,
            "location": "inside",
            "source": "hand",
        },
    }
    assert second["properties"]["frp_mw"] == 0.0
    assert collection["drill"] is True
    assert collection["attribution"].startswith("We acknowledge the use of data from NASA's")
    assert collection["attribution"].endswith("Outlines: X")


def test_superseded_rows_are_not_exported():
    table = located(at(), at(5, superseded=True))
    assert [each["id"] for each in export.hotspots_geojson(table)["features"]] == ["a"]
    assert export.hotspots_csv(table).count(b"\r\n") == 2
    assert export.hotspots_kml(table).count(b"<Placemark") == 1


def test_no_hotspots_are_an_empty_collection():
    table = located(at()).iloc[:0]
    assert export.hotspots_geojson(table)["features"] == []
    assert export.hotspots_csv(table).count(b"\r\n") == 1
    assert export.hotspots_kml(table).count(b"<Placemark") == 0


def test_events_have_exactly_the_promised_properties():
    table = located(at(), at(0.5, hours=1, satellite="S-NPP", frp_mw=9.25), at(0.9, commune_2025="Mường Sại"))
    table["commune_2025"] = ["Quỳnh Nhai", "Quỳnh Nhai", "Mường Sại"]
    grouping = group(table)
    communes = export.event_communes(grouping.members, table, "commune_2025")
    (feature,) = json.loads(dumps(export.events_geojson(grouping.events, communes)))["features"]
    name = grouping.events["event_id"][0]
    assert feature["id"] == name
    assert feature["properties"] == {
        "id": name,
        "first_seen": "2027-03-12T06:34:00Z",
        "last_seen": "2027-03-12T07:34:00Z",
        "detections": 3,
        "satellites": ["NOAA-20", "S-NPP"],
        "passes": 2,
        "max_frp_mw": 9.25,
        "strength": "strong",
        "communes": ["Quỳnh Nhai", "Mường Sại"],
    }
    (ring,) = feature["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    doubled_area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    assert doubled_area > 0  # RFC 7946: outer rings counter-clockwise


def test_an_event_outside_all_communes_has_none():
    table = located(at(frp_mw=np.nan), commune_2025=None)
    grouping = group(table)
    communes = export.event_communes(grouping.members, table, "commune_2025")
    (feature,) = export.events_geojson(grouping.events, communes)["features"]
    assert feature["properties"]["communes"] == []
    assert feature["properties"]["max_frp_mw"] is None


def test_nan_is_an_error_not_invalid_json():
    with pytest.raises(ValueError, match="JSON"):
        dumps({"x": float("nan")})


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+84912", "'+84912"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("Mường Giôn", "Mường Giôn"),
        (-2, -2),
        (-2.5, -2.5),
        (None, ""),
        (["=a", "b"], "'=a; b"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(cell, written):
    assert neutral(cell) == written


def read_csv(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_hotspots_csv_opens_in_a_spreadsheet():
    table = located(at(frp_mw=np.nan), source='=cmd|"/c calc"', longitude=-103.5)
    (row,) = read_csv(export.hotspots_csv(table))
    assert row["source"] == '\'=cmd|"/c calc"'
    assert row["longitude"] == "-103.5"
    assert row["frp_mw"] == ""
    assert row["commune_2021"] == "Chiềng Ơn"
    assert row["time_utc"] == "2027-03-12T06:34:00Z"
    assert "commune_2021_id" not in row


def test_events_csv_joins_lists():
    table = located(at(), at(0.5, satellite="S-NPP"))
    grouping = group(table)
    (row,) = read_csv(export.events_csv(grouping.events, {}))
    assert row["satellites"] == "NOAA-20; S-NPP"
    assert row["detections"] == "2"
    assert row["communes"] == ""


@pytest.mark.parametrize("text", [SCRIPT, CDATA, "a & b", "<![CDATA[<b>x</b>", "bell\x07 end"])
def test_kml_shows_text_as_text(text):
    data = export.hotspots_kml(located(at(), source=text), name=text, attribution=[text])
    root = ElementTree.fromstring(data)  # noqa: S314 -- made here
    assert root.find(f".//{KML}script") is None
    description = root.find(f".//{KML}Placemark/{KML}description").text
    # Google Earth reads the description as HTML: there, too, it must be text.
    assert "<script" not in description
    assert "<b>" not in description
    assert description.startswith("<table><tr><td>time_utc</td><td>2027-03-12T06:34:00Z</td></tr>")
    document = root.find(f"{KML}Document/{KML}description").text
    assert "<" not in document
    assert "NASA's" in document


@pytest.mark.parametrize("place", ["source", "satellite", "commune_2025", "nearest_commune"])
def test_kml_gives_back_each_text_after_both_readings(place):
    text = f"{SCRIPT} & \"Mường\" 'Giôn' &amp; &lt;b&gt;"
    root = ElementTree.fromstring(export.hotspots_kml(located(at(), **{place: text})))  # noqa: S314
    shown = root.find(f".//{KML}Placemark/{KML}description").text
    cells = [cell.text for cell in ElementTree.fromstring(shown).iter("td")]  # noqa: S314
    assert cells[cells.index(place) + 1] == text


def test_geojson_gives_back_each_text_and_no_text_breaks_out():
    text = f"{SCRIPT} & \"Mường\" 'Giôn' \\ \u2028 }}]}}"
    table = located(at(), source=text, satellite=text, commune_2025=text)
    (point,) = json.loads(dumps(export.hotspots_geojson(table, attribution=[text])))["features"]
    assert [point["properties"][name] for name in ("source", "satellite", "commune_2025")] == [text] * 3
    grouping = group(located(at()))
    communes = {grouping.events["event_id"][0]: [text]}
    (event,) = json.loads(dumps(export.events_geojson(grouping.events, communes)))["features"]
    assert event["properties"]["communes"] == [text]


def test_kml_has_times_places_and_a_drill_mark():
    root = ElementTree.fromstring(export.hotspots_kml(located(at()), drill=True))  # noqa: S314
    assert root.find(f".//{KML}when").text == "2027-03-12T06:34:00Z"
    assert root.find(f".//{KML}coordinates").text.startswith("103.66,21.65")
    assert root.find(f"{KML}Document/{KML}name").text.startswith("DIỄN TẬP / DRILL: ")
    assert root.find(f".//{KML}Placemark/{KML}name").text.startswith("DIỄN TẬP / DRILL: ")


def test_kml_colours_by_age():
    table = located(at(), at(5, hours=-30))
    root = ElementTree.fromstring(export.hotspots_kml(table, now=START + timedelta(hours=1)))  # noqa: S314
    colours = {
        style.get("id"): style.find(f"{KML}IconStyle/{KML}color").text for style in root.iter(f"{KML}Style")
    }
    used = [colours[each.text.lstrip("#")] for each in root.iter(f"{KML}styleUrl")]
    assert used == ["ff2f2fd3", "ff2dc0fb"]


def test_a_table_index_does_not_matter():
    table = located(at(), at(5), at(10))
    odd = table.set_axis([7, 7, 3])
    assert export.hotspots_geojson(odd) == export.hotspots_geojson(table)
    assert export.hotspots_csv(odd) == export.hotspots_csv(table)
    assert isinstance(odd, pd.DataFrame)
