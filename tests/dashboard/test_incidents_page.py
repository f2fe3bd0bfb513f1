"""What the page of incidents tells of an incident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.parts.incidents import photos
from dashboard.services import Services
from data.access import LOCAL_ADMIN, Actor
from data.agencies.loading import load as load_agencies
from data.checking.act import By as CheckingBy
from data.checking.exif import Claim
from data.checking.photos import keep
from data.incidents import By, Incident, create, place_facts, set_status
from data.incidents.merging import merge
from data.ledger.reading import duties_of_matter, matter_of
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.patrols.act import By as PatrolBy
from data.plan.loading import load_plans
from data.presence.findings import Finding, take_finding
from data.reception import Call, record
from data.store.engine import reading, writing
from tests.dashboard.here import at
from tests.data.checking.pictures import jpeg, scene
from tests.data.presence import patrols

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    with at(sqlite_engine, NOW) as found:
        yield found


def _page() -> None:
    from dashboard.pages import incidents

    incidents.show()


def _told(ran: AppTest) -> str:
    assert not ran.exception
    return "\n".join(
        [*(str(each.proto.body) for each in ran.get("html")), *(each.value for each in ran.markdown)]
    )


def test_everything_that_a_caller_told_is_read_again_but_who_it_was(here: Services) -> None:
    call = Call(
        draft_id="one",
        received_at=NOW - timedelta(minutes=5),
        occurred_at=NOW - timedelta(minutes=20),
        known_at=NOW - timedelta(minutes=5),
        said="Lửa lên rừng",
        informant_name="Người báo giả định",
        informant_phone="0912 345 678",
        place_text="khe trên bản",
        latitude=21.6436,
        longitude=103.6619,
        forest_type="planted",
        area_ha=0.5,
        spread_risk="yes",
        house_risk="no",
    )
    done = record(here.engine, call, By(LOCAL_ADMIN, NOW), areas=here.areas, profile=here.profile)
    page = AppTest.from_function(_page)
    page.query_params["incident"] = done.incident
    told = _told(page.run(timeout=30))
    assert "khe trên bản · lúc 13:40 12/03/2027 · rừng trồng · 0,50 ha" in told
    assert "nguy cơ cháy lan: có · nguy cơ tới nhà dân: không" in told
    assert "Người báo giả định" not in told and "345 678" not in told


@pytest.fixture
def ruled(here: Services) -> Services:
    """With the shipped agencies and rules, binding."""
    folder, then = here.profile.directory, datetime(2027, 1, 1, tzinfo=UTC)
    load_agencies(here.engine, folder, lambda: then)
    load_plans(here.engine, folder, lambda: then)
    load_rules(here.engine, folder, lambda: then, on_from=then)
    keep_settings(here.engine, here.profile.ledger)
    return here


def _made(here: Services, **more: object) -> int:
    given = {
        "kind": "forest_fire",
        "field": "forest",
        "summary": "Cháy đồi",
        "occurred_at": NOW,
        "known_at": NOW,
    }
    wanted = Incident(**(given | {"latitude": 21.6436, "longitude": 103.6619} | more))  # type: ignore[arg-type]
    place = place_facts(here.engine, here.areas, wanted.latitude, wanted.longitude, NOW)
    with writing(here.engine) as conn:
        return create(conn, wanted, place, By(LOCAL_ADMIN, NOW), here.profile.tz)


def _opened(own: int, section: str) -> AppTest:
    page = AppTest.from_function(_page)
    page.session_state["incident_chosen"] = own
    page.session_state[f"case_section_{own}"] = section
    return page.run(timeout=30)


def test_a_flash_notice_is_written_down_as_told_and_its_duty_is_met(ruled: Services) -> None:
    own = _made(ruled)
    page = _opened(own, "papers")
    assert "Thời gian, địa điểm: 14 giờ 00 phút, ngày 12/03/2027" in page.code[0].value
    (receiver,) = [box for box in page.selectbox if box.label == "Đã báo cho"]
    form = str(receiver.key).removeprefix("case_tell_who_")
    assert "Công an xã Quỳnh Nhai" in receiver.options and receiver.options[-1] == "người khác"
    receiver.select("chi-cuc-kiem-lam-son-la")
    page.text_input(key=f"case_tell_person_{form}").input("Bà B, trực ban")
    page.button(key=f"FormSubmitter:case_tell_{form}-Ghi là đã báo").click()
    told = _told(page.run(timeout=30))
    assert "Đã ghi: báo nhanh cho Chi cục Kiểm lâm Sơn La." in told
    assert "Báo nhanh: gọi điện · Bà B, trực ban" in told
    (receiver,) = [box for box in page.selectbox if box.label == "Đã báo cho"]
    assert receiver.options[-2:] == ["Chi cục Kiểm lâm Sơn La – đã báo", "người khác"], (
        "who waits comes first"
    )
    with reading(ruled.engine) as conn:
        matter = matter_of(conn, "incident", str(own))
        assert matter is not None
        rows = {row["receiver_id"]: row["status"] for row in duties_of_matter(conn, matter["id"])}
    assert rows["chi-cuc-kiem-lam-son-la"] == "told"


def test_days_left_and_overdue_stand_in_the_list_and_on_the_sheet(here: Services) -> None:
    long_ago = NOW - timedelta(days=40)
    one, other = _made(here), _made(here, occurred_at=long_ago, known_at=long_ago)
    with writing(here.engine) as conn:
        set_status(conn, one, "resolved", By(LOCAL_ADMIN, NOW), seen_version=1)
        # Out on 8 February 2027, in the Tết holidays: ten working days end on 24 February.
        set_status(conn, other, "resolved", By(LOCAL_ADMIN, NOW - timedelta(days=32)), seen_version=1)
    page = _opened(other, "course")
    told = _told(page)
    assert "Quá hạn báo cáo vụ 12 ngày làm việc" in told and "hết ngày 24/02/2027" in told
    labels = "\n".join(button.label for button in page.button)
    assert "còn 10 ngày làm việc để báo cáo vụ" in labels and "quá hạn báo cáo vụ 12 ngày" in labels


def test_what_became_part_of_another_says_where_it_goes_on(here: Services) -> None:
    first, second = _made(here), _made(here)
    with writing(here.engine) as conn:
        merge(conn, second, first, By(LOCAL_ADMIN, NOW), seen={})
    page = _opened(second, "course")
    told = _told(page)
    assert "Đã gộp vào VV-2027-0001" in told
    keys = {button.key for button in page.button}
    assert f"case_split_{second}" in keys and "incident_false_alarm" not in keys
    told = _told(_opened(first, "course"))
    assert "VV-2027-0002 · Ghi vụ việc" in told, "the whole tells what was written of its part"


@pytest.fixture
def photographed(here: Services, tmp_path: Path) -> tuple[str, int]:
    """An incident that a patrol found, by its code, and the photo that the member sent."""
    with writing(here.engine) as conn:
        patrols.agencies(conn)
        own, members = patrols.joint_patrol(conn, status="under_way")
    saw = patrols.minutes(60)
    said = Finding("f1", own, "incident", "Khói ở khe suối", saw, members["leader"], "forest_offence")
    found = take_finding(
        here.engine, said, PatrolBy(LOCAL_ADMIN, NOW), areas=here.areas, profile=here.profile
    )
    with writing(here.engine) as conn:
        made = keep(
            tmp_path, jpeg(scene(320, 240)), "khói.jpg", "p1", "finding", found.id, Claim(saw),
            CheckingBy(LOCAL_ADMIN, NOW), conn, settings=here.profile.checking, tz=here.profile.tz,
        )  # fmt: skip
    return str(found.ref), made


def _seen_by(monkeypatch: pytest.MonkeyPatch, role: str, code: str) -> str:
    monkeypatch.setattr(photos, "who", lambda: Actor("ai-do", 7, role, None, "192.0.2.1"))
    page = AppTest.from_function(_page)
    page.query_params["incident"] = code
    return _told(page.run(timeout=30))


@pytest.mark.parametrize(
    ("role", "shown", "original", "patrol"),
    [
        ("viewer", False, False, False),
        ("planner", False, False, True),
        ("ranger", True, False, True),
        ("duty_officer", True, True, True),
    ],
)
def test_photos_of_a_patrol_are_on_the_sheet_and_in_the_timeline_for_those_who_check(
    monkeypatch: pytest.MonkeyPatch,
    photographed: tuple[str, int],
    role: str,
    shown: bool,
    original: bool,
    patrol: bool,
) -> None:
    code, own = photographed
    told = _seen_by(monkeypatch, role, code)
    assert "1 ảnh của lượt tuần tra TT-2027-0001" in told
    strip = "Lò Văn An, 08:30 12/03/2027" in told
    assert strip is shown
    assert told.count(f'src="/m/photo/{own}.jpg?size=small"') == (2 if shown else 0)
    assert (f"/m/photo/{own}.jpg?size=original" in told) is original
    assert ('href="/planning?patrol=1"' in told) is (shown and patrol)
