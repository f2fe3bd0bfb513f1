"""The watch makes what the plan promises, weeks ahead and once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN
from data.agencies import load
from data.agencies.act import Act
from data.hold import Hold
from data.meetings.reading import list_meetings
from data.plan import Plan, add_plan
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import journal
from data.watch import LEASE, Watch
from geo.areas import load_areas

PROFILE = load_profile()
NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


def _made(engine: Engine) -> Counter[str]:
    with reading(engine) as conn:
        return Counter(row["period"] for row in list_meetings(conn, date(2027, 1, 1), date(2027, 12, 31)))


def test_this_and_the_next_month_and_quarter_once(engine: Engine) -> None:
    load(engine, PROFILE.directory, lambda: NOW)
    clock = Clock()
    watch = Watch(engine, PROFILE, clock, areas=load_areas(PROFILE.areas_dir))
    with Hold(engine, LEASE) as hold:
        watch._make_meetings(hold)
        assert not _made(engine)  # no plan, no promise
        with writing(engine) as conn:
            plan = Plan(
                "Kế hoạch 2026–2030",
                date(2026, 1, 1),
                date(2030, 12, 31),
                rotation=["ranger", "police", "military"],
            )
            add_plan(conn, plan, Act(NOW, LOCAL_ADMIN), plan_id="ke-hoach-2026")
        watch._make_meetings(hold)
        assert not _made(engine)  # it looked within the hour
        for hours in (1, 2):
            clock.time = NOW + timedelta(hours=hours)
            watch._make_meetings(hold)
            # Quarters bring their months along: January to June, four communes each, and two of the area.
            assert _made(engine) == {f"2027-{month:02d}": 4 for month in range(1, 7)} | {
                "2027-Q1": 1,
                "2027-Q2": 1,
            }
    with reading(engine) as conn:
        actors = conn.execute(
            select(journal.c.actor).where(journal.c.record_kind == "meeting").distinct()
        ).scalars()
        assert list(actors) == ["system:watch"]
