"""Who acts on a patrol under way: an account at a desk, or a member by their own link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.access.actor import PROGRAM, Actor
from data.patrols.act import By

SCREEN = "screen:checkin"
LINK = "link:"
"""Begins the name of somebody who acts by their link, in the journal and in every row."""


def by_link(member: Mapping[str, Any], now: datetime, address: str, *, drill: bool = False) -> By:
    """A member (row of `patrol_member`) who holds their own signed link: that is what they may.

    The link was checked before (`data.patrols.tokens.read_token`); what it does not cover, the functions of
    this package refuse themselves.
    """
    who = Actor(f"{LINK}{member['name']}", None, PROGRAM, member["agency_id"], address)
    return By(who, now, f"{SCREEN}@{address}", drill=drill)
