"""The table of states: each step allowed and refused, what entries come to, clocks over the edges of days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.auditing.replay import replay
from data.ledger.matching import owed
from data.ledger.raising import VIETNAM
from data.ledger.states import STAYING, TRANSITIONS, Standing, counting, standing_of, stronger
from data.store.tables import DUTY_ENTRIES, DUTY_STATUSES, PROOFS
from tests.data.ledger.test_matching import POLICE, fact, rule

T0 = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)
ALLOWED = {
    ("open", "told"): "told",
    ("open", "acknowledged"): "acknowledged",
    ("open", "waived"): "waived",
    ("open", "withdrawn"): "withdrawn",
    ("told", "told"): "told",
    ("told", "acknowledged"): "acknowledged",
    ("told", "withdrawn"): "withdrawn",
    ("acknowledged", "told"): "acknowledged",
    ("acknowledged", "acknowledged"): "acknowledged",
    ("acknowledged", "withdrawn"): "withdrawn",
    ("waived", "withdrawn"): "withdrawn",
}
WAY = {
    "open": [],
    "told": ["told"],
    "acknowledged": ["acknowledged"],
    "waived": ["waived"],
    "withdrawn": ["withdrawn"],
}


def entry(own: int, kind: str, minutes: int = 0, **more: Any) -> dict[str, Any]:
    first = {"id": own, "kind": kind, "happened_at": T0 + timedelta(minutes=minutes), "proof": None,
             "person": None, "corrects_id": None}  # fmt: skip
    return first | more


def entries(*kinds: str) -> list[dict[str, Any]]:
    return [entry(number, kind, number) for number, kind in enumerate(kinds, start=1)]


@pytest.mark.parametrize("status", DUTY_STATUSES)
@pytest.mark.parametrize("kind", [each for each in DUTY_ENTRIES if each not in STAYING])
def test_every_step(status: str, kind: str) -> None:
    way = entries(*WAY[status], kind)
    if (status, kind) in ALLOWED:
        assert standing_of(way).status == ALLOWED[(status, kind)] == TRANSITIONS[status][kind]
    else:
        assert kind not in TRANSITIONS[status]
        with pytest.raises(KeyError):
            standing_of(way)


@pytest.mark.parametrize("status", DUTY_STATUSES)
@pytest.mark.parametrize("kind", STAYING)
def test_what_stays(status: str, kind: str) -> None:
    assert standing_of(entries(*WAY[status], kind)).status == status


@pytest.mark.parametrize("weak", PROOFS)
@pytest.mark.parametrize("strong", PROOFS)
def test_grades(weak: str, strong: str) -> None:
    best = PROOFS[max(PROOFS.index(weak), PROOFS.index(strong))]
    assert stronger(weak, strong) == stronger(strong, weak) == best
    assert stronger(None, weak) == stronger(weak, None) == weak


def at(minutes: int) -> datetime:
    return T0 + timedelta(minutes=minutes)


CASES: dict[str, tuple[list[dict[str, Any]], Standing]] = {
    "nothing": ([], Standing()),
    "raised": ([entry(1, "raised")], Standing()),
    "only sent": ([entry(1, "told", 5, proof="sent")], Standing("told", at(5), None, "sent")),
    "called": ([entry(1, "told", 5, proof="logged")], Standing("told", at(5), at(5), "logged")),
    "sent, then called: proven by the call": (
        [entry(1, "told", 5, proof="sent"), entry(2, "told", 30, proof="logged")],
        Standing("told", at(5), at(30), "logged"),
    ),
    "entered later, happened earlier": (
        [entry(1, "told", 30, proof="paper"), entry(2, "told", 5, proof="logged")],
        Standing("told", at(5), at(5), "paper"),
    ),
    "delivered proves the message at its time": (
        [entry(1, "told", 5, proof="sent"), entry(2, "delivered", 9, proof="delivered", corrects_id=1)],
        Standing("told", at(5), at(5), "delivered"),
    ),
    "delivered of nothing": (
        [entry(1, "told", 5, proof="sent"), entry(2, "delivered", 9, proof="delivered")],
        Standing("told", at(5), None, "sent"),
    ),
    "an answer to the message proves it at its time": (
        [
            entry(1, "told", 5, proof="sent"),
            entry(2, "acknowledged", 99, proof="named", person="Cúc", corrects_id=1),
        ],
        Standing("acknowledged", at(5), at(5), "named", at(99), "Cúc"),
    ),
    "an answer to nothing proves itself": (
        [entry(1, "told", 5, proof="sent"), entry(2, "acknowledged", 99, proof="named", person="Cúc")],
        Standing("acknowledged", at(5), at(99), "named", at(99), "Cúc"),
    ),
    "answered without having been told": (
        [entry(1, "acknowledged", 7, proof="named", person="Cúc")],
        Standing("acknowledged", at(7), at(7), "named", at(7), "Cúc"),
    ),
    "the first answer counts, whenever it was entered": (
        [
            entry(1, "acknowledged", 9, proof="named", person="Cúc"),
            entry(2, "acknowledged", 7, proof="named", person="Bình"),
        ],
        Standing("acknowledged", at(7), at(7), "named", at(7), "Bình"),
    ),
    "a second person's word": (
        [
            entry(1, "told", 5, proof="sent"),
            entry(2, "confirmed", 60, proof="logged", person="Hoa", corrects_id=1),
        ],
        Standing("told", at(5), at(5), "logged"),
    ),
    "a telling taken back": (
        [entry(1, "told", 5, proof="logged"), entry(2, "revoked", corrects_id=1)],
        Standing(),
    ),
    "a second person's word taken back": (
        [
            entry(1, "told", 5, proof="sent"),
            entry(2, "confirmed", 60, proof="logged", corrects_id=1),
            entry(3, "revoked", corrects_id=2),
        ],
        Standing("told", at(5), None, "sent"),
    ),
    "a waiver taken back, then told": (
        [entry(1, "waived"), entry(2, "revoked", corrects_id=1), entry(3, "told", 8, proof="logged")],
        Standing("told", at(8), at(8), "logged"),
    ),
    "called off keeps what was told": (
        [entry(1, "told", 5, proof="logged"), entry(2, "withdrawn", 6)],
        Standing("withdrawn", at(5), at(5), "logged"),
    ),
    "called off and taken back": (
        [entry(1, "told", 5, proof="logged"), entry(2, "withdrawn", 6), entry(3, "revoked", corrects_id=2)],
        Standing("told", at(5), at(5), "logged"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_entries_come_to(case: str) -> None:
    rows, wanted = CASES[case]
    assert standing_of(rows) == wanted


@pytest.mark.parametrize("case", CASES)
def test_the_auditor_tells_it_the_same(case: str) -> None:
    rows, wanted = CASES[case]
    told = replay(rows)
    assert told.illegal == []
    assert told.columns() == vars(wanted)


def test_what_was_taken_back_does_not_count() -> None:
    rows = [entry(1, "told"), entry(2, "told"), entry(3, "revoked", corrects_id=1)]
    assert [each["id"] for each in counting(rows)] == [2]


@pytest.mark.parametrize(
    ("since", "minutes", "deadline"),
    [
        ("2027-03-12T23:50", 30, "2027-03-13T00:20"),
        ("2027-03-31T13:36", 1440, "2027-04-01T13:36"),
        ("2027-12-31T18:00", 1440, "2028-01-01T18:00"),
        ("2028-02-28T20:00", 1440, "2028-02-29T20:00"),
        ("2028-02-29T06:00", 1440, "2028-03-01T06:00"),
        ("2027-02-28T06:00", 1440, "2027-03-01T06:00"),
    ],
)
def test_clocks_over_the_edges_of_days(since: str, minutes: int, deadline: str) -> None:
    """Local times: 24 hours are 24 hours, over midnight, the end of a month and 29 February."""
    begins = datetime.fromisoformat(since).replace(tzinfo=VIETNAM).astimezone(UTC)
    known = fact(since=begins)
    spoken = rule(deadline_minutes=minutes, valid_from=begins)
    ((due,), _) = owed("incident", known, None, [spoken], [POLICE])
    assert due.deadline_at.astimezone(VIETNAM).isoformat()[:16] == deadline
