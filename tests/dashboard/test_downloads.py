"""Every file is opened again and read as its reader would."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from dashboard import words
from dashboard.exports import downloads
from dashboard.exports.downloads import Shown, file_name
from dashboard.sheet import place
from tests.dashboard.sheet.samples import NOW, areas, event, hotspot


def shown(drill: bool = False, **changes: object) -> Shown:
    """Two hotspots, the first as `changes` say, and one event."""
    rows = [
        hotspot(**{"source": "J1.csv", **changes}),
        hotspot(detection_id="b", source="J1.csv", frp_mw=float("nan")),
    ]
    table = pd.DataFrame([place.located(row, areas()) for row in rows])
    events = pd.DataFrame(
        [
            event(
                hull=shapely.box(103.65, 21.64, 103.67, 21.65),
                commune_2025="Quỳnh Nhai",
                commune_2021="Chiềng Bằng",
            )
        ]
    )
    return Shown(
        hotspots=table,
        events=events,
        eras=areas().eras,
        crs=areas().crs_metres,
        filters=(("Khoảng thời gian", "24 giờ qua"),),
        now=NOW,
        attribution=areas().attributions,
        drill=drill,
    )


def opened(what: Shown) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(downloads.as_xlsx(what)))


def lines(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def row_of(sheet, header: int = 1, number: int = 1) -> dict[str, object]:
    names = [cell.value for cell in sheet[header]]
    return {str(name): cell for name, cell in zip(names, sheet[header + number], strict=True)}


def test_sheets():
    assert opened(shown()).sheetnames == ["Điểm cháy", "Đám cháy", "Nguồn"]


def test_dates_are_dates_on_the_named_clock():
    row = row_of(opened(shown())["Điểm cháy"])
    assert row["Giờ Việt Nam"].value == datetime(2027, 3, 12, 13, 34)  # noqa: DTZ001 -- a workbook knows no zones
    assert row["UTC"].value == datetime(2027, 3, 12, 6, 34)  # noqa: DTZ001
    assert row["UTC"].is_date


def test_numbers_are_numbers_and_no_figure_is_an_empty_cell():
    sheet = opened(shown(frp_mw=0.0))["Điểm cháy"]
    first, second = row_of(sheet), row_of(sheet, number=2)
    assert first["FRP, MW"].value == 0
    assert second["FRP, MW"].value is None
    assert first["Vĩ độ"].value == 21.6436
    assert first["X (bắc), m"].value == 2394242
    assert first["Y (đông), m"].value == 464808


def test_words():
    row = row_of(opened(shown())["Điểm cháy"])
    assert row["Độ tin cậy"].value == "vừa"
    assert row["Vị trí"].value == "trong địa bàn"
    assert row["Nguồn nhiệt cố định"].value == "không"
    assert (row["Xã (2021)"].value, row["Xã (2025)"].value) == ("Chiềng Bằng", "Quỳnh Nhai")


def test_header_is_frozen_and_columns_are_wide_enough():
    sheet = opened(shown())["Điểm cháy"]
    assert sheet.freeze_panes == "A2"
    for cell in sheet[1]:
        assert sheet.column_dimensions[cell.column_letter].width >= len(str(cell.value))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_would_be_run_is_not(text):
    cell = row_of(opened(shown(source=text))["Điểm cháy"])["Nguồn"]
    assert cell.data_type == "s"
    assert cell.value == "'" + text
    source = lines(downloads.hotspots_as_csv(shown(source=text)))[1][-1]
    assert source == "'" + text


def test_control_characters_do_not_break_the_file():
    assert row_of(opened(shown(source="a\x00b\x1f"))["Điểm cháy"])["Nguồn"].value == "ab"


def test_the_event_sheet():
    row = row_of(opened(shown())["Đám cháy"])
    assert row["Vệ tinh"].value == "NOAA-20; NOAA-21"
    assert row["Mức chắc chắn"].value == "chắc"
    assert row["Điểm cháy"].value == 3


def test_the_source_sheet_says_whence_when_and_what():
    facts = {row[0].value: row[1].value for row in opened(shown())["Nguồn"].iter_rows()}
    assert facts["Lập lúc (giờ VN)"] == datetime(2027, 3, 12, 15, 0)  # noqa: DTZ001
    assert facts["Khoảng thời gian"] == "24 giờ qua"
    assert facts["Số điểm cháy"] == 2
    assert "FIRMS" in facts["Dữ liệu vệ tinh"]
    assert "±300 m" in facts["Ranh giới"]
    assert "Diễn tập" not in facts


def test_in_a_drill_every_sheet_begins_with_the_mark():
    book = opened(shown(drill=True))
    for sheet in book:
        assert sheet["A1"].value.startswith("DIỄN TẬP")
    assert book["Điểm cháy"].freeze_panes == "A3"
    assert row_of(book["Điểm cháy"], header=2)["Vệ tinh"].value == "NOAA-20"


def test_csv_reads_back():
    header, first, second = lines(downloads.hotspots_as_csv(shown()))
    assert dict(zip(header, first, strict=True))["commune_2025"] == "Quỳnh Nhai"
    assert dict(zip(header, second, strict=True))["frp_mw"] == ""


@pytest.mark.parametrize("make", [downloads.hotspots_as_csv, downloads.events_as_csv])
def test_in_a_drill_the_first_line_is_the_mark(make):
    plain, marked = make(shown()), make(shown(drill=True))
    assert lines(marked)[0] == ["DIỄN TẬP – không phải cháy thật"]
    assert lines(marked)[1:] == lines(plain)
    assert marked.count(b"\xef\xbb\xbf") == 1


@pytest.mark.parametrize("make", [downloads.hotspots_as_geojson, downloads.events_as_geojson])
def test_in_a_drill_every_feature_says_so(make):
    plain, marked = json.loads(make(shown())), json.loads(make(shown(drill=True)))
    assert marked["name"].startswith("DIỄN TẬP")
    assert all(f["properties"]["exercise"].startswith("DIỄN TẬP") for f in marked["features"])
    assert not plain["drill"]
    assert all("exercise" not in f["properties"] for f in plain["features"])


def test_an_event_carries_its_commune():
    found = json.loads(downloads.events_as_geojson(shown()))
    assert found["features"][0]["properties"]["communes"] == ["Quỳnh Nhai"]


def test_kml_is_marked_in_a_drill():
    assert "DIỄN TẬP" in downloads.hotspots_as_kml(shown(drill=True)).decode()
    assert "DIỄN TẬP" not in downloads.hotspots_as_kml(shown()).decode()


def test_nothing_shown_still_gives_files():
    full = shown()
    empty = Shown(full.hotspots.iloc[:0], full.events.iloc[:0], full.eras, full.crs, (), NOW)
    assert opened(empty)["Điểm cháy"].max_row == 1
    assert len(lines(downloads.events_as_csv(empty))) == 1
    assert json.loads(downloads.hotspots_as_geojson(empty))["features"] == []


@pytest.mark.parametrize(
    ("kind", "extension", "drill", "name"),
    [
        ("hotspots", "csv", False, "canhlua_diem-chay_2027-03-17.csv"),
        ("events", "geojson", True, "DIEN-TAP_canhlua_dam-chay_2027-03-17.geojson"),
    ],
)
def test_file_names_carry_the_local_day(kind, extension, drill, name):
    assert file_name(kind, extension, datetime(2027, 3, 16, 17, 30, tzinfo=UTC), drill=drill) == name


def test_a_file_made_later_is_in_the_language_of_the_page():
    words.use("en")
    make = downloads._in_this_language(lambda _shown: words.current().encode(), shown())
    words.use("vi")
    try:
        assert make() == b"en"
    finally:
        words.use("vi")


def test_the_buttons_are_drawn():
    def page():
        from dashboard.exports import downloads
        from tests.dashboard.test_downloads import shown

        downloads.show(shown())

    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    assert len(app.get("download_button")) == 6
