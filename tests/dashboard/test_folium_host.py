"""What streamlit-folium is handed: local assets only, a stable script, live data apart from it."""

import re
from typing import Any
from unittest import mock

import pytest
import streamlit_folium

from dashboard.map import assets, folium_host
from tests.benchmarks.map import frame, live


def _sent(payload: dict[str, Any], returned: dict[str, Any] | None = None) -> tuple[dict[str, Any], Any]:
    sent: dict[str, Any] = {}

    def component(**arguments: Any) -> dict[str, Any]:
        sent.update(arguments)
        return returned or {}

    with mock.patch.object(streamlit_folium, "_component_func", component):
        selection = folium_host.show(frame(), payload, key="map", height=500)
    return sent, selection


def test_nothing_comes_from_elsewhere() -> None:
    sent, _ = _sent(live(3))
    links = sent["js_links"] + sent["css_links"]
    assert len(links) == len(assets.SCRIPTS) + 3
    assert all(link.startswith("/assets/") for link in links)
    assert not re.search(r"https?://", sent["script"] + sent["header"] + sent["html"] + sent["feature_group"])


def test_new_data_leaves_the_maps_own_script_and_key_alone() -> None:
    few, _ = _sent(live(3))
    more, _ = _sent(live(4))
    assert few["key"] == more["key"]
    assert few["script"] == more["script"]
    assert few["feature_group"] != more["feature_group"]


def test_the_feature_group_empties_what_piles_up() -> None:
    sent, _ = _sent(live(3))
    assert sent["feature_group"].index("window.feature_group = []") < sent["feature_group"].index(
        "window.feature_group.push"
    )


def test_only_the_clicked_ids_make_the_page_run_again() -> None:
    sent, _ = _sent(live(3))
    assert sent["returned_objects"] == ["last_object_clicked_tooltip"]


def test_a_map_without_tiles_knows_its_greatest_zoom() -> None:
    sent, _ = _sent(live(3))
    assert '"maxZoom": 18' in sent["script"]


@pytest.mark.parametrize(
    "text", [None, "", "7 hotspots", "[]", '{"n": 1}', '{"n": "x", "hotspots": [], "events": []}']
)
def test_what_is_not_ours_selects_nothing(text: str | None) -> None:
    assert folium_host.read_selection({"last_object_clicked_tooltip": text}) == folium_host.Selection()


def test_overlapping_ids_come_back_nearest_first() -> None:
    said = '{"n": 4, "hotspots": ["NOAA-20.x", "NOAA-21.y"], "events": ["DC-1"]}'
    _, selection = _sent(live(3), {"last_object_clicked_tooltip": said})
    assert selection == folium_host.Selection(4, ("NOAA-20.x", "NOAA-21.y"), ("DC-1",))
