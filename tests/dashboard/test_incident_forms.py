"""The forms of incidents: what is missing or cannot be understood is said at the press; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.casework.records import record_of
from data.incidents import By, Incident, create, incident_by_id, place_facts
from data.store.engine import reading, writing
from tests.dashboard.forms import form, press, said, stored
from tests.dashboard.here import at

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
PARTS = "dashboard.parts.incidents."


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    with at(sqlite_engine, NOW) as found:
        yield found


@pytest.fixture
def own(here: Services) -> int:
    wanted = Incident("forest_fire", "forest", "Cháy đồi", NOW, NOW, 21.6436, 103.6619)
    place = place_facts(here.engine, here.areas, wanted.latitude, wanted.longitude, NOW)
    with writing(here.engine) as conn:
        return create(conn, wanted, place, By(LOCAL_ADMIN, NOW), here.profile.tz)


def _row(here: Services, own: int) -> dict[str, Any]:
    with reading(here.engine) as conn:
        found = incident_by_id(conn, own)
    assert found is not None
    return dict(found)


def _record(here: Services, own: int) -> tuple[Any, ...]:
    with reading(here.engine) as conn:
        record, version = record_of(conn, own)
    return _row(here, own), record, version


@pytest.mark.parametrize(
    ("where", "args", "button", "lacking"),
    [
        ("form._dialog", lambda *_: (None, 0), "incident_new_0_save", "Việc gì xảy ra"),
        ("sheet._reasoned", lambda here, own: (_row(here, own), "false_alarm"), "incident_false", "Lý do"),
        (
            "joined._by_code",
            lambda here, own: (_row(here, own),),
            "case_merge_by_code",
            "Mã vụ việc gộp vào vụ này",
        ),
    ],
)
def test_a_press_names_what_is_missing_and_stores_nothing(
    here: Services, own: int, where: str, args: Callable[..., tuple[Any, ...]], button: str, lacking: str
) -> None:
    before, (module, name) = stored(here.engine), where.split(".")
    page = form(PARTS + module, name, *args(here, own))
    assert "Còn thiếu" not in said(page)
    assert f"Còn thiếu: {lacking}." in press(page, button)
    assert stored(here.engine) == before


def test_a_time_that_cannot_be_understood_is_said_and_what_was_typed_is_kept(here: Services) -> None:
    before, page = stored(here.engine), form(PARTS + "form", "_dialog", None, 0)
    page.text_input(key="incident_new_0_occurred").set_value("hôm kia nào đó").run()
    assert "Không hiểu “hôm kia nào đó”" in said(page) and "Chưa lưu" not in said(page)
    told = press(page, "incident_new_0_save")
    assert "Còn thiếu: Việc gì xảy ra. Chưa đúng: Xảy ra lúc nào." in told
    assert stored(here.engine) == before
    assert page.text_input(key="incident_new_0_occurred").value == "hôm kia nào đó"
    page.text_area(key="incident_new_0_said").set_value("Khói trên đồi")
    page.text_input(key="incident_new_0_occurred").set_value("13h50")
    press(page, "incident_new_0_save")
    row = _row(here, 1)
    assert (row["summary"], row["occurred_at"]) == ("Khói trên đồi", NOW - timedelta(minutes=10))


@pytest.mark.parametrize(
    ("field", "typed", "label", "good"),
    [
        ("arrived_at", "hôm kia nào đó", "Đến hiện trường", "14h00"),
        ("burned", "rừng trồng tám sào", "Diện tích cháy theo trạng thái", "Rừng trồng: 0,8"),
    ],
)
def test_a_field_of_the_record_that_cannot_be_understood(
    here: Services, own: int, field: str, typed: str, label: str, good: str
) -> None:
    key = f"case_record_{own}_{_record(here, own)[2]}"
    before, page = stored(here.engine), form(PARTS + "record", "_dialog", *_record(here, own))
    boxes = "text_area" if field == "burned" else "text_input"
    getattr(page, boxes)(key=f"{key}_{field}").set_value(typed)
    page.text_input(key=f"{key}_village").set_value("Khoang")
    told = press(page, f"{key}_save")
    assert f"Chưa đúng: {label}." in told and f"“{typed}”" in told
    assert stored(here.engine) == before
    getattr(page, boxes)(key=f"{key}_{field}").set_value(good)
    press(page, f"{key}_save")
    record = _record(here, own)[1]
    assert record.village == "Khoang" and getattr(record, field)
