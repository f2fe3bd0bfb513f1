"""What is drawn and not stored is kept for a day, for the account that drew it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data.access import Actor, Denied
from data.access.actor import LOCAL
from data.journal import verify
from data.store.engine import reading, writing
from data.store.tables import journal, zone_draft
from data.zones import By
from data.zones.drafts import KEPT_FOR, Draft, drafts_of, drop_draft, keep_draft, new_id, take_draft
from tests.data.zones.conftest import BY, NOW

OTHER = By(Actor("lan", None, "planner", None, LOCAL), NOW)


def kept(engine: Engine, own: str, at: datetime = NOW, by: By = BY, **content: Any) -> Draft:
    draft = Draft(own, at, content or {"created": [1]})
    with writing(engine) as conn:
        keep_draft(conn, draft, by)
    return draft


def read(engine: Engine, by: By = BY, now: datetime = NOW) -> list[Draft]:
    with reading(engine) as conn:
        return drafts_of(conn, by.who, now)


def test_a_draft_is_its_last_content_and_no_record(engine: Engine) -> None:
    kept(engine, "a", created=[{"shape": {"type": "Polygon"}, "said": {"name": "Đồi"}}])
    last = kept(engine, "a", NOW + timedelta(minutes=3), created=[], deleted={"7": {"version": 2}})
    assert read(engine) == [last]
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(journal)).scalar_one() == 0
        assert verify(conn) is None


def test_two_windows_keep_two_and_nobody_reads_or_drops_those_of_another(engine: Engine) -> None:
    first, second = kept(engine, "a"), kept(engine, "b", NOW + timedelta(minutes=1))
    theirs = kept(engine, "c", by=OTHER)
    assert read(engine) == [second, first] and read(engine, OTHER) == [theirs]
    with writing(engine) as conn:
        drop_draft(conn, "c", BY)
        assert not take_draft(conn, "c", "d", BY)
        drop_draft(conn, "a", BY)
        drop_draft(conn, "a", BY)
    assert read(engine) == [second] and read(engine, OTHER) == [theirs]


def test_a_draft_is_taken_up_once(engine: Engine) -> None:
    kept(engine, "a", created=[1, 2])
    with writing(engine) as conn:
        assert take_draft(conn, "a", "new", BY)
        assert not take_draft(conn, "a", "newer", BY)
    assert [(each.id, each.content) for each in read(engine)] == [("new", {"created": [1, 2]})]
    assert len({new_id() for _ in range(100)}) == 100


def test_after_a_day_a_draft_is_gone(engine: Engine) -> None:
    kept(engine, "a")
    assert len(read(engine, now=NOW + KEPT_FOR)) == 1
    late = NOW + KEPT_FOR + timedelta(seconds=1)
    assert read(engine, now=late) == []
    kept(engine, "b", late, OTHER)
    with reading(engine) as conn:
        assert list(conn.execute(select(zone_draft.c.id)).scalars()) == ["b"]


def test_whoever_may_not_draw_keeps_none(engine: Engine) -> None:
    viewer = By(Actor("xem", None, "viewer", None, LOCAL), NOW)
    with pytest.raises(Denied):
        kept(engine, "a", by=viewer)
    assert read(engine, viewer) == []
