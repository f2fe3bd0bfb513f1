"""Fire events from a handful of detections that can be grouped by hand."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.events import COLUMNS, group
from tests.geo.events.frames import GEOD, LATITUDE, START, at, frame, sets


@pytest.mark.parametrize(
    ("rows", "together"),
    [
        ([at(), at(0.999)], True),
        ([at(), at(1.001)], False),
        ([at(), at(0, 0.999)], True),
        ([at(), at(0, 1.001)], False),
        # half the sum of the longer sides of the pixels: (4.8 + 0.4) / 2 = 2.6 km, (4.8 + 4.8) / 2 = 4.8 km
        ([at(scan_km=4.8), at(2.59)], True),
        ([at(scan_km=4.8), at(2.61)], False),
        ([at(track_km=4.8), at(4.79, scan_km=4.8)], True),
        ([at(scan_km=4.8), at(4.81, scan_km=4.8)], False),
        ([at(), at(hours=30)], True),
        ([at(), at(hours=30, time_utc=START + timedelta(hours=30, minutes=1))], False),
        # day passes lie up to 25 h 42 min apart
        ([at(), at(0.9, hours=25.7)], True),
    ],
)
def test_pairwise_rule(rows, together):
    assert len(group(frame(*rows)).events) == (1 if together else 2)


def test_a_chain_hangs_together_though_its_ends_do_not():
    assert sets(group(frame(at(), at(0.9), at(1.8), at(5))).members) == {frozenset("abc"), frozenset("d")}


def test_thresholds_are_arguments():
    rows = frame(at(), at(2.5, hours=40))
    assert len(group(rows).events) == 2
    assert len(group(rows, link_km=3, link_hours=48).events) == 1


@pytest.mark.parametrize("latitude", [0.0, 21.65, 60.0, 89.99, -89.99])
@pytest.mark.parametrize("longitude", [103.66, 179.9999, -179.9999, 180.0, 0.0])
@pytest.mark.parametrize("azimuth", [0.0, 45.0, 90.0, 250.0])
def test_distance_is_geodesic_to_half_a_percent_anywhere(latitude, longitude, azimuth):
    for km, events in ((0.995, 1), (1.005, 2)):
        east, north, _ = GEOD.fwd(longitude, latitude, azimuth, km * 1000)
        rows = frame(at(latitude=latitude, longitude=longitude), at(latitude=north, longitude=east))
        assert len(group(rows).events) == events


def test_superseded_rows_belong_to_no_event():
    grouping = group(frame(at(), at(0.5, superseded=True)))
    assert list(grouping.members.index) == ["a"]
    assert grouping.events["detections"].tolist() == [1]


def test_columns_and_values_of_an_event():
    rows = frame(
        at(0, frp_mw=2.0, confidence="low"),
        at(0.5, hours=1, frp_mw=np.nan, satellite="S-NPP", confidence="low"),
        at(1.0, hours=13, frp_mw=7.5, confidence="low"),
    )
    grouping = group(rows, now=START + timedelta(hours=20))
    event = grouping.events.iloc[0]
    assert tuple(grouping.events.columns) == COLUMNS
    assert event["first_seen"] == START
    assert event["last_seen"] == START + timedelta(hours=13)
    assert event["detections"] == 3
    assert event["satellites"] == ("NOAA-20", "S-NPP")
    assert event["passes"] == 3
    assert (event["max_frp_mw"], event["sum_frp_mw"]) == (7.5, 9.5)
    assert (event["strength"], event["strength_reason"]) == ("strong", "two_satellites")
    assert event["latitude"] == pytest.approx(LATITUDE, abs=1e-5)
    assert event["longitude"] == pytest.approx(rows["longitude"].mean())
    assert event["closed"] is False
    assert event["recurrence_of"] is None
    assert not event["permanent"]


def test_power_that_was_never_given_is_not_zero():
    events = group(frame(at(frp_mw=np.nan), at(5, frp_mw=0.0))).events.sort_values("max_frp_mw")
    assert events["max_frp_mw"].tolist()[0] == 0.0
    assert np.isnan(events["max_frp_mw"].tolist()[1])
    assert np.isnan(events["sum_frp_mw"].tolist()[1])


@pytest.mark.parametrize(
    ("rows", "strength", "reason"),
    [
        ([at(confidence="low")], "weak", "single_low"),
        ([at(confidence="low"), at(0.4, confidence="low", hours=0.1)], "weak", "single_low"),
        ([at(confidence="nominal")], "strong", "confident"),
        ([at(confidence="high")], "strong", "confident"),
        ([at(confidence="low"), at(confidence="low", hours=12)], "strong", "two_passes"),
        ([at(confidence="low"), at(0.1, confidence="low", satellite="Aqua")], "strong", "two_satellites"),
    ],
)
def test_strength_has_a_reason(rows, strength, reason):
    event = group(frame(*rows)).events.iloc[0]
    assert (event["strength"], event["strength_reason"]) == (strength, reason)


def test_hull_holds_the_footprints_and_its_area_is_geodesic():
    # Two pixels of 0.4 × 0.4 km, 0.8 km apart: their hull is 1.2 × 0.4 km = 48 ha.
    event = group(frame(at(), at(0.8))).events.iloc[0]
    assert event["area_ha"] == pytest.approx(48.0, rel=2e-3)
    assert shapely.get_num_coordinates(event["hull"]) >= 5
    assert event["hull"].exterior.is_ccw


@pytest.mark.parametrize(("hours", "closed"), [(47.9, False), (48.0, True)])
def test_closed_after_48_hours_of_silence(hours, closed):
    rows = frame(at(hours=-20), at())
    assert group(rows, now=START + timedelta(hours=hours)).events["closed"].tolist() == [closed]


def test_without_a_now_nothing_is_said_about_closed():
    assert group(frame(at())).events["closed"].tolist() == [None]


@pytest.mark.parametrize(
    ("later", "linked"),
    [
        (at(0.9, hours=31), True),
        (at(1.1, hours=31), False),
        (at(1.1, hours=31, scan_km=2.0), True),
        (at(hours=60 * 24), True),
        (at(time_utc=START + timedelta(days=60, minutes=1)), False),
    ],
)
def test_recurrence_in_the_same_place(later, linked):
    events = group(frame(at(), later)).events
    assert len(events) == 2
    assert events["recurrence_of"].tolist() == [None, events["event_id"][0] if linked else None]


def test_recurrence_links_to_the_event_that_was_seen_last():
    # a and b burn 1.8 km apart; c, between them, is within a kilometre of both.
    events = group(frame(at(0), at(1.8, hours=5), at(0.9, hours=60))).events
    assert events["recurrence_of"].tolist() == [None, None, events["event_id"][1]]


def test_recurrence_needs_silence_before_it():
    # The first moves east for 60 h; the second begins near the first's oldest member, while it still burns.
    rows = frame(at(0), at(0.9, hours=20), at(1.8, hours=40), at(2.7, hours=60), at(-0.5, hours=40))
    events = group(rows).events
    assert len(events) == 2
    assert events["recurrence_of"].tolist() == [None, None]


def test_recurrence_days_is_an_argument():
    rows = frame(at(), at(hours=24 * 10))
    assert group(rows, recurrence_days=5).events["recurrence_of"].tolist() == [None, None]


def test_id_is_a_content_id_of_the_earliest_member():
    rows = frame(
        at(hours=1, detection_id="late"), at(detection_id="early-b"), at(0.1, detection_id="early-a")
    )
    alone = group(rows[rows["detection_id"] == "early-a"]).events["event_id"][0]
    # printf early-a | openssl dgst -sha256 -binary | base32 | cut -c1-5
    assert alone == "DC-20270312-FX2Q6"
    assert group(rows).events["event_id"].tolist() == [alone]


def test_two_events_never_share_an_id(monkeypatch):
    from geo.events import identity

    monkeypatch.setattr(identity, "_SHORT", 0)
    grouping = group(frame(at(), at(5), at(10)))
    assert grouping.events["event_id"].is_unique
    assert sets(grouping.members) == {frozenset("a"), frozenset("b"), frozenset("c")}


def test_permanent_flag_needs_most_of_the_members():
    rows = frame(at(), at(0.2), at(0.4))
    assert group(rows.assign(permanent=[True, True, False])).events["permanent"].tolist() == [True]
    assert group(rows.assign(permanent=[True, False, False])).events["permanent"].tolist() == [False]


def test_permanent_flag_is_computed_when_not_given():
    rows = frame(*[at(hours=24 * day) for day in range(4)])
    assert group(rows).events["permanent"].tolist() == [True]


def test_nothing_gives_an_empty_table_with_the_same_columns():
    grouping = group(frame(at()).iloc[:0])
    assert tuple(grouping.events.columns) == COLUMNS
    assert len(grouping.events) == len(grouping.members) == 0
    assert str(grouping.events["first_seen"].dtype) == "datetime64[us, UTC]"


def test_one_huge_fire_does_not_cost_the_square_of_its_pixels():
    # 20,000 pixels in 2 km: 200 million pairs, which would take gigabytes if they were written out.
    rng = np.random.default_rng(1)
    count = 20_000
    table = pd.concat([frame(at(permanent=False))] * count, ignore_index=True)
    table["detection_id"] = [f"d{n:05}" for n in range(count)]
    table["latitude"] += rng.uniform(0, 0.02, count)
    table["longitude"] += rng.uniform(0, 0.02, count)
    table["time_utc"] += pd.to_timedelta(rng.integers(0, 48 * 60, count), unit="min")
    import tracemalloc

    tracemalloc.start()
    events = group(table).events
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert events["detections"].tolist() == [count]
    assert peak < 400e6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"link_km": 0}, "link_km must be a positive number"),
        ({"link_hours": float("nan")}, "link_hours must be a positive number"),
        ({"now": START.replace(tzinfo=None)}, "aware"),
    ],
)
def test_arguments_that_make_no_sense_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        group(frame(at()), **change)


def test_a_repeated_detection_is_named():
    with pytest.raises(ValueError, match="detection_id x occurs more than once"):
        group(frame(at(detection_id="x"), at(5, detection_id="x")))
