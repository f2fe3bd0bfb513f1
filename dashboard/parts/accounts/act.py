"""What a person does on the page of accounts. Accounts run on the real clock, in a drill too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from sqlalchemy import Connection

from dashboard import look
from dashboard.access import who
from dashboard.access.opening import public_url
from dashboard.parts.conflict import conflicting
from dashboard.parts.deeds import Deeds
from dashboard.words import _
from data.access import Actor
from data.access.tokens import revoke
from data.clock import real_now

__all__ = ["By", "attempt", "conflicting", "do", "news", "revoking", "save", "show_secret", "tell_secret"]

_SHOWN = "accounts_shown_once"


@dataclass(frozen=True)
class By:
    """Who acts, and when."""

    who: Actor
    now: datetime


_deeds = Deeds("accounts", lambda: By(who(), real_now()))
attempt, do, news, save = _deeds.attempt, _deeds.do, _deeds.news, _deeds.save


def revoking(token_id: int) -> Callable[[Connection, By], None]:
    """The change that lets a token work no more."""
    return lambda conn, by: revoke(conn, token_id, by.who, now=by.now)


def own_address(path: str) -> str:
    """An address of this program for somebody else's browser."""
    base = public_url() or "/".join((st.context.url or "").split("/", 3)[:3])
    return f"{base}{path}"


def tell_secret(title: str, text: str, secret: str) -> None:
    """Show a secret on the next run, once."""
    st.session_state[_SHOWN] = (title, text, secret)


def show_secret() -> None:
    """The secret that was just made; after the button it is shown to nobody again."""
    if (held := st.session_state.get(_SHOWN)) is None:
        return
    title, text, secret = held
    with st.container(key="accountsecret"):
        look.note(title, text, kind="warn")
        st.code(secret, language=None, wrap_lines=True)
        if st.button(_("Đã chép, ẩn đi"), key="accounts_secret_hide", icon=":material/visibility_off:"):
            st.session_state.pop(_SHOWN)
            st.rerun()
