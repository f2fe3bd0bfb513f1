"""A drill opens no connection: its pages have no button that would, and say so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services
from dashboard.services import Services
from data.drill.director import Director
from data.drill.scene import load_scene
from tests import forests
from tests.data.fires import NOW, areas, profile

OUTWARD = {"forest_get_worldcover", "forest_get_osm", "osm_places_button"}


def _forest() -> None:
    from dashboard import words
    from dashboard.pages import forest

    words.use(None)
    forest.show()


def _places() -> None:
    from dashboard import words
    from dashboard.pages import places

    words.use(None)
    places.show()


@pytest.fixture(params=[True, False], ids=["drill", "work"])
def here(request: pytest.FixtureRequest, sqlite_engine: Engine) -> Iterator[Services]:
    director = None
    if request.param:
        scene = load_scene(profile().areas_dir.parent / "drill" / "scenario.toml")
        director = Director(sqlite_engine, profile(), scene, areas())
    with services.replaced(Services(profile(), areas(), sqlite_engine, lambda: NOW, director)) as found:
        forests.plant(found, kind="drill" if request.param else "inventory")
        yield found


@pytest.mark.parametrize(
    ("page", "kept", "said"),
    [(_forest, "forest_csv", "rừng giả định của kịch bản"), (_places, "import_places", "Chưa có. Diễn tập")],
    ids=["forest", "places"],
)
def test_only_real_work_has_buttons_that_ask_other_servers(here: Services, page, kept, said) -> None:
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    keys = {each.key for each in at.button} | {each.key for each in at.get("download_button")}
    assert kept in keys, "what stays on this machine stays possible"
    assert bool(keys & OUTWARD) is not here.drill
    text = "\n".join([*(each.value for each in at.markdown), *(str(e.proto.body) for e in at.get("html"))])
    assert (said in text) is here.drill
