"""The form of a place: what is missing or wrong is named at the press; nothing is stored or lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.services import Services
from data.places import list_places
from data.store.engine import reading
from tests.dashboard.forms import form, press, said, stored
from tests.dashboard.here import at

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
NAME = "Tên (không kèm chữ “bản”)"


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    with at(sqlite_engine, NOW) as found:
        yield found


def _form() -> AppTest:
    return form("dashboard.parts.places.form", "_dialog", None, 1, place_questions=frozenset())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, f"Còn thiếu: {NAME}, Vĩ độ, Kinh độ."),
        ({"name": "  ", "lat": "21.6436", "lon": "103.6619"}, f"Còn thiếu: {NAME}."),
        ({"name": "Phiêng Bay", "lat": "21.6436"}, "Còn thiếu: Kinh độ."),
        ({"lat": "hai mươi mốt", "lon": "103.6619"}, f"Còn thiếu: {NAME}. Chưa đúng: Tọa độ."),
        ({"name": "Phiêng Bay", "lat": "103.6619", "lon": "21.6436"}, "Chưa đúng: Tọa độ."),
    ],
)
def test_a_press_names_what_is_missing_or_wrong(here: Services, typed: dict[str, str], told: str) -> None:
    before, page = stored(here.engine), _form()
    for name, text in typed.items():
        page.text_input(key=f"place_{name}_1").set_value(text)
    page.run()
    assert "Chưa lưu" not in said(page)
    assert told in press(page, "save_place")
    assert stored(here.engine) == before
    assert {name: page.text_input(key=f"place_{name}_1").value for name in typed} == typed


def test_the_last_field_and_the_press_come_together(here: Services) -> None:
    page = _form()
    for name, text in (("name", "Phiêng Bay"), ("lat", "21.6436"), ("lon", "103.6619")):
        page.text_input(key=f"place_{name}_1").set_value(text)
    press(page, "save_place")
    with reading(here.engine) as conn:
        assert list(list_places(conn)["name"]) == ["Phiêng Bay"]
