"""One look at the database for all walls: what was read is kept for some seconds, or until somebody writes.

Whoever comes while it is being read waits for it: fifty walls that wake up together make one set of queries.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import words
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.map import forest_layer as map_forest
from dashboard.routes import places as place_routes
from dashboard.services import Services
from dashboard.wall import payload
from dashboard.wall.phrases import Names
from data.store.engine import reading
from data.wall.redaction import redact
from data.wall.situation import standing, whole


@dataclass
class _Held:
    """What was read last from one database, and the packets made of it by (profile, language)."""

    standing: str = ""
    read_at: float = float("-inf")
    situation: Mapping[str, Any] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    packets: dict[tuple[str, str], bytes] = field(default_factory=dict)


_lock = threading.Lock()
_held: dict[str, _Held] = {}


def _read(conn: Connection, here: Services, held: _Held, now_is: str) -> None:
    held.situation = whole(conn, here, now=here.now())
    held.agencies = agency_names.ever(conn)
    held.standing, held.read_at = now_is, time.monotonic()
    held.packets.clear()


def _make(here: Services, held: _Held, profile: str) -> bytes:
    areas = here.areas
    names = Names(dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True)), held.agencies)
    made = payload.packet(
        redact(held.situation, profile), names, sorted(set(areas.communes["name"])), areas.present_era
    )
    base = st.get_option("server.baseUrlPath") or ""
    made["map"] |= {"places": place_routes.address(here, base), "forest": map_forest.shown(here.now(), base)}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def packet(here: Services, profile: str) -> bytes:
    """The situation for walls of a redaction profile, as JSON in the language in use.

    Raises
    ------
    SQLAlchemyError
        The database does not answer; what was read before stays kept.
    """
    key = (profile, words.current())
    with _lock, reading(here.engine) as conn:
        held = _held.setdefault(str(here.engine.url), _Held())
        now_is, age = standing(conn), time.monotonic() - held.read_at
        if now_is != held.standing or age >= here.profile.wall.keep_seconds:
            _read(conn, here, held, now_is)
        if key not in held.packets:
            held.packets[key] = _make(here, held, profile)
        return held.packets[key]


def forget() -> None:
    """Read anew at the next look (tests; a drill that starts again)."""
    with _lock:
        _held.clear()
