"""What is known of patrols, meetings, events, inspections and cases, and whom it obliges to tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from data.auditing import audit
from data.ledger.knowing import TAKEN_BACK
from data.ledger.rules import Rule
from data.matters.of_plans import BUILDERS
from data.store.engine import reading, writing
from data.store.tables import agency, matter_fact
from tests.data.ledger.world import MILITARY_A, POLICE_A, POLICE_B, POLICE_PROVINCE, STATION, World, to
from tests.data.matters.plans import Plans

INVOLVED = [{"named": "involved"}]
NAMED = {kind: Rule(f"Báo {kind}", kind, INVOLVED, 1440, "khoản 2", telling="auto") for kind in BUILDERS}


@pytest.fixture
def plans(engine: Engine) -> Plans:
    return Plans(World(engine, NAMED))


def newest(plans: Plans, kind: str, own: int) -> dict[str, Any]:
    where = matter_fact.c.id == plans.world.matter_row(kind, own)["fact_id"]
    with reading(plans.world.engine) as conn:
        return dict(conn.execute(select(matter_fact).where(where)).mappings().one())


def agrees(plans: Plans) -> None:
    with reading(plans.world.engine) as conn:
        assert [str(each) for each in audit(conn, plans.world.now)] == []


@pytest.mark.parametrize(
    ("kind", "owed"),
    [
        ("patrol", {POLICE_A, MILITARY_A}),  # the station planned it
        ("meeting", {MILITARY_A, STATION}),  # the commune's police host it
        ("outreach_event", {POLICE_A, MILITARY_A}),
        ("inspection", {POLICE_A, MILITARY_A}),
        ("case", {POLICE_A, MILITARY_A}),
    ],
)
def test_whoever_a_record_names_must_be_told_of_it(plans: Plans, kind: str, owed: set[str]) -> None:
    own = plans.make(kind, POLICE_A, MILITARY_A, STATION)
    assert set(plans.world.owed(kind, own)) == owed
    row = plans.world.duties(kind, own)[MILITARY_A]
    since = plans.world.now
    assert (row["started_at"], row["clock"], row["deadline_at"]) == (
        since,
        "known",
        since + timedelta(days=1),
    )
    agrees(plans)


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("patrol", "assigned_at"),
        ("meeting", "announced_at"),
        ("outreach_event", "announced_at"),
        ("inspection", "announced_at"),
    ],
)
def test_what_nobody_has_announced_obliges_nobody_yet(plans: Plans, kind: str, column: str) -> None:
    own = plans.make(kind, POLICE_A, MILITARY_A, **{column: None, "status": "planned"})
    assert plans.world.owed(kind, own) == {}
    agrees(plans)
    when = plans.world.later(hours=3)
    plans.change(kind, own, **{column: when})
    assert plans.world.duties(kind, own)[MILITARY_A]["started_at"] == when
    agrees(plans)


def test_a_member_who_comes_later_is_owed_from_then(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A)
    first = plans.world.now
    later = plans.world.later(hours=5)
    raised = plans.add(own, POLICE_B)
    assert [each["receiver_id"] for each in raised.duties] == [POLICE_B]
    duties = plans.world.duties("patrol", own)
    assert (duties[POLICE_A]["started_at"], duties[POLICE_B]["started_at"]) == (first, later)
    agrees(plans)


def test_a_second_member_of_an_agency_is_no_second_duty(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A)
    plans.world.later()
    assert plans.add(own, POLICE_A).duties == []
    assert newest(plans, "patrol", own)["since"] == plans.row("patrol", own)["assigned_at"]
    agrees(plans)


def test_whoever_is_taken_off_is_owed_nothing_and_comes_back_with_the_old_clock(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, POLICE_B)
    began = plans.world.now
    plans.world.tell(plans.world.duties("patrol", own)[POLICE_A]["id"])
    plans.world.later()
    plans.drop(own, POLICE_A)
    plans.drop(own, POLICE_B)
    assert plans.world.owed("patrol", own) == {POLICE_A: "withdrawn", POLICE_B: "withdrawn"}
    last = plans.world.entries(plans.world.duties("patrol", own)[POLICE_B]["id"])[-1]
    assert (last["kind"], last["text"]) == ("withdrawn", "not_involved")
    agrees(plans)
    plans.world.later()
    plans.add(own, POLICE_A)
    assert plans.world.owed("patrol", own) == {POLICE_A: "told", POLICE_B: "withdrawn"}
    assert plans.world.duties("patrol", own)[POLICE_A]["started_at"] == began
    agrees(plans)


def test_whoever_is_owed_by_another_rule_stays_owed(engine: Engine) -> None:
    rules = NAMED | {
        "cong-an": Rule("Công an xã", "outreach_event", [to("police", "commune")], 2880, "khoản 4")
    }
    plans = Plans(World(engine, rules))
    own = plans.make("outreach_event", POLICE_A, MILITARY_A)
    plans.world.later()
    plans.change("outreach_event", own, topics=[])
    assert plans.world.owed("outreach_event", own) == {POLICE_A: "open", MILITARY_A: "withdrawn"}
    agrees(plans)


def test_a_cancelled_patrol_takes_its_duties_back_with_the_reason(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, POLICE_B)
    plans.world.later()
    plans.drop(own, POLICE_B)
    plans.change("patrol", own, status="cancelled", ended_reason="mưa lớn")
    assert set(plans.world.owed("patrol", own).values()) == {"withdrawn"}
    assert plans.world.entries(plans.world.duties("patrol", own)[POLICE_A]["id"])[-1]["text"] == "mưa lớn"
    agrees(plans)
    plans.world.later()
    plans.change("patrol", own, status="assigned", ended_reason=None)
    assert plans.world.owed("patrol", own) == {POLICE_A: "open", POLICE_B: "withdrawn"}
    agrees(plans)


def test_an_assignment_that_is_taken_back_and_made_again_has_its_own_clock(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A)
    plans.world.later()
    plans.change("patrol", own, assigned_at=None, status="planned")
    assert plans.world.owed("patrol", own) == {POLICE_A: "withdrawn"}
    assert newest(plans, "patrol", own)["reason"] == TAKEN_BACK
    agrees(plans)
    again = plans.world.later(days=1)
    plans.change("patrol", own, assigned_at=again, status="assigned")
    row = plans.world.duties("patrol", own)[POLICE_A]
    assert (row["status"], row["started_at"], row["deadline_at"]) == (
        "open",
        again,
        again + timedelta(days=1),
    )
    agrees(plans)


def test_a_patrol_that_is_written_down_afterwards_obliges_nobody(plans: Plans) -> None:
    over = plans.world.now - timedelta(days=3)
    own = plans.make("patrol", POLICE_A, starts_at=over, ends_at=over + timedelta(hours=4))
    assert plans.world.owed("patrol", own) == {}
    agrees(plans)


def test_an_agency_that_is_not_there_is_said_to_be_lacking(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A)
    plans.world.later()
    raised = plans.add(own, "don-vi-da-giai-the")
    assert raised.lacking == [{"agency_id": "don-vi-da-giai-the"}]


def test_a_case_tells_nothing_of_what_it_is_about(plans: Plans) -> None:
    own = plans.make("case", POLICE_A)
    assert newest(plans, "case", own)["told"] == {"code": "HS-2027-0001", "lead": STATION}


def test_what_a_patrols_members_are_told_of(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, MILITARY_A)
    plans.zone(own, "Khu Pá Uôn")
    plans.know("patrol", own)
    row = plans.row("patrol", own)
    assert newest(plans, "patrol", own)["told"] == {
        "code": "TT-2027-0001",
        "summary": "Tuần tra rừng giáp ranh",
        "starts_at": row["starts_at"].isoformat(),
        "ends_at": row["ends_at"].isoformat(),
        "place_text": "Trụ sở UBND xã",
        "lead": STATION,
        "people": {POLICE_A: [f"Người {POLICE_A}"], MILITARY_A: [f"Người {MILITARY_A}"]},
        "zones": ["Khu Pá Uôn"],
    }


def test_a_rule_may_speak_of_some_kinds_of_meeting_only(engine: Engine) -> None:
    rule = replace(NAMED["meeting"], receivers=[to("police", "province")], subkinds=["area_quarter"])
    plans = Plans(World(engine, {"quy": rule}))
    assert plans.world.owed("meeting", plans.make("meeting")) == {}
    own = plans.make("meeting", kind="area_quarter", commune_id=None)
    assert set(plans.world.owed("meeting", own)) == {POLICE_PROVINCE}


def test_an_event_without_a_commune_is_for_all_where_its_host_works(engine: Engine) -> None:
    rule = Rule("Tập huấn", "outreach_event", [to("police", "commune")], 1440, "khoản 4")
    plans = Plans(World(engine, {"ca": rule}))
    with writing(engine) as conn:
        conn.execute(update(agency).where(agency.c.agency_id == STATION).values(communes=["xa-b", "xa-a"]))
    own = plans.make("outreach_event", commune_id=None)
    assert set(plans.world.owed("outreach_event", own)) == {POLICE_A, POLICE_B}
    assert newest(plans, "outreach_event", own)["communes_2025"] == ["xa-a", "xa-b"]
    agrees(plans)
