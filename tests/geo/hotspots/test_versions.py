"""Duplicates, versions, and standard processing that replaces near-real-time rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from geo.hotspots import Reading, combine, read
from tests.geo.hotspots.samples import FIRE, Fire, archive, area_api, keyless


def _counts(reading: Reading) -> tuple[int, int, int, int]:
    return reading.rows, len(reading.detections), reading.duplicates, reading.superseded


def test_equal_rows_in_different_dialects_are_one_detection() -> None:
    reading = combine([read(write([FIRE]), source=write.__name__) for write in (keyless, area_api, archive)])
    assert _counts(reading) == (3, 1, 2, 0)
    assert reading.detections.loc[0, "source"] == "archive"


@pytest.mark.parametrize(
    ("versions", "kept", "counts"),
    [
        (["2.0NRT", "2.0NRT"], "2.0NRT", (1, 0)),
        (["2.0URT", "2.0NRT"], "2.0NRT", (0, 1)),
        (["2.0RT", "2.0NRT"], "2.0NRT", (0, 1)),
        (["3.0RT", "2.0NRT"], "2.0NRT", (0, 1)),
        (["2.0RT", "2.0URT"], "2.0RT", (0, 1)),
        (["1.0NRT", "2.0NRT"], "2.0NRT", (0, 1)),
        (["9.0NRT", "10.0NRT"], "10.0NRT", (0, 1)),
        (["2.0NRT", "2"], "2", (0, 1)),
        (["", "1.0NRT"], "1.0NRT", (0, 1)),
        (["2.0NRT", "2.0NRT", "2.0RT", "2.0RT"], "2.0NRT", (2, 1)),
        (["2", "2.0"], "2.0", (1, 0)),
    ],
)
def test_the_better_version_wins_in_any_order(
    versions: list[str], kept: str, counts: tuple[int, int]
) -> None:
    fires = [replace(FIRE, version=version) for version in versions]
    for order in (fires, fires[::-1]):
        reading = read(area_api(order), source="here")
        assert reading.detections["version"].tolist() == [kept]
        assert (reading.duplicates, reading.superseded) == counts


@pytest.mark.parametrize(
    "other",
    [
        replace(FIRE, satellite="NOAA-21"),
        replace(FIRE, at=FIRE.at + timedelta(minutes=1)),
        replace(FIRE, at=FIRE.at + timedelta(days=1)),
        replace(FIRE, lat=FIRE.lat + 1),
        replace(FIRE, lon=-FIRE.lon),
    ],
)
def test_another_identity_is_another_detection(other: Fire) -> None:
    assert _counts(read(area_api([FIRE, other]), source="here")) == (2, 2, 0, 0)


def test_a_given_frp_is_preferred_to_none() -> None:
    fires = [replace(FIRE, frp=None), replace(FIRE, frp=0.0)]
    for order in (fires, fires[::-1]):
        assert read(area_api(order), source="here").detections["frp_mw"].tolist() == [0.0]


WEST, EAST = (
    replace(FIRE, version="2", lon=10_350_000),
    replace(FIRE, version="2", lon=10_390_000, lat=2_200_000),
)


def _superseded(*sources: list[Fire]) -> dict[str, bool]:
    reading = combine([read(area_api(fires), source=f"source {n}") for n, fires in enumerate(sources)])
    return dict(zip(reading.detections["detection_id"], reading.detections["superseded"], strict=True))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"at": FIRE.at.replace(hour=23, minute=59)}, True),
        ({"at": FIRE.at + timedelta(days=1)}, False),
        ({"satellite": "NOAA-21"}, False),
        ({"lon": 10_391_000}, False),
        ({"lat": 2_200_100}, False),
        ({"version": "2.0RT"}, True),
        ({"version": "1"}, False),
    ],
)
def test_sp_supersedes_the_same_satellite_day_and_extent(changes: dict[str, object], expected: bool) -> None:
    live = replace(FIRE, **changes)  # type: ignore[arg-type]
    marks = _superseded([live], [WEST, EAST])
    assert marks == {live.id: expected, WEST.id: False, EAST.id: False}


def test_superseded_rows_are_marked_counted_and_kept_inside_one_file_too() -> None:
    reading = read(area_api([FIRE, WEST, EAST]), source="here")
    assert _counts(reading) == (3, 3, 0, 1)


def test_extents_of_two_archives_are_not_joined() -> None:
    """Archives of two countries say nothing about the one between them."""
    assert not any(_superseded([FIRE], [WEST], [EAST]).values())


def test_combining_in_steps_is_combining_at_once() -> None:
    readings = [
        read(area_api(fires), source=str(n)) for n, fires in enumerate([[FIRE, FIRE], [WEST, EAST], [FIRE]])
    ]
    at_once = combine(readings)
    in_steps = combine([combine(readings[:2]), readings[2]])
    pd.testing.assert_frame_equal(at_once.detections, in_steps.detections)
    assert _counts(at_once) == _counts(in_steps) == (5, 3, 2, 1)


def test_a_row_lost_to_standard_processing_is_counted_once() -> None:
    standard = replace(FIRE, version="2")
    reading = combine([read(area_api([FIRE]), source="live"), read(area_api([standard]), source="archive")])
    assert _counts(reading) == (2, 1, 0, 1)
    assert not reading.detections["superseded"].any()


def test_rejects_and_partial_are_carried() -> None:
    cut = read(area_api([FIRE, replace(FIRE, lat=0)])[:-30], source="cut")
    reading = combine([read(area_api([FIRE]), source="whole"), cut])
    assert reading.partial
    assert reading.rejected[["source", "line", "reason"]].to_numpy().tolist() == [["cut", 3, "cut_line"]]


def test_nothing_combined_is_an_empty_table() -> None:
    reading = combine([])
    assert _counts(reading) == (0, 0, 0, 0)
    pd.testing.assert_frame_equal(reading.detections, combine([reading]).detections)
