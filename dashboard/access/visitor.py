"""The one place where a request, or a visit to a page, becomes an `Actor`.

Sessions and tokens run on the real clock, in a drill too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection

from dashboard.access import cookies
from dashboard.access.opening import is_loopback, only_accounts
from dashboard.services import Services, services
from data.access import LOCAL_ADMIN, Actor, nobody, sessions, tokens
from data.access.accounts import any_account
from data.access.secrets import signing_key
from data.clock import real_now
from data.store.engine import reading, writing

PEER = "x-canhlua-peer"
"""Header that the guard puts on a websocket, so that a page knows where its visitor is; nobody else can."""
FORWARDING = (
    "forwarded",
    "via",
    "x-client-ip",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-original-host",
    "x-real-ip",
)
"""Headers of a proxy: whoever comes through one does not sit at this machine."""
_BEARER = "bearer "


@dataclass(frozen=True)
class Visit:
    """What is known of whoever comes: address, cookies, headers by lower-case name."""

    peer: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def local(self) -> bool:
        """Whether it comes from this very machine, through nobody."""
        return is_loopback(self.peer) and not any(each in self.headers for each in FORWARDING)

    @property
    def token(self) -> str | None:
        """The token of a program."""
        given = self.headers.get("authorization", "")
        return given[len(_BEARER) :].strip() if given[: len(_BEARER)].lower() == _BEARER else None


def visit_of(request: HTTPConnection) -> Visit:
    """The visit of a request."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Visit(request.client.host if request.client else "", request.cookies, headers)


def visit_of_page() -> Visit:
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    return Visit(headers.get(PEER, ""), st.context.cookies.to_dict(), headers)


def _by_token(conn: Connection, token: str, visit: Visit, now: datetime) -> tuple[Actor, bool]:
    found = tokens.find_api(conn, token, address=visit.peer, now=now)
    return (found, tokens.worth_noting(conn, token, now)) if found else (nobody(visit.peer), False)


def actor(visit: Visit, here: Services) -> Actor:
    """Who this is: by a program's token, by a session's cookie, by a wall's; else the operator at a machine
    without accounts, or nobody."""
    now, drill = real_now(), here.drill
    noted: int | str | None = None
    with reading(here.engine) as conn:
        if visit.token is not None:
            found, stale = _by_token(conn, visit.token, visit, now)
            noted = visit.token if stale else None
        else:
            key = signing_key(conn)
            found = nobody(visit.peer)
            for kind in (cookies.SESSION, cookies.WALL):
                secret = cookies.secret_of(visit.cookies, kind, key, drill=drill)
                session = secret and sessions.find(conn, secret, address=visit.peer, now=now)
                if session:
                    found = session.actor
                    noted = session.id if sessions.worth_noting(conn, session.id, now) else None
                    break
            else:
                if visit.local and not only_accounts() and not any_account(conn):
                    return LOCAL_ADMIN
    if noted is not None:
        _note(here, noted, now)
    return found


def _note(here: Services, what: int | str, now: datetime) -> None:
    """When it was last seen matters less than letting people work."""
    with contextlib.suppress(SQLAlchemyError), writing(here.engine) as conn:
        if isinstance(what, int):
            sessions.note(conn, what, now)
        else:
            tokens.note(conn, what, now)


def of_request(request: HTTPConnection) -> Actor:
    """Who asks an address."""
    return actor(visit_of(request), services())


def of_page() -> Actor:
    """Who looks at the page that is being drawn."""
    return actor(visit_of_page(), services())


who = of_page
