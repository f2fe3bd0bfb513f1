"""*Rừng* as the script draws it: without a layer, with one waiting, with one in force."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services
from dashboard.services import Services
from tests import forests
from tests.data.fires import NOW, areas, profile


def _forest() -> None:
    from dashboard import words
    from dashboard.pages import forest

    words.use(None)
    forest.show()


def _forest_in_english() -> None:
    from dashboard import words
    from dashboard.pages import forest

    words.use("en")
    forest.show()


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    with services.replaced(Services(profile(), areas(), sqlite_engine, lambda: NOW)) as found:
        yield found


def opened(page=_forest) -> AppTest:
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    return at


def text(at: AppTest) -> str:
    shown = [each.value for each in at.markdown]
    shown += [str(each.proto.body) for each in at.get("html")]
    return "\n".join(shown)


def test_without_a_layer_the_page_says_what_is_missing_and_how_to_get_it(here: Services) -> None:
    said = text(opened())
    assert "Chưa có lớp rừng" in said
    assert "Kiểm kê thử" not in said
    assert "No forest layer yet" in text(opened(_forest_in_english))


def test_a_layer_that_waits_is_not_shown_as_one_in_force(here: Services) -> None:
    forests.stage(here)
    said = text(opened())
    assert "đang chờ xác nhận" in said
    assert "Chưa có lớp rừng" in said


@pytest.mark.parametrize("page", [_forest, _forest_in_english])
def test_a_layer_in_force_is_named_with_its_figures(here: Services, page) -> None:
    forests.plant(here)
    said = text(opened(page))
    assert "Kiểm kê thử" in said
    assert f">{len(forests.PLOTS)}<" in said
    assert "đang chờ xác nhận" not in said


def test_a_drill_layer_is_labelled(here: Services) -> None:
    forests.plant(here, kind="drill")
    assert "RỪNG GIẢ ĐỊNH – DIỄN TẬP" in text(opened())


def test_a_commune_that_the_outlines_no_longer_know_does_not_stop_the_page(here: Services) -> None:
    plots = forests.table()
    plots["commune_2025_id"] = "xa-khong-con-nua"
    forests.plant(here, plots)
    assert "Kiểm kê thử" in text(opened())


def test_what_people_wrote_is_text(here: Services) -> None:
    forests.plant(here)
    assert "<img src=x" not in text(opened())
