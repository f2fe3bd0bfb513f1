"""What needs a decision: by hand-made fires, in the order of `RULES`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from data.matters.facts import Facts
from data.store.engine import reading, writing
from data.store.tables import WALL_ALARM_KINDS, WALL_URGENCIES, patrol, patrol_alarm
from data.wall.conditions import (
    RULES,
    Condition,
    conditions,
    feeds_down,
    pressing,
    strong_events,
    unverified_events,
)
from data.wall.day import season_start
from data.wall.situation import late, situation, standing
from data.wall.watched import Watched, watched_events
from tests.data.fires import NEAR, NOW, areas, profile, put, run_info

HOUR = timedelta(hours=1)


def event(name: str = "DC-1", due: datetime = NOW + HOUR, **other: Any) -> Watched:
    given = {"forest": "inside", "place": "inside", "strength": "strong"} | other
    told = {"verdict": given.pop("verdict")} if "verdict" in given else {}
    facts = Facts("fire_event", name, NOW, "stored", "forest", told=told, **given)
    row = {
        "known_at": NOW - HOUR, "latitude": 21.7, "longitude": 103.6, "detections": 3, "max_frp_mw": 4.0,
        "last_seen": NOW - 2 * HOUR,
    }  # fmt: skip
    return Watched(row, facts, None, due)


def test_out_is_out_until_a_satellite_sees_it_again() -> None:
    """Somebody there saw that it was out; a later look at the same place is a fire that nobody has looked
    at."""
    seen = event(verdict="forest_fire")
    assert seen.burning and seen.answered and strong_events([seen]) == []
    out = replace(seen, quiet_since=seen.row["last_seen"])
    assert not out.burning and out.answered and strong_events([out]) == []
    again = replace(seen, quiet_since=seen.row["last_seen"] - HOUR)
    assert again.burning and not again.answered
    (told,) = strong_events([again])
    assert (told.reason, told.since) == ("strong_in_forest", seen.row["last_seen"])
    nothing = event(verdict="nothing")
    assert not nothing.burning and replace(nothing, quiet_since=NOW - 3 * HOUR).burning


def test_every_rule_has_its_kind_and_urgency() -> None:
    assert {kind for kind, _reason in RULES} == set(WALL_ALARM_KINDS)
    assert set(RULES.values()) <= set(WALL_URGENCIES)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "strong_in_forest"),
        ({"forest": "near"}, "strong_near_forest"),
        ({"forest": "unknown"}, "strong_forest_unknown"),
        ({"place": "near_border"}, "strong_in_forest"),
        ({"forest": "outside"}, None),
        ({"strength": "weak"}, None),
        ({"place": "outside"}, None),
        ({"permanent": True}, None),
        ({"verdict": "forest_fire"}, None),
    ],
)
def test_strong_events_in_or_near_forest(given: dict[str, Any], reason: str | None) -> None:
    found = strong_events([event(**given)])
    assert [each.reason for each in found] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("given", "late_by", "reason"),
    [
        ({"strength": "weak"}, timedelta(minutes=1), "forest_unverified"),
        ({"forest": "outside"}, timedelta(minutes=1), "unverified"),
        ({}, -timedelta(minutes=1), None),
        ({"verdict": "nothing"}, HOUR, None),
        ({"place": "outside"}, HOUR, None),
    ],
)
def test_unverified_beyond_their_time(given: dict[str, Any], late_by: timedelta, reason: str | None) -> None:
    found = unverified_events([event(due=NOW - late_by, **given)], NOW)
    assert [(each.reason, each.since) for each in found] == ([(reason, NOW - late_by)] if reason else [])


def test_a_place_where_nothing_burns_is_not_counted_as_burning() -> None:
    assert event().burning and event(verdict="forest_fire").burning
    assert not event(verdict="nothing").burning and not event(permanent=True).burning
    assert not event(place="outside").burning


def test_the_urgent_first_then_what_is_due() -> None:
    def one(kind: str, reason: str, due: datetime | None, since: datetime = NOW) -> Condition:
        return Condition(kind, reason, reason, since, due)

    rows = [
        one("notice", "notice_dead", None),
        one("duty", "overdue", NOW + HOUR),
        one("duty", "overdue", NOW - HOUR),
        one("patrol", "overdue_return", None, NOW - HOUR),
        one("event", "strong_in_forest", NOW),
    ]
    found = [(each.kind, each.due_at) for each in sorted(rows, key=pressing)]
    assert found == [
        ("patrol", None),
        ("event", NOW),
        ("duty", NOW - HOUR),
        ("duty", NOW + HOUR),
        ("notice", None),
    ]


def test_feeds_one_down_and_all_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def feed(name: str, state: str) -> Any:
        return SimpleNamespace(
            id=name, name=name, state=state, since=NOW - HOUR, satellites=(name,), error_code="unreachable",
            last_file_at=NOW - 2 * HOUR,
        )  # fmt: skip

    states = [feed("noaa-20", "failing"), feed("noaa-21", "fresh"), feed("s-npp", "ended")]
    monkeypatch.setattr("data.wall.conditions.feed_states", lambda *_: states)
    conn: Any = None
    assert [(each.ref, each.reason) for each in feeds_down(conn, profile(), NOW)] == [
        ("noaa-20", "feed_down")
    ]
    (down,) = feeds_down(conn, profile(), NOW)
    # nothing is known since the last file, not only since somebody asked in vain
    assert (down.since, down.facts["last_file"]) == (NOW - 2 * HOUR, (NOW - 2 * HOUR).isoformat())
    states[0].last_file_at = None
    assert [each.since for each in feeds_down(conn, profile(), NOW)] == [NOW - HOUR]
    states[1] = feed("noaa-21", "failing")
    assert [each.reason for each in feeds_down(conn, profile(), NOW)] == ["every_feed_down"] * 2


def test_a_fire_that_nobody_looked_at(engine: Engine) -> None:
    """Three pixels of one fire, one of them with high confidence: strong. No forest layer: unknown."""
    put(engine, NEAR)
    with reading(engine) as conn:
        (watched,) = watched_events(conn, profile().checking)
        assert watched.here and watched.facts.strength == "strong" and watched.facts.forest == "unknown"
        assert watched.due_at == NOW + timedelta(minutes=profile().checking.due_minutes)
        kinds = {each.kind: each for each in conditions(conn, profile(), NOW)}
        later = {each.kind for each in conditions(conn, profile(), NOW + 4 * HOUR)}
    assert kinds["event"].reason == "strong_forest_unknown" and kinds["event"].ref == watched.facts.ref
    assert "unverified" not in kinds and "unverified" in later


def test_the_situation_of_that_fire_as_screens_get_it(engine: Engine) -> None:
    put(engine, NEAR)
    here = SimpleNamespace(profile=profile(), areas=areas(), drill=False)
    with reading(engine) as conn:
        found = situation(conn, here, now=NOW)
        mark = standing(conn)
    counts = found["day"]["counts"]
    assert (counts["events_open"], counts["hotspots_today"], counts["events_today"]) == (1, 3, 1)
    assert counts["season_from"] == "2026-12-01" and counts["events_season"] == 1
    assert found["map"]["hotspots"]["total"] == 3
    assert found["map"]["hotspots"]["columns"]["event"] == [found["map"]["events"][0]["id"]] * 3
    assert [row["state"] for row in found["day"]["levels"]] == ["unknown"] * 4
    assert found["version"] == mark and found["profile"] == "full"
    put(engine, NEAR[:1], info=run_info(feed_id="noaa-21", started=NOW + HOUR), now=NOW + HOUR)
    with reading(engine) as conn:
        assert standing(conn) != mark


def test_late_is_what_missed_its_time() -> None:
    def row(kind: str, due: datetime | None) -> dict[str, Any]:
        return {"kind": kind, "due_at": due.isoformat() if due else None}

    rows = [row("unverified", NOW), row("duty", NOW + HOUR), row("duty", NOW - HOUR),
            row("event", NOW - HOUR), row("patrol", None), row("feed", None)]  # fmt: skip
    assert late(rows, NOW) == 3


def test_a_patrol_that_did_not_come_back(engine: Engine) -> None:
    row = {
        "code": "TT-2027-0001",
        "year": 2027,
        "number": 1,
        "kind": "joint",
        "objective": "",
        "starts_at": NOW - 9 * HOUR,
        "ends_at": NOW - HOUR,
        "lead_agency_id": "hat",
        "required_roles": [],
        "meeting_place": "",
        "equipment": "",
        "notes": "",
        "status": "under_way",
        "actor": "x",
        "created_at": NOW,
        "updated_at": NOW,
        "version": 1,
    }
    alarm = {"kind": "overdue_return", "raised_at": NOW, "told": [], "version": 1}
    with writing(engine) as conn:
        own = conn.execute(insert(patrol).returning(patrol.c.id), row).scalar_one()
        conn.execute(insert(patrol_alarm), alarm | {"patrol_id": own})
    with reading(engine) as conn:
        (found,) = [each for each in conditions(conn, profile(), NOW) if each.kind == "patrol"]
    assert (found.urgency, found.since, found.facts["code"]) == ("critical", NOW - HOUR, "TT-2027-0001")


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2027, 3, 16), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2026, 12, 1)),
        (date(2027, 4, 30), date(2026, 12, 1)),
        (date(2027, 5, 1), None),
        (date(2027, 11, 30), None),
    ],
)
def test_the_season(day: date, start: date | None) -> None:
    assert season_start(day) == start


def test_conditions_can_be_told_anew_without_changing(engine: Engine) -> None:
    put(engine, NEAR)
    with reading(engine) as conn:
        first, again = (conditions(conn, profile(), NOW) for _ in range(2))
    assert first == again and replace(first[0], ref="x") != first[0]
