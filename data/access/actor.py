"""Who acts. Every change by a person carries an `Actor`; `data.access.deciding` says what they may do."""

from __future__ import annotations

from dataclasses import dataclass

PROGRAM = "program"
"""The role of the program's own work (the watch, a command): no person's, and in no table."""

LOCAL = "local"
"""Where the operator sits who works at the machine itself, before there are accounts."""


@dataclass(frozen=True)
class Actor:
    """One person (or program) while they act.

    Attributes
    ----------
    name
        What the journal shows: the account's name, ``local:administrator`` or ``system:…``.
    account_id
        The account; None for the operator without accounts, for programs and for nobody.
    role
        One of `data.access.roles.ROLES`; `PROGRAM`; or "" for somebody who has not signed in.
    agency_id
        The agency the account belongs to; None for none.
    origin
        Where from: the client's address, or `LOCAL`.
    scopes
        What a token was made for: it narrows the role, never widens it. None: not narrowed.
    redaction
        Of a screen on a wall: what it may show (`data.wall.redaction`). None: no such screen.
    """

    name: str
    account_id: int | None
    role: str
    agency_id: str | None
    origin: str
    scopes: frozenset[str] | None = None
    redaction: str | None = None

    @property
    def signed_in(self) -> bool:
        """Whether we know who this is."""
        return bool(self.role)

    def from_where(self, screen: str) -> str:
        """The journal's origin: the screen, and the address where it is not this machine."""
        return screen if self.origin == LOCAL or self.role == PROGRAM else f"{screen}@{self.origin}"


LOCAL_ADMIN = Actor("local:administrator", None, "administrator", None, LOCAL)
"""Works at the machine itself while there is no account."""


def nobody(origin: str) -> Actor:
    """Somebody who has not signed in."""
    return Actor("nobody", None, "", None, origin)


def program(name: str) -> Actor:
    """A part of the program that acts by itself."""
    return Actor(f"system:{name}", None, PROGRAM, None, name)
