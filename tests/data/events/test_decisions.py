from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from data.errors import ConflictError, DecisionInvalid, EventUnknown
from data.events import find_event, load_decisions, merge, regroup, revoke, split
from data.journal import verify
from data.store.engine import reading, writing
from data.store.tables import event_decision, journal
from tests.data.events.hand import (
    SETTINGS,
    START,
    acts,
    at,
    event_of,
    partition,
    put,
    seen,
    stored,
    supersede,
)

SIGNED: dict[str, Any] = {"actor": "lan", "reason": "hai sườn núi", "settings": SETTINGS}


def _chain(conn: Connection) -> str:
    """a–b–c in a row, one event, known at hour 5."""
    put(conn, seen("a"), seen("b", km=0.8, hours=1), seen("c", km=1.6, hours=2))
    regroup(conn, since=START, now=at(5), settings=SETTINGS)
    return event_of(conn, "a")


def _pair(conn: Connection) -> dict[str, int]:
    """Two events far apart, a known at hour 1, z at hour 2."""
    for hour, (name, km) in enumerate([("a", 0.0), ("z", 20.0)], start=1):
        put(conn, seen(name, km=km))
        regroup(conn, since=START, now=at(hour), settings=SETTINGS)
    return {event_of(conn, "a"): 1, event_of(conn, "z"): 1}


def _found(conn: Connection, name: str) -> str:
    found = find_event(conn, name)
    assert found is not None
    return str(found["id"])


def test_a_split_parts_and_is_signed(engine: Engine) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
        result = split(conn, name, ["c"], seen_version=1, now=at(6), **SIGNED)
        other = event_of(conn, "c")
        assert partition(conn) == {frozenset("ab"), frozenset("c")}
        assert (result.created, result.changed) == ((other,), (name,))
        assert event_of(conn, "a") == name
        assert stored(conn, name)["version"] == 2
        entries = conn.execute(select(journal).where(journal.c.id > 1).order_by(journal.c.id)).all()
        assert {(each.actor, each.origin, each.reason) for each in entries} == {
            ("lan", "screen", "hai sườn núi")
        }
        assert {(each.action, each.record_kind) for each in entries} == {
            ("decided_split", "event_decision"),
            ("split", "fire_event"),
            ("created", "fire_event"),
        }
        assert verify(conn) is None


def test_a_split_wins_over_every_re_run_and_late_rows_follow_their_side(engine: Engine) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
        split(conn, name, ["c"], seen_version=1, now=at(6), **SIGNED)
        assert not regroup(conn, since=None, now=at(7), settings=SETTINGS)
        put(conn, seen("d", km=1.9, hours=6))
        regroup(conn, since=at(6), now=at(8), settings=SETTINGS)
        assert partition(conn) == {frozenset("ab"), frozenset("cd")}
        put(conn, seen("late", km=0.1, hours=3))
        regroup(conn, since=at(3), now=at(9), settings=SETTINGS)
        assert partition(conn) == {frozenset(["a", "b", "late"]), frozenset("cd")}


def test_a_split_that_takes_the_earliest_takes_the_id(engine: Engine) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
        split(conn, name, ["a"], seen_version=1, now=at(6), **SIGNED)
        assert event_of(conn, "a") == name
        assert event_of(conn, "b") != name


def test_the_rest_never_gets_an_id_that_means_something_else(engine: Engine) -> None:
    with writing(engine) as conn:
        # Known first by b; a came late. Cutting a off leaves a group whose content id is the event's own.
        put(conn, seen("b", km=0.8, hours=1))
        regroup(conn, since=START, now=at(5), settings=SETTINGS)
        name = event_of(conn, "b")
        put(conn, seen("a"))
        regroup(conn, since=START, now=at(6), settings=SETTINGS)
        content = stored(conn, name)["content_id"]
        split(conn, name, ["a"], seen_version=2, now=at(7), **SIGNED)
        rest = event_of(conn, "b")
        assert event_of(conn, "a") == name
        assert rest == f"{name}-2"
        assert _found(conn, content) == name
        assert _found(conn, rest) == rest


def test_revoking_a_split_joins_again(engine: Engine) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
        split(conn, name, ["c"], seen_version=1, now=at(6), **SIGNED)
        other = event_of(conn, "c")
        (decision,) = load_decisions(conn)
        result = revoke(conn, decision["id"], now=at(7), **SIGNED)
        assert partition(conn) == {frozenset("abc")}
        assert result.merged == (other,)
        assert _found(conn, other) == name
        assert load_decisions(conn) == []
        (kept,) = load_decisions(conn, revoked=True)
        assert (kept["revoked_at"], kept["revoked_by"], kept["revoke_reason"]) == (
            at(7),
            "lan",
            "hai sườn núi",
        )
        # The same cut again gives the part its id back.
        split(conn, name, ["c"], seen_version=stored(conn, name)["version"], now=at(8), **SIGNED)
        assert event_of(conn, "c") == other


def test_a_merge_joins_and_survives_re_runs(engine: Engine) -> None:
    with writing(engine) as conn:
        seen_versions = _pair(conn)
        first, second = seen_versions
        result = merge(conn, seen_versions, now=at(6), **SIGNED)
        assert (result.changed, result.merged) == ((first,), (second,))
        assert partition(conn) == {frozenset("az")}
        assert _found(conn, second) == first
        put(conn, seen("y", km=20.5, hours=3))
        regroup(conn, since=at(3), now=at(7), settings=SETTINGS)
        assert partition(conn) == {frozenset("ayz")}
        assert not regroup(conn, since=None, now=at(8), settings=SETTINGS)


