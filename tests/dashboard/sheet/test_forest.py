"""What sheets, cards, tables, filters and files say of the forest, from a layer in the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from uuid import uuid4

import pandas as pd
import pytest
from sqlalchemy import Engine

from dashboard import queries, screen
from dashboard import services as installed
from dashboard.exports import downloads
from dashboard.parts.map.event_cards import lines, ranked
from dashboard.services import Services
from dashboard.sheet import Sheet, event_sheet, hotspot_sheet, under
from dashboard.sheet.render import payload
from data.forest.evidence import ensure_shares
from data.profile import load_profile
from data.store.engine import reading
from geo.areas import load_areas
from geo.filters import UNKNOWN, Filters, narrow
from tests import forests
from tests.browser import seed
from tests.dashboard.sheet import samples

# The plots are moved so that this hotspot lies in the middle of lot 2.
IN_LOT_2, BELOW, FAR = seed.FIRE[5][:2], seed.FIRE[6][:2], seed.FIRE[0][:2]
LOT_2 = "Lô 2 – khoảnh 7 – tiểu khu 123"


@pytest.fixture
def here(engine: Engine) -> Iterator[Services]:
    profile = load_profile()
    made = Services(profile, load_areas(profile.areas_dir), engine)
    with installed.replaced(made):
        seed.fill(made)
        yield made


def plant(here: Services, kind: str = "inventory") -> None:
    plots, (latitude, longitude) = forests.table(), forests.middle(1, 0)
    plots["geometry"] = plots.translate(IN_LOT_2[1] - longitude, IN_LOT_2[0] - latitude)
    forests.plant(here, plots, kind=kind)
    ensure_shares(here.engine, settings=here.profile.forest, now=here.now())


def tables(here: Services) -> tuple[pd.DataFrame, pd.DataFrame]:
    asked = (uuid4().hex, here.now() - timedelta(days=5), here.now())
    return screen.hotspots(*asked), screen.events(*asked)


def at(points: pd.DataFrame, place: tuple[float, float]) -> dict[str, object]:
    rows = points[
        (points["latitude"] - place[0]).abs().lt(1e-6) & (points["longitude"] - place[1]).abs().lt(1e-6)
    ]
    assert len(rows) == 1
    return {str(name): value for name, value in rows.iloc[0].to_dict().items()}


def sheet_at(here: Services, place: tuple[float, float]) -> Sheet:
    record = at(tables(here)[0], place)
    return hotspot_sheet(
        record,
        areas=here.areas,
        places=screen.named_places(),
        now=here.now(),
        under=under.of_hotspot(here.engine, record),
    )


def text_of(made: Sheet) -> str:
    """Everything on the sheet, its message included."""
    return json.dumps(asdict(made), ensure_ascii=False)


def test_a_row_says_inside_near_or_nothing(here: Services) -> None:
    plant(here)
    points, _events = tables(here)
    inside, near, beyond = (at(points, place) for place in (IN_LOT_2, BELOW, FAR))
    assert (inside["in_forest"], inside["forest_distance_m"]) == ("inside", 0)
    assert inside["forest_share"] == pytest.approx(1)
    assert near["in_forest"] == "near"
    assert 5 < float(str(near["forest_distance_m"])) < 300
    assert beyond["in_forest"] is None
    assert pd.isna(beyond["forest_share"])


def test_the_sheet_names_plot_state_and_owner(here: Services) -> None:
    plant(here)
    made = sheet_at(here, IN_LOT_2)
    assert made.fact("forest").value == "Trong rừng"
    assert made.fact("forest").note.startswith("100 % ô ảnh là rừng.")
    assert made.forest is not None
    (plot,) = made.forest.plots
    assert plot.title == LOT_2
    assert plot.lines[:3] == ("Rừng gỗ trồng núi đất", "Thông, keo lai, trồng năm 2014", "Rừng sản xuất")
    assert made.forest.owners == forests.HOSTILE
    assert [(share.key, share.percent) for share in made.forest.shares] == [("planted", "100 %")]
    assert made.forest.layer.startswith("Kiểm kê thử")
    assert made.forest.note == ""
    assert f"Rừng: Trong rừng (100 % ô ảnh); {LOT_2}; chủ rừng: " in json.dumps(
        asdict(made), ensure_ascii=False
    )


def test_near_forest_is_told_in_metres_and_beyond_the_layer_is_not_called_outside(here: Services) -> None:
    plant(here)
    assert sheet_at(here, BELOW).fact("forest").value.startswith("Cách rừng ")
    beyond = sheet_at(here, FAR)
    assert beyond.fact("forest").value == "chưa rõ"
    assert "Rừng: " not in text_of(beyond)


def test_without_a_layer_the_sheet_says_so_and_where_to_import(here: Services) -> None:
    made = sheet_at(here, IN_LOT_2)
    assert made.fact("forest").value == "chưa có lớp rừng"
    assert made.forest is not None
    assert made.forest.href == "/forest"
    points, events = tables(here)
    assert points["in_forest"].isna().all()
    assert events["in_forest"].isna().all()


def test_a_drill_layer_is_labelled(here: Services) -> None:
    plant(here, kind="drill")
    made = sheet_at(here, IN_LOT_2)
    assert made.forest is not None
    assert made.forest.note == "RỪNG GIẢ ĐỊNH – DIỄN TẬP"
    assert "(RỪNG GIẢ ĐỊNH – DIỄN TẬP)" in text_of(made)


def test_the_event_tells_how_far_it_has_come_into_forest(here: Services) -> None:
    plant(here)
    points, events = tables(here)
    event_id = at(points, IN_LOT_2)["event_id"]
    record = events[events["event_id"] == event_id].iloc[0].to_dict()
    assert record["in_forest"] == "inside"
    assert forests.HOSTILE in record["forest_owners"]
    members = points[points["event_id"] == event_id]
    reached = under.of_event(here.engine, members, here.profile.forest)
    assert reached.growth is not None
    hectares = reached.growth["forest_ha"].tolist()
    assert hectares == sorted(hectares)
    assert hectares[0] == 0
    assert hectares[-1] > 10
    made = event_sheet(
        record, members, areas=here.areas, places=screen.named_places(), now=here.now(), reached=reached
    )
    assert made.fact("forest").value.startswith("Trong rừng · ")
    assert forests.HOSTILE in made.fact("owners").value
    assert [bool(row.forest_ha) for row in made.growth] == [True] * len(hectares)
    # What the note under the table says of the percentages, against the other columns of the same table.
    new = [float(row.new_ha.replace(".", "").replace(",", ".")) for row in made.growth]
    assert reached.growth["ground_ha"].iloc[-1] == pytest.approx(sum(new), abs=0.01 * len(new))
    assert reached.growth["forest_share"].iloc[-1] == pytest.approx(hectares[-1] / sum(new), abs=0.01)
    assert "tổng cột Thêm" in payload(made)["words"]["growthForestNote"]


def test_every_hotspot_answers_to_one_value_of_the_filter(here: Services) -> None:
    plant(here)
    points, events = tables(here)
    found = {
        value: len(narrow(points, events, Filters(forest=(value,)), "2025")[0])
        for value in ("inside", "near", "outside", UNKNOWN)
    }
    assert (found["inside"], found["near"]) == (2, 2)
    assert sum(found.values()) == len(points)


def _shown(here: Services) -> downloads.Shown:
    points, events = tables(here)
    with reading(here.engine) as conn:
        layers = tuple(queries.forest_layers(conn, points))
    return downloads.Shown(
        hotspots=points,
        events=events,
        eras=here.areas.eras,
        crs=here.areas.crs_metres,
        filters=(),
        now=here.now(),
        places=screen.named_places(),
        layers=layers,
    )


def test_files_carry_the_forest_the_layer_and_the_nearest_place(here: Services) -> None:
    plant(here)
    shown = _shown(here)
    told = json.loads(downloads.hotspots_as_geojson(shown))
    (one,) = [f for f in told["features"] if f["properties"].get("forest_share") == pytest.approx(1)]
    assert one["properties"]["in_forest"] == "inside"
    assert one["properties"]["nearest_place"]
    assert "Kiểm kê thử" in json.dumps(told, ensure_ascii=False)
    columns = [column.header for column in downloads.hotspot_page(shown).columns]
    assert {"Rừng", "Rừng trong ô ảnh, %", "Cách rừng, m", "Nơi gần nhất"} <= set(columns)
    columns = [column.header for column in downloads.event_page(shown).columns]
    assert {"Chủ rừng liên quan", "Rừng, % tổng các ô ảnh"} <= set(columns), (
        "ground under two pixels is twice in it"
    )
    assert "in_forest" in downloads.events_as_csv(shown).decode("utf-8-sig").splitlines()[0]


def test_files_say_nothing_of_forest_where_no_layer_speaks(here: Services) -> None:
    shown = _shown(here)
    assert b"in_forest" not in downloads.hotspots_as_geojson(shown) + downloads.hotspots_as_csv(shown)
    assert "Rừng" not in [column.header for column in downloads.hotspot_page(shown).columns]


@pytest.mark.parametrize(
    ("before", "said"), [(None, False), (float("nan"), False), ("DC-20270301-ABCDE", True)]
)
def test_a_card_says_that_it_burns_again_only_where_it_does(before: object, said: bool) -> None:
    """A table in which one event takes up another has no None for the others."""
    _title, told = lines(pd.Series(samples.event(recurrence_of=before)), "2025", samples.NOW)
    assert told[-1].endswith("tái phát") is said


def test_cards_near_forest_come_first_and_none_is_hidden() -> None:
    silent = pd.Timestamp("2027-03-12T06:34Z")
    events = pd.DataFrame(
        {
            "event_id": ["unknown", "farm", "in forest", "silent in forest", "factory", "near"],
            "permanent": [False, False, False, False, True, False],
            "closed_at": [pd.NaT, pd.NaT, pd.NaT, silent, pd.NaT, pd.NaT],
            "forest_distance_m": [None, 900.0, 0.0, 0.0, 0.0, 120.0],
        }
    )
    assert ranked(events, "forest")["event_id"].tolist() == [
        "in forest",
        "near",
        "farm",
        "unknown",
        "silent in forest",
        "factory",
    ]
    assert ranked(events, "newest")["event_id"].tolist() == events["event_id"].tolist()
