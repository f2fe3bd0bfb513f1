from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from data.events import RegroupResult, aliases_of, close_silent, find_event, regroup
from data.journal import verify
from data.store.engine import reading, writing
from data.store.tables import detection, fire_event, journal
from tests.data.events.hand import (
    SETTINGS,
    START,
    Settings,
    acts,
    at,
    event_of,
    partition,
    put,
    seen,
    stored,
    supersede,
)


def _count(conn: object) -> int:
    return int(conn.execute(select(func.count()).select_from(journal)).scalar_one())  # type: ignore[attr-defined]


def test_a_first_batch_makes_events(engine: Engine) -> None:
    with writing(engine) as conn:
        since = put(conn, seen("a"), seen("b", km=0.5, hours=1, satellite="NOAA-21"), seen("c", km=20))
        result = regroup(conn, since=since, now=at(3), settings=SETTINGS)
    with reading(engine) as conn:
        assert partition(conn) == {frozenset("ab"), frozenset("c")}
        event = stored(conn, event_of(conn, "a"))
        assert result == RegroupResult(created=tuple(sorted([event_of(conn, "a"), event_of(conn, "c")])))
        assert event["id"].startswith("DC-20270312-")
        assert event["content_id"] == event["id"]
        assert (event["first_seen"], event["last_seen"]) == (START, at(1))
        assert (event["detections"], event["satellites"], event["passes"]) == (2, ["NOAA-20", "NOAA-21"], 2)
        assert (event["max_frp_mw"], event["sum_frp_mw"]) == (5.0, 10.0)
        assert (event["strength"], event["strength_reason"]) == ("strong", "two_satellites")
        assert (event["known_at"], event["version"], event["closed_at"]) == (at(3), 1, None)
        assert event["area_ha"] == pytest.approx(36.0, rel=0.01)  # 0.9 km × 0.4 km
        entry = conn.execute(select(journal).where(journal.c.record_id == event["id"])).one()
        assert (entry.action, entry.actor, entry.origin, entry.before) == (
            "created",
            "system:watch",
            "watch",
            None,
        )
        assert entry.after["detections"] == 2
        assert "hull" not in entry.after
        assert verify(conn) is None


@pytest.mark.parametrize("since", [START, None, START - timedelta(days=400)])
def test_running_again_changes_nothing(engine: Engine, since: object) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"), seen("b", km=0.5, hours=1), seen("c", km=20), seen("d", km=0.2, hours=200))
        regroup(conn, since=START, now=at(300), settings=SETTINGS)
    with writing(engine) as conn:
        before = conn.execute(select(fire_event).order_by(fire_event.c.id)).all()
        result = regroup(conn, since=since, now=at(301), settings=SETTINGS)  # type: ignore[arg-type]
        assert not result
        assert conn.execute(select(fire_event).order_by(fire_event.c.id)).all() == before
        assert _count(conn) == 3


def test_no_detections_at_all(engine: Engine) -> None:
    with writing(engine) as conn:
        assert not regroup(conn, since=None, now=START, settings=SETTINGS)
        assert not regroup(conn, since=START, now=START, settings=SETTINGS)


