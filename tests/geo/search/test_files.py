"""Tracks as phones write them, and the files that people take along."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import gpxpy
import pytest
import shapely

from geo.search import Outline, Spot, read_gpx, write_gpx, write_kml
from geo.search.errors import GpxPointImpossible, GpxTooLarge, GpxUnreadable, GpxUnsafe, GpxWithoutTrack

KML = "{http://www.opengis.net/kml/2.2}"
HEAD = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'


def point(lat: object, lon: object, time: str = "") -> str:
    return f'<trkpt lat="{lat}" lon="{lon}">{f"<time>{time}</time>" if time else ""}</trkpt>'


def gpx(*segments: str, more: str = "", head: str = HEAD) -> bytes:
    body = "".join(f"<trkseg>{each}</trkseg>" for each in segments)
    return f"{head}{more}<trk>{body}</trk></gpx>".encode()


WALK = point(21.65, 103.66, "2027-03-12T07:00:00Z") + point(21.651, 103.66, "2027-03-12T07:02:00Z")


def test_a_track_with_times() -> None:
    track = read_gpx(gpx(WALK), "a.gpx")
    assert (track.points, track.findings) == (2, ())
    assert track.started_at == datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
    assert track.ended_at == datetime(2027, 3, 12, 7, 2, tzinfo=UTC)
    assert track.length_m == pytest.approx(110.7, abs=0.2)  # a thousandth of a degree of latitude


def test_a_time_with_a_zone_becomes_utc() -> None:
    track = read_gpx(gpx(point(21.65, 103.66, "2027-03-12T14:00:00+07:00")), "a.gpx")
    assert track.started_at == datetime(2027, 3, 12, 7, 0, tzinfo=UTC)


def test_several_segments_and_tracks_are_not_joined() -> None:
    far = point(21.70, 103.70, "2027-03-12T08:00:00Z")
    track = read_gpx(gpx(WALK, far), "a.gpx")
    assert (track.points, shapely.get_num_geometries(track.line)) == (3, 2)
    assert track.length_m == pytest.approx(110.7, abs=0.2)
    # The same in one segment: the recorder slept, so it is cut there and said so.
    slept = read_gpx(gpx(WALK + far), "a.gpx")
    assert slept.findings == ("broken",)
    assert shapely.equals(slept.line, track.line)


@pytest.mark.parametrize(
    ("points", "findings"),
    [
        (point(21.65, 103.66) + point(21.651, 103.66), ("no_times",)),
        (point(21.65, 103.66, "2027-03-12T07:00:00Z") + point(21.651, 103.66), ("some_times",)),
        (
            point(21.65, 103.66, "2027-03-12T07:00:00Z") + point(21.651, 103.66, "2027-03-12T06:00:00Z"),
            ("times_backwards",),
        ),
    ],
)
def test_what_is_odd_about_times_is_said(points: str, findings: tuple[str, ...]) -> None:
    assert read_gpx(gpx(points), "a.gpx").findings == findings


def test_waypoints_and_routes_are_no_track() -> None:
    more = '<wpt lat="21.65" lon="103.66"/><rte><rtept lat="21.65" lon="103.66"/></rte>'
    with pytest.raises(GpxWithoutTrack) as bare:
        read_gpx(f"{HEAD}{more}</gpx>".encode(), "a.gpx")
    assert bare.value.params == {"name": "a.gpx", "waypoints": 1, "routes": 1}
    assert read_gpx(gpx(WALK, more=more), "a.gpx").points == 2


def test_old_versions_other_encodings_and_extensions_are_read() -> None:
    old = gpx(WALK, head='<gpx version="1.0" creator="x" xmlns="http://www.topografix.com/GPX/1/0">')
    marked = b"\xef\xbb\xbf" + b'<?xml version="1.0" encoding="UTF-8"?>' + gpx(WALK)
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + gpx(WALK).decode()).encode("utf-16")
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + gpx(WALK).replace(b'"x"', b'"\xe9"')
    extended = gpx(
        WALK.replace("</trkpt>", "<extensions><h:hr xmlns:h='urn:h'>1</h:hr></extensions></trkpt>")
    )
    for data in (old, marked, wide, latin, extended):
        assert read_gpx(data, "a.gpx").points == 2


BOMB = (
    '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + HEAD
    + "<metadata><name>&b;</name></metadata></gpx>"
)


@pytest.mark.parametrize(
    "data",
    [
        BOMB.encode(),
        ('<?xml version="1.0" encoding="UTF-16"?>' + BOMB).encode("utf-16"),
        b'<!DOCTYPE gpx SYSTEM "file:///etc/passwd">' + gpx(WALK),
    ],
)
def test_entities_are_refused(data: bytes) -> None:
    with pytest.raises(GpxUnsafe):
        read_gpx(data, "a.gpx")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"%PDF-1.7",
        b"<html><body>404</body></html>",
        b"<kml/>",
        gpx(WALK)[:-20],
        gpx(WALK).replace(b"21.65", b"21,65"),  # a decimal comma
        gpx('<trkpt lat="21.65"/>'),
        b'<?xml version="1.0" encoding="no-such"?>' + gpx(WALK),
    ],
)
def test_what_is_no_gpx_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(GpxUnreadable) as refused:
        read_gpx(data, "a.gpx")
    assert refused.value.params["reason"]


@pytest.mark.parametrize(("lat", "lon"), [(103.66, 21.65), (91, 0), (0, 181), ("nan", 103.66)])
def test_a_point_that_cannot_be_is_refused(lat: object, lon: object) -> None:
    with pytest.raises(GpxPointImpossible):
        read_gpx(gpx(point(lat, lon)), "a.gpx")


def test_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.search.gpx_reading.LIMIT_POINTS", 1)
    with pytest.raises(GpxTooLarge):
        read_gpx(gpx(WALK), "a.gpx")
    monkeypatch.setattr("geo.search.gpx_reading.LIMIT_MB", 0)
    with pytest.raises(GpxTooLarge):
        read_gpx(gpx(WALK), "a.gpx")


HOSTILE = 'Bản <b>"Pó Ún" & ]]> <![CDATA[x]]> \x01'
SEEN = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)
HOLED = shapely.Polygon(
    [(103.66, 21.65), (103.67, 21.65), (103.67, 21.66), (103.66, 21.66)],
    [[(103.662, 21.652), (103.664, 21.652), (103.664, 21.654)]],
)
TWO = shapely.MultiPolygon([HOLED, shapely.box(103.70, 21.70, 103.71, 21.71)])
SPOTS = [Spot(HOSTILE, 21.6543219, 103.6654321, "điểm cháy", SEEN), Spot("2", 21.7, 103.7)]


def test_gpx_comes_back_as_it_was_written() -> None:
    data = write_gpx(SPOTS, [Outline("Khu 1", TWO, "sector")], name=HOSTILE, drill=True)
    file = gpxpy.parse(data.decode())
    assert [(w.latitude, w.longitude) for w in file.waypoints] == [(21.654322, 103.665432), (21.7, 103.7)]
    assert file.waypoints[0].time == SEEN
    assert file.waypoints[0].name == "DIỄN TẬP / DRILL: " + HOSTILE.replace("\x01", "")
    assert file.name.startswith("DIỄN TẬP")
    (track,) = file.tracks
    assert [len(segment.points) for segment in track.segments] == [5, 4, 5]
    assert read_gpx(data, "a.gpx").points == 14


def test_kml_keeps_parts_and_holes_and_shows_text_as_text() -> None:
    root = ElementTree.fromstring(write_kml(SPOTS, [Outline("Khu 1", TWO, text=HOSTILE)], name=HOSTILE))  # noqa: S314
    assert len(root.findall(f".//{KML}MultiGeometry/{KML}Polygon")) == 2
    assert len(root.findall(f".//{KML}innerBoundaryIs")) == 1
    assert [each.text for each in root.findall(f".//{KML}Point/{KML}coordinates")] == [
        "103.665432,21.654322,0.0",
        "103.7,21.7,0.0",
    ]
    assert root.find(f".//{KML}TimeStamp/{KML}when").text == "2027-03-12T06:34:00Z"  # type: ignore[union-attr]
    described = [each.text or "" for each in root.findall(f".//{KML}Placemark/{KML}description")]
    assert any("&lt;b&gt;" in text for text in described)
    assert not any("<b>" in text for text in described)
