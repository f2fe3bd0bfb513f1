"""The page's frame: sections by role and address; what the section of zones says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import shapely
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.parts.planning_sections import SECTIONS, asked, of
from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.access.roles import TABLE
from data.profile import load_profile
from data.store.engine import writing
from data.zones import By, Zone, create, ground_of
from geo.areas import load_areas

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
HILL = shapely.box(103.655, 21.640, 103.665, 21.650)


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    profile = load_profile()
    made = Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: NOW)
    with installed.replaced(made) as found:
        yield found


def _page() -> None:
    from dashboard.pages import planning

    planning.show()


def _told(ran: AppTest) -> str:
    assert not ran.exception
    return "\n".join(
        [*(str(each.proto.body) for each in ran.get("html")), *(each.value for each in ran.markdown)]
    )


def test_sections_have_keys_of_their_own_and_needs_that_are_in_the_table() -> None:
    keys = [each.key for each in SECTIONS]
    assert len(keys) == len(set(keys)) and keys[0] == "zones"
    assert all(each.needs in TABLE for each in SECTIONS)
    names = [name for each in SECTIONS for name in each.asked_by]
    assert len(names) == len(set(names))
    assert of("no such").key == "zones"
    assert asked({"zone", "lang"}) is SECTIONS[0] and asked({"lang"}) is None


def test_without_zones_the_page_says_how_to_begin(here: Services) -> None:
    said = _told(AppTest.from_function(_page, default_timeout=60).run())
    assert "Quy hoạch tuần tra" in said and "Chưa có khu vực nào" in said


def test_a_zone_is_opened_by_its_code_and_its_words_stay_words(here: Services) -> None:
    with writing(here.engine) as conn:
        create(
            conn, Zone("<script>x</script>", HILL, notes="<b>đậm</b>"), By(LOCAL_ADMIN, NOW),
            ground_of(here.areas, here.profile),
        )  # fmt: skip
    page = AppTest.from_function(_page, default_timeout=60)
    page.query_params["zone"] = "kv-0001"
    said = _told(page.run())
    assert "&lt;script&gt;x&lt;/script&gt;" in said and "<script>x" not in said
    assert "&lt;b&gt;đậm" in said and "Khu vực tuần tra" in said
    assert [button.label for button in page.button if button.key == "zone_edit"] == ["Sửa thông tin"]


def test_an_unknown_code_is_said(here: Services) -> None:
    page = AppTest.from_function(_page, default_timeout=60)
    page.query_params["zone"] = "KV-9999"
    assert "Không có khu vực KV-9999" in _told(page.run())


def test_whoever_may_not_draw_sees_the_list_and_no_pen(
    here: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.parts.zones import section

    monkeypatch.setattr(section, "may_ever", lambda _who, _action: False)
    with writing(here.engine) as conn:
        create(conn, Zone("Đồi", HILL), By(LOCAL_ADMIN, NOW), ground_of(here.areas, here.profile))
    page = AppTest.from_function(_page, default_timeout=60).run()
    assert "Đồi" in "".join(button.label for button in page.button)
    assert not [button for button in page.button if button.key in ("zone_typed_open", "zone_file_open")]
