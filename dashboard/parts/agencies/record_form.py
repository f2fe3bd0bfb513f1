"""What the dialogs of agencies and focal points share: a record is added, corrected or changed from a day on,
and where somebody else was first, both are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

import streamlit as st
from sqlalchemy import Connection

from dashboard import look
from dashboard.parts.agencies import act as agency_act
from dashboard.services import services
from dashboard.words import _
from data.agencies import Act, row_of, undo
from data.agencies.rows import Kind
from data.store.engine import reading

Row = Mapping[str, Any]
Wanted = TypeVar("Wanted")


class RecordForm(Generic[Wanted]):
    """The storing half of a dialog.

    Parameters
    ----------
    key
        Names what is kept between two runs.
    kind
        Of the record, as `data.agencies.row_of` knows it.
    add, edit
        The services that store it; both return the id of the row.
    told
        Label and value of each line that is compared where somebody else was first.
    """

    def __init__(
        self,
        key: str,
        kind: Kind,
        add: Callable[[Connection, Wanted, Act], int],
        edit: Callable[..., int],
        told: Callable[[Row], list[tuple[str, str]]],
    ) -> None:
        self._key, self._kind, self._told = key, kind, told
        self._add, self._edit = add, edit
        self._conflict = f"{key}_conflict"

    def begin(self) -> int:
        """The dialog is opened anew: its number, for the keys of its fields."""
        number: int = st.session_state.get(self._key, 0) + 1
        st.session_state[self._key] = number
        st.session_state.pop(self._conflict, None)
        return number

    def stored(
        self, row: Row | None, wanted: Wanted, since: date | None, button: str
    ) -> dict[str, Any] | None:
        """Draw the button (its key is `button`), or what somebody else stored meanwhile; the row as it is now
        once it is stored. `row` is as the person saw it, None of a new one."""
        if row is not None and st.session_state.get(self._conflict):
            with reading(services().engine) as conn:
                theirs = row_of(conn, self._kind, row["id"]) or dict(row)
            pairs = zip(self._told(theirs), self._told(vars(wanted)), strict=True)
            both = [(name, held, mine) for (name, held), (_same, mine) in pairs]
            if not agency_act.conflicting(self._key, both):
                return None
            return self._save(row, wanted, since, theirs["version"])
        now = None
        if st.button(_("Lưu"), key=button, type="primary", width="stretch"):
            now = self._save(row, wanted, since, row["version"] if row else 0)
            if st.session_state.get(self._conflict):
                st.rerun(scope="fragment")
        look.small(_("Không nhập thông tin bí mật nhà nước."))
        return now

    def _save(self, row: Row | None, wanted: Wanted, since: date | None, seen: int) -> dict[str, Any] | None:
        def change(conn: Connection, act: Act, version: int) -> int:
            if row is None:
                return self._add(conn, wanted, act)
            return self._edit(conn, row["id"], wanted, act, seen_version=version, since=since)

        made = agency_act.save(self._key, change, seen)
        if made is None:
            return None
        with reading(services().engine) as conn:
            return row_of(conn, self._kind, made)

    def close(self, now: Row, said: str) -> None:
        """It was stored: the page says so, with the way back."""
        agency_act.remember(
            said, lambda conn, act: undo(conn, self._kind, now["id"], act, seen_version=now["version"])
        )
        st.rerun()
