"""A planner's word on a suggestion, by the table of states."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
import shapely
from sqlalchemy import Engine, select

from data.access import Actor, Denied
from data.store.engine import reading, writing
from data.store.tables import journal
from data.zones import Zone, edit, zone_of
from data.zones.errors import ZoneInvalid
from data.zones.suggestions import accept, refuse, refused, reopen, suggestion
from data.zones.suggestions.errors import SuggestionInvalid, SuggestionUnknown
from data.zones.suggestions.states import STATES
from geo.zones import Ground
from tests.data.checking.conftest import World, account
from tests.data.zones.suggestions.conftest import NOW, by, made, stored

SMALLER = shapely.box(103.655, 21.640, 103.665, 21.650)


@pytest.fixture
def first(world: World, planner: Actor) -> dict:
    return stored(world.engine, made(world.engine, planner))[0]


def state(engine: Engine, own: int) -> dict:
    with reading(engine) as conn:
        found = suggestion(conn, own)
    assert found is not None
    return found


def taken(engine: Engine, first: dict, who: Actor, ground: Ground, shape: object = None) -> int:
    with writing(engine) as conn:
        wanted = Zone("Đồi thông", first["shape"] if shape is None else shape, season="dry", priority=1)
        return accept(conn, first["id"], wanted, by(who), ground)


def test_accepted_as_it_is_it_becomes_a_zone(
    world: World, planner: Actor, ground: Ground, first: dict
) -> None:
    own = taken(world.engine, first, planner, ground)
    with reading(world.engine) as conn:
        zone = zone_of(conn, own)
    assert zone is not None
    assert (zone["source"], zone["suggestion_id"], zone["priority"]) == ("suggested", first["id"], 1)
    assert zone["shape"].equals(first["shape"])
    # Cells of 25 ha in the plane; geodesic within half a per cent of it.
    assert zone["area_ha"] == pytest.approx(25 * len(first["cells"]), rel=0.005)
    kept = state(world.engine, first["id"])
    assert (kept["state"], kept["zone_id"], kept["decided_by"], kept["decided_at"]) == (
        "accepted", own, "hanh", NOW,
    )  # fmt: skip


def test_redrawn_before_it_is_accepted_the_zone_is_what_was_drawn(
    world: World, planner: Actor, ground: Ground, first: dict
) -> None:
    own = taken(world.engine, first, planner, ground, SMALLER)
    with reading(world.engine) as conn:
        zone = zone_of(conn, own)
    assert zone is not None and zone["shape"].equals(SMALLER)
    assert state(world.engine, first["id"])["shape"].equals(first["shape"])


def test_a_zone_that_cannot_be_stored_leaves_the_suggestion_open(
    world: World, planner: Actor, ground: Ground, first: dict
) -> None:
    with pytest.raises(ZoneInvalid), writing(world.engine) as conn:
        accept(conn, first["id"], Zone("  ", first["shape"]), by(planner), ground)
    assert state(world.engine, first["id"])["state"] == "open"


def test_a_refusal_needs_a_reason_and_keeps_it(world: World, planner: Actor, first: dict) -> None:
    with pytest.raises(SuggestionInvalid, match="reason_missing"), writing(world.engine) as conn:
        refuse(conn, first["id"], "   ", by(planner))
    with writing(world.engine) as conn:
        refuse(conn, first["id"], " Nương của dân ", by(planner))
    with reading(world.engine) as conn:
        rows = refused(conn)
    assert [(row["id"], row["reason"], row["decided_by"]) for row in rows] == [
        (first["id"], "Nương của dân", "hanh")
    ]


def test_a_refusal_taken_back_is_open_and_the_journal_tells_both(
    world: World, planner: Actor, first: dict
) -> None:
    with writing(world.engine) as conn:
        refuse(conn, first["id"], "Nương của dân", by(planner))
        reopen(conn, first["id"], by(planner))
    kept = state(world.engine, first["id"])
    assert (kept["state"], kept["reason"], kept["decided_by"]) == ("open", None, None)
    with reading(world.engine) as conn:
        query = select(journal).where(journal.c.record_kind == "zone_suggestion").order_by(journal.c.id)
        rows = [(row["action"], row["reason"]) for row in conn.execute(query).mappings()]
    assert rows == [("refused", "Nương của dân"), ("reopened", None)]


def test_an_acceptance_taken_back_undoes_its_zone(
    world: World, planner: Actor, ground: Ground, first: dict
) -> None:
    own = taken(world.engine, first, planner, ground)
    with writing(world.engine) as conn:
        reopen(conn, first["id"], by(planner))
    assert state(world.engine, first["id"])["state"] == "open"
    with reading(world.engine) as conn:
        zone = zone_of(conn, own)
    assert zone is not None and zone["archived_at"] == NOW


def test_a_zone_that_somebody_worked_on_is_not_undone_through_its_suggestion(
    world: World, planner: Actor, ground: Ground, first: dict
) -> None:
    own = taken(world.engine, first, planner, ground)
    with writing(world.engine) as conn:
        edit(conn, own, Zone("Tên khác", first["shape"]), by(planner), ground, seen_version=1)
    with pytest.raises(SuggestionInvalid, match="accepted"), writing(world.engine) as conn:
        reopen(conn, first["id"], by(planner))


@pytest.mark.parametrize(("before", "to"), list(product(STATES, STATES)))
def test_every_step_is_in_the_table_of_states(
    world: World, planner: Actor, ground: Ground, first: dict, before: str, to: str
) -> None:
    steps: dict[str, Callable[[], object]] = {
        "accepted": lambda: taken(world.engine, first, planner, ground),
        "refused": lambda: _refused(world.engine, first["id"], planner),
        "open": lambda: _reopened(world.engine, first["id"], planner),
    }
    if before != "open":
        steps[before]()
    if to in STATES[before].follows:
        steps[to]()
        assert state(world.engine, first["id"])["state"] == to
    else:
        with pytest.raises(SuggestionInvalid):
            steps[to]()
        assert state(world.engine, first["id"])["state"] == before


def _refused(engine: Engine, own: int, who: Actor) -> None:
    with writing(engine) as conn:
        refuse(conn, own, "Nương của dân", by(who))


def _reopened(engine: Engine, own: int, who: Actor) -> None:
    with writing(engine) as conn:
        reopen(conn, own, by(who))


def test_only_those_who_draw_zones_decide(world: World, planner: Actor, ground: Ground, first: dict) -> None:
    ranger = account(world.engine, world.admin, "xuan", "ranger")
    for step in (
        lambda: _refused(world.engine, first["id"], ranger),
        lambda: taken(world.engine, first, ranger, ground),
    ):
        with pytest.raises(Denied):
            step()
    assert state(world.engine, first["id"])["state"] == "open"


def test_a_suggestion_that_does_not_exist(world: World, planner: Actor) -> None:
    with pytest.raises(SuggestionUnknown):
        _refused(world.engine, 404, planner)
