"""The score: a weighted mean of what is known, nothing else, and every part with what it counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.forest.index import ForestIndex
from geo.suggesting import ABSENT, NO_WEIGHT, PARTS, Known, Rules, forest_on, score, villages_near
from geo.suggesting.explaining import NEVER, columns, explain
from geo.suggesting.ground import days_since, falling
from geo.suggesting.score import weighted_mean
from tests.geo.suggesting.ground import NOW, TZ, spots, square, told

RULES = Rules(full_fires=2.0)
GRID = square()


def forest(share: float = 0.5, field_m: float = 1000.0) -> pd.DataFrame:
    return pd.DataFrame({"share": np.full(25, share), "field_m": np.full(25, field_m)})


def village(metres: float = 3000.0) -> pd.DataFrame:
    return pd.DataFrame({"village": ["Huổi Ngà"] * 25, "village_m": np.full(25, metres)})


FIRES = {
    "seen": spots(GRID, ("f", 12)),
    "fires": told(("f", "2027-03-01T06:00", "forest_fire")),
}


def test_the_score_is_the_mean_by_weight() -> None:
    known = Known(
        **FIRES, forest=forest(), villages=village(), levels={"a": 4, "b": 4},
        patrolled=[(GRID.degrees[12], NOW - timedelta(days=12))],
    )  # fmt: skip
    found = score(GRID, known, RULES, NOW, TZ)
    assert found.left_out == {}
    # fires 1 of 2, forest 0.5, villages (5000-3000)/4000, fields (2000-1000)/2000, danger (4-1)/4,
    # 12 of 30 days
    parts = found.parts.iloc[12].to_dict()
    assert parts == pytest.approx(
        {"fires": 0.5, "forest": 0.5, "villages": 0.5, "fields": 0.5, "danger": 0.75, "patrols": 0.4}
    )
    expected = 0.35 * 0.5 + 0.2 * 0.5 + 0.1 * 0.5 + 0.15 * 0.5 + 0.1 * 0.75 + 0.1 * 0.4
    assert found.score[12] == pytest.approx(expected)
    # Beside it: half a fire, and nobody has ever been there.
    assert found.score[13] == pytest.approx(expected - 0.35 * 0.25 + 0.1 * 0.6)


def test_what_nobody_knows_is_left_out_and_named_never_counted_as_nothing() -> None:
    found = score(GRID, Known(forest=forest(0.8, float("nan"))), RULES, NOW, TZ)
    assert found.left_out == dict.fromkeys(("fires", "villages", "fields", "danger", "patrols"), ABSENT)
    assert found.score.tolist() == pytest.approx([0.8] * 25)
    assert found.weights(RULES) == {"forest": 1.0}


def test_without_anything_there_is_no_score() -> None:
    found = score(GRID, Known(), RULES, NOW, TZ)
    assert set(found.left_out) == set(PARTS)
    assert np.isnan(found.score).all()
    assert explain(found, [0, 1], RULES) == []


def test_a_part_without_weight_is_left_out_for_that_reason() -> None:
    rules = replace(RULES, weights={**RULES.weights, "forest": 0.0})
    found = score(GRID, Known(forest=forest(0.8, 0.0)), rules, NOW, TZ)
    assert (found.left_out["forest"], found.left_out["fires"]) == (NO_WEIGHT, ABSENT)
    assert found.score.tolist() == [1.0] * 25


def test_where_one_commune_has_no_level_the_others_weigh_there_alone() -> None:
    found = score(GRID, Known(forest=forest(0.5, float("nan")), levels={"a": 5}), RULES, NOW, TZ)
    # forest 0.2, danger 0.1: (0.2 * 0.5 + 0.1 * 1) / 0.3 in commune a, 0.5 in b
    assert found.score[0] == pytest.approx(0.2 / 0.3)
    assert found.score[4] == pytest.approx(0.5)
    said = {each["part"]: each for each in explain(found, [0, 4], RULES)}
    assert (said["danger"]["known"], said["danger"]["cells"], said["danger"]["value"]) == (1, 2, 1.0)
    assert said["danger"]["counts"] == {"levels": [{"level": 5, "cells": 1}]}


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(*[st.one_of(st.just(float("nan")), st.floats(0, 1))] * len(PARTS)), min_size=1, max_size=8
    ),
    st.lists(st.floats(0.01, 10), min_size=len(PARTS), max_size=len(PARTS)),
)
def test_a_mean_lies_between_its_parts(rows: list[tuple[float, ...]], weights: list[float]) -> None:
    found = weighted_mean(pd.DataFrame(rows, columns=list(PARTS)), dict(zip(PARTS, weights, strict=True)))
    for row, mean in zip(rows, found, strict=True):
        known = [each for each in row if each == each]
        if known:
            assert min(known) - 1e-9 <= mean <= max(known) + 1e-9
        else:
            assert np.isnan(mean)


@pytest.mark.parametrize(("metres", "value"), [(0, 1), (1000, 1), (3000, 0.5), (5000, 0), (9000, 0)])
def test_nearness_falls_evenly(metres: float, value: float) -> None:
    assert falling(np.array([metres], dtype=float), 1000, 5000)[0] == value


def test_what_a_zone_was_scored_by_can_be_counted_again() -> None:
    known = Known(
        **FIRES, forest=forest(0.5, 0.0), villages=village(), levels={"a": 4, "b": 2},
        patrolled=[(GRID.degrees[12], NOW - timedelta(days=12))],
    )  # fmt: skip
    found = score(GRID, known, RULES, NOW, TZ)
    said = {each["part"]: each["counts"] for each in explain(found, [11, 12, 13], RULES)}
    one = {"year": 2027, "season": True, "verdict": "forest_fire", "inside": 1, "around": 0}
    assert said == {
        "fires": {"inside": 1, "around": 0, "by": [one]},
        "forest": {"share": 0.5, "ha": 37.5},  # half of 75 ha
        "villages": {"village": "Huổi Ngà", "nearest_m": 3000, "farthest_m": 3000},
        "fields": {"nearest_m": 0, "with_fields": 3},
        "danger": {"levels": [{"level": 4, "cells": 2}, {"level": 2, "cells": 1}]},
        "patrols": {"never": 2, "latest_days": 12.0, "longest_days": 12.0},
    }


def test_every_cell_is_kept_by_column_with_unknown_and_never_apart() -> None:
    known = Known(forest=forest(), patrolled=[(GRID.degrees[12], NOW - timedelta(days=12))])
    kept = columns(score(GRID, known, RULES, NOW, TZ))
    assert kept["patrol_days"][11:13] == [NEVER, 12.0]
    assert kept["fires"][12] is None
    assert sorted(kept["parts"]) == ["fields", "forest", "patrols"]
    assert {len(kept[name]) for name in ("row", "column", "score", "commune", "village", "level")} == {25}


def test_forest_and_fields_are_measured_on_the_layer_and_unknown_beyond_it() -> None:
    west, south, _, north = GRID.degrees[0].bounds
    _, _, east, _ = GRID.degrees[1].bounds
    middle = (west + east) / 2
    index = ForestIndex(
        np.array([shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]),
        ["natural", "farmland"],
        [1, 2],
    )
    found = forest_on(GRID, index, ("natural",), (west, south, east, north))
    assert found["share"][:2].tolist() == pytest.approx([1.0, 0.0], abs=0.01)
    assert found["field_m"][:2].tolist() == pytest.approx([0.0, 0.0], abs=2)
    assert found[2:].isna().all().all()
    assert forest_on(GRID, index, ("natural",), (west, south, east, north)).equals(found)


def test_a_layer_that_knows_no_fields_leaves_them_unknown() -> None:
    index = ForestIndex(np.array([shapely.box(*GRID.degrees[0].bounds)]), ["cover"], [1])
    found = forest_on(GRID, index, ("cover",), (103.0, 21.0, 104.0, 22.5))
    assert found["field_m"].isna().all()
    assert found["share"][0] == pytest.approx(1.0, abs=0.01)
    assert found["share"][24] == 0


def test_villages_are_those_on_the_table_only() -> None:
    lon, lat = GRID.middle
    places = pd.DataFrame(
        {
            "name": ["Xa", "Gần"], "kind": ["commune_seat", "village"], "unit": ["xã", "bản"],
            "latitude": [lat[0], lat[2]], "longitude": [lon[0], lon[2]],
        }
    )  # fmt: skip
    found = villages_near(GRID, places)
    assert found["village"][0] == "Gần"
    assert found["village_m"][0] == pytest.approx(1000, rel=0.002)  # two cells
    assert villages_near(GRID, places[:1])["village_m"].isna().all()


def test_the_last_of_several_patrols_counts_and_none_of_the_future() -> None:
    here = GRID.degrees[7]
    days = days_since(
        GRID,
        [(here, NOW - timedelta(days=3)), (here, NOW - timedelta(days=9)), (here, NOW + timedelta(days=1))],
        NOW,
    )
    assert days[7] == pytest.approx(3)
    assert np.isinf(days[8])
