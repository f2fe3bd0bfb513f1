"""What people and messages do to duties: tell, acknowledge, confirm, waive, and take any of it back.

Every deed is an entry; the duty's row follows (`data.ledger.entries.settle`). Each asks the table of roles in
its own transaction, is refused where the table of states has no such step, and is journalled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data.access import Actor, permit
from data.clock import require_aware
from data.errors import ConflictError
from data.journal import Entry, append_all
from data.ledger.calling_off import last_of
from data.ledger.entries import entries_of, entry, settle, write
from data.ledger.errors import DutyInvalid, DutyUnknown, StepRefused
from data.ledger.reading import duties_by_id, taken_over
from data.ledger.states import PROVEN, REVOCABLE, STAYING, TRANSITIONS, counting
from data.store.lock import serialise
from data.store.tables import PROOFS, TELL_CHANNELS

RECORD_KIND = "duty"
TELL, CONFIRM, WAIVE = "duties.tell", "duties.confirm", "duties.waive"
BY_VOICE = ("call", "visit", "radio")
"""Channels on which a person is spoken to: with a name, that is proof."""
_LONGEST = 2000


@dataclass(frozen=True)
class By:
    """Who acts, when (clock of facts), on which screen."""

    who: Actor
    now: datetime
    screen: str = "screen:desk"


@dataclass(frozen=True)
class Telling:
    """One telling. `proof` None: what the channel gives (a voice with a name is logged, a paper with its
    number is paper, all else is only sent)."""

    channel: str
    happened_at: datetime
    person: str = ""
    focal_point_id: str | None = None
    proof: str | None = None
    reference: str = ""
    text: str = ""
    notice_id: int | None = None
    scan: Mapping[str, Any] | None = None


def _duties(
    conn: Connection, ids: Sequence[int], by: By, action: str, seen: Mapping[int, int] | None
) -> dict[int, dict[str, Any]]:
    """The duties, if the actor may and nobody changed them since they were seen.

    With `seen` None it is an answer, or a message, to what was owed when it went out: a duty that was taken
    over since is the one that took it over.
    """
    serialise(conn)
    ids = ids if seen is not None else taken_over(conn, ids)
    found = duties_by_id(conn, ids)
    if not ids:
        raise DutyInvalid(problem="no_duty")
    for own in ids:
        if own not in found:
            raise DutyUnknown(id=own)
        permit(by.who, action, {"agency_id": found[own]["holder_id"]}, conn=conn)
        if seen is not None and seen.get(own) != found[own]["version"]:
            raise ConflictError(
                record_kind=RECORD_KIND, record_id=own, seen=seen.get(own), stored=found[own]["version"]
            )
    return found


def _refuse_step(row: Mapping[str, Any], kind: str) -> None:
    if kind not in STAYING and kind not in TRANSITIONS[row["status"]]:
        raise StepRefused(status=row["status"], kind=kind)


def _done(
    conn: Connection, rows: Sequence[Mapping[str, Any]], by: By, reason: str | None = None
) -> list[int]:
    """Write entries, let the duties follow, and journal it."""
    made = write(conn, rows)
    settle(conn, {row["duty_id"] for row in rows})
    told = ("kind", "channel", "proof", "person", "happened_at", "reference", "notice_id", "corrects_id")
    entries = [
        Entry(
            row["kind"],
            RECORD_KIND,
            str(row["duty_id"]),
            None,
            {"entry": number} | {name: row[name] for name in told if row[name] not in (None, "")},
            reason,
        )
        for number, row in zip(made, rows, strict=True)
    ]
    append_all(conn, entries, at=by.now, actor=by.who.name, origin=by.who.from_where(by.screen))
    return made


def _moment(moment: datetime, by: By) -> datetime:
    if require_aware(moment) > by.now:
        raise DutyInvalid(problem="in_the_future")
    return moment


def _words(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > _LONGEST:
        raise DutyInvalid(problem="too_long")
    return words


def _proof(telling: Telling) -> str:
    if telling.channel not in TELL_CHANNELS:
        raise DutyInvalid(problem="channel_unknown")
    if telling.channel in BY_VOICE and not telling.person.strip():
        raise DutyInvalid(problem="person_missing")
    if telling.channel == "paper" and not telling.reference.strip():
        raise DutyInvalid(problem="reference_missing")
    if telling.proof is not None:
        if telling.proof not in PROOFS:
            raise DutyInvalid(problem="proof_unknown")
        return telling.proof
    if telling.channel in BY_VOICE:
        return "logged"
    return "paper" if telling.channel == "paper" else "sent"


def tell(
    conn: Connection,
    duty_ids: Sequence[int],
    telling: Telling,
    by: By,
    *,
    seen_versions: Mapping[int, int] | None = None,
) -> list[int]:
    """Enter that a receiver was told of these duties, by one call or message; returns the entries.

    Raises
    ------
    data.access.Denied, DutyUnknown, StepRefused, data.errors.ConflictError
    DutyInvalid
        `problem`: no_duty, several_receivers, channel_unknown, person_missing, reference_missing,
        in_the_future, before_it_was_known, too_long.
    """
    proof, moment = _proof(telling), _moment(telling.happened_at, by)
    found = _duties(conn, duty_ids, by, TELL, seen_versions)
    if len({row["receiver_id"] for row in found.values()}) > 1:
        raise DutyInvalid(problem="several_receivers")
    for row in found.values():
        _refuse_step(row, "told")
        if moment < row["started_at"]:
            raise DutyInvalid(problem="before_it_was_known")
    return _done(
        conn,
        [
            entry(
                own,
                "told",
                by.now,
                by.who.name,
                happened_at=moment,
                channel=telling.channel,
                proof=proof,
                person=_words(telling.person) or None,
                focal_point_id=telling.focal_point_id,
                reference=_words(telling.reference) or None,
                text=_words(telling.text),
                notice_id=telling.notice_id,
                scan=telling.scan,
            )
            for own in found
        ],
        by,
    )


def _telling_of(entries: Sequence[Mapping[str, Any]], notice_id: int | None) -> int | None:
    """The entry of the telling by a notice; None where none is named."""
    if notice_id is None:
        return None
    told = [each for each in counting(entries) if each["kind"] == "told" and each["notice_id"] == notice_id]
    return told[0]["id"] if told else None


def acknowledge(
    conn: Connection,
    duty_ids: Sequence[int],
    *,
    happened_at: datetime,
    person: str,
    channel: str,
    by: By,
    telling_of: int | None = None,
    proof: str = "named",
    text: str = "",
) -> list[int]:
    """Enter that the receiver acknowledged; with `telling_of` (a notice) it proves that telling.

    The same person a second time, for the same notice, changes nothing. Duties that were waived or withdrawn
    meanwhile are left alone: whoever answers a message cannot know. Returns the entries that were written.

    Raises
    ------
    data.access.Denied, DutyUnknown, DutyInvalid
    """
    name = _words(person)
    if not name:
        raise DutyInvalid(problem="person_missing")
    if channel not in TELL_CHANNELS:
        raise DutyInvalid(problem="channel_unknown")
    moment = _moment(happened_at, by)
    found = _duties(conn, duty_ids, by, TELL, None)
    every = entries_of(conn, found)
    rows = []
    for own, row in found.items():
        history = every.get(own, [])
        named = _telling_of(history, telling_of)
        again = any(
            each["kind"] == "acknowledged"
            and each["person"] == name
            and each["notice_id"] == telling_of
            and each["corrects_id"] == named
            for each in counting(history)
        )
        if again or "acknowledged" not in TRANSITIONS[row["status"]]:
            continue
        more = {"corrects_id": named, "notice_id": telling_of, "proof": proof, "text": _words(text)}
        more |= {"happened_at": max(moment, row["started_at"]), "channel": channel, "person": name}
        rows.append(entry(own, "acknowledged", by.now, by.who.name, **more))
    return _done(conn, rows, by) if rows else []


def deliver(
    conn: Connection, duty_ids: Sequence[int], *, notice_id: int, happened_at: datetime, by: By
) -> None:
    """A gateway says that a message arrived: its telling is delivered. Saying it twice changes nothing.

    Raises
    ------
    data.access.Denied, DutyUnknown
    """
    found = _duties(conn, duty_ids, by, TELL, None)
    every = entries_of(conn, found)
    rows = []
    for own in found:
        history = every.get(own, [])
        named = _telling_of(history, notice_id)
        told = any(each["kind"] == "delivered" and each["corrects_id"] == named for each in history)
        if named is not None and not told:
            more = {"corrects_id": named, "notice_id": notice_id, "proof": "delivered"}
            rows.append(entry(own, "delivered", by.now, by.who.name, happened_at=happened_at, **more))
    if rows:
        _done(conn, rows, by)


def _entry_of(conn: Connection, duty_id: int, entry_id: int) -> Mapping[str, Any]:
    history = entries_of(conn, [duty_id]).get(duty_id, [])
    found = next((each for each in counting(history) if each["id"] == entry_id), None)
    if found is None:
        raise DutyUnknown(id=entry_id)
    return found


def confirm(
    conn: Connection, duty_id: int, entry_id: int, by: By, *, text: str, seen_version: int
) -> list[int]:
    """A second person confirms that a telling of weak proof happened; it counts from then on as logged.

    Raises
    ------
    data.access.Denied, DutyUnknown, data.errors.ConflictError
    DutyInvalid
        `problem`: not_a_telling, proven_already, same_person, reason_missing.
    """
    found = _duties(conn, [duty_id], by, CONFIRM, {duty_id: seen_version})[duty_id]
    telling, said = _entry_of(conn, duty_id, entry_id), _words(text)
    problems = {
        "not_a_telling": telling["kind"] != "told" or found["status"] in ("waived", "withdrawn"),
        "proven_already": telling["proof"] in PROVEN,
        "same_person": telling["actor"] == by.who.name,
        "reason_missing": not said,
    }
    for problem, there in problems.items():
        if there:
            raise DutyInvalid(problem=problem)
    more = {"corrects_id": entry_id, "proof": "logged", "person": by.who.name, "text": said}
    return _done(conn, [entry(duty_id, "confirmed", by.now, by.who.name, **more)], by)


def waive(conn: Connection, duty_id: int, by: By, *, reason: str, seen_version: int) -> list[int]:
    """Somebody with the right to says that this receiver need not be told, and why; their name stays with it.

    Raises
    ------
    data.access.Denied, DutyUnknown, StepRefused, data.errors.ConflictError
    DutyInvalid
        `problem`: reason_missing.
    """
    row = _duties(conn, [duty_id], by, WAIVE, {duty_id: seen_version})[duty_id]
    said = _words(reason)
    if not said:
        raise DutyInvalid(problem="reason_missing")
    _refuse_step(row, "waived")
    more = {"text": said, "person": by.who.name}
    return _done(conn, [entry(duty_id, "waived", by.now, by.who.name, **more)], by, said)


def revoke(
    conn: Connection, duty_id: int, entry_id: int, by: By, *, reason: str, seen_version: int
) -> list[int]:
    """Take an entry back; it stays readable, and the duty is what the others say.

    Raises
    ------
    data.access.Denied, DutyUnknown, data.errors.ConflictError
    DutyInvalid
        `problem`: reason_missing; not_revocable (the program wrote it); needed (later entries rest on it).
    """
    said = _words(reason)
    target = _entry_of(conn, duty_id, entry_id)
    action = WAIVE if target["kind"] == "waived" else TELL
    row = _duties(conn, [duty_id], by, action, {duty_id: seen_version})[duty_id]
    history = entries_of(conn, [duty_id])[duty_id]
    rests = any(
        each["corrects_id"] == entry_id and each["kind"] in ("acknowledged", "delivered", "confirmed")
        for each in counting(history)
    )
    problems = {
        "reason_missing": not said,
        "not_revocable": target["kind"] not in REVOCABLE or target["kind"] == "withdrawn",
        "needed": rests or (row["status"] == "withdrawn" and last_of(history, "withdrawn") is not None),
    }
    for problem, there in problems.items():
        if there:
            raise DutyInvalid(problem=problem)
    back = entry(duty_id, "revoked", by.now, by.who.name, corrects_id=entry_id, text=said)
    return _done(conn, [back], by, said)
