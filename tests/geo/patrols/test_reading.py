"""Track files as phones and programs write them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely

from geo.patrols import TrackFileInvalid, as_track, read_track_file
from geo.search import read_gpx
from geo.search.errors import GpxTooLarge, GpxUnsafe, GpxWithoutTrack
from tests.geo.search.test_files import WALK, gpx, point

KML_HEAD = '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
TRACK = (
    "<Placemark><gx:Track><when>2027-03-12T07:00:00Z</when><when>2027-03-12T14:02:00+07:00</when>"
    "<gx:coord>103.66 21.65 500</gx:coord><gx:coord>103.66 21.651 501</gx:coord></gx:Track></Placemark>"
)
LINE = (
    "<Placemark><LineString><coordinates>103.66,21.65,0 103.66,21.651,0</coordinates></LineString>"
    "</Placemark>"
)


def kml(body: str) -> bytes:
    return f"{KML_HEAD}<Document>{body}</Document></kml>".encode()


def kmz(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("doc.kml", data)
    return out.getvalue()


@pytest.mark.parametrize("data", [gpx(WALK), kml(TRACK), kmz(kml(TRACK))])
def test_gpx_kml_and_kmz_say_the_same(data: bytes) -> None:
    found = read_track_file(data, "whatever.bin")
    assert found.lon.tolist() == [103.66, 103.66]
    assert found.lat.tolist() == [21.65, 21.651]
    assert found.time.tolist() == [
        datetime(2027, 3, 12, 7, 0, tzinfo=UTC).timestamp(),
        datetime(2027, 3, 12, 7, 2, tzinfo=UTC).timestamp(),
    ]
    assert found.segment.tolist() == [0, 0]


def test_lines_of_a_kml_have_no_times_and_count_only_where_there_is_no_track() -> None:
    found = read_track_file(kml(LINE + LINE), "a.kml")
    assert np.isnan(found.time).all()
    assert found.segment.tolist() == [0, 0, 1, 1]
    assert len(read_track_file(kml(LINE + TRACK), "a.kml")) == 2


@pytest.mark.parametrize(
    "segments",
    [
        (WALK,),
        (WALK, point(21.70, 103.70, "2027-03-12T08:00:00Z")),
        (WALK + point(21.70, 103.70, "2027-03-12T06:00:00Z") + point(21.7, 103.7),),
        (point(21.65, 103.66),),
    ],
)
def test_a_stored_track_is_the_same_as_that_of_a_verdict(segments: tuple[str, ...]) -> None:
    mine, theirs = as_track(read_track_file(gpx(*segments), "a.gpx")), read_gpx(gpx(*segments), "a.gpx")
    assert shapely.equals(mine.line, theirs.line)
    assert mine.length_m == pytest.approx(theirs.length_m)
    assert (mine.points, mine.started_at, mine.ended_at) == (
        theirs.points,
        theirs.started_at,
        theirs.ended_at,
    )
    assert set(mine.findings) == set(theirs.findings)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "track_empty"),
        (b"  \n", "track_empty"),
        (b"lat,lon\n21,103", "track_kind_unknown"),
        (b"<html></html>", "track_kind_unknown"),
        (kml("<Placemark><Point><coordinates>103,21</coordinates></Point></Placemark>"), "track_absent"),
        (kml(LINE.replace("21.65,", "121.65,")), "track_point_impossible"),
        (kml(LINE.replace("21.65,", "x,")), "track_damaged"),
        (b"PK\x03\x04broken", "track_damaged"),
    ],
)
def test_what_is_no_track_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(TrackFileInvalid) as refused:
        read_track_file(data, "a.kml")
    assert refused.value.params["problem"] == problem


def test_a_gpx_is_refused_in_the_words_of_gpx() -> None:
    with pytest.raises(GpxWithoutTrack):
        read_track_file(gpx(), "a.gpx")
    with pytest.raises(GpxUnsafe):
        read_track_file(b'<!DOCTYPE kml [<!ENTITY a "b">]>' + kml(LINE), "a.kml")


def test_two_hundred_thousand_points_are_read_and_one_more_is_not() -> None:
    body = "".join(f'<trkpt lat="21.{n:06d}" lon="103.66"/>' for n in range(200_000))
    assert len(read_track_file(gpx(body), "a.gpx")) == 200_000
    with pytest.raises(GpxTooLarge):
        read_track_file(gpx(body + '<trkpt lat="21" lon="103"/>'), "a.gpx")
