"""*Màn hình*: the command room's wall. The page only asks, every half minute, what its component gets."""

from __future__ import annotations

import json
import logging
import random
import time
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import drill_mark, words
from dashboard.access import who
from dashboard.access.routes import DISPLAY_MARK
from dashboard.parts.map import board as map_board
from dashboard.services import services
from dashboard.wall import component, frame, kept, phrases
from data.access import Actor, decide
from data.access.sessions import WALL
from data.store.tables import REDACTIONS
from geo.errors import GeoError

JITTER = 0.1
"""Of the interval, to either side: walls that came back together after a restart drift apart."""
QUIET = 1.5
"""Without a refresh for so many intervals a wall says that it has lost the server: 45 s of 30."""
QUIET_LEAST_S = 10.0
"""A busy server may be silent for some seconds."""
_log = logging.getLogger(__name__)
_CSS = """<style>
[data-testid="stMainBlockContainer"] { padding: 0 !important; }
[data-testid="stApp"], body { background: #0a100d !important; overflow: hidden; }
[data-testid="stStatusWidget"], [data-testid="stToolbar"], [data-baseweb="modal"], [role="dialog"],
[data-testid="stConnectionStatus"] { display: none !important; }
</style>"""


def redaction(visitor: Actor) -> str:
    """What this visitor's screen may show: a display by its token; a person by the role, or less if the
    address asks for less (``?as=public``)."""
    if visitor.redaction is not None:
        return visitor.redaction
    own = "full" if decide(visitor, "patrols.positions").allowed else "visitors"
    asked = st.query_params.get("as", own)
    return asked if asked in REDACTIONS and REDACTIONS.index(asked) >= REDACTIONS.index(own) else own


def may_look(visitor: Actor) -> bool:
    """Whether this visitor may look at this wall. A display whose token was revoked must not go on as whoever
    else its browser may be: at a machine without accounts that would be the administrator."""
    if visitor.redaction is None and DISPLAY_MARK in st.query_params:
        return False
    return decide(visitor, WALL).allowed


def _envelope(interval: float) -> dict[str, Any]:
    """What belongs to the moment of sending: the same for every profile, and never kept."""
    here, base = services(), st.get_option("server.baseUrlPath") or ""
    return {
        "sent": int(time.time() * 1000),
        "limit": int(max(QUIET_LEAST_S, QUIET * interval) * 1000),
        "program": frame.program(),
        "frame": frame.address(here, base),
        "scripts": frame.scripts(base),
        "styles": frame.styles(base),
        "lang": words.current(),
        "drill": drill_mark.line() if here.drill else "",
    }


def _trouble(head: dict[str, Any], kind: str) -> bytes:
    """A packet without a situation that says why, in words: the wall may not have had any yet."""
    return json.dumps(head | {"trouble": kind, "said": phrases.trouble(kind)}).encode()


def _packet(interval: float) -> bytes:
    """The packet of this refresh; what is wrong is said in it, so that the wall stays."""
    here, head = services(), _envelope(interval)
    try:
        visitor = who()
        if not may_look(visitor):
            return _trouble(head, "refused")
        body = kept.packet(here, redaction(visitor))
        head |= {"clock": map_board.story_clock()}
    except (SQLAlchemyError, OSError, GeoError):
        _log.exception("the wall's situation cannot be read")
        return _trouble(head, "trouble")
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return text[:-1] + b',"situation":' + body + b"}"


def show() -> None:
    """Draw the page."""
    st.html(_CSS)
    every = services().profile.wall.refresh_seconds
    interval = st.session_state.setdefault(
        "wall_interval",
        every * random.uniform(1 - JITTER, 1 + JITTER),  # noqa: S311 -- spreads load, no secret
    )
    st.fragment(lambda: component.show(_packet(interval)), run_every=interval)()
