"""Whatever the order in which detections arrive, and however they are cut into batches: the same events."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from data.events import find_event, load_events, regroup
from data.journal import verify
from data.store.tables import detection, fire_event, fire_event_alias
from tests.data.events.hand import SETTINGS, at, event_of, partition, put, seen, supersede

NOW = at(24 * 120)
_detections = st.lists(
    st.builds(
        dict,
        # Places on a line, 0.6 km apart, and days: often linked, often not, sometimes again weeks later,
        # sometimes day after day.
        km=st.integers(0, 8).map(lambda step: step * 0.6),
        hours=st.one_of(
            st.integers(0, 400).map(lambda step: step * 6.0), st.integers(0, 12).map(lambda day: day * 48.0)
        ),
        satellite=st.sampled_from(["NOAA-20", "NOAA-21"]),
        confidence=st.sampled_from(["low", "nominal"]),
        frp_mw=st.sampled_from([None, 0.0, 3.5]),
    ),
    min_size=1,
    max_size=14,
)
_FACTS = (
    "first_seen",
    "last_seen",
    "detections",
    "satellites",
    "passes",
    "max_frp_mw",
    "sum_frp_mw",
    "strength",
    "strength_reason",
    "content_id",
    "closed_at",
    "permanent",
)


def _facts(conn: Connection) -> set[Any]:
    """Everything about the events but the ids they happened to be known by."""
    events = load_events(conn)
    content = dict(zip(events["event_id"], events["content_id"], strict=True))
    facts = events[list(_FACTS)].astype(object).where(events[list(_FACTS)].notna(), None)
    takes_up = [content.get(each) for each in events["recurrence_of"]]
    return {(*row, earlier) for row, earlier in zip(facts.itertuples(index=False), takes_up, strict=True)}


def _flags(conn: Connection) -> set[tuple[str, bool]]:
    return {(row.id, row.permanent) for row in conn.execute(select(detection.c.id, detection.c.permanent))}


def _published(conn: Connection) -> set[str]:
    columns = (fire_event_alias.c.alias, fire_event.c.id, fire_event.c.content_id)
    return {name for column in columns for name in conn.execute(select(column)).scalars()}


@given(
    given_rows=_detections,
    order=st.randoms(use_true_random=False),
    cuts=st.lists(st.integers(1, 13), max_size=5),
    gone=st.sets(st.integers(0, 13), max_size=2),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_any_order_and_any_batches(
    engine: Engine, given_rows: list[dict[str, Any]], order: Any, cuts: list[int], gone: set[int]
) -> None:
    rows = [seen(f"d{number:02}", **each) for number, each in enumerate(given_rows)]
    lost = [f"d{number:02}" for number in sorted(gone) if number < len(rows)]
    with engine.connect() as conn:
        at_once = conn.begin()
        put(conn, *rows)
        supersede(conn, *lost)
        regroup(conn, since=None, now=NOW, settings=SETTINGS)
        wanted = (partition(conn), _facts(conn), _flags(conn))
        at_once.rollback()

    arriving = list(rows)
    order.shuffle(arriving)
    ends = sorted({min(cut, len(rows)) for cut in cuts} | {len(rows)})
    with engine.connect() as conn:
        in_batches = conn.begin()
        published: set[str] = set()
        start = 0
        for step, end in enumerate(ends):
            since = put(conn, *arriving[start:end])
            regroup(conn, since=since, now=NOW + timedelta(seconds=step), settings=SETTINGS)
            published |= _published(conn)
            start = end
        if lost:
            supersede(conn, *lost)
            since = min(row["time_utc"] for row in rows if row["id"] in lost)
            regroup(conn, since=since, now=NOW + timedelta(hours=1), settings=SETTINGS)
        assert (partition(conn), _facts(conn), _flags(conn)) == wanted
        assert not regroup(conn, since=None, now=NOW + timedelta(hours=2), settings=SETTINGS)
        live = set(load_events(conn)["event_id"])
        for name in published:
            event = find_event(conn, name)
            assert event is not None
            assert event["id"] in live or event["detections"] == 0
        assert {event_of(conn, row["id"]) for row in rows if row["id"] not in lost} == live
        assert verify(conn) is None
        in_batches.rollback()
