"""The record of an incident and its forces, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from data.access import Actor, Denied, nobody
from data.casework.errors import RecordInvalid
from data.casework.forces import Force, add_force, end_force, forces_of, headcount, restore_force
from data.casework.offers import differing, offered, taken
from data.casework.records import Record, edit_record, record_of
from data.errors import ConflictError
from data.incidents import By, timeline
from data.journal import verify
from data.store.engine import reading, writing
from data.store.tables import journal
from geo.areas import Areas
from tests.data.casework.conftest import BY, NOW, fire, later, stored

PLANNER = Actor("planner", None, "planner", None, "192.0.2.1")


def written(engine: Engine, own: int) -> tuple[Record, int]:
    with reading(engine) as conn:
        assert verify(conn) is None
        return record_of(conn, own)


def test_every_change_is_a_version_in_the_timeline_and_in_the_journal(engine: Engine, areas: Areas) -> None:
    own = fire(engine, areas)
    assert written(engine, own) == (Record(), 0)
    first = Record(lot="12a", cause="field_burning", hurt=0, burned=[{"state": "RTG", "ha": 1.25}])
    with writing(engine) as conn:
        assert edit_record(conn, own, first, BY, seen_version=0) == 1
    second = replace(written(engine, own)[0], killed=0, loss_vnd=2_500_000.0)
    with writing(engine) as conn:
        assert edit_record(conn, own, second, later(1), seen_version=1) == 2
    found, version = written(engine, own)
    assert (version, found.lot, found.hurt, found.killed, found.burned_ha) == (2, "12a", 0, 0, 1.25)
    with reading(engine) as conn:
        kinds = [(row["kind"], row["text"]) for row in timeline(conn, own)][1:]
        last = conn.execute(select(journal).where(journal.c.action == "record").order_by(journal.c.id)).all()
    assert kinds == [("record", "lot, burned, burned_ha, hurt, cause"), ("record", "loss_vnd, killed")]
    assert last[-1].before == {"loss_vnd": None, "killed": None}
    assert last[-1].after == {"loss_vnd": 2_500_000.0, "killed": 0}


def test_two_people_never_overwrite_each_other_unseen(engine: Engine, areas: Areas) -> None:
    own = fire(engine, areas)
    with writing(engine) as conn:
        edit_record(conn, own, Record(owner="UBND xã"), BY, seen_version=0)
    with pytest.raises(ConflictError), writing(engine) as conn:
        edit_record(conn, own, Record(owner="Cộng đồng bản"), BY, seen_version=0)
    assert written(engine, own)[0].owner == "UBND xã"


def test_only_those_in_the_table_of_roles_may_write(engine: Engine, areas: Areas) -> None:
    own = fire(engine, areas)
    for who in (PLANNER, nobody("192.0.2.1")):
        with pytest.raises(Denied), writing(engine) as conn:
            edit_record(conn, own, Record(owner="x"), By(who, NOW), seen_version=0)
        with pytest.raises(Denied), writing(engine) as conn:
            add_force(conn, own, Force("Dân bản", 3), By(who, NOW))


BEFORE = NOW - timedelta(minutes=31)  # the incident happened half an hour before NOW


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (Record(arrived_at=NOW + timedelta(seconds=1)), "in_the_future"),
        (Record(arrived_at=BEFORE), "before_it_happened"),
        (
            Record(controlled_at=NOW, extinguished_at=NOW - timedelta(minutes=1)),
            "times_out_of_order",
        ),
        (Record(owner="x" * 4001), "too_long"),
        (Record(cause="witchcraft"), "choice_unknown"),
        (Record(aspect="up"), "choice_unknown"),
        (Record(danger_level=6), "choice_unknown"),
        (Record(function=0), "choice_unknown"),
        (Record(burned=[{"state": "RTG", "ha": -1}]), "area_impossible"),
        (Record(burned_ha=float("nan")), "amount_impossible"),
        (Record(hurt=-1), "amount_impossible"),
        (Record(slope_deg=91), "slope_impossible"),
        (Record(planted_year=1899), "year_impossible"),
        (Record(burned=[{"state": "RTG", "ha": 1}], burned_ha=2), "burned_does_not_sum"),
        (Record(damaged=[{"state": "RTG", "ha": 1}], damaged_ha=2), "damaged_does_not_sum"),
        (Record(no_forest_damage=True, damaged_ha=0.1), "damage_contradicts"),
        (Record(origin="natural", planted_year=2014), "planted_contradicts"),
        (Record(), "nothing_changed"),
    ],
)
def test_what_cannot_be_is_refused(sqlite_engine: Engine, areas: Areas, record: Record, problem: str) -> None:
    own = fire(sqlite_engine, areas)
    with pytest.raises(RecordInvalid) as refused, writing(sqlite_engine) as conn:
        edit_record(conn, own, record, BY, seen_version=0)
    assert refused.value.params["problem"] == problem


def test_no_forest_damage_is_a_finding_of_its_own_beside_what_burned(engine: Engine, areas: Areas) -> None:
    own = fire(engine, areas)
    with writing(engine) as conn:
        edit_record(
            conn, own, Record(burned_ha=2.4, damaged_ha=0.0, no_forest_damage=True), BY, seen_version=0
        )
    found, _version = written(engine, own)
    assert (found.burned_ha, found.damaged_ha, found.no_forest_damage) == (2.4, 0.0, True)


def test_the_forest_layer_offers_and_a_person_takes(engine: Engine, areas: Areas, forest: int) -> None:
    own = fire(engine, areas)
    row = stored(engine, own)
    offer = offered(engine, row, NOW)
    assert (offer.layer_id, offer.plots) == (forest, 1)
    told = dict(offer.values)
    assert told.pop("owner").startswith("<img")
    assert told == {
        "compartment": "123",
        "subcompartment": "7",
        "lot": "2",
        "function": 3,
        "origin": "planted",
        "forest_state": "Rừng gỗ trồng núi đất",
        "species": "Thông, keo lai",
        "planted_year": 2014,
    }
    assert written(engine, own) == (Record(), 0), "nothing is filled in by itself"
    held = Record(lot="2", owner="Ông A")
    assert differing(held, offer)["owner"][0] == "Ông A"
    assert "lot" not in differing(held, offer)
    mixed = taken(held, offer, ["species", "compartment"])
    assert (mixed.owner, mixed.species, mixed.compartment, mixed.origin) == (
        "Ông A",
        "Thông, keo lai",
        "123",
        None,
    )


def test_without_a_layer_or_a_point_nothing_is_offered(sqlite_engine: Engine, areas: Areas) -> None:
    row = stored(sqlite_engine, fire(sqlite_engine, areas, latitude=None, longitude=None))
    offer = offered(sqlite_engine, row, NOW)
    assert (dict(offer.values), offer.layer_id) == ({}, None)


def test_forces_are_counted_taken_back_and_counted_again(engine: Engine, areas: Areas) -> None:
    own = fire(engine, areas)
    with writing(engine) as conn:
        first = add_force(conn, own, Force("Nhân dân bản", 180, tools="dao phát, cành cây"), BY)
        second = add_force(conn, own, Force("Công an xã", 6, "cong-an-xa-quynh-nhai", "01 xe bán tải"), BY)
        end_force(conn, first, later(1))
    with reading(engine) as conn:
        assert [row["id"] for row in forces_of(conn, own)] == [second]
    with pytest.raises(RecordInvalid), writing(engine) as conn:
        end_force(conn, first, later(1))
    with writing(engine) as conn:
        restore_force(conn, first, later(2))
    with reading(engine) as conn:
        assert headcount(forces_of(conn, own)) == 186
        assert [row["kind"] for row in timeline(conn, own)] == [
            "created",
            "force",
            "force",
            "undone",
            "force",
        ]


@pytest.mark.parametrize(
    ("force", "problem"),
    [
        (Force(" ", 3), "force_unnamed"),
        (Force("Dân bản", -1), "people_impossible"),
        (Force("Dân bản", 100_001), "people_impossible"),
        (Force("Dân bản", 1, tools="x" * 4001), "too_long"),
    ],
)
def test_an_impossible_force_is_refused(
    sqlite_engine: Engine, areas: Areas, force: Force, problem: str
) -> None:
    own = fire(sqlite_engine, areas)
    with pytest.raises(RecordInvalid) as refused, writing(sqlite_engine) as conn:
        add_force(conn, own, force, BY)
    assert refused.value.params["problem"] == problem
