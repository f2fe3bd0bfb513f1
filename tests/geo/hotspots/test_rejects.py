"""Bad rows are rejected one by one, with physical line and reason; the others stay."""

from __future__ import annotations

import pytest

from geo.hotspots import REASONS, read
from tests.geo.hotspots.samples import csv_of

BAD_CELLS = [
    ("latitude", "90.1", "latitude_out_of_range"),
    ("latitude", "-91", "latitude_out_of_range"),
    ("latitude", "north", "not_a_number"),
    ("latitude", "inf", "not_a_number"),
    ("latitude", "0x15", "not_a_number"),
    ("latitude", "21,6", "not_a_number"),
    ("latitude", "", "missing_value"),
    ("latitude", "NaN", "missing_value"),
    ("longitude", "180.5", "longitude_out_of_range"),
    ("longitude", "null", "missing_value"),
    ("acq_date", "", "missing_value"),
    ("acq_date", "yesterday", "bad_date"),
    ("acq_date", "2027-02-29", "bad_date"),
    ("acq_date", "2027-13-01", "bad_date"),
    ("acq_date", "20270312", "bad_date"),
    ("acq_date", "1999-12-31", "date_out_of_range"),
    ("acq_date", "2101-01-01", "date_out_of_range"),
    ("acq_time", "2400", "bad_time"),
    ("acq_time", "0061", "bad_time"),
    ("acq_time", "noon", "bad_time"),
    ("acq_time", "-34", "bad_time"),
    ("acq_time", "", "missing_value"),
    ("satellite", "Landsat", "unknown_satellite"),
    ("satellite", "", "missing_value"),
    ("confidence", "maybe", "unknown_confidence"),
    ("confidence", "101", "confidence_out_of_range"),
    ("confidence", "-1", "confidence_out_of_range"),
    ("confidence", "", "missing_value"),
    ("frp", "-0.1", "negative_frp"),
    ("frp", "=1+1", "not_a_number"),
    ("scan", "0", "scan_out_of_range"),
    ("scan", "1e300", "scan_out_of_range"),
    ("track", "-1", "track_out_of_range"),
    ("bright_ti4", "hot", "not_a_number"),
    ("bright_ti5", "1e999", "not_a_number"),
    ("daynight", "dusk", "unknown_daynight"),
    ("type", "7", "unknown_type"),
    ("version", '=HYPERLINK("http://x")', "bad_version"),
    ("version", "<script>alert(1)</script>", "bad_version"),
]


@pytest.mark.parametrize(("column", "cell", "reason"), BAD_CELLS)
def test_one_bad_cell_is_one_reject(column: str, cell: str, reason: str) -> None:
    good = {"type": "0"} if column == "type" else {}
    reading = read(csv_of(good, good | {column: cell}, good), source="here")
    assert reading.detections["line"].tolist() == [2, 4]
    assert (reading.rows, reading.partial) == (3, False)
    (row,) = reading.rejected.to_dict("records")
    assert (row["source"], row["line"], row["reason"]) == ("here", 3, reason)


def test_every_reason_is_declared() -> None:
    assert {reason for *_, reason in BAD_CELLS} <= set(REASONS)


def test_the_value_is_quoted() -> None:
    rejected = read(csv_of({}, {"latitude": "north" * 100}), source="here").rejected
    assert rejected.loc[0, ["column", "value"]].tolist() == ["latitude", ("north" * 100)[:100]]


def _lines(*lines: str, end: str = "\n") -> bytes:
    return end.join(lines).encode() + end.encode()


HEADER, ROW, OTHER = csv_of({}, {}).decode().splitlines()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_count_as_lines_and_not_as_rows(end: str) -> None:
    reading = read(_lines("", HEADER, "", ROW, "   ", "bad,row", "", OTHER, "", "", end=end), source="here")
    assert reading.detections["line"].tolist() == [4, 8]
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [[6, "wrong_field_count"]]
    assert (reading.rows, reading.partial) == (3, False)


BLANKS = ["", " ", " \t ", "\r", '""', '" "']


