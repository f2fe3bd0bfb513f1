"""Every finding of a track has its sentence, with its own figures in it."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from dashboard import words
from dashboard.parts.patrols import track_words
from geo.patrols import FINDINGS, Earlier, Window, walk
from tests.geo.patrols.tracks import HERE, LATER, START, areas, points, straight

GIVEN: dict[str, Any] = {
    "points": 12,
    "of": 300,
    "metres": 1234.5,
    "kmh": 87.25,
    "seconds": 30.0,
    "patrol": "TT-2027-0003",
    "at": "2027-03-12T01:00:00+00:00",
    "latest": "2027-03-12T17:30:00+00:00",
    "first": None,
    "last": None,
}


def test_each_code_has_a_sentence() -> None:
    assert set(track_words.SAID) == set(FINDINGS)


@pytest.mark.parametrize("code", FINDINGS)
def test_a_sentence_is_filled_from_what_the_finding_tells(code: str) -> None:
    words.use("vi")
    wanted = {name for _, name, _, _ in string.Formatter().parse(track_words.SAID[code]) if name}
    said = track_words.finding({"code": code, **{name: GIVEN[name] for name in wanted}})
    assert "{" not in said
    assert len(said) > 20


def test_figures_are_written_as_people_here_write_them() -> None:
    words.use("vi")
    assert track_words.finding({"code": "too_fast", "kmh": 87.25, "metres": 1234.5, "at": None}).startswith(
        "1,2 km đi nhanh tới 87,2 km/h"
    )
    said = track_words.finding({"code": "future_times", "points": 5, "latest": GIVEN["latest"]})
    assert "5 điểm ở tương lai (đến 00:30 13/03/2027)" in said
    assert track_words.hours(7500) == "2 giờ 05 phút"
    assert track_words.gaps([{"seconds": 3600.0, "metres": 800.0}, {"seconds": None, "metres": 100.0}]) == (
        "2 quãng không ghi, dài nhất 800 m, 1 giờ 00 phút"
    )
    assert track_words.gaps([]) == ""
    assert track_words.covered({"covered_ha": 12.34, "share": 0.421}, "KV-0001") == "KV-0001: 42 % (12,3 ha)"
    assert track_words.covered({"covered_m": 800.0, "share": 0.05}, "KV-0002") == "KV-0002: 5,0 % (800 m)"


def test_what_real_tracks_give_can_be_said() -> None:
    words.use("vi")
    beside = points(straight(1000, 900, north=20))
    earlier = Earlier([np.column_stack([beside.lon, beside.lat, beside.time])])
    judged = [
        walk(points(straight(1000, 900)), areas(), HERE, now=START - timedelta(days=30)),
        walk(points(straight(9000, 300, 40)), areas(), HERE, now=LATER),
        walk(points(straight(1000, 900)), areas(), HERE, now=LATER, earlier=[earlier]),
        walk(
            points(straight(1000, 900)),
            areas(),
            HERE,
            now=LATER,
            window=Window(datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC)),
        ),
    ]
    codes = set()
    for found in judged:
        for each in found.findings:
            codes.add(each["code"])
            assert "{" not in track_words.finding(each)
    assert {"future_times", "too_fast", "walked_together", "outside_window"} <= codes


def test_names_in_a_finding_are_text() -> None:
    listed = track_words.lines(
        [{"code": "used_elsewhere", "patrol": "<b>"}, {"code": "some_times", "points": 1, "of": 2}]
    )
    assert "<b>" not in listed
    assert listed.index("doubt") < listed.index("Chỉ 1 trên 2")
