"""Tiles of the forest and the plots at a place, over HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
import requests
from PIL import Image
from sqlalchemy import update

from data.store.engine import writing
from data.store.tables import forest_layer
from geo.forest import mercator
from geo.forest.palette import COLOURS
from tests import forests
from tests.servers.dashboard import installation, serving

ZOOM = 14


@pytest.fixture(scope="module")
def layers() -> dict[str, int]:
    """Numbers of the layers in the database of the server, filled by `address`."""
    return {}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, layers: dict[str, int]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tiles")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    layers["active"] = forests.plant(here)
    layers["staged"] = forests.stage(here)
    layers["reading"] = forests.stage(here)
    with writing(here.engine) as conn:
        conn.execute(
            update(forest_layer).where(forest_layer.c.id == layers["reading"]).values(state="reading")
        )
    here.engine.dispose()
    with serving(database, folder / "log") as found:
        yield found


def get(address: str, path: str, **headers: str) -> requests.Response:
    return requests.get(address + path, headers=headers, timeout=30)


def tile_of(column: float, row: float) -> tuple[int, int, int, int]:
    """Tile and pixel of the middle of a plot."""
    latitude, longitude = forests.middle(column, row)
    x, y = (float(v) * 2**ZOOM for v in mercator.world(np.float64(longitude), np.float64(latitude)))
    return int(x), int(y), int(x % 1 * 256), int(y % 1 * 256)


@pytest.mark.parametrize("layer", ["active", "staged"])
@pytest.mark.parametrize(("colouring", "name"), [("group", "natural"), ("function", "protection")])
def test_a_plot_is_painted_in_its_colour(
    address: str, layers: dict[str, int], layer: str, colouring: str, name: str
) -> None:
    x, y, across, down = tile_of(0, 0)
    answer = get(address, f"/tiles/forest/{layers[layer]}/{colouring}/{ZOOM}/{x}/{y}.png")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    pixel = Image.open(io.BytesIO(answer.content)).convert("RGB").getpixel((across, down))
    assert pixel == tuple(bytes.fromhex(COLOURS[colouring][name][1:]))


def test_browsers_keep_tiles_as_long_as_they_are_the_same(address: str, layers: dict[str, int]) -> None:
    x, y, _, _ = tile_of(0, 0)
    path = f"/tiles/forest/{layers['active']}/group/{ZOOM}/{x}/{y}.png"
    plain = get(address, path)
    assert plain.headers["cache-control"] == "no-cache"
    tag = plain.headers["etag"]
    again = get(address, path, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    stamped = get(address, f"{path}?v={tag.strip(chr(34))}")
    assert "immutable" in stamped.headers["cache-control"]
    assert get(address, f"{path}?v=older").headers["cache-control"] == "no-cache"


def test_far_away_there_is_a_transparent_tile(address: str, layers: dict[str, int]) -> None:
    answer = get(address, f"/tiles/forest/{layers['active']}/group/14/1/1.png")
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/forest/999/group/14/1/1.png",
        "/tiles/forest/{reading}/group/14/1/1.png",
        "/tiles/forest/{active}/height/14/1/1.png",
        "/tiles/forest/{active}/group/25/1/1.png",
        "/tiles/forest/{active}/group/3/8/1.png",
        "/tiles/forest/{active}/group/3/-1/1.png",
        "/tiles/forest/{active}/group/a/1/1.png",
        "/tiles/forest/{active}/group/3/1/1.jpg",
        "/tiles/forest/",
        "/forest/at?layer=999&lat=21.7&lon=103.6",
        "/forest/at?layer={reading}&lat=21.7&lon=103.6",
        "/forest/at?layer=x&lat=21.7&lon=103.6",
    ],
)
def test_what_there_is_not_is_404(address: str, layers: dict[str, int], path: str) -> None:
    assert get(address, path.format(**layers)).status_code == 404


def test_the_plot_at_a_place_in_words(address: str, layers: dict[str, int]) -> None:
    latitude, longitude = forests.middle(1, 0)
    answer = get(address, f"/forest/at?lat={latitude}&lon={longitude}")
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["layer"] == {"id": layers["active"], "name": "Kiểm kê thử", "kind": "inventory", "note": ""}
    [plot] = told["plots"]
    assert plot["title"] == "Lô 2 – khoảnh 7 – tiểu khu 123"
    facts = {fact["label"]: fact["value"] for fact in plot["facts"]}
    assert facts == {
        "Trạng thái": "Rừng gỗ trồng núi đất",
        "Nhóm": "Rừng trồng",
        "Chức năng": "Rừng sản xuất",
        "Loài cây": "Thông, keo lai",
        "Năm trồng": "2014",
        "Chủ rừng": forests.HOSTILE,
        "Diện tích": "28,60 ha",
    }
    english = get(address, f"/forest/at?lat={latitude}&lon={longitude}&lang=en").json()["plots"][0]
    assert english["title"] == "Lot 2 – subcompartment 7 – compartment 123"
    assert {"label": "Function", "value": "Production forest"} in english["facts"]


def test_no_plot_and_a_border_are_answers(address: str, layers: dict[str, int]) -> None:
    assert get(address, "/forest/at?lat=21.5&lon=103.5").json()["plots"] == []
    latitude, longitude = forests.middle(0.5, 0)
    both = get(address, f"/forest/at?lat={latitude}&lon={longitude}&layer={layers['staged']}").json()["plots"]
    assert {plot["title"][:4] for plot in both} == {"Lô 1", "Lô 2"}


@pytest.mark.parametrize("query", ["", "lat=21.7", "lat=x&lon=103", "lat=91&lon=103", "lat=nan&lon=103"])
def test_an_unreadable_place_is_refused_in_words(address: str, query: str) -> None:
    answer = get(address, f"/forest/at?{query}&lang=en")
    assert answer.status_code == 400
    assert answer.json()["error"] == "place_unreadable"
    assert answer.json()["message"].startswith("Cannot read the place")
