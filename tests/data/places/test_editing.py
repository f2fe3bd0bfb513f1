"""Changes to the list of places, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.errors import ConflictError
from data.journal import verify
from data.places import Place, add, edit, find, list_places, place, places_at, restore, retire, standing, undo
from data.places.editing import Act
from data.places.errors import PlaceInvalid, PlaceOutside, PlaceTwice, PlaceUnknown
from data.places.reading import history
from data.store.engine import reading, writing
from data.store.tables import journal
from tests.data.places.conftest import INSIDE, TODAY, village

RENAMED = date(2025, 7, 1)


def stored(engine: Engine, row_id: int) -> dict[str, Any]:
    with reading(engine) as conn:
        found = place(conn, row_id)
    assert found is not None
    return found


def names(engine: Engine, day: date = TODAY) -> list[str]:
    with reading(engine) as conn:
        return list(places_at(conn, day)["name"])


def made(engine: Engine, act: Act, wanted: Place | None = None) -> int:
    with writing(engine) as conn:
        return add(conn, wanted or village(), act)


def test_a_place_is_stored_with_its_commune_and_journalled(engine: Engine, act: Act) -> None:
    row_id = made(engine, act, village("  Phiêng   Bay "))
    row = stored(engine, row_id)
    assert (row["name"], row["unit"], row["version"], row["actor"]) == ("Phiêng Bay", "bản", 1, "lan")
    assert row["commune_2025_id"] == "quynh-nhai-2025"
    with reading(engine) as conn:
        assert [entry["action"] for entry in history(conn, row_id)] == ["created"]
        assert verify(conn) is None


def test_outside_and_twice_are_asked_about(engine: Engine, act: Act) -> None:
    far = village("Xa", (21.2, 104.5))
    with pytest.raises(PlaceOutside) as outside, writing(engine) as conn:
        add(conn, far, act)
    assert outside.value.params["distance_km"] > 50
    made(engine, replace(act, outside=True), far)
    made(engine, act)
    near = village("phieng bay", (INSIDE[0] + 0.004, INSIDE[1]))  # 443 m
    with pytest.raises(PlaceTwice) as twice, writing(engine) as conn:
        add(conn, near, act)
    assert (twice.value.params["other"], twice.value.params["distance_m"]) == ("Phiêng Bay", 443)
    made(engine, act, village("phieng bay", (INSIDE[0] + 0.005, INSIDE[1])))  # 554 m
    made(engine, replace(act, twice=True), near)
    assert len(names(engine)) == 4


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (village("  "), "name_missing"),
        (replace(village(), kind="palace"), "kind_unknown"),
        (village(valid_from=TODAY, valid_to=TODAY), "days_backwards"),
    ],
)
def test_what_is_no_place_is_refused(engine: Engine, act: Act, wanted: Place, problem: str) -> None:
    with pytest.raises(PlaceInvalid) as refused, writing(engine) as conn:
        add(conn, wanted, act)
    assert refused.value.params["problem"] == problem
    assert names(engine) == []


def test_a_correction_mends_the_row_for_every_day(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        assert edit(conn, row_id, village("Phiêng Bây"), act, seen_version=1) == row_id
    assert (names(engine, date(2020, 1, 1)), stored(engine, row_id)["version"]) == (["Phiêng Bây"], 2)
    with reading(engine) as conn:
        last = history(conn, row_id)[0]
    assert (last["action"], last["before"], last["after"]) == (
        "edited",
        {"name": "Phiêng Bay"},
        {"name": "Phiêng Bây"},
    )


def test_a_new_name_from_a_day_on_leaves_old_records_the_old_one(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        new = edit(conn, row_id, village("Đoàn Kết"), act, seen_version=1, since=RENAMED)
    assert stored(engine, new)["place_id"] == stored(engine, row_id)["place_id"]
    assert names(engine, date(2025, 6, 30)) == ["Phiêng Bay"]
    assert names(engine, RENAMED) == ["Đoàn Kết"]
    with writing(engine) as conn:
        undo(conn, row_id, act, seen_version=2)
    assert names(engine, RENAMED) == ["Phiêng Bay"]


def test_who_saw_an_older_version_is_refused(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        edit(conn, row_id, village("Một"), act, seen_version=1)
    for change in (
        lambda conn: edit(conn, row_id, village("Hai"), act, seen_version=1),
        lambda conn: retire(conn, row_id, TODAY, act, seen_version=1),
        lambda conn: restore(conn, row_id, act, seen_version=1),
        lambda conn: undo(conn, row_id, act, seen_version=1),
    ):
        with pytest.raises(ConflictError) as refused, writing(engine) as conn:
            change(conn)
        assert (refused.value.params["seen"], refused.value.params["stored"]) == (1, 2)
    assert names(engine) == ["Một"]


def test_retire_restore_and_undo(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        retire(conn, row_id, TODAY, act, seen_version=1, reason="dời đi")
    assert (names(engine), names(engine, date(2027, 3, 11))) == ([], ["Phiêng Bay"])
    with pytest.raises(PlaceInvalid, match="already_retired"), writing(engine) as conn:
        retire(conn, row_id, TODAY, act, seen_version=2)
    with writing(engine) as conn:
        undo(conn, row_id, act, seen_version=2)
    assert names(engine) == ["Phiêng Bay"]
    with pytest.raises(PlaceInvalid, match="nothing_to_undo"), writing(engine) as conn:
        undo(conn, row_id, act, seen_version=3)
    with writing(engine) as conn:
        retire(conn, row_id, TODAY, act, seen_version=3)
        restore(conn, row_id, act, seen_version=4)
    with reading(engine) as conn:
        actions = [entry["action"] for entry in history(conn, row_id)]
        assert verify(conn) is None
    assert actions == ["restored", "retired", "undone", "retired", "created"]


def test_the_same_place_never_stands_twice_on_one_day(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with writing(engine) as conn:
        new = edit(conn, row_id, village("Đoàn Kết"), act, seen_version=1, since=RENAMED)
        edit(conn, new, village("Đoàn kết"), act, seen_version=1)
    for change in (
        lambda conn: restore(conn, row_id, act, seen_version=2),
        lambda conn: undo(conn, row_id, act, seen_version=2),
    ):
        with pytest.raises(PlaceInvalid, match="has_successor"), writing(engine) as conn:
            change(conn)
    assert names(engine) == ["Đoàn kết"]


def test_nothing_half_done_stays(engine: Engine, act: Act) -> None:
    row_id = made(engine, act)
    with pytest.raises(PlaceInvalid, match="nothing_changed"), writing(engine) as conn:
        edit(conn, row_id, village(), act, seen_version=1)
    with pytest.raises(PlaceUnknown), writing(engine) as conn:
        retire(conn, row_id + 1, TODAY, act, seen_version=1)
    with reading(engine) as conn:
        assert len(conn.execute(select(journal.c.id)).all()) == 1


def test_vietnamese_order_and_search_without_diacritics(engine: Engine, act: Act) -> None:
    for k, name in enumerate(["Đán Đăm", "Dọ", "Ít Ta Bót", "Bó Ban"]):
        made(engine, act, village(name, (21.70 + k / 50, 103.62)))
    with reading(engine) as conn:
        table = list_places(conn)
    assert list(table["name"]) == ["Bó Ban", "Dọ", "Đán Đăm", "Ít Ta Bót"]
    assert list(find(table, "DAN DAM")["name"]) == ["Đán Đăm"]
    assert list(find(table, "bó")["name"]) == ["Bó Ban", "Ít Ta Bót"]
    assert len(find(table, "bản ")) == 4
    assert find(table, "nowhere").empty


def test_every_change_shows_in_the_standing(engine: Engine, act: Act) -> None:
    seen = set()

    def look() -> None:
        with reading(engine) as conn:
            seen.add(standing(conn))

    look()
    row_id = made(engine, act)
    look()
    with writing(engine) as conn:
        retire(conn, row_id, TODAY, act, seen_version=1)
    look()
    assert len(seen) == 3
