"""Each indicator against rows that were made by hand and can be counted in the head, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import shapely
from sqlalchemy import Connection, Engine, text

from data.outreach.figures import figures as outreach_figures
from data.periods import read_period
from data.store.engine import reading, writing
from data.store.tables import (
    action_item,
    agency,
    burned_area,
    case_handover,
    detection,
    event_member,
    feed_run,
    fire_event,
    incident,
    incident_record,
    inspection,
    joint_case,
    joint_team,
    meeting,
    outreach_event,
)
from tests.data.effort.test_summing import World
from tests.data.ledger.hands import add_duties, duty_of, matter_row, rule_row
from tests.data.presence.patrols import START, minutes
from tests.data.reports.conftest import MARCH, NOW, PROFILE, Count, behind, parts
from tests.data.reports.rows import put

BEGIN = datetime(2027, 2, 28, 17, 0, tzinfo=UTC)
"""01/03/2027 00:00 in Vietnam."""
END = datetime(2027, 3, 31, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def test_told_in_time(engine: Engine, count: Count) -> None:
    known = datetime(2027, 3, 10, 2, 0, tzinfo=UTC)
    cases = [
        (known, {"status": "told", "told_at": known + HOUR, "proven_at": known + HOUR}),
        (known, {"status": "told", "told_at": known + 25 * HOUR, "proven_at": known + 25 * HOUR}),
        (known, {"status": "told", "told_at": known + HOUR}),  # sent, and nobody proved it
        (known, {}),  # overdue
        (known, {"status": "waived"}),
        (known, {"status": "withdrawn"}),
        (NOW - HOUR, {}),  # of April
        (BEGIN, {"status": "told", "told_at": BEGIN + HOUR, "proven_at": BEGIN + HOUR}),
        (BEGIN - SECOND, {}),  # of February
        (END - SECOND, {"status": "told", "told_at": END, "proven_at": END}),
        (END, {}),  # of April
    ]
    with writing(engine) as conn:
        rule = rule_row(conn)
        rows = [
            duty_of(matter_row(conn, str(at), since), rule, f"r{at}", since, **more)
            for at, (since, more) in enumerate(cases)
        ]
        add_duties(conn, rows)
    found = count("told_in_time")
    told = parts(found, "on_time", "late", "sent_only", "overdue", "open", "waived")
    assert told == {"on_time": 3, "late": 1, "sent_only": 1, "overdue": 1, "open": 0, "waived": 1}
    assert (found.value, found.of) == (3 / 6, 6)  # the waived one is not due
    assert len(found.rows) == 7
    with reading(engine) as conn:
        alone = conn.execute(
            text(
                "SELECT sum(CASE WHEN proven_at <= deadline_at THEN 1 ELSE 0 END), count(*) FROM duty"
                " WHERE started_at >= :first AND started_at < :after"
                " AND status NOT IN ('waived', 'withdrawn')"
            ),
            {"first": _stored(BEGIN, conn), "after": _stored(END, conn)},
        ).one()
    assert tuple(alone) == (3, 6)


def _stored(moment: datetime, conn: Connection) -> object:
    return f"{moment:%Y-%m-%d %H:%M:%S.000000}" if conn.dialect.name == "sqlite" else moment


def _meeting(
    engine: Engine, number: int, due: date, status: str, held: datetime | None = None, **more: object
) -> int:
    with writing(engine) as conn:
        row = {
            "kind": "commune_month",
            "commune_id": "muong-gion-2025",
            "period": "2027-03",
            "era": "2025",
        } | more
        return int(
            put(
                conn, meeting, code=f"GB-2027-{number:04d}", year=2027, number=number, due_on=due,
                status=status, held_at=held, minutes={}, **row,
            )
        )  # fmt: skip


def test_meetings_held(engine: Engine, count: Count) -> None:
    last = date(2027, 3, 31)
    late_evening = datetime(2027, 3, 31, 16, 59, tzinfo=UTC)  # 23:59 of the last day
    held = _meeting(engine, 1, last, "minuted", late_evening)
    late = _meeting(engine, 2, last, "held", late_evening + 2 * timedelta(minutes=1))
    silent = _meeting(engine, 3, last, "planned")  # nobody said a word
    missed = _meeting(engine, 4, last, "missed")
    _meeting(engine, 5, last, "cancelled")
    _meeting(engine, 6, date(2027, 4, 1), "held", late_evening, period="2027-04")
    _meeting(engine, 7, last, "held", late_evening, kind="extraordinary")  # no plan promised it
    found = count("meetings_held")
    told = {"held": 1, "late": 1, "missed": 2, "ahead": 0, "cancelled": 1}
    assert found.parts == told
    assert (found.value, found.of) == (1 / 4, 4)
    assert behind(found)[:4] == [
        ("meeting", str(held), "held"),
        ("meeting", str(late), "late"),
        ("meeting", str(silent), "missed"),
        ("meeting", str(missed), "missed"),
    ]
    early = count("meetings_held", now=datetime(2027, 3, 20, 2, 0, tzinfo=UTC))
    assert (early.parts["ahead"], early.parts["missed"]) == (1, 1)


def test_announced_in_time(engine: Engine, count: Count) -> None:
    starts = datetime(2027, 3, 20, 1, 0, tzinfo=UTC)
    limit = starts - timedelta(days=5)
    with writing(engine) as conn:
        for own, role in (("kl", "ranger"), ("ca", "police"), ("qs", "military")):
            put(conn, agency, agency_id=own, role=role, kind="ranger_station", level="area", valid_to=None)
        rule = rule_row(conn)
        ids = {}
        for number, (name, told) in enumerate(
            {
                "in_time": (limit, limit),
                "late": (limit, limit + SECOND),
                "not_told": (limit, None),
                "unannounced": (),
            }.items(),
            start=1,
        ):
            ids[name] = own = put(
                conn, outreach_event, code=f"TH-{number}", year=2027, number=number, kind="training",
                host_agency_id="kl", starts_at=starts, ends_at=starts + HOUR, notice_days=5,
                status="announced" if told else "planned", announced_at=limit - HOUR if told else None,
                participants=10,
            )  # fmt: skip
            if told:
                made = matter_row(conn, str(own), limit - HOUR, kind="outreach_event")
                rows = [
                    duty_of(
                        made,
                        rule,
                        force,
                        limit - HOUR,
                        status="told" if at else "open",
                        told_at=at,
                        proven_at=at,
                    )
                    for force, at in zip(("ca", "qs"), told, strict=True)
                ]
                add_duties(conn, rows)
        later = starts + timedelta(days=8)
        ids["ahead"] = put(
            conn, outreach_event, code="TH-9", year=2027, number=9, kind="training", host_agency_id="kl",
            starts_at=later, ends_at=later + HOUR, notice_days=5, status="planned", announced_at=None,
        )  # fmt: skip
        put(
            conn, outreach_event, code="TH-10", year=2027, number=10, kind="training", host_agency_id="kl",
            starts_at=later, ends_at=later + HOUR, status="cancelled",
        )  # fmt: skip
    early = count("announced_in_time", now=starts)
    assert (early.value, early.of) == (1 / 4, 4)  # the last one may still be announced in time
    assert dict((each["part"], each["ref"]) for each in early.rows) == {k: str(v) for k, v in ids.items()}
    assert early.parts["participants"] == 40
    after = count("announced_in_time")
    assert (after.value, after.of, after.parts["unannounced"]) == (1 / 5, 5, 2)
    with reading(engine) as conn:  # as the page of events says it
        shown = [outreach_figures(conn, MARCH, now) for now in (starts, NOW)]
    assert [(each["share"], each["due"]) for each in shown] == [(1 / 4, 4), (1 / 5, 5)]
    assert shown[0]["counts"] | {"participants": 40} == early.parts


def test_inspections_and_their_recommendations(engine: Engine, count: Count) -> None:
    starts = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)
    with writing(engine) as conn:
        team = put(conn, joint_team, period_from=date(2027, 1, 1), period_to=date(2027, 6, 30))
        made = [
            put(
                conn, inspection, code=f"KT-{number}", year=2027, number=number, team_id=team,
                subject_kind="village", starts_at=at, ends_at=at + HOUR, status=status,
            )
            for number, (at, status) in enumerate(
                [(starts, "done"), (starts, "announced"), (starts, "cancelled"), (END, "done")], start=1
            )
        ]  # fmt: skip
        for due, status in (
            (date(2027, 4, 30), "done"), (date(2027, 4, 1), "open"), (date(2027, 4, 2), "open"),
            (date(2027, 4, 1), "cancelled"),
        ):  # fmt: skip
            put(
                conn, action_item, source_kind="inspection", source_id=made[0], kind="recommendation",
                due_on=due, status=status,
            )  # fmt: skip
        put(
            conn, action_item, source_kind="inspection", source_id=made[3], kind="recommendation",
            due_on=date(2027, 4, 1), status="open",
        )  # fmt: skip
    found = count("inspections_done")
    assert found.value == 1
    assert parts(found, "done", "announced", "cancelled") == {"done": 1, "announced": 1, "cancelled": 1}
    names = ("recommendations", "recommendation_done", "recommendation_overdue")
    assert parts(found, *names) == dict(zip(names, (3, 1, 1), strict=True))
    assert [each["part"] for each in found.rows if each["kind"] == "action_item"] == [
        "recommendation_done", "recommendation_overdue", "recommendation_open",
    ]  # fmt: skip


def test_cases_and_hand_overs_without_a_word_of_what_they_are_about(engine: Engine, count: Count) -> None:
    at = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)
    with writing(engine) as conn:
        own = [
            put(
                conn, joint_case, code=f"HS-{number}", year=2027, number=number, title="Vụ của Lò Văn X",
                field=field, known_at=known, status="open",
            )
            for number, (field, known) in enumerate(
                [("forest", at), ("forest", BEGIN), ("order", END - SECOND), ("forest", END)], start=1
            )
        ]  # fmt: skip
        for state, offered in (("received", at), ("offered", at), ("received", BEGIN - SECOND)):
            put(conn, case_handover, case_id=own[0], state=state, offered_at=offered)
    found = count("cases_handled")
    assert found.value == 3
    assert found.parts == {"forest": 2, "order": 1, "defence": 0, "handovers": 2, "handovers_received": 1}
    assert "Lò Văn X" not in str(found.plain())


def test_patrols_and_their_joint_share(engine: Engine, count: Count, tmp_path: object) -> None:
    world = World(engine, tmp_path)  # type: ignore[arg-type]
    first, people = world.patrol(1)
    for name in ("leader", "police", "military"):
        world.check(first, people[name], START, minutes(120))
    second, people = world.patrol(2)
    world.check(second, people["leader"], START, minutes(60))
    world.patrol(3)  # planned, and nobody came
    found = count("patrols_joint")
    assert (found.value, found.of) == (1 / 2, 2)
    assert behind(found) == [("patrol", str(first), "joint"), ("patrol", str(second), "not_joint")]
    whole = world.effort().total  # the long way
    assert (found.parts["km"], found.parts["hours"], found.parts["ha"]) == (whole.km, whole.hours, whole.ha)
    assert count("patrols_joint", read_period("2027-02", PROFILE.tz)).value is None


def _fire(
    engine: Engine,
    number: int,
    at: datetime,
    status: str = "closed",
    kind: str = "forest_fire",
    **more: object,
) -> int:
    with writing(engine) as conn:
        return int(
            put(
                conn, incident, code=f"VV-2027-{number:04d}", year=2027, number=number, kind=kind,
                field="forest", status=status, occurred_at=at, known_at=at, **more,
            )
        )  # fmt: skip


def test_fires_with_area_by_state(engine: Engine, count: Count) -> None:
    at = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)
    recorded, outlined, unknown = (_fire(engine, number, at) for number in (1, 2, 3))
    reported = _fire(engine, 4, at, "reported")
    _fire(engine, 5, at, "false_alarm")
    _fire(engine, 6, at, kind="house_fire")
    _fire(engine, 7, at, merged_into=recorded)
    _fire(engine, 8, END)
    taken_back = _fire(engine, 9, at)
    with writing(engine) as conn:
        put(
            conn, incident_record, incident_id=recorded, burned_ha=3.0, damaged_ha=1.5,
            burned=[{"state": "TXN", "ha": 2.5}],
        )  # fmt: skip
        square = shapely.box(103.6, 21.7, 103.61, 21.71)
        shares = [
            {"state": "TXN", "group": "natural", "ha": 1.0},
            {"state": None, "group": "farmland", "ha": 0.25},
        ]
        for own, shape, area in (
            (outlined, square, 1.25),
            (recorded, square, 9.0),
            (taken_back, square, 9.0),
        ):
            put(
                conn, burned_area, incident_id=own, source="drawn", shape=shape, area_ha=area, by_state=shares
            )
        put(conn, burned_area, incident_id=taken_back, source="drawn", shape=shapely.Polygon(), area_ha=0.0)
    found = count("fires_burned")
    assert found.value == 4
    assert found.parts == {
        "burned_ha": 4.25, "damaged_ha": 1.5, "without_area": 2, "unverified": 1,
        "state:TXN": 3.5, "state:farmland": 0.25, "state:unknown": 0.5,
    }  # fmt: skip
    assert {ref for _, ref, _ in behind(found)} == {
        str(own) for own in (recorded, outlined, unknown, reported, taken_back)
    }


def test_events_seen_inside_the_communes(engine: Engine, count: Count) -> None:
    at = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)
    with writing(engine) as conn:
        run = put(conn, feed_run, kind="poll", status="ok")
        for own, commune, first, more in (
            ("e1", "muong-gion-2025", at, {"strength": "strong"}),
            ("e2", "muong-gion-2025", at, {"strength": "weak"}),
            ("e3", None, at, {"strength": "strong"}),  # beyond the border
            ("e4", "muong-gion-2025", at, {"strength": "strong", "permanent": True}),
            ("e5", "muong-gion-2025", END, {"strength": "strong"}),
        ):
            put(conn, fire_event, id=own, first_seen=first, **more)
            put(
                conn, detection, id=f"d-{own}", time_utc=first, confidence="high", commune_2025_id=commune,
                run_id=run, daynight="D", instrument="VIIRS", satellite="NOAA-20", version="2.0NRT",
                processing="NRT",
            )  # fmt: skip
            put(conn, event_member, detection_id=f"d-{own}", event_id=own)
    found = count("events_seen")
    assert (found.value, found.parts) == (2, {"strong": 1, "weak": 1, "permanent": 1})
    assert behind(found) == [("fire_event", "e1", "strong"), ("fire_event", "e2", "weak")]
    assert count("events_seen", MARCH).of is None
