"""Who sees which wall: by the token of a display, by the role of a person, never more than either allows."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from dashboard.access.guard import NEEDS, WALL_TOO, action_for
from dashboard.pages import wall
from data.access import LOCAL_ADMIN, Actor
from data.access.sessions import DISPLAY_SCOPES
from data.store.tables import REDACTIONS


def actor(role: str, redaction: str | None = None, scopes: frozenset[str] | None = None) -> Actor:
    return Actor("x", 1, role, None, "192.0.2.1", scopes, redaction)


@pytest.mark.parametrize(
    ("who", "asked", "shown"),
    [
        (actor("viewer", "public", DISPLAY_SCOPES["public"]), None, "public"),
        (actor("viewer", "public", DISPLAY_SCOPES["public"]), "full", "public"),
        (actor("viewer", "full", DISPLAY_SCOPES["full"]), None, "full"),
        (actor("viewer"), None, "visitors"),
        (actor("viewer"), "full", "visitors"),
        (actor("viewer"), "public", "public"),
        (actor("commander"), None, "full"),
        (actor("commander"), "visitors", "visitors"),
        (actor("commander"), "everything", "full"),
    ],
)
def test_redaction(monkeypatch: pytest.MonkeyPatch, who: Actor, asked: str | None, shown: str) -> None:
    params: Any = {} if asked is None else {"as": asked}
    monkeypatch.setattr(st, "query_params", params)
    assert wall.redaction(who) == shown


def test_a_display_whose_token_ended_is_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    display = actor("viewer", "public", DISPLAY_SCOPES["public"])
    monkeypatch.setattr(st, "query_params", {"display": "1"})
    assert wall.may_look(display) and not wall.may_look(LOCAL_ADMIN)
    monkeypatch.setattr(st, "query_params", {})
    assert wall.may_look(LOCAL_ADMIN) and wall.may_look(actor("ranger"))
    assert not wall.may_look(actor("ranger", None, frozenset({"export.read"})))


def test_every_redaction_has_its_scopes() -> None:
    assert tuple(DISPLAY_SCOPES) == REDACTIONS


def test_what_a_wall_may_fetch_is_guarded_all_the_same() -> None:
    assert all(action_for(start) in NEEDS.values() for start in WALL_TOO)
    assert not "/map/incidents.json".startswith(WALL_TOO) and not "/media/1".startswith(WALL_TOO)
