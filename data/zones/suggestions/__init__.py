"""Suggested zones: made in runs that keep every cell of the score, decided by planners."""

from data.zones.suggestions.deciding import accept, refuse, reopen
from data.zones.suggestions.making import FLAT, NOTHING_BURNS, TAKEN, Proposal, keep, propose
from data.zones.suggestions.reading import newest_run, of_run, refused, standing, suggestion

__all__ = [
    "FLAT",
    "NOTHING_BURNS",
    "TAKEN",
    "Proposal",
    "accept",
    "keep",
    "newest_run",
    "of_run",
    "propose",
    "refuse",
    "refused",
    "reopen",
    "standing",
    "suggestion",
]
