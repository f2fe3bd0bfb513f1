"""The fast search finds exactly what looking at every pair finds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.events import group
from geo.events.dense import join_dense
from geo.events.joining import Joined
from geo.events.linking import components
from geo.events.recurrence import recurrences
from geo.events.space import Points, Rule, linked, points_of
from tests.geo.events.frames import at, frame, sets

CENTRES = [(21.6, 103.6), (0.0, 180.0), (-60.0, -179.99), (89.95, 10.0), (-89.99, 180.0)]


def cloud(seed: int, centre: tuple[float, float], count: int) -> Points:
    """Points within some kilometres and days of a centre, a third of them wide MODIS pixels."""
    rng = np.random.default_rng(seed)
    spread = rng.choice([0.01, 0.05, 0.3])
    latitude = np.clip(centre[0] + rng.normal(0, spread, count), -90, 90)
    longitude = centre[1] + rng.normal(0, spread, count) / max(np.cos(np.radians(centre[0])), 0.01)
    size = np.where(rng.random(count) < 0.3, rng.uniform(1, 4.8, count), 0.4)
    return points_of(
        pd.DataFrame(
            {
                "time_utc": pd.to_datetime(rng.integers(0, 8000, count) * 60, unit="s", utc=True),
                "latitude": latitude,
                "longitude": longitude,
                "scan_km": size,
                "track_km": size / 2,
            }
        )
    )


def every_pair(points: Points, rule: Rule) -> np.ndarray:
    i, j = np.triu_indices(len(points), 1)
    near = linked(points, i, points, j, rule)
    joined = Joined(len(points))
    joined.join(i[near], j[near])
    return joined.labels()


def same_partition(a: np.ndarray, b: np.ndarray) -> bool:
    pairs = np.unique(np.stack([a, b], axis=1), axis=0)
    return len(pairs) == len(np.unique(a)) == len(np.unique(b))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    centre=st.sampled_from(CENTRES),
    count=st.integers(1, 250),
    km=st.sampled_from([0.2, 1.0, 3.0]),
    hours=st.sampled_from([2.0, 30.0]),
)
def test_strips_and_cells_agree_with_every_pair(seed, centre, count, km, hours):
    points, rule = cloud(seed, centre, count), Rule.of(km, hours)
    expected = every_pair(points, rule)
    assert same_partition(components(points, rule), expected)
    joined = Joined(count)
    join_dense(points, rule, joined)
    assert same_partition(joined.labels(), expected)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 120))
def test_recurrence_agrees_with_every_pair(seed, count):
    points = cloud(seed, CENTRES[0], count)
    label = components(points, Rule.of(1.0, 6.0))
    events = int(label.max()) + 1
    first, last = np.full(events, 2**62), np.full(events, -(2**62))
    np.minimum.at(first, label, points.time_us)
    np.maximum.at(last, label, points.time_us)
    expected = np.full(events, -1)
    for b in range(events):
        order = sorted(range(events), key=lambda a: (last[a], first[a], a), reverse=True)
        for a in order:
            i, j = np.meshgrid(np.flatnonzero(label == a), np.flatnonzero(label == b))
            gap = first[b] - last[a]
            near = linked(points, i.ravel(), points, j.ravel(), Rule(1.0, None)).any()
            if 0 < gap <= 2 * 86_400_000_000 and near:
                expected[b] = a
                break
    assert recurrences(points, label, first, last, 1.0, 2.0).tolist() == expected.tolist()


places = st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 200), st.sampled_from([0.4, 1.0, 4.8]))


@settings(max_examples=80, deadline=None)
@given(places=st.lists(places, min_size=1, max_size=30), shuffle=st.randoms())
def test_any_order_gives_the_same_events_with_the_same_ids(places, shuffle):
    rows = [at(x, y, hours, scan_km=size) for x, y, hours, size in places]
    table = frame(*rows)
    order = list(range(len(rows)))
    shuffle.shuffle(order)
    straight, shuffled = group(table), group(table.iloc[order])
    pd.testing.assert_frame_equal(straight.events, shuffled.events)
    pd.testing.assert_series_equal(straight.members.sort_index(), shuffled.members.sort_index())
    assert sets(straight.members) == sets(shuffled.members)


@pytest.mark.parametrize("gap_km", [0.95, 1.05])
def test_two_dense_masses_are_one_or_two(gap_km):
    rng = np.random.default_rng(3)
    count = 3000
    table = pd.concat([frame(at()), frame(at(gap_km))] * (count // 2), ignore_index=True)
    table["latitude"] += rng.uniform(0, 1e-5, count)
    table["time_utc"] += pd.to_timedelta(rng.integers(0, 60, count), unit="min")
    assert components(points_of(table), Rule.of(1.0, 30.0)).max() + 1 == (1 if gap_km < 1 else 2)
