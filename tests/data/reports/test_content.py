"""Which period a report is of, what it is compared with, and what it says across the merge of 2025."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies.act import Act
from data.effort.ground import Ground
from data.effort.targets import EVERY, Target, set_target
from data.patrols.act import By
from data.periods import PeriodUnreadable
from data.plan import Plan, add_plan
from data.reports.content import beside, content, period_of_report
from data.reports.errors import ReportInvalid
from data.reports.sensors import compared
from data.store.engine import reading, writing
from data.store.tables import detection, feed_run, meeting
from tests.data.effort.test_summing import World
from tests.data.presence.patrols import LEAD, START, minutes
from tests.data.reports.conftest import MARCH, NOW
from tests.data.reports.rows import put

ACT = Act(NOW, LOCAL_ADMIN, "screen:reports")


@pytest.mark.parametrize(
    ("kind", "text", "days"),
    [
        ("month", "2025-06", (date(2025, 6, 1), date(2025, 6, 30))),
        ("quarter", "2026-Q4", (date(2026, 10, 1), date(2026, 12, 31))),
        ("half", "2027-H1", (date(2027, 1, 1), date(2027, 6, 30))),
        ("year", "2025", (date(2025, 1, 1), date(2025, 12, 31))),
        ("plan", "ke-hoach-2021", (date(2021, 3, 15), date(2025, 12, 31))),
    ],
)
def test_periods(
    sqlite_engine: Engine, ground: Ground, kind: str, text: str, days: tuple[date, date]
) -> None:
    with writing(sqlite_engine) as conn:
        plan = Plan("Kế hoạch", date(2021, 3, 15), date(2025, 12, 31))
        add_plan(conn, plan, ACT, plan_id="ke-hoach-2021")
        found = period_of_report(conn, kind, text, ground)
    assert (found.first, found.last) == days


def test_what_is_no_period_is_refused(sqlite_engine: Engine, ground: Ground) -> None:
    with reading(sqlite_engine) as conn:
        for kind, text, problem in (
            ("week", "2027-03", "report_kind_unknown"),
            ("quarter", "2027-03", "report_period_wrong"),
            ("plan", "ke-hoach-2021", "report_plan_unknown"),
        ):
            with pytest.raises(ReportInvalid, match=problem):
                period_of_report(conn, kind, text, ground)
        with pytest.raises(PeriodUnreadable):
            period_of_report(conn, "month", "2027-13", ground)


@pytest.mark.parametrize(
    ("kind", "text", "others"),
    [
        ("month", "2027-03", {"before": "2027-02", "last_year": "2026-03"}),
        ("quarter", "2027-Q1", {"before": "2026-Q4", "last_year": "2026-Q1"}),
        ("half", "2027-H1", {"before": "2026-H2", "last_year": "2026-H1"}),
        ("year", "2027", {"before": "2026"}),  # the period before is the year before
    ],
)
def test_compared_with(
    sqlite_engine: Engine, ground: Ground, kind: str, text: str, others: dict[str, str]
) -> None:
    with reading(sqlite_engine) as conn:
        period = period_of_report(conn, kind, text, ground)
    assert {name: each.text for name, each in beside(period, kind).items()} == others


@pytest.mark.parametrize(
    ("kind", "text", "eras"),
    [
        ("month", "2025-06", ["2021"]),
        ("month", "2025-07", ["2025"]),
        ("year", "2025", ["2021", "2025"]),
        ("quarter", "2025-Q3", ["2025"]),
    ],
)
def test_maps(sqlite_engine: Engine, ground: Ground, kind: str, text: str, eras: list[str]) -> None:
    with reading(sqlite_engine) as conn:
        found = content(conn, kind, period_of_report(conn, kind, text, ground), NOW, ground)
    assert found["eras"] == eras


def test_across_both_maps_each_commune_keeps_its_own_meetings(engine: Engine, ground: Ground) -> None:
    with writing(engine) as conn:
        for number, (commune, era, due) in enumerate(
            [
                ("muong-gion-2021", "2021", date(2025, 6, 30)),
                ("muong-gion-2025", "2025", date(2025, 7, 31)),
                (None, "2025", date(2025, 9, 30)),
            ],
            start=1,
        ):
            put(
                conn, meeting, code=f"GB-{number}", year=2025, number=number, period="2025", era=era,
                kind="commune_month" if commune else "area_quarter", commune_id=commune, due_on=due,
                status="held", held_at=datetime(2025, 6, 20, 2, 0, tzinfo=UTC), minutes={},
            )  # fmt: skip
        found = content(conn, "year", period_of_report(conn, "year", "2025", ground), NOW, ground)
    assert {own: each["held"] for own, each in found["meetings"]["communes"].items()} == {
        "muong-gion-2021": 1, "muong-gion-2025": 1,
    }  # fmt: skip
    assert found["meetings"]["quarterly"]["held"] == 1
    assert found["figures"]["meetings_held"]["now"]["of"] == 3
    assert found["over"]
    assert json.loads(json.dumps(found)) == found


def test_targets_beside_what_was_done(engine: Engine, ground: Ground, tmp_path: object) -> None:
    world = World(engine, tmp_path)  # type: ignore[arg-type]
    own, people = world.patrol()
    world.check(own, people["leader"], START, minutes(120))
    with writing(engine) as conn:
        set_target(conn, LEAD, EVERY, Target(4, 40), By(LOCAL_ADMIN, NOW), seen=Target())
        set_target(conn, "quan-su-xa", "2027-02", Target(9), By(LOCAL_ADMIN, NOW), seen=Target())
        found = content(conn, "month", MARCH, NOW, ground)["targets"]
        whole = content(conn, "quarter", period_of_report(conn, "quarter", "2027-Q1", ground), NOW, ground)
    assert [each["agency_id"] for each in found] == [LEAD]  # the other has none in March
    assert found[0]["target"] == {"patrols": 4, "km": 40, "hours": None}
    assert found[0]["done"]["patrols"] == 1
    assert {each["agency_id"]: each["target"]["patrols"] for each in whole["targets"]} == {
        LEAD: 12, "quan-su-xa": 9,
    }  # fmt: skip


def test_only_satellites_that_looked_in_both_periods_are_compared(engine: Engine) -> None:
    now, then = datetime(2027, 3, 5, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)
    seen = [("NOAA-20", now), ("NOAA-20", now), ("NOAA-20", then), ("Suomi NPP", then), ("NOAA-21", now)]
    with writing(engine) as conn:
        run = put(conn, feed_run, kind="poll", status="ok")
        for number, (satellite, at) in enumerate(seen):
            put(
                conn, detection, id=f"d{number}", time_utc=at, satellite=satellite, confidence="high",
                run_id=run, commune_2025_id="muong-gion-2025", daynight="D", instrument="VIIRS",
                version="2.0NRT", processing="NRT",
            )  # fmt: skip
        others = beside(MARCH, "month")
        found = compared(conn, MARCH, others["last_year"])
        nothing = compared(conn, MARCH, others["before"])
    assert (found.shared, found.now, found.then) == (("NOAA-20",), 2, 1)
    assert (nothing.shared, nothing.now, nothing.then) == ((), None, None)


def test_what_nobody_wrote_down_yet_is_no_nought(engine: Engine, ground: Ground) -> None:
    with writing(engine) as conn:
        begun = By(LOCAL_ADMIN, datetime(2027, 2, 20, tzinfo=UTC))
        set_target(conn, LEAD, EVERY, Target(4), begun, seen=Target())
        found = content(conn, "month", MARCH, NOW, ground)["figures"]
        fires = found["fires_burned"]
        assert (fires["now"]["value"], fires["before"]["value"], fires["last_year"]) == (0, 0, None)
        assert found["events_seen"] == {
            "now": None,
            "before": None,
            "last_year": None,
        }  # no file was ever read
        put(
            conn, meeting, code="GB-1", year=2026, number=1, kind="commune_month", period="2026-03",
            minutes={}, commune_id="muong-gion-2025", era="2025", due_on=date(2026, 3, 31), status="missed",
            starts_at=None, ends_at=None,
        )  # fmt: skip
        found = content(conn, "month", MARCH, NOW, ground)["figures"]
    assert found["meetings_held"]["last_year"]["value"] == 0  # entered later, and so it counts