@pytest.mark.parametrize(
    ("place", "blank"),
    [(0, blank) for blank in BLANKS[:4]] + [(place, blank) for place in (1, 2, 3) for blank in BLANKS],
)
def test_a_blank_line_is_no_row_wherever_it_stands(place: int, blank: str) -> None:
    lines = [HEADER, ROW, OTHER]
    lines.insert(place, blank)
    reading = read(_lines(*lines), source="here")
    assert (reading.rows, len(reading.detections)) == (2, 2)


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_lone_quote_is_a_reject_even_when_all_others_are_sound(end: str) -> None:
    reading = read(_lines(HEADER, ROW, OTHER) + b'"' + end.encode(), source="here")
    assert reading.rejected["line"].tolist() == [4]
    assert reading.detections["line"].tolist() == [2, 3]


@pytest.mark.parametrize("row", [ROW + ",x", ROW.rsplit(",", 1)[0], "no comma at all", ",,,"])
def test_wrong_field_count(row: str) -> None:
    reading = read(_lines(HEADER, row, OTHER), source="here")
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [[2, "wrong_field_count"]]
    assert reading.detections["line"].tolist() == [3]


def test_a_newline_in_quotes_keeps_the_record_whole_and_the_count_physical() -> None:
    reading = read(
        _lines(HEADER + ",note", ROW + ',"two\r\nlines, one\nnote"', OTHER + ',""', "x,y"), source="here"
    )
    assert reading.detections["line"].tolist() == [2, 5]
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [[6, "wrong_field_count"]]
    assert reading.rows == 3


def test_a_stray_quote_spoils_its_own_row_only() -> None:
    spoiled = '"' + ROW
    reading = read(_lines(HEADER, spoiled, OTHER, spoiled.replace("N20", '"N20')), source="here")
    assert reading.detections["line"].tolist() == [3]
    reading = read(_lines(HEADER, spoiled, *[OTHER] * 5), source="here")
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [[2, "unbalanced_quote"]]
    assert reading.detections["line"].tolist() == [3]


def test_two_stray_quotes_do_not_swallow_the_rows_between() -> None:
    reading = read(
        _lines(HEADER, ROW.replace("N20", '"N20'), OTHER, ROW.replace("N20", 'N20"')), source="here"
    )
    assert reading.detections["line"].tolist() == [3]
    assert reading.rejected["line"].tolist() == [2, 4]


def test_bytes_that_are_no_text_spoil_their_own_row_only() -> None:
    data = _lines(HEADER, ROW, OTHER).replace(b"103.66190", b"103.\xff6190")
    reading = read(data, source="here")
    assert reading.detections["line"].tolist() == [3]
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [[2, "not_a_number"]]


def test_an_endless_line_is_one_reject() -> None:
    reading = read(_lines(HEADER, "x" * 3_000_000, ROW), source="here")
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [[2, "line_too_long"]]
    assert len(reading.detections) == 1


@pytest.mark.parametrize("keep", range(1, len(OTHER)))
def test_a_cut_last_line_is_rejected_and_the_reading_is_partial(keep: int) -> None:
    """Wherever the download breaks off inside the last row: only its last column shows that it is whole."""
    data = _lines(HEADER, ROW) + OTHER[:keep].encode()
    reading = read(data, source="here")
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [[3, "cut_line"]]
    assert reading.partial
    assert reading.detections["line"].tolist() == [2]


def test_a_whole_last_line_without_line_end_is_kept() -> None:
    reading = read(_lines(HEADER, ROW) + OTHER.encode(), source="here")
    assert (len(reading.detections), reading.partial) == (2, False)


def test_a_bad_last_line_without_line_end_is_not_called_cut() -> None:
    reading = read(_lines(HEADER, ROW) + OTHER.replace("21.64360", "99").encode(), source="here")
    assert reading.rejected["reason"].tolist() == ["latitude_out_of_range"]
    assert not reading.partial


@pytest.mark.parametrize("tail", ["", "2."])
def test_a_last_field_that_breaks_off_is_cut(tail: str) -> None:
    header, row, other = (",".join(line.split(",")[:-1]) for line in (HEADER, ROW, OTHER))
    assert header.endswith("frp")
    data = _lines(header, row) + (other.rsplit(",", 1)[0] + "," + tail).encode()
    reading = read(data, source="here")
    assert (reading.partial, reading.rejected["reason"].tolist()) == (True, ["cut_line"])


def test_rejects_of_json_name_the_place_in_the_list() -> None:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    text = str([row, row | {"latitude": "95"}, 7]).replace("'", '"')
    reading = read(text.encode(), source="here")
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [
        [2, "latitude_out_of_range"],
        [3, "not_an_object"],
    ]