def test_a_merge_far_apart_in_time_is_re_run_whole(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, seen("old"))
        regroup(conn, since=START, now=at(1), settings=SETTINGS)
        put(conn, seen("new", km=5, hours=24 * 150))
        regroup(conn, since=at(24 * 150), now=at(24 * 150 + 1), settings=SETTINGS)
        both = {event_of(conn, "old"): 1, event_of(conn, "new"): 1}
        merge(conn, both, now=at(24 * 150 + 2), **SIGNED)
        put(conn, seen("newer", km=5, hours=24 * 150 + 5))
        regroup(conn, since=at(24 * 150 + 5), now=at(24 * 150 + 6), settings=SETTINGS)
        assert partition(conn) == {frozenset(["old", "new", "newer"])}


def test_revoking_a_merge_gives_both_their_ids_back(engine: Engine) -> None:
    with writing(engine) as conn:
        seen_versions = _pair(conn)
        first, second = seen_versions
        merge(conn, seen_versions, now=at(6), **SIGNED)
        result = revoke(conn, load_decisions(conn)[0]["id"], now=at(7), **SIGNED)
        assert (event_of(conn, "a"), event_of(conn, "z")) == (first, second)
        assert (result.restored, result.changed) == ((second,), (first,))
        assert ("restored", second) in acts(conn)
        assert _found(conn, second) == second


def test_the_later_word_holds(engine: Engine) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
        split(conn, name, ["c"], seen_version=1, now=at(6), **SIGNED)
        other = event_of(conn, "c")
        merge(conn, {name: 2, other: 1}, now=at(7), **SIGNED)
        assert partition(conn) == {frozenset("abc")}
        assert [each["kind"] for each in load_decisions(conn)] == ["merge"]
        split(conn, name, ["b"], seen_version=3, now=at(8), **SIGNED)
        assert frozenset("b") in partition(conn)
        assert not regroup(conn, since=None, now=at(9), settings=SETTINGS)


@pytest.mark.parametrize("version", [0, 2])
def test_who_saw_another_version_is_told_both(engine: Engine, version: int) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
    with pytest.raises(ConflictError) as caught, writing(engine) as conn:
        split(conn, name, ["c"], seen_version=version, now=at(6), **SIGNED)
    assert caught.value.params == {
        "record_kind": "fire_event",
        "record_id": name,
        "seen": version,
        "stored": 1,
    }
    with reading(engine) as conn:
        assert load_decisions(conn, revoked=True) == []


def test_a_conflict_in_one_of_several_stops_the_merge(engine: Engine) -> None:
    with writing(engine) as conn:
        first, second = _pair(conn)
    with pytest.raises(ConflictError, match=second), writing(engine) as conn:
        merge(conn, {first: 1, second: 7}, now=at(6), **SIGNED)


@pytest.mark.parametrize(
    ("chosen", "signed", "problem"),
    [
        (["c"], {"actor": " "}, "actor_missing"),
        (["c"], {"reason": "\n "}, "reason_missing"),
        ([], {}, "nothing_to_split"),
        (["a", "b", "c"], {}, "nothing_to_split"),
        (["c", "x"], {}, "not_of_this_event"),
    ],
)
def test_a_split_that_makes_no_sense(
    engine: Engine, chosen: list[str], signed: dict[str, str], problem: str
) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
    with pytest.raises(DecisionInvalid) as caught, writing(engine) as conn:
        split(conn, name, chosen, seen_version=1, now=at(6), **(SIGNED | signed))
    assert caught.value.params["problem"] == problem


def test_a_merge_with_itself_under_another_name(engine: Engine) -> None:
    with writing(engine) as conn:
        seen_versions = _pair(conn)
        first, second = seen_versions
        merge(conn, seen_versions, now=at(6), **SIGNED)
    with pytest.raises(DecisionInvalid, match="nothing_to_merge"), writing(engine) as conn:
        merge(conn, {first: 2, second: 2}, now=at(7), **SIGNED)


def test_an_id_that_nobody_gave(engine: Engine) -> None:
    with pytest.raises(EventUnknown, match="DC-X"), writing(engine) as conn:
        split(conn, "DC-X", ["a"], seen_version=1, now=at(6), **SIGNED)


@pytest.mark.parametrize(("which", "problem"), [(99, "no_such_decision"), (None, "already_revoked")])
def test_what_cannot_be_revoked(engine: Engine, which: int | None, problem: str) -> None:
    with writing(engine) as conn:
        split(conn, _chain(conn), ["c"], seen_version=1, now=at(6), **SIGNED)
        made = conn.execute(select(event_decision.c.id)).scalar_one()
        revoke(conn, made, now=at(7), **SIGNED)
    with pytest.raises(DecisionInvalid, match=problem), writing(engine) as conn:
        revoke(conn, which or made, now=at(8), **SIGNED)


def test_a_decision_about_superseded_rows_does_no_harm(engine: Engine) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
        split(conn, name, ["c"], seen_version=1, now=at(6), **SIGNED)
        supersede(conn, "c")
        regroup(conn, since=START, now=at(7), settings=SETTINGS)
        assert partition(conn) == {frozenset("ab")}
        revoke(conn, load_decisions(conn)[0]["id"], now=at(8), **SIGNED)
        assert partition(conn) == {frozenset("ab")}


def test_naive_now_is_refused(engine: Engine) -> None:
    with writing(engine) as conn:
        name = _chain(conn)
    with pytest.raises(ValueError, match="aware"), writing(engine) as conn:
        split(conn, name, ["c"], seen_version=1, now=datetime(2027, 3, 12), **SIGNED)  # noqa: DTZ001
