"""The raw row of a detection is what stands in the file on its line."""

from __future__ import annotations

import json

import pytest

from geo.hotspots import raw_lines, read
from tests.geo.hotspots.samples import FIRE, ONE_SENSOR, csv_of


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_by_physical_line(end: str) -> None:
    data = b"\xef\xbb\xbf" + csv_of({"frp": "1"}, {"frp": "2"}, {"frp": "3"}, end=end)
    lines = data.decode("utf-8-sig").split(end)
    assert raw_lines(data, [4, 2, 2]) == [lines[3], lines[1], lines[1]]


def test_a_line_without_row_is_empty() -> None:
    data = csv_of({}) + b"\n\n"
    assert raw_lines(data, [3, 0, 99]) == ["", "", ""]
    assert raw_lines(data, []) == []


def test_a_quoted_record_is_given_whole_with_its_quotes() -> None:
    data = csv_of({"note": 'one\ntwo, "three"'}, {"note": ""})
    assert raw_lines(data, [2])[0].endswith(',"one\ntwo, ""three"""')
    assert raw_lines(data, read(data, source="here").detections["line"].to_numpy())[1].startswith("21.64360")


def test_json_objects_by_their_place() -> None:
    assert [json.loads(text)["n"] for text in raw_lines(b'[{"n": 1},\n{"n": "\xc4\x91"}]', [2, 1])] == [
        "đ",
        1,
    ]


@pytest.mark.parametrize("dialect", ONE_SENSOR)
def test_every_dialect_has_raw_rows(dialect: str) -> None:
    data = ONE_SENSOR[dialect]([FIRE])
    (text,) = raw_lines(data, read(data, source="here").detections["line"].to_numpy())
    assert "103" in text
    assert "\n" not in text
