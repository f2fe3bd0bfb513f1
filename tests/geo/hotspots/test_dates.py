"""Dates that a spreadsheet wrote again: decided by the whole file, or refused with a reason."""

from __future__ import annotations

import pytest

from geo.errors import MixedDates, UndecidableDates
from geo.hotspots import read
from tests.geo.hotspots.samples import csv_of


def _days(*cells: str) -> list[str]:
    reading = read(csv_of(*[{"acq_date": cell} for cell in cells]), source="here")
    return reading.detections.sort_values("line")["time_utc"].dt.strftime("%Y-%m-%d").tolist()


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["29/3/2023"], ["2023-03-29"]),
        (["6/3/2022", "29/3/2022"], ["2022-03-06", "2022-03-29"]),
        (["6/3/2022", "6/29/2022"], ["2022-06-03", "2022-06-29"]),
        (["06/03/2022", "13/03/2022"], ["2022-03-06", "2022-03-13"]),
        (["6-3-2022", "29.3.2022"], ["2022-03-06", "2022-03-29"]),
        (["3/3/2022", "4/4/2022"], ["2022-03-03", "2022-04-04"]),
        (["6/3/2022 0:00", "29/3/2022 00:00:00"], ["2022-03-06", "2022-03-29"]),
        (["2022/3/6", "2022-03-06T00:00:00Z"], ["2022-03-06", "2022-03-06"]),
        (["29/2/2024"], ["2024-02-29"]),
        (["2022-03-07", "6/3/2022", "29/3/2022"], ["2022-03-07", "2022-03-06", "2022-03-29"]),
    ],
)
def test_decided_by_the_whole_file(cells: list[str], days: list[str]) -> None:
    assert _days(*cells) == days


@pytest.mark.parametrize("cells", [["6/3/2022"], ["6/3/2022", "7/3/2022"], ["3/3/2022", "6/3/2022"]])
def test_undecidable_dates_refuse_the_file(cells: list[str]) -> None:
    with pytest.raises(UndecidableDates, match=r"6/3/2022.*day-first and month-first") as refusal:
        _days(*cells)
    assert refusal.value.params == {"example": "6/3/2022"}


def test_contradicting_dates_refuse_the_file() -> None:
    with pytest.raises(MixedDates) as refusal:
        _days("6/3/2022", "29/3/2022", "3/30/2022")
    assert refusal.value.params == {"day_first": "29/3/2022", "month_first": "3/30/2022"}


def test_one_odd_date_among_iso_dates_is_one_bad_row() -> None:
    reading = read(csv_of({}, {}, {"acq_date": "6/3/2022"}), source="here")
    assert len(reading.detections) == 2
    assert reading.rejected[["line", "reason", "column", "value"]].to_numpy().tolist() == [
        [4, "ambiguous_date", "acq_date", "6/3/2022"]
    ]


def test_an_impossible_date_decides_nothing() -> None:
    reading = read(
        csv_of({"acq_date": "29/3/2022"}, {"acq_date": "3/32/2022"}, {"acq_date": "31/2/2022"}), source="a"
    )
    assert reading.rejected["reason"].tolist() == ["bad_date", "bad_date"]
