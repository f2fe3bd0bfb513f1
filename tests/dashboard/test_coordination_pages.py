"""The pages of cases, of trainings and the calendar as different people see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.parts.calendar import words as calendar_words
from dashboard.parts.cases import sheet as case_sheet
from dashboard.parts.together import deeds as plan_deeds
from dashboard.services import Services
from data.access import LOCAL_ADMIN, Actor
from data.agencies import load
from data.agencies.act import Act
from data.calendar.entries import KINDS
from data.cases.opening import Case, open_case
from data.cases.persons import Person, add_person
from data.cases.reading import readers_of
from data.outreach.acting import Outreach, announce, plan_event
from data.profile import load_profile
from data.store.engine import reading, writing
from geo.areas import load_areas

NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)
RANGERS, POLICE = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion"
TITLE, NAME = "<b>Hồ sơ kín</b>", "Lò Văn Kín"
ACT = Act(NOW, LOCAL_ADMIN, "screen:cases")


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    profile = load_profile()
    load(sqlite_engine, profile.directory, lambda: NOW)
    begins = NOW + timedelta(days=2)
    with writing(sqlite_engine) as conn:
        own = open_case(conn, Case(TITLE, "forest", RANGERS, NOW), ACT, profile.tz)
        add_person(conn, own, Person("suspect", NAME), ACT)
        wanted = Outreach(
            "training", "<i>Tập huấn</i>", RANGERS, begins, begins + timedelta(hours=2), "Xã", ["people"]
        )
        plan_event(conn, wanted, ACT, profile.tz)
    made = Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: NOW)
    with installed.replaced(made) as found:
        yield found


def _cases() -> None:
    from dashboard.pages import cases

    cases.show()


def _outreach() -> None:
    from dashboard.pages import outreach

    outreach.show()


def _calendar() -> None:
    from dashboard.pages import calendar

    calendar.show()


def _told(ran: AppTest) -> str:
    assert not ran.exception
    texts = [*(str(each.proto.body) for each in ran.get("html")), *(each.value for each in ran.markdown)]
    return "\n".join([*texts, *(button.label for button in ran.button)])


def _as(monkeypatch: pytest.MonkeyPatch, role: str, agency: str) -> None:
    def who() -> Actor:
        return Actor(f"{role}-{agency}", None, role, agency, "local")

    monkeypatch.setattr(plan_deeds, "who", who)


def _opened() -> AppTest:
    page = AppTest.from_function(_cases, default_timeout=60)
    page.query_params["case"] = "1"
    return page


@pytest.mark.parametrize(
    ("role", "agency"), [("commander", POLICE), ("duty_officer", RANGERS), ("viewer", RANGERS)]
)
def test_whoever_may_not_read_a_case_sees_nothing_of_it(
    here: Services, monkeypatch: pytest.MonkeyPatch, role: str, agency: str
) -> None:
    _as(monkeypatch, role, agency)
    said = _told(_opened().run())
    assert "Không có hồ sơ nào của đơn vị bạn." in said and "Không mở được hồ sơ" in said
    assert "Hồ sơ kín" not in said and NAME not in said and "HS-2027" not in said
    with reading(here.engine) as conn:
        assert readers_of(conn, 1) == []


def test_opening_a_case_is_one_reading_in_the_journal(
    here: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as(monkeypatch, "commander", RANGERS)
    page = _opened().run()
    said = _told(page)
    assert NAME in said and "&lt;b&gt;Hồ sơ kín" in said and "<h2><b>" not in said
    page.run()  # drawn again in the same visit
    with reading(here.engine) as conn:
        assert [row["actor"] for row in readers_of(conn, 1)] == [f"commander-{RANGERS}"]
    assert case_sheet._READ in page.session_state


def test_a_training_is_announced_by_a_button_and_its_words_stay_words(here: Services) -> None:
    page = AppTest.from_function(_outreach, default_timeout=60)
    page.query_params["event"] = "1"
    said = _told(page.run())
    assert "&lt;i&gt;Tập huấn" in said and "<h2><i>" not in said
    assert "Chưa báo ai" in said
    assert [each.label for each in page.button if each.key == "outreach_announce"] == ["Thông báo…"]
    with writing(here.engine) as conn:
        announce(conn, 1, ACT, seen_version=1)
    page.run()
    assert not [each for each in page.button if each.key == "outreach_announce"]
    assert "đã thông báo" in _told(page) and "09:00" in _told(page)  # local time of NOW


def test_an_event_that_can_still_be_announced_does_not_lower_the_share(here: Services) -> None:
    def head(clock: datetime) -> str:
        with installed.replaced(replace(here, now=lambda: clock)):
            return _told(AppTest.from_function(_outreach, default_timeout=60).run())

    early, late = head(NOW), head(NOW + timedelta(days=3))
    assert "<span>báo trước đúng hạn</span><b>–</b>" in early
    assert "chưa thông báo · còn thời gian báo trước" in early
    assert "<span>báo trước đúng hạn</span><b>0 %</b>" in late and "còn thời gian" not in late


def test_an_address_opens_an_event_in_its_own_quarter(here: Services) -> None:
    begins = datetime(2026, 8, 20, 1, tzinfo=UTC)
    with writing(here.engine) as conn:
        wanted = Outreach(
            "training", "Mùa trước", RANGERS, begins, begins + timedelta(hours=2), "Xã", ["people"]
        )
        own = plan_event(conn, wanted, Act(begins, LOCAL_ADMIN, "test"), here.profile.tz)
    page = AppTest.from_function(_outreach, default_timeout=60)
    page.query_params["event"] = str(own)
    said = _told(page.run())
    assert "Quý III/2026" in said and "**Mùa trước**" in said
    page.query_params["event"] = "99"
    assert "Không có hội nghị này" in _told(page.run())


def test_typed_titles_are_no_markup_in_the_lists(here: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    assert r"\<i\>Tập huấn\</i\>" in _told(AppTest.from_function(_outreach, default_timeout=60).run())
    _as(monkeypatch, "commander", RANGERS)
    assert r"\<b\>Hồ sơ kín\</b\>" in _told(AppTest.from_function(_cases, default_timeout=60).run())


def test_the_calendar_shows_the_month_and_goes_on(here: Services) -> None:
    page = AppTest.from_function(_calendar, default_timeout=60)
    said = _told(page.run())
    assert "Tháng 3/2027" in said and "&lt;i&gt;Tập huấn" in said
    assert "HS-2027" not in said
    page.button(key="calendar_on").click().run()
    assert "Tháng 4/2027" in _told(page) and "Tập huấn&lt;" not in _told(page)


def test_every_kind_in_the_calendar_has_words() -> None:
    assert set(calendar_words.KINDS) == set(KINDS)
