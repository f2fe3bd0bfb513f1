"""The page's frame: sections by role and address; what the section of zones says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.parts.planning_sections import SECTIONS, asked, of
from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.access.roles import TABLE
from data.clock import real_now
from data.profile import load_profile
from data.store.engine import reading, writing
from data.zones import By, Zone, create, edit, ground_of, list_zones, zone_of
from data.zones.drafts import Draft, drafts_of, drop_draft, keep_draft
from geo.areas import load_areas
from geo.zones.drawn import features_of
from tests.dashboard.forms import form, press, said

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


def _left(here: Services, content: dict[str, Any], *, ago: timedelta = timedelta(minutes=20)) -> None:
    """What another visit of the person at this machine drew and did not store."""
    with writing(here.engine) as conn:
        keep_draft(conn, Draft("other", real_now() - ago, content), By(LOCAL_ADMIN, NOW))


def _press(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click()
    page.run()


def _drafts(here: Services) -> list[Draft]:
    with reading(here.engine) as conn:
        return drafts_of(conn, LOCAL_ADMIN, real_now())


def _changed_by_two(here: Services) -> dict[str, Any]:
    """A change and a deletion over zones that somebody else has changed since."""
    ground, by = ground_of(here.areas, here.profile), By(LOCAL_ADMIN, NOW)
    mine, theirs = (
        shapely.box(103.655, 21.640, 103.665, 21.655),
        shapely.box(103.655, 21.640, 103.670, 21.650),
    )
    with writing(here.engine) as conn:
        for name in ("Đồi", "Hồ"):
            own = create(conn, Zone(name, HILL), by, ground)
            edit(conn, own, Zone(name, theirs), by, ground, seen_version=1)
    return {
        "created": [],
        "changed": {"1": {"version": 1, "shape": shapely.geometry.mapping(mine)}},
        "deleted": {"2": {"version": 1}},
    }


def test_what_another_visit_drew_overwrites_nothing_that_was_stored_since(here: Services) -> None:
    _left(here, _changed_by_two(here))
    page = AppTest.from_function(_page, default_timeout=60).run()
    assert "Bản vẽ chưa lưu từ" in _told(page) and "2 nét vẽ chưa lưu" in _told(page)
    _press(page, "Tiếp tục")
    said = _told(page)
    assert said.count("Người khác vừa sửa khu vực này") == 2 and "Bản vẽ chưa lưu từ" not in said
    assert [each.id == "other" for each in _drafts(here)] == [False], "it goes on under this visit's name"
    _press(page, "Giữ bản đang lưu")
    _press(page, "Không xóa, vẽ lại lên bản đồ")
    assert _drafts(here) == []


def test_a_draft_is_thrown_away_and_taken_back(here: Services) -> None:
    drawn = {"shape": shapely.geometry.mapping(HILL), "said": {"name": "Đồi thông", "season": "dry"}}
    content = {"created": [drawn], "changed": {}, "deleted": {}}
    _left(here, content)
    page = AppTest.from_function(_page, default_timeout=60).run()
    _press(page, "Bỏ")
    assert "Đã bỏ bản vẽ từ" in _told(page) and _drafts(here) == []
    _press(page, "Hoàn tác")
    assert "Bản vẽ chưa lưu từ" in _told(page) and len(_drafts(here)) == 1
    _press(page, "Tiếp tục")
    (name,) = [each for each in page.text_input if each.label == "Tên khu vực"]
    (season,) = [each for each in page.selectbox if each.label == "Mùa"]
    assert (name.value, season.value) == ("Đồi thông", "dry")
    assert _drafts(here)[0].content["created"][0]["said"]["name"] == "Đồi thông"
    again = AppTest.from_function(_page, default_timeout=60).run()
    assert "Bản vẽ chưa lưu từ" in _told(again), "the other window did not store it"


def test_a_dropped_drawing_comes_back_with_what_was_typed(here: Services) -> None:
    drawn = {"shape": shapely.geometry.mapping(HILL), "said": {"name": "Đồi thông", "season": "dry"}}
    _left(here, {"created": [drawn], "changed": {}, "deleted": {}})
    page = AppTest.from_function(_page, default_timeout=60).run()
    _press(page, "Tiếp tục")
    next(each for each in page.text_input if each.label == "Tên khu vực").set_value("Đồi cháy")
    _press(page, "Bỏ hình này")
    assert "Đã bỏ hình vừa vẽ." in _told(page) and _drafts(here) == []
    _press(page, "Hoàn tác")
    assert "1 nét vẽ chưa lưu" in _told(page)
    (name,) = [each for each in page.text_input if each.label == "Tên khu vực"]
    (season,) = [each for each in page.selectbox if each.label == "Mùa"]
    assert (name.value, season.value) == ("Đồi cháy", "dry")
    assert [each.equals(HILL) for each in page.session_state["zones_pen"].slots.values()] == [True]
    assert len(_drafts(here)) == 1
    _press(page, "Lưu khu vực")
    with reading(here.engine) as conn:
        assert [each["name"] for each in list_zones(conn)] == ["Đồi cháy"]


def test_everything_that_was_dropped_comes_back_and_overwrites_nothing_stored_since(here: Services) -> None:
    drawn = {"shape": shapely.geometry.mapping(HILL), "said": {"name": "Đồi thông"}}
    _left(here, _changed_by_two(here) | {"created": [drawn]})
    page = AppTest.from_function(_page, default_timeout=60).run()
    _press(page, "Tiếp tục")
    before = page.session_state["zones_pen"].changes()
    _press(page, "Bỏ tất cả nét vẽ chưa lưu")
    assert "Đã bỏ 3 nét vẽ chưa lưu." in _told(page)
    assert page.session_state["zones_pen"].changes().nothing
    _press(page, "Hoàn tác")
    assert _told(page).count("Người khác vừa sửa khu vực này") == 2
    now = page.session_state["zones_pen"].changes()
    assert (now.created, now.changed, now.deleted) == (before.created, before.changed, before.deleted)


def test_a_drawing_that_comes_back_leaves_what_was_drawn_since(here: Services) -> None:
    mine, later = shapely.box(103.655, 21.640, 103.665, 21.655), shapely.box(103.655, 21.640, 103.665, 21.660)
    with writing(here.engine) as conn:
        create(conn, Zone("Đồi", HILL), By(LOCAL_ADMIN, NOW), ground_of(here.areas, here.profile))
    change = {"version": 1, "shape": shapely.geometry.mapping(mine)}
    _left(here, {"created": [], "changed": {"1": change}, "deleted": {}})
    page = AppTest.from_function(_page, default_timeout=60).run()
    _press(page, "Tiếp tục")
    _press(page, "Bỏ thay đổi này")
    assert "Đã bỏ hình mới của KV-0001 Đồi." in _told(page)
    pen = page.session_state["zones_pen"]
    page.session_state["zones_pen"] = replace(pen, drawings=features_of("1", later))
    _press(page, "Hoàn tác")
    assert page.session_state["zones_pen"].changes().changed["1"].equals(later)


BOW = shapely.Polygon([(103.655, 21.640), (103.665, 21.650), (103.665, 21.640), (103.655, 21.650)])
DOT = shapely.box(103.6550, 21.6400, 103.6551, 21.6401)


@pytest.mark.parametrize(
    ("shape", "name", "told"),
    [
        (HILL, "", "Còn thiếu: Tên khu vực."),
        (BOW, "Nơ", "đường viền tự cắt, cần sửa trước"),
        (DOT, "Chấm", "vùng rất nhỏ, cần xác nhận"),
    ],
)
def test_a_drawing_that_cannot_be_stored_yet_says_why_at_the_press(
    here: Services, shape: Any, name: str, told: str
) -> None:
    drawn = {"shape": shapely.geometry.mapping(shape), "said": {"name": name}}
    _left(here, {"created": [drawn], "changed": {}, "deleted": {}})
    page = AppTest.from_function(_page, default_timeout=60).run()
    _press(page, "Tiếp tục")
    assert told not in _told(page)
    _press(page, "Lưu khu vực")
    assert told in _told(page)
    with reading(here.engine) as conn:
        assert list_zones(conn) == []
    assert [each.value for each in page.text_input if each.label == "Tên khu vực"] == [name]


def test_typed_corners_are_put_on_the_map_by_one_press(here: Services) -> None:
    page = form("dashboard.parts.zones.typed", "_dialog", None, 1)
    label, box = "Mỗi dòng một điểm, theo thứ tự đi vòng", "zone_typed_text_1_WGS84"
    assert f"Còn thiếu: {label}." in press(page, "zone_typed_put")
    page.text_area(key=box).set_value("21.64 103.655\nđồi")
    told = press(page, "zone_typed_put")
    assert f"Chưa đúng: {label}." in told and "Dòng 2: không đọc được tọa độ" in told
    assert "zones_pen" not in page.session_state
    page.text_area(key=box).set_value("21.64 103.655\n21.64 103.665\n21.65 103.665")
    press(page, "zone_typed_put")
    assert len(page.session_state["zones_pen"].slots) == 1


def test_typed_corners_that_are_as_stored_are_no_change(here: Services) -> None:
    with writing(here.engine) as conn:
        own = create(conn, Zone("Đồi", HILL), By(LOCAL_ADMIN, NOW), ground_of(here.areas, here.profile))
        row = zone_of(conn, own)
    page = form("dashboard.parts.zones.typed", "_dialog", row, 1)
    assert "Chưa đổi gì." not in said(page)
    assert "Chưa đổi gì." in press(page, "zone_typed_put")


def test_of_yesterday_nothing_is_offered(here: Services) -> None:
    _left(here, {"created": [], "changed": {}, "deleted": {"1": {"version": 1}}}, ago=timedelta(hours=25))
    assert "Bản vẽ chưa lưu" not in _told(AppTest.from_function(_page, default_timeout=60).run())


def test_a_draft_that_another_window_took_is_said(here: Services) -> None:
    _left(here, {"created": [], "changed": {}, "deleted": {}})
    page = AppTest.from_function(_page, default_timeout=60).run()
    with writing(here.engine) as conn:
        drop_draft(conn, "other", By(LOCAL_ADMIN, NOW))
    _press(page, "Tiếp tục")
    assert "vừa được tiếp tục hoặc bỏ ở cửa sổ khác" in _told(page)


def test_a_draft_waits_while_something_else_is_drawn(here: Services) -> None:
    drawn = {"shape": shapely.geometry.mapping(HILL), "said": {}}
    _left(here, {"created": [drawn], "changed": {}, "deleted": {}})
    page = AppTest.from_function(_page, default_timeout=60).run()
    _press(page, "Tiếp tục")
    _left(here, {"created": [drawn, drawn], "changed": {}, "deleted": {}})
    page.run()
    assert [button.disabled for button in page.button if button.label == "Tiếp tục"] == [True]
    assert "2 nét vẽ chưa lưu" in _told(page)
    _press(page, "Bỏ hình này")
    assert [button.disabled for button in page.button if button.label == "Tiếp tục"] == [False]
