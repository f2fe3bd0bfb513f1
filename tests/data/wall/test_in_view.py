"""Which decisions a list with little room shows: one letter each, most pressing first."""

from __future__ import annotations

import pytest

from data.store.tables import WALL_ALARM_KINDS
from data.wall.in_view import OWN_PLACE, in_view

KINDS = {"e": "event", "v": "unverified", "d": "duty", "p": "patrol", "f": "feed", "n": "notice",
         "l": "ledger"}  # fmt: skip


def shown(given: str, room: int) -> str:
    """`given` in words of one letter and a number; a capital letter is put aside."""
    rows = [
        {
            "kind": KINDS[word[0].lower()],
            "state": "shelved" if word[0].isupper() else "new",
            "name": word,
        }
        for word in given.split()
    ]
    found = in_view(rows, room)
    assert sorted(row["name"] for row in found) == sorted(given.split()), "none is lost, none is there twice"
    return " ".join(str(row["name"]) for row in found)


@pytest.mark.parametrize(
    ("given", "room", "found"),
    [
        ("", 6, ""),
        # everything has room: nothing moves
        ("e1 e2 p1", 6, "e1 e2 p1"),
        ("e1 d1 e2 d2 p1 f1 e3", 6, "e1 d1 e2 d2 p1 f1 e3"),
        # fires alone
        ("e1 e2 e3 e4", 2, "e1 e2 e3 e4"),
        # many new fires: the first duty and the first patrol stay in view, in their order
        ("e1 e2 e3 e4 e5 e6 e7 d1 d2 p1 p2", 6, "e1 e2 e3 e4 d1 p1 e5 e6 e7 d2 p2"),
        # many duties do not hide the fire
        ("d1 d2 d3 d4 d5 d6 e1", 6, "d1 d2 d3 d4 d5 e1 d6"),
        # two reasons of fires are one question
        ("e1 e2 e3 e4 v1 d1", 4, "e1 e2 e3 d1 e4 v1"),
        # feeds have a tile and a panel of their own; what the program itself cannot do waits for its turn
        ("e1 e2 e3 e4 e5 e6 d1 p1 f1", 6, "e1 e2 e3 e4 d1 p1 e5 e6 f1"),
        ("e1 e2 e3 f1 n1 l1", 3, "e1 e2 e3 f1 n1 l1"),
        # what is put aside keeps no place
        ("e1 e2 e3 D1 P1", 3, "e1 e2 e3 D1 P1"),
        # less room than questions: the most pressing
        ("e1 d1 p1 e2", 2, "e1 d1 p1 e2"),
        ("e1 e2 p1", 0, "e1 e2 p1"),
    ],
)
def test_no_kind_pushes_the_first_of_another_out_of_view(given: str, room: int, found: str) -> None:
    assert shown(given, room) == found


def test_every_kind_that_has_a_place_is_one() -> None:
    assert set(OWN_PLACE) < set(WALL_ALARM_KINDS)
