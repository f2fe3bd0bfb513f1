"""The way back: the version before counts again, as if the one after it had never come into force."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data import journal
from data.errors import ConflictError
from data.forest.activating import activate
from data.forest.errors import LayerNotBefore, LayerNotStaged
from data.forest.layers import active_layer, layer
from data.forest.restoring import describe, restore, version_before
from data.store.engine import reading
from tests.data.forest.inventories import NOW, SIGNED, file_of, in_force, staged

LATER, LATEST = NOW + timedelta(days=30), NOW + timedelta(days=31)
TIMES = (NOW - timedelta(days=5000), NOW, LATER, LATEST, LATEST + timedelta(days=400))


def counting(engine):
    with reading(engine) as conn:
        found = [active_layer(conn, moment) for moment in TIMES]
    return [each and each.id for each in found]


def test_the_version_before_counts_again_at_every_time(engine, tmp_path):
    file = file_of(tmp_path)
    first = in_force(engine, file)
    before = counting(engine)
    second = in_force(engine, file, now=LATER)
    assert counting(engine) != before
    assert version_before(engine, second.id).id == first.id
    back = restore(engine, first.id, now=LATEST, reason="sai lớp", **SIGNED)
    assert (back.id, back.state, back.valid_to) == (first.id, "active", None)
    assert counting(engine) == before
    with reading(engine) as conn:
        taken = layer(conn, second.id)
        actions = conn.execute(select(journal.journal.c.action)).scalars().all()
        assert journal.verify(conn) is None
    assert (taken.state, taken.is_in_force, taken.plots) == ("retired", False, 4)
    assert actions[-2:] == ["taken_back", "restored"]


def test_the_way_back_from_a_backdated_version(engine, tmp_path):
    file = file_of(tmp_path)
    in_force(engine, file)
    second = in_force(engine, file, now=LATER)
    before = counting(engine)
    in_force(engine, file, now=LATEST, valid_from=NOW)
    assert counting(engine) != before
    restore(engine, second.id, now=LATEST, **SIGNED)
    assert counting(engine) == before


def test_only_the_version_before_the_one_in_force(engine, tmp_path):
    file = file_of(tmp_path)
    first = in_force(engine, file)
    assert version_before(engine, first.id) is None
    in_force(engine, file, now=LATER)
    third = in_force(engine, file, now=LATEST)
    for each in (first.id, third.id):
        with pytest.raises(LayerNotBefore):
            restore(engine, each, now=LATEST, **SIGNED)


def test_what_somebody_changed_meanwhile_is_not_taken_back(engine, tmp_path):
    file = file_of(tmp_path)
    first = in_force(engine, file)
    second = in_force(engine, file, now=LATER)
    before = counting(engine)
    with pytest.raises(ConflictError):
        restore(engine, first.id, now=LATEST, expected_version=second.version - 1, **SIGNED)
    assert counting(engine) == before


def test_a_staged_layer_is_named_after_it_was_seen(engine, tmp_path):
    layer_id = staged(engine, file_of(tmp_path))
    found = describe(engine, layer_id, name="  Kiểm kê   2024 ", valid_from=LATER)
    assert (found.name, found.valid_from) == ("Kiểm kê 2024", LATER)
    with pytest.raises(ConflictError):
        describe(engine, layer_id, name="x", valid_from=None, expected_version=found.version - 1)
    activate(engine, layer_id, now=LATEST, **SIGNED)
    with pytest.raises(LayerNotStaged):
        describe(engine, layer_id, name="x", valid_from=None)
