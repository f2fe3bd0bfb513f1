"""What the charts say: their marks, domains and notes, read from the specification that the browser gets."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts import COLOURS, end_marks, end_note, event_chart, hotspot_chart
from data.feeds.spec import SATELLITES
from data.figures import End

SNPP = End("S-NPP", date(2026, 11, 1))


def counts(*rows: tuple[date, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["start", "satellite", "hotspots"])


DAYS = counts(
    (date(2026, 10, 31), "S-NPP", 3),
    (date(2026, 10, 31), "NOAA-20", 2),
    (date(2026, 11, 1), "S-NPP", 1),
    (date(2026, 11, 1), "NOAA-20", 0),
    (date(2026, 11, 2), "S-NPP", 0),
    (date(2026, 11, 2), "NOAA-20", 4),
)


def layers(chart) -> list[dict]:
    return chart.to_dict()["layer"]


def test_every_satellite_has_a_colour_of_its_own():
    assert set(COLOURS) == set(SATELLITES)
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_days_stand_in_order_as_text():
    x = layers(hotspot_chart(DAYS, [], "day"))[0]["encoding"]["x"]
    assert x["type"] == "ordinal"
    assert x["scale"]["domain"] == ["31/10", "01/11", "02/11"]


def test_only_satellites_that_occur_are_in_the_legend():
    colour = layers(hotspot_chart(DAYS, [], "day"))[0]["encoding"]["color"]["scale"]
    assert colour["domain"] == ["Suomi NPP", "NOAA-20"]
    assert colour["range"] == [COLOURS["S-NPP"], COLOURS["NOAA-20"]]


def test_the_line_stands_after_the_last_day():
    chart = hotspot_chart(DAYS, [SNPP], "day").to_dict()
    rule = next(layer for layer in chart["layer"] if layer["mark"]["type"] == "rule")
    assert rule["encoding"]["x"]["bandPosition"] == 1.0
    assert end_marks([SNPP], "day")["label"].tolist() == ["01/11"]


def test_in_months_the_line_stands_at_its_day():
    mark = end_marks([SNPP], "month").iloc[0]
    assert mark["label"] == "T11/26"
    assert mark["part"] == pytest.approx(1 / 30)


def test_no_line_without_an_end_in_view():
    kinds = [
        layer["mark"]["type"]
        for layer in layers(hotspot_chart(DAYS, [End("Terra", date(2027, 1, 1))], "day"))
    ]
    assert kinds == ["bar"]


def test_the_note_says_what_cannot_be_compared():
    assert (
        end_note(SNPP) == "Suomi NPP ngừng từ 01/11/2026: số điểm trước và sau ngày này không so sánh được."
    )


EVENTS = pd.DataFrame(
    [("Đà", date(2027, 1, 1), 2, 0), ("An", date(2027, 3, 1), 1, 1), (None, date(2027, 3, 1), 1, 0)],
    columns=["commune", "month", "events", "permanent"],
)


def test_communes_in_vietnamese_order_and_outside_last():
    encoding = layers(event_chart(EVENTS))[0]["encoding"]
    assert encoding["y"]["scale"]["domain"] == ["An", "Đà", "ngoài địa bàn"]


def test_months_without_events_are_columns():
    encoding = layers(event_chart(EVENTS))[0]["encoding"]
    assert encoding["x"]["scale"]["domain"] == ["T1/27", "T2/27", "T3/27"]


def test_both_are_drawn_with_their_notes():
    def page():
        from dashboard import charts
        from tests.dashboard.test_charts import DAYS, EVENTS, SNPP

        charts.show_hotspots(DAYS, [SNPP], DAYS["start"].min(), DAYS["start"].max())
        charts.show_events(EVENTS)

    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    said = " ".join(element.proto.body for element in app.get("html"))
    assert "không so sánh được" in said
    assert "1 nguồn nhiệt cố định" in said
    assert len(app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")) == 2


def test_nothing_to_draw_is_said_in_words():
    def page():
        from dashboard import charts
        from tests.dashboard.test_charts import DAYS, EVENTS

        charts.show_hotspots(DAYS.iloc[:0], [], DAYS["start"].min(), DAYS["start"].max())
        charts.show_events(EVENTS.iloc[:0])

    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    assert "không có nghĩa là không có cháy" in " ".join(element.proto.body for element in app.get("html"))