def test_an_event_grows_under_its_id(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        name = event_of(conn, "a")
        put(conn, seen("b", km=0.8, hours=24))
        result = regroup(conn, since=at(24), now=at(25), settings=SETTINGS)
        assert result == RegroupResult(changed=(name,))
        assert partition(conn) == {frozenset("ab")}
        event = stored(conn, name)
        assert (event["version"], event["known_at"], event["updated_at"]) == (2, at(1), at(25))
        assert acts(conn) == [("created", name), ("grown", name)]
        entry = conn.execute(select(journal).where(journal.c.id == 2)).one()
        assert (entry.before["detections"], entry.after["detections"]) == (1, 2)
        assert "strength" not in entry.before or entry.before["strength"] != entry.after["strength"]


def test_an_earlier_detection_that_comes_late_changes_the_content_id_only(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("b", hours=10))
        regroup(conn, since=at(10), now=at(11), settings=SETTINGS)
        name = event_of(conn, "b")
        put(conn, seen("a", hours=0))
        regroup(conn, since=at(0), now=at(12), settings=SETTINGS)
        event = stored(conn, name)
        assert event_of(conn, "a") == name
        assert event["content_id"] != name
        assert aliases_of(conn, name) == [event["content_id"]]
        for known in (name, event["content_id"]):
            found = find_event(conn, known)
            assert found is not None
            assert found["id"] == name


def test_a_late_row_joins_two_events_and_the_first_known_survives(engine: Engine) -> None:
    with writing(engine) as conn:
        # The later fire is stored first: what counts is when we knew.
        put(conn, seen("c", km=1.6, hours=2))
        regroup(conn, since=at(2), now=at(3), settings=SETTINGS)
        put(conn, seen("a"))
        regroup(conn, since=at(0), now=at(4), settings=SETTINGS)
        old, young = event_of(conn, "c"), event_of(conn, "a")
        put(conn, seen("b", km=0.8, hours=1))
        result = regroup(conn, since=at(1), now=at(5), settings=SETTINGS)
        assert result == RegroupResult(changed=(old,), merged=(young,))
        assert partition(conn) == {frozenset("abc")}
        assert event_of(conn, "a") == old
        assert stored(conn, young)["merged_into"] == old
        assert stored(conn, young)["version"] == 2
        found = find_event(conn, young)
        assert found is not None
        assert found["id"] == old
        assert aliases_of(conn, old) == [young]
        assert acts(conn, after=2) == [("grown", old), ("merged", young)]
        grown = conn.execute(select(journal.c.after).where(journal.c.action == "grown")).scalar_one()
        assert grown["absorbed"] == [young]


def test_known_at_the_same_moment_the_lowest_id_survives(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"), seen("c", km=1.6))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        ids = sorted([event_of(conn, "a"), event_of(conn, "c")])
        put(conn, seen("b", km=0.8))
        regroup(conn, since=START, now=at(2), settings=SETTINGS)
        assert event_of(conn, "b") == ids[0]


def test_ids_follow_through_several_mergers(engine: Engine) -> None:
    with writing(engine) as conn:
        for hours, (name, km) in enumerate([("a", 0.0), ("c", 1.6), ("e", 3.2)]):
            put(conn, seen(name, km=km))
            regroup(conn, since=START, now=at(hours + 1), settings=SETTINGS)
        a, c, e = (event_of(conn, name) for name in "ace")
        put(conn, seen("d", km=2.4))
        regroup(conn, since=START, now=at(5), settings=SETTINGS)
        put(conn, seen("b", km=0.8))
        regroup(conn, since=START, now=at(6), settings=SETTINGS)
        assert [stored(conn, each)["merged_into"] for each in (a, c, e)] == [None, a, c]
        for each in (a, c, e):
            found = find_event(conn, each)
            assert found is not None
            assert found["id"] == a
        assert set(aliases_of(conn, a)) == {c, e}


def test_superseding_splits_and_the_id_stays_with_the_earliest(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"), seen("b", km=0.8, hours=1), seen("c", km=1.6, hours=2))
        regroup(conn, since=START, now=at(3), settings=SETTINGS)
        name = event_of(conn, "a")
        supersede(conn, "b")
        result = regroup(conn, since=at(1), now=at(4), settings=SETTINGS)
        other = event_of(conn, "c")
        assert event_of(conn, "a") == name
        assert result == RegroupResult(created=(other,), changed=(name,))
        assert partition(conn) == {frozenset("a"), frozenset("c")}
        split = conn.execute(select(journal).where(journal.c.action == "split")).one()
        assert (split.record_id, split.after["into"]) == (name, [other])
        assert not regroup(conn, since=None, now=at(4), settings=SETTINGS)


def test_what_a_late_row_joined_comes_back_under_its_own_id(engine: Engine) -> None:
    with writing(engine) as conn:
        for hours, (name, km) in enumerate([("a", 0.0), ("c", 1.6)]):
            put(conn, seen(name, km=km))
            regroup(conn, since=START, now=at(hours + 1), settings=SETTINGS)
        ids = [event_of(conn, "a"), event_of(conn, "c")]
        put(conn, seen("b", km=0.8))
        regroup(conn, since=START, now=at(3), settings=SETTINGS)
        supersede(conn, "b")
        result = regroup(conn, since=START, now=at(4), settings=SETTINGS)
        assert [event_of(conn, "a"), event_of(conn, "c")] == ids
        assert (result.restored, result.created) == ((ids[1],), ())
        assert aliases_of(conn, ids[0]) == []
        found = find_event(conn, ids[1])
        assert found is not None
        assert found["id"] == ids[1]
        assert not regroup(conn, since=None, now=at(4), settings=SETTINGS)


def test_better_rows_in_the_same_place_keep_the_event(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"), seen("far", km=30))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        name = event_of(conn, "a")
        put(conn, seen("better", km=0.1, processing="SP"))
        supersede(conn, "a")
        result = regroup(conn, since=START, now=at(2), settings=SETTINGS)
        assert event_of(conn, "better") == name
        assert result == RegroupResult(changed=(name,))
        assert partition(conn) == {frozenset(["better"]), frozenset(["far"])}


def test_an_event_without_current_detections_is_kept_and_found(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"), seen("far", km=30))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        name = event_of(conn, "a")
        supersede(conn, "a")
        result = regroup(conn, since=START, now=at(2), settings=SETTINGS)
        assert result == RegroupResult(emptied=(name,))
        found = find_event(conn, name)
        assert found is not None
        assert (found["id"], found["detections"], found["closed_at"]) == (name, 0, at(2))
        assert not regroup(conn, since=None, now=at(3), settings=SETTINGS)
        assert close_silent(conn, now=at(500), settings=SETTINGS) != ()
        assert acts(conn)[-2] == ("emptied", name)


def test_closing_and_reopening(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        name = event_of(conn, "a")
        assert close_silent(conn, now=at(47.9), settings=SETTINGS) == ()
        assert close_silent(conn, now=at(60), settings=SETTINGS) == (name,)
        assert close_silent(conn, now=at(61), settings=SETTINGS) == ()
        assert stored(conn, name)["closed_at"] == at(48)
        assert stored(conn, name)["version"] == 2
        assert not regroup(conn, since=START, now=at(62), settings=SETTINGS)
        put(conn, seen("b", hours=20))
        regroup(conn, since=at(20), now=at(63), settings=SETTINGS)
        assert stored(conn, name)["closed_at"] is None
        assert [act for act, _ in acts(conn)] == ["created", "closed", "grown"]


def test_a_new_fire_in_an_old_place_is_linked_even_from_a_short_window(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        put(conn, seen("b", hours=24 * 59))
        regroup(conn, since=at(24 * 59), now=at(24 * 59 + 1), settings=SETTINGS)
        assert stored(conn, event_of(conn, "b"))["recurrence_of"] == event_of(conn, "a")
        # Between the two comes a late one, which is the nearer past.
        put(conn, seen("m", hours=24 * 10))
        regroup(conn, since=at(24 * 10), now=at(24 * 60), settings=SETTINGS)
        assert stored(conn, event_of(conn, "b"))["recurrence_of"] == event_of(conn, "m")
        assert stored(conn, event_of(conn, "m"))["recurrence_of"] == event_of(conn, "a")


def test_a_permanent_source_is_seen_from_a_short_window(engine: Engine) -> None:
    with writing(engine) as conn:
        for day in range(4):
            put(conn, seen(f"d{day}", hours=48 * day))
            regroup(conn, since=at(48 * day), now=at(48 * day + 1), settings=SETTINGS)
        flags = dict(conn.execute(select(detection.c.id, detection.c.permanent)).all())  # type: ignore[arg-type]
        assert flags == {"d0": True, "d1": True, "d2": True, "d3": True}
        assert stored(conn, event_of(conn, "d0"))["permanent"]


def test_new_settings_regroup_everything(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("a"), seen("b", km=1.5), seen("c", km=1.5, hours=24 * 200), seen("d", hours=24 * 200))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        assert len(partition(conn)) == 4
        regroup(conn, since=at(24 * 200), now=at(24 * 201), settings=Settings(link_km=2.0))
        assert frozenset("cd") in partition(conn)
        regroup(conn, since=None, now=at(24 * 201), settings=Settings(link_km=2.0))
        assert partition(conn) == {frozenset("ab"), frozenset("cd")}


def test_nothing_is_kept_when_the_caller_gives_up(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as conn:
        put(conn, seen("a"))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        raise RuntimeError
    with reading(engine) as conn:
        assert partition(conn) == set()
        assert _count(conn) == 0
