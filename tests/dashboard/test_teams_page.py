"""The pages of meetings and teams, drawn with what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.parts.teams import act, words
from dashboard.parts.together import deeds as plan_deeds
from dashboard.services import Services
from data.access import LOCAL_ADMIN, Actor
from data.agencies import load
from data.agencies.act import Act
from data.followup import Item, add_item
from data.profile import load_profile
from data.store.engine import writing
from data.teams.forming import Member, Team, add_member, form_team
from data.teams.inspecting import Inspection, finish, plan_inspection, write_results
from geo.areas import load_areas

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "screen:teams")
POLICE = "cong-an-xa-muong-gion"
HOUR = timedelta(hours=1)


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    profile = load_profile()
    load(sqlite_engine, profile.directory, lambda: NOW)
    with installed.replaced(
        Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: NOW)
    ) as found:
        yield found


def _teams() -> None:
    from dashboard.pages import teams

    teams.show()


def _meetings() -> None:
    from dashboard.pages import meetings

    meetings.show()


def _told(page: Callable[[], None], **asked: str) -> str:
    test = AppTest.from_function(page, default_timeout=60)
    for name, value in asked.items():
        test.query_params[name] = value
    ran = test.run()
    assert not ran.exception
    said = [*(str(each.proto.body) for each in ran.get("html")), *(each.value for each in ran.markdown)]
    return "\n".join([*said, *(each.label for each in ran.button)])


def test_nothing_is_there_yet(here: Services) -> None:
    assert "Năm này chưa có cuộc kiểm tra nào." in _told(_teams)
    said = _told(_meetings)
    assert "Không có kế hoạch phối hợp nào cho kỳ này" in said  # the one of 2021 has ended
    assert "Kỳ này chưa có cuộc họp nào trong lịch." in said


@pytest.fixture
def inspected(here: Services) -> int:
    with writing(here.engine) as conn:
        wanted = Team("Đoàn <b>mùa khô</b>", POLICE, "Kiểm tra rừng", date(2027, 3, 1), date(2027, 4, 30))
        team = form_team(conn, wanted, ACT)
        add_member(conn, team, Member(POLICE, "Lò Văn An", "head"), ACT)
        plan = Inspection(team, "village", "Khoang", NOW - 5 * HOUR, NOW - HOUR, (), ("Dụng cụ",))
        own = plan_inspection(conn, plan, ACT, here.profile.tz)
        finish(conn, own, NOW - HOUR, ACT, seen_version=1)
        points = [{"text": "Dụng cụ", "result": "not_ok"}]
        write_results(conn, own, points, "Thiếu bàn dập\nThiếu cuốc", ACT, seen_version=2)
        for day in (11, 12):
            add_item(conn, "inspection", own, Item(f"Việc {day}", date(2027, 3, day), POLICE), ACT)
    return own


def test_an_inspection_with_two_recommendations(here: Services, inspected: int) -> None:
    said = _told(_teams, inspection=str(inspected))
    assert "<span>kiến nghị chưa xong</span><b>2</b>" in said
    assert "<span>kiến nghị quá hạn</span><b>1</b>" in said
    assert "<h2>Bản · Khoang</h2>" in said and "đã kiểm tra" in said
    assert "Lập cuộc kiểm tra lại" in said  # a follow-up visit is offered once it was done


def test_whoever_may_only_read_sees_the_lines_that_were_written(
    here: Services, inspected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_deeds, "who", lambda: Actor("xem", None, "viewer", None, "local"))
    page = AppTest.from_function(_teams, default_timeout=60)
    page.query_params["inspection"] = str(inspected)
    page.session_state[act.part_key(inspected)] = "results"
    said = "\n".join(each.value for each in page.run().markdown)
    assert "Thiếu bàn dập<br>Thiếu cuốc" in said
    assert "Lưu kết quả" not in [each.label for each in page.button]


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("village", "Khoang", "Bản · Khoang"),
        ("village", "Bản Khoang", "Bản Khoang"),
        ("commune", "UBND xã Mường Giôn", "UBND xã Mường Giôn"),
        ("office", "Bản tin", "Cơ quan · Bản tin"),
    ],
)
def test_a_name_that_says_what_it_is_stays_as_it_is(kind: str, name: str, said: str) -> None:
    assert words.subject({"subject_kind": kind, "subject": name}) == said


def test_recommendations_of_the_visit_before_are_shown_with_those_of_the_next(
    here: Services, inspected: int
) -> None:
    begins = NOW + 24 * HOUR
    with writing(here.engine) as conn:
        plan = Inspection(1, "village", "Khoang", begins, begins + HOUR, follows_id=inspected)
        again = plan_inspection(conn, plan, ACT, here.profile.tz)
    said = _told(_teams, inspection=str(again), part="recommendations")
    assert "Việc 11" in said and "Việc 12" in said
    assert f'href="/teams?inspection={inspected}"' in said


def test_a_team_and_no_markup_of_what_was_typed(here: Services, inspected: int) -> None:
    said = _told(_teams, team="1")
    assert "Đoàn &lt;b&gt;mùa khô&lt;/b&gt;" in said
    assert "<b>Lò Văn An</b>" in said and "chưa nhập số quyết định" in said


def test_an_address_of_nothing(here: Services) -> None:
    assert "Không có đoàn, cuộc kiểm tra này" in _told(_teams, inspection="99")
    assert "Không có cuộc họp này" in _told(_meetings, meeting="99")
