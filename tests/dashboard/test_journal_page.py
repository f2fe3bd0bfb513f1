"""The page of the journal, and its file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, Table
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.exports import journal as journal_export
from dashboard.parts.journal import fields as journal_fields
from dashboard.services import Services
from data.access import LOCAL_ADMIN, Actor
from data.agencies import load as load_agencies
from data.agencies.act import Act
from data.cases.opening import Case, open_case
from data.journal import append
from data.journal_pages import Wanted
from data.profile import load_profile
from data.store.engine import writing
from data.store.tables import (
    account,
    agency,
    burned_area,
    case_document,
    coordination_plan,
    danger_level,
    duty_shift,
    focal_point,
    incident,
    incident_force,
    incident_record,
    joint_case,
    map_place,
    outreach_event,
    patrol,
    patrol_member,
    patrol_template,
    reception_call,
    stand_down,
)
from geo.areas import load_areas

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
RANGERS, POLICE = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion"
TZ = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    profile = load_profile()
    with installed.replaced(
        Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: NOW)
    ) as found:
        with writing(sqlite_engine) as conn:
            for name in ("Bản Một", "=CMD()"):
                append(
                    conn,
                    at=NOW,
                    actor="lan",
                    origin="screen:places@192.0.2.7",
                    action="edited",
                    record_kind="map_place",
                    record_id="7",
                    reason=name,
                    before={"name": "Bản Cũ"},
                    after={"name": name},
                )
        yield found


def _page() -> None:
    from dashboard.pages import journal

    journal.show()


def test_the_page_tells_who_did_what_and_checks_the_chain(here: Services) -> None:
    ran = AppTest.from_function(_page).run()
    assert not ran.exception
    table = ran.dataframe[0].value
    assert list(table["Ai"]) == ["lan", "lan"]
    assert list(table["Việc"]) == ["sửa", "sửa"]
    assert list(table["Loại"]) == ["địa danh", "địa danh"]
    ran.button(key="journal_check").click().run()
    assert any("Chuỗi nguyên vẹn" in each.proto.body for each in ran.get("html"))
    ran.text_input(key="journal_actor").set_value("không ai").run()
    assert any("Không có dòng nào" in each.proto.body for each in ran.get("html"))


def test_a_broken_chain_is_named(here: Services) -> None:
    with writing(here.engine) as conn:
        conn.exec_driver_sql("DROP TRIGGER journal_no_update")
        conn.exec_driver_sql("UPDATE journal SET actor = 'ai khác' WHERE id = 1")
    ran = AppTest.from_function(_page).run()
    ran.button(key="journal_check").click().run()
    assert any("Chuỗi đứt ở dòng 1" in each.proto.body for each in ran.get("html"))


def test_the_file(here: Services) -> None:
    text = "".join(journal_export.lines(here, Wanted(actor="lan"), LOCAL_ADMIN))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff") and [row["id"] for row in rows] == ["2", "1"]
    assert rows[0]["reason"] == "'=CMD()"  # no table program runs it
    assert rows[1]["after"] == '{"name": "Bản Một"}'
    assert len("".join(journal_export.lines(here, Wanted(actor="ai khác"), LOCAL_ADMIN)).splitlines()) == 1


def test_no_word_of_a_case_and_nothing_of_one_that_is_another_agencys(here: Services) -> None:
    load_agencies(here.engine, here.profile.directory, here.now)
    with writing(here.engine) as conn:
        wanted = Case("Tên hồ sơ kín", "forest", RANGERS, NOW, "Tóm tắt kín")
        own = open_case(conn, wanted, Act(NOW, Actor("hat", None, "commander", RANGERS, "local")), TZ)
    strange, mine = (Actor("ai", None, "commander", agency, "local") for agency in (POLICE, RANGERS))
    told = "".join(journal_export.lines(here, Wanted(), strange))
    assert "joint_case" not in told and "map_place" in told
    told = "".join(journal_export.lines(here, Wanted(kind="joint_case"), mine))
    assert f"joint_case,{own}," in told and "kín" not in told
    assert len("".join(journal_export.lines(here, Wanted(text="kín"), mine)).splitlines()) == 1
    ran = AppTest.from_function(_page).run()
    ran.selectbox(key="journal_kind").set_value("joint_case").run()
    assert list(ran.dataframe[0].value["Loại"]) == ["hồ sơ chung"]


def test_who_and_where_are_told_in_words_and_found_by_them(here: Services) -> None:
    with writing(here.engine) as conn:
        append(
            conn, at=NOW, actor="system:watch", origin="watch", action="closed", record_kind="fire_event",
            record_id="DC-1", before={"closed_at": None}, after={"closed_at": NOW},
        )  # fmt: skip
    ran = AppTest.from_function(_page).run()
    table = ran.dataframe[0].value
    assert list(table["Ai"]) == ["theo dõi nền", "lan", "lan"]
    assert list(table["Từ đâu"]) == ["theo dõi nền", *["trang Địa danh · 192.0.2.7"] * 2]
    assert table["Thay đổi"].iloc[0] == "đóng lúc"
    ran.text_input(key="journal_actor").set_value("theo doi").run()
    assert list(ran.dataframe[0].value["Ai"]) == ["theo dõi nền"]


PEOPLE = (
    account, agency, coordination_plan, danger_level, duty_shift, focal_point, incident, map_place,
    reception_call, incident_record, incident_force, burned_area, case_document,
    patrol, patrol_member, patrol_template, stand_down, outreach_event, joint_case,
)  # fmt: skip
NEVER = {"id", "password_hash", "informant_name", "informant_address", "informant_phone"}
"""What never goes into the journal: secrets, and who called."""


@pytest.mark.parametrize("table", PEOPLE, ids=lambda table: table.name)
def test_every_field_that_a_person_changes_has_words(table: Table) -> None:
    lacking = {column.name for column in table.c} - NEVER - set(journal_fields.FIELDS)
    assert lacking == set(), "add them to dashboard/parts/journal/fields.py"
