"""The states of a duty as one table, and how its entries move it through them.

Code, the CHECKs of the database, tests, screen and README read these tables. An entry that was revoked no
longer counts: every deed of a person can be taken back, and both stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.store.tables import DUTY_ENTRIES, DUTY_STATUSES, PROOFS

TRANSITIONS: dict[str, dict[str, str]] = {
    "open": {"told": "told", "acknowledged": "acknowledged", "waived": "waived", "withdrawn": "withdrawn"},
    "told": {"told": "told", "acknowledged": "acknowledged", "withdrawn": "withdrawn"},
    "acknowledged": {"told": "acknowledged", "acknowledged": "acknowledged", "withdrawn": "withdrawn"},
    "waived": {"withdrawn": "withdrawn"},
    "withdrawn": {},
}
"""status → entry → the next status. What is not here is refused."""

STAYING = ("raised", "delivered", "confirmed", "moved", "escalated", "revoked")
"""Entries that leave the status as it is; they are allowed in every one."""
REVOCABLE = ("told", "acknowledged", "confirmed", "waived", "withdrawn")
"""Entries that can be taken back."""
LIVE = ("open", "told")
"""Statuses in which somebody still has to act: told without an acknowledgement goes on to be escalated."""
PROVEN = PROOFS[1:]
"""Grades that count: a message that was only sent proves nothing."""

assert tuple(TRANSITIONS) == DUTY_STATUSES  # noqa: S101 -- the CHECK in the database reads the other list
assert {*STAYING, "told", "acknowledged", "waived", "withdrawn"} == set(DUTY_ENTRIES)  # noqa: S101


@dataclass(frozen=True)
class Standing:
    """What a duty is, by its entries.

    told_at
        The first telling, whatever its proof.
    proven_at
        The first telling of which there is proof. An acknowledgement or a second person's word proves the
        telling that it names, at that telling's time; one that names none proves itself.
    proof
        The best grade; None before any telling.
    """

    status: str = "open"
    told_at: datetime | None = None
    proven_at: datetime | None = None
    proof: str | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None


def stronger(one: str | None, other: str | None) -> str | None:
    """The better of two grades of proof."""
    rank = {None: -1} | {grade: n for n, grade in enumerate(PROOFS)}
    return one if rank[one] >= rank[other] else other


def counting(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entries that were not revoked, in the order in which they were written."""
    revoked = {each["corrects_id"] for each in entries if each["kind"] == "revoked"}
    return [each for each in entries if each["id"] not in revoked and each["kind"] != "revoked"]


def standing_of(entries: Sequence[Mapping[str, Any]]) -> Standing:
    """Where the entries of a duty (rows of `duty_entry` in the order of their ids) have brought it.

    Raises
    ------
    KeyError
        The entries go a way that the table does not know.
    """
    status = "open"
    tellings: dict[Any, tuple[datetime, str | None]] = {}
    acknowledged: tuple[datetime, str | None] | None = None
    for each in counting(entries):
        kind, proof = each["kind"], each["proof"]
        if kind not in STAYING:
            status = TRANSITIONS[status][kind]
        named = each["corrects_id"] if each["corrects_id"] in tellings else None
        if kind == "told" or (kind == "acknowledged" and named is None):
            tellings[each["id"]] = (each["happened_at"], proof)
        elif kind in ("acknowledged", "delivered", "confirmed") and named is not None:
            when, before = tellings[named]
            tellings[named] = (when, stronger(before, proof))
        if kind == "acknowledged" and (acknowledged is None or each["happened_at"] < acknowledged[0]):
            acknowledged = (each["happened_at"], each["person"])
    best: str | None = None
    for _when, proof in tellings.values():
        best = stronger(best, proof)
    proven = [when for when, proof in tellings.values() if proof in PROVEN]
    return Standing(
        status=status,
        told_at=min((when for when, _ in tellings.values()), default=None),
        proven_at=min(proven, default=None),
        proof=best,
        acknowledged_at=acknowledged[0] if acknowledged else None,
        acknowledged_by=acknowledged[1] if acknowledged else None,
    )
