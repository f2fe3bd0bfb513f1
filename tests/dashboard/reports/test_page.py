"""*Báo cáo* as the script draws it: figures beside others, their records, frozen by whoever may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, update
from streamlit.testing.v1 import AppTest

from dashboard import services
from dashboard import words as language
from dashboard.parts.reports import cards, freezing, words
from dashboard.services import Services
from data.access import LOCAL_ADMIN, Actor
from data.agencies.act import Act
from data.effort.ground import Ground
from data.reports.freezing import freeze, frozen
from data.store.engine import reading, writing
from data.store.tables import fire_event, joint_case, meeting
from tests.data.reports.conftest import AREAS, NOW, PROFILE
from tests.data.reports.rows import put

HELD = datetime(2027, 3, 30, 2, 0, tzinfo=UTC)
VIEWER = Actor("xem", None, "viewer", None, "192.0.2.8")


def _page() -> None:
    from dashboard import words
    from dashboard.pages import reports

    words.use(None)
    reports.show()


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    with writing(sqlite_engine) as conn:
        for number, status in ((1, "held"), (2, "missed")):
            put(
                conn, meeting, code=f"GB-2027-{number:04d}", year=2027, number=number, kind="commune_month",
                period="2027-03", commune_id="muong-gion-2025", era="2025", due_on=date(2027, 3, 31),
                status=status, held_at=HELD if status == "held" else None, minutes={}, starts_at=None,
                ends_at=None,
            )  # fmt: skip
        put(
            conn, joint_case, code="HS-2027-0001", year=2027, number=1, title="Vụ của Lò Văn X",
            field="forest", known_at=HELD, status="open",
        )  # fmt: skip
    with services.replaced(Services(PROFILE, AREAS, sqlite_engine, lambda: NOW)) as found:
        yield found


def _act_as(monkeypatch: pytest.MonkeyPatch, who: Actor) -> None:
    for module in (cards, freezing):
        monkeypatch.setattr(module, "who", lambda: who)


def _opened(**asked: str) -> AppTest:
    at = AppTest.from_function(_page, default_timeout=60)
    for name, value in asked.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def _said(at: AppTest) -> str:
    shown = [each.value for each in at.markdown]
    return "\n".join([*shown, *(str(each.proto.body) for each in at.get("html"))])


def test_the_last_month_that_is_over_is_shown_first(here: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    _act_as(monkeypatch, LOCAL_ADMIN)
    at = _opened()
    said = _said(at)
    assert "Tháng 3/2027" in said
    assert "50 %" in said or "50,0 %" in said
    assert "export/reports/month/2027-03.docx" in said
    assert "xã Mường Giôn" in said
    at.button(key="reports_open_meetings_held").click().run()
    said = _said(at)
    assert "/meetings?meeting=" in said
    assert "GB-2027-0002" in said
    assert "GB-2027-0001" in said


def test_frozen_after_asking_and_corrected_beside(here: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    _act_as(monkeypatch, LOCAL_ADMIN)
    at = _opened(kind="month", period="2027-03")
    at.button(key="reports_freeze").click().run()
    assert "Bản chốt không sửa và không chốt lại được." in _said(at)
    with writing(here.engine) as conn:
        ground = Ground.of(here.profile, here.areas)
        freeze(conn, "month", "2027-03", Act(NOW, LOCAL_ADMIN, freezing.SCREEN), ground)
        conn.execute(update(meeting).where(meeting.c.number == 2).values(status="held", held_at=HELD))
    at = _opened(kind="month", period="2027-03")
    said = _said(at)
    assert "3 số liệu đã đổi từ lúc chốt" in said
    assert "Họp giao ban: không họp" in said
    assert "reports_freeze" not in [each.key for each in at.button]


def test_a_viewer_neither_freezes_nor_sees_single_cases(
    here: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    _act_as(monkeypatch, VIEWER)
    at = _opened(kind="month", period="2027-03")
    keys = [each.key for each in at.button]
    assert "reports_freeze" not in keys
    assert "reports_open_cases_handled" not in keys
    assert "1 hồ sơ, bàn giao: chỉ người được giao mới xem." in _said(at)
    with reading(here.engine) as conn:
        assert frozen(conn, "month", "2027-03") is None


def test_a_month_that_is_not_over_is_not_frozen(here: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    _act_as(monkeypatch, LOCAL_ADMIN)
    at = _opened(kind="month", period="2027-04")
    assert "Kỳ chưa hết" in _said(at)
    assert "reports_freeze" not in [each.key for each in at.button]


@pytest.mark.parametrize(
    "asked", [("month", "2027-13"), ("quarter", "<b>x</b>"), ("plan", "khong-co"), ("year", "1999")]
)
def test_an_address_that_names_nothing_is_no_crash(
    here: Services, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, str]
) -> None:
    _act_as(monkeypatch, LOCAL_ADMIN)
    said = _said(_opened(kind=asked[0], period=asked[1]))
    assert "Báo cáo" in said
    assert "<b>x</b>" not in said


def test_a_fire_is_opened_on_the_map_by_the_name_that_it_has_today(here: Services) -> None:
    first, last = datetime(2027, 3, 10, 6, tzinfo=UTC), datetime(2027, 3, 12, 18, tzinfo=UTC)
    with writing(here.engine) as conn:
        seen = {"first_seen": first, "strength": "strong"}
        put(conn, fire_event, id="DC-B", last_seen=last, **seen)
        put(conn, fire_event, id="DC-A", last_seen=first, merged_into="DC-B", **seen)
    row = {"kind": "fire_event", "ref": "DC-A", "code": "DC-A"}
    address = words.address(row, cards._events([row]))
    assert address == "/?pick=DC-B&period=2027-03-10..2027-03-13&lang=vi"


def test_a_recommendation_is_opened_where_recommendations_are() -> None:
    row = {"kind": "action_item", "ref": "7", "code": ""}
    assert words.address(row, {}) == "/teams?inspection=7&part=recommendations"


def test_in_english_one_is_one_and_a_month_has_its_name() -> None:
    language.use("en")
    try:
        assert words.period("month", date(2027, 2, 1), date(2027, 2, 28)) == "February 2027"
        assert words.part("inspections_done", "done", 1) == "inspection done"
        assert words.part("inspections_done", "done", 3) == "inspections done"
        assert words.part("fires_burned", "state:planted") == "Planted forest"
        assert words.part("fires_burned", "state:RTG") == "RTG"
    finally:
        language.use(None)
