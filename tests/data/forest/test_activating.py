"""Which layer counts when: nothing that counted once is changed, only ended."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from data import journal
from data.errors import ConflictError
from data.forest.activating import activate, discard
from data.forest.errors import LayerNotStaged, LayerUnknown, PlotsLost
from data.forest.layers import active_layer, layer, list_layers
from data.store.engine import reading, writing
from data.store.tables import forest_layer
from tests.data.forest.inventories import NOW, SIGNED, file_of, in_force, staged

LONG_AGO = NOW - timedelta(days=5000)
LATER = NOW + timedelta(days=30)


def counting(engine, moment):
    with reading(engine) as conn:
        found = active_layer(conn, moment)
    return None if found is None else found.id


def test_a_staged_layer_counts_for_nobody(engine, tmp_path):
    staged(engine, file_of(tmp_path))
    assert counting(engine, NOW) is None


def test_the_first_counts_since_ever_and_a_later_one_from_its_activation(engine, tmp_path):
    file = file_of(tmp_path)
    first = in_force(engine, file)
    assert counting(engine, LONG_AGO) == first.id
    second = in_force(engine, file, now=LATER)
    assert [counting(engine, at) for at in (LONG_AGO, LATER - timedelta(seconds=1), LATER)] == [
        first.id,
        first.id,
        second.id,
    ]
    with reading(engine) as conn:
        assert [(each.id, each.state) for each in list_layers(conn)] == [
            (second.id, "active"),
            (first.id, "retired"),
        ]
        assert conn.execute(select(journal.journal.c.action)).scalars().all() == [
            "staged",
            "activated",
            "staged",
            "retired",
            "activated",
        ]
        assert journal.verify(conn) is None


def test_a_backdated_layer_takes_the_time_of_all_after_its_beginning(engine, tmp_path):
    file = file_of(tmp_path)
    first = in_force(engine, file)
    second = in_force(engine, file, now=LATER)
    third = in_force(engine, file, now=LATER + timedelta(days=1), valid_from=NOW)
    assert counting(engine, NOW - timedelta(seconds=1)) == first.id
    assert counting(engine, LATER) == third.id
    with reading(engine) as conn:
        assert not layer(conn, second.id).is_in_force


def test_an_inventory_goes_before_tree_cover_and_a_drill_before_both(engine, tmp_path):
    file = file_of(tmp_path)
    ids = {}
    for kind in ("worldcover", "inventory", "drill"):
        ids[kind] = activate(engine, staged(engine, file, kind=kind), now=NOW, **SIGNED).id
        assert counting(engine, LONG_AGO) == ids[kind]


def test_a_layer_that_was_changed_meanwhile_is_not_activated(engine, tmp_path):
    layer_id = staged(engine, file_of(tmp_path))
    with pytest.raises(ConflictError):
        activate(engine, layer_id, now=NOW, expected_version=1, **SIGNED)
    assert activate(engine, layer_id, now=NOW, expected_version=2, **SIGNED).version == 3
    with pytest.raises(LayerNotStaged):
        activate(engine, layer_id, now=NOW, **SIGNED)


def test_a_layer_that_lost_plots_is_not_activated(engine, tmp_path):
    layer_id = staged(engine, file_of(tmp_path))
    with writing(engine) as conn:
        conn.execute(update(forest_layer).values(features_read=5))
    with pytest.raises(PlotsLost):
        activate(engine, layer_id, now=NOW, **SIGNED)
    assert counting(engine, NOW) is None


def test_discarding(engine, tmp_path):
    layer_id = staged(engine, file_of(tmp_path))
    discard(engine, layer_id, now=NOW, **SIGNED)
    with pytest.raises(LayerUnknown):
        discard(engine, layer_id, now=NOW, **SIGNED)
    kept = in_force(engine, file_of(tmp_path, name="b.gpkg"))
    with pytest.raises(LayerNotStaged):
        discard(engine, kept.id, now=NOW, **SIGNED)
