"""Every write asks the table of roles again in its own transaction, whatever screen called it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data.access import Denied, nobody
from data.access.accounts import account_row, disable
from data.events import merge, revoke, split
from data.forest.activating import activate, discard
from data.forest.restoring import restore
from data.places.editing import Act, Place, add
from data.places.importing import remove_lines
from data.profile import load_profile
from data.store.engine import reading, writing
from geo.areas import Areas, load_areas
from tests.data.access.people import NOW, administrator, person


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_areas(load_profile().areas_dir)


WRITES: dict[str, Callable[[Engine, Areas, Any], object]] = {
    "events.decide (split)": lambda e, a, who: _decide(e, who, split, "DC-1", ["a"], seen_version=1),
    "events.decide (merge)": lambda e, a, who: _decide(e, who, merge, {"DC-1": 1, "DC-2": 1}),
    "events.decide (back)": lambda e, a, who: _decide(e, who, revoke, 1),
    "forest.activate": lambda e, a, who: activate(e, 1, now=NOW, actor=who, origin="test"),
    "forest.import": lambda e, a, who: discard(e, 1, now=NOW, actor=who, origin="test"),
    "forest.activate (back)": lambda e, a, who: restore(e, 1, now=NOW, actor=who, origin="test"),
    "places.edit": lambda e, a, who: _add(e, a, who),
    "places.import": lambda e, a, who: _remove(e, a, who),
}


def _decide(engine: Engine, who: Any, decide: Callable[..., object], *about: Any, **more: Any) -> None:
    settings = load_profile().events
    with writing(engine) as conn:
        decide(conn, *about, actor=who, reason="hai sườn núi", now=NOW, settings=settings, **more)


def _add(engine: Engine, areas: Areas, who: Any) -> None:
    with writing(engine) as conn:
        add(conn, Place("Bản Thử", "bản", "village", 21.6436, 103.6619), Act(NOW, areas, who))


def _remove(engine: Engine, areas: Areas, who: Any) -> None:
    with writing(engine) as conn:
        remove_lines(conn, "x.geojson", Act(NOW, areas, who, action="places.import"))


@pytest.mark.parametrize("write", WRITES)
def test_a_viewer_and_a_stranger_are_refused(engine: Engine, areas: Areas, write: str) -> None:
    viewer = person(engine, administrator(engine), "xem.thoi", "viewer")
    for who, problem in ((viewer, "role_forbids"), (nobody("192.0.2.1"), "not_signed_in")):
        with pytest.raises(Denied) as refused:
            WRITES[write](engine, areas, who)
        assert refused.value.params["problem"] == problem


def test_an_account_that_was_disabled_a_moment_ago(engine: Engine, areas: Areas) -> None:
    admin = administrator(engine)
    ranger = person(engine, admin, "tinh.lo", "ranger")
    _add(engine, areas, ranger)
    with writing(engine) as conn:
        seen = account_row(conn, ranger.account_id or 0)["version"]
        disable(conn, ranger.account_id or 0, admin, seen_version=seen, now=NOW + timedelta(minutes=1))
    with pytest.raises(Denied) as refused:
        _add(engine, areas, ranger)
    assert refused.value.params["problem"] == "account_disabled"


def test_the_journal_says_from_where(engine: Engine, areas: Areas) -> None:
    _add(engine, areas, person(engine, administrator(engine), "tinh.lo", "ranger"))
    with reading(engine) as conn:
        row = conn.exec_driver_sql("SELECT actor, origin FROM journal ORDER BY id DESC LIMIT 1").one()
    assert tuple(row) == ("tinh.lo", "screen:places@192.0.2.7")
