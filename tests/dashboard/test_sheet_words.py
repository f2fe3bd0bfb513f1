"""Sheets, charts and files in English: nothing of theirs is missing from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import charts, words
from dashboard.sheet import event_sheet, hotspot_sheet
from dashboard.words.catalogue import missing
from tests.dashboard.sheet.samples import NOW, areas, event, hotspot, members, places
from tests.dashboard.test_charts import DAYS

OURS = ("sheet/", "charts.py", "downloads.py", "workbook.py", "drill_mark.py")


@pytest.fixture
def english() -> Iterator[None]:
    words.use("en")
    yield
    words.use("vi")


def test_nothing_is_missing():
    found = missing("en", Path(words.__file__).parents[1])
    assert [(place, text) for place, text in found if place.startswith(OURS)] == []


@pytest.mark.usefixtures("english")
def test_the_zalo_text_in_english():
    sheet = hotspot_sheet(hotspot(), areas=areas(), places=places(), now=NOW, drill=True)
    lines = sheet.zalo.splitlines()
    assert lines[0] == "DIỄN TẬP / DRILL – not a real fire"
    assert lines[1] == "21.64360, 103.66190"
    assert lines[4] == "1.4 km north-west of the centre of the former Chiềng Bằng commune"
    assert "A hotspot is a sign and must be verified on the ground." in lines


@pytest.mark.usefixtures("english")
def test_the_sheet_of_an_event_in_english():
    sheet = event_sheet(event(), members(), areas=areas(), places=places(), now=NOW)
    assert sheet.fact("commune").value == "former Chiềng Bằng commune, now Quỳnh Nhai commune"
    assert sheet.fact("satellites").note == "2 passes · 3 hotspots"
    assert sheet.fact("strength").note == "seen by two satellites"


@pytest.mark.usefixtures("english")
def test_days_in_english_name_the_month():
    axis = charts.hotspot_chart(DAYS, [], "day").to_dict()["layer"][0]["encoding"]["x"]
    assert axis["scale"]["domain"] == ["31 Oct", "01 Nov", "02 Nov"]
