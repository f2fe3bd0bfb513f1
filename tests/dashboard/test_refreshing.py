"""A part that looks again by itself never runs a page that is being drawn: a press on that page counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import screen, services
from dashboard.parts import refreshing
from dashboard.parts.forest import job
from dashboard.services import Services
from data.drill.director import Director, Now
from data.drill.scene import load_scene
from tests.data.fires import NOW, areas, profile


def _drill() -> None:
    import streamlit as st

    from dashboard.parts import drill_bar

    drill_bar.show()
    st.session_state["pressed"] = st.button("Lưu", key="save")


def _map() -> None:
    import streamlit as st

    from dashboard.pages.map_page import _watch_for_news

    _watch_for_news("version of before", 0)
    st.session_state["pressed"] = st.button("Lưu", key="save")


def _forest() -> None:
    import streamlit as st

    from dashboard.parts.forest import progress

    progress.show()
    st.session_state["pressed"] = st.button("Lưu", key="save")


@pytest.fixture(autouse=True)
def here(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A drill in which something new is stored between any two looks."""
    scene = load_scene(profile().areas_dir.parent / "drill" / "scenario.toml")
    director = Director(sqlite_engine, profile(), scene, areas())
    monkeypatch.setattr(Director, "now", lambda _self: Now(NOW, 1.0, None, True))  # its past is played
    version = count()
    monkeypatch.setattr(screen, "standing", lambda: screen.Standing(str(next(version)), True, None, ()))
    with services.replaced(Services(profile(), areas(), sqlite_engine, lambda: NOW, director)):
        yield


@pytest.mark.parametrize("page", [_drill, _map], ids=["drill", "map"])
def test_what_came_in_meanwhile_does_not_take_a_press(page) -> None:
    at = AppTest.from_function(page, default_timeout=20).run()
    at.button(key="save").click().run()
    assert not at.exception
    assert at.session_state["pressed"]


def test_work_that_ended_meanwhile_does_not_take_a_press(monkeypatch: pytest.MonkeyPatch) -> None:
    running = job.Running("Lớp thử", NOW)

    class Desk:
        def __init__(self) -> None:
            self.looks = count()

        def standing(self) -> object:
            """Runs when the page asks, and has ended when its part does."""
            return None if next(self.looks) % 2 else running

    monkeypatch.setattr(job, "desk", Desk())
    at = AppTest.from_function(_forest, default_timeout=20).run()
    at.button(key="save").click().run()
    assert not at.exception
    assert at.session_state["pressed"]


@pytest.mark.parametrize(
    ("parts", "alone"), [(None, False), ([], False), (["clock"], True), (["clock", "board"], False)]
)
def test_a_part_is_alone_where_no_other_waits_for_its_turn(monkeypatch, parts, alone: bool) -> None:
    monkeypatch.setattr(
        refreshing, "get_script_run_ctx", lambda: SimpleNamespace(fragment_ids_this_run=parts)
    )
    assert refreshing.alone() is alone
