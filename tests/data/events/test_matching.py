from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from data.events.matching import Matching, fresh_id, match

NOW = datetime(2027, 3, 12, tzinfo=UTC)
KNOWN = {"X": NOW, "Y": NOW + timedelta(hours=1), "Z": NOW + timedelta(hours=1)}


def _rows(pairs: str) -> pd.DataFrame:
    """'X>g' is a detection of event X now in group g; '->g' is a new one."""
    split = [each.split(">") for each in pairs.split()]
    return pd.DataFrame(
        {"event_id": [a if a != "-" else None for a, _ in split], "content_id": [b for _, b in split]}
    )


@pytest.mark.parametrize(
    ("rows", "successors", "wanted"),
    [
        ("->g", {}, Matching({}, {}, ["X", "Y", "Z"])),
        ("X>g Y>h Z>i", {}, Matching({"g": "X", "h": "Y", "i": "Z"}, {}, [])),
        # one splits: the id stays with the earliest
        ("X>g X>h Y>i Z>j", {}, Matching({"g": "X", "i": "Y", "j": "Z"}, {}, [])),
        # all become one: the first known survives although it is not the earliest seen
        ("Z>g Y>g X>g", {}, Matching({"g": "X"}, {"Y": "X", "Z": "X"}, [])),
        # known at the same moment: the lowest id
        ("Z>g Y>g X>h", {}, Matching({"g": "Y", "h": "X"}, {"Z": "Y"}, [])),
        # split and merged at once
        ("X>g Y>h X>h Z>h", {}, Matching({"g": "X", "h": "Y"}, {"Z": "Y"}, [])),
        # replaced by better rows
        ("->g Y>h Z>i", {"X": "g"}, Matching({"g": "X", "h": "Y", "i": "Z"}, {}, [])),
        ("Y>g Z>i", {"X": "g"}, Matching({"g": "X", "i": "Z"}, {"Y": "X"}, [])),
        # an event that may not claim
        ("W>g X>h Y>i Z>j", {}, Matching({"h": "X", "i": "Y", "j": "Z"}, {}, [])),
    ],
)
def test_match(rows: str, successors: dict[str, str], wanted: Matching) -> None:
    assert match(_rows(rows), KNOWN, successors) == wanted


@pytest.mark.parametrize(
    ("taken", "wanted"), [([], "C"), (["B"], "C"), (["C"], "C-2"), (["C", "C-2", "C-4"], "C-3")]
)
def test_fresh_id(taken: list[str], wanted: str) -> None:
    assert fresh_id("C", taken) == wanted
