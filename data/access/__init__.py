"""Who may do what: actors, roles, decisions; accounts, sessions and tokens."""

from data.access.actor import LOCAL_ADMIN, Actor, nobody, program
from data.access.deciding import Decision, decide, may_ever, permit, signed
from data.access.errors import Denied

__all__ = [
    "LOCAL_ADMIN",
    "Actor",
    "Decision",
    "Denied",
    "decide",
    "may_ever",
    "nobody",
    "permit",
    "program",
    "signed",
]
