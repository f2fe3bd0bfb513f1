"""May this actor do that? Asked by every write, page, export and token; the answer carries its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from data.access.actor import LOCAL_ADMIN, PROGRAM, Actor
from data.access.errors import Denied
from data.access.roles import TABLE, reach
from data.store.tables import account

ALLOWED = ("role_allows", "own_agency", "program")
REFUSED = (
    "not_signed_in",
    "role_forbids",
    "other_agency",
    "scope_forbids",
    "account_disabled",
)


@dataclass(frozen=True)
class Decision:
    """`reason` is one of `ALLOWED` or `REFUSED`."""

    allowed: bool
    reason: str


def decide(actor: Actor, action: str, record: Mapping[str, Any] | None = None) -> Decision:
    """Whether `actor` may do `action` to `record`.

    Parameters
    ----------
    action
        A line of `roles.csv`.
    record
        What it is done to; only its ``agency_id`` counts. Where the role reaches only its own agency's
        records, a record that is not given or belongs to nobody is refused.

    Raises
    ------
    KeyError
        There is no such action.
    """
    how_far = reach(actor.role, action)
    if actor.role == PROGRAM:
        return Decision(True, "program")
    if not actor.signed_in:
        return Decision(False, "not_signed_in")
    if actor.scopes is not None and action not in actor.scopes:
        return Decision(False, "scope_forbids")
    if how_far == "all":
        return Decision(True, "role_allows")
    if how_far == "no":
        return Decision(False, "role_forbids")
    theirs = (record or {}).get("agency_id")
    if actor.agency_id is not None and theirs == actor.agency_id:
        return Decision(True, "own_agency")
    return Decision(False, "other_agency")


def may_ever(actor: Actor, action: str) -> bool:
    """Whether there can be a record to which `actor` may do `action`: what screens ask to show a button."""
    return decide(actor, action, {"agency_id": actor.agency_id}).allowed


def permit(
    who: Actor | str, action: str, record: Mapping[str, Any] | None = None, *, conn: Connection | None = None
) -> str:
    """The seam of every write: the name for the journal, or a refusal.

    With `conn` the account is read again in the write's own transaction: whoever was disabled or lost the
    role a moment ago is refused, whatever page is still open. A plain name is a program's or a test's own
    (a screen always has an `Actor`).

    Raises
    ------
    Denied
        With the reason in `problem`.
    """
    if isinstance(who, str):
        if action not in TABLE:
            raise KeyError(action)
        return who
    now = who if conn is None else _as_stored(conn, who)
    decision = Decision(False, "account_disabled") if now is None else decide(now, action, record)
    if not decision.allowed:
        raise Denied(name=who.name, action=action, problem=decision.reason)
    return who.name


def signed(
    who: Actor | str,
    action: str,
    origin: str,
    *,
    conn: Connection | None = None,
    record: Mapping[str, Any] | None = None,
) -> tuple[str, str]:
    """`permit`, and the journal's origin with it: a person's address is told beside the screen.

    Raises
    ------
    Denied
    """
    name = permit(who, action, record, conn=conn)
    return name, origin if isinstance(who, str) else who.from_where(origin)


def _as_stored(conn: Connection, who: Actor) -> Actor | None:
    """The actor with the role and agency that the account has now; None when it is disabled."""
    if who.account_id is None:
        # Whoever worked without an account may no longer, once there is one.
        gone = who == LOCAL_ADMIN and conn.execute(select(account.c.id).limit(1)).first() is not None
        return None if gone else who
    row = conn.execute(
        select(account.c.role, account.c.agency_id, account.c.disabled_at).where(
            account.c.id == who.account_id
        )
    ).first()
    if row is None or row.disabled_at is not None:
        return None
    return replace(who, role=row.role, agency_id=row.agency_id)


def require_account(conn: Connection, who: Actor, account_id: int) -> None:
    """One's own account, or the right to manage all.

    Raises
    ------
    Denied
    """
    if who.account_id == account_id and who.scopes is None and _as_stored(conn, who) is not None:
        return
    permit(who, "accounts.manage", conn=conn)
