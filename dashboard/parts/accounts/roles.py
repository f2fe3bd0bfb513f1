"""Who may do what: the table of roles itself, in words."""

from __future__ import annotations

import streamlit as st

from dashboard import look
from dashboard.parts.accounts import words as account_words
from dashboard.words import _
from data.access.roles import TABLE
from data.store.tables import ROLES


def show() -> None:
    """Draw it: the same table that every permission is decided by."""
    look.small(
        _(
            "Mọi quyền được xét theo bảng này, mỗi lần ghi xét lại. “Của đơn vị mình”: chỉ với bản ghi của "
            "đơn vị đó."
        )
    )
    st.dataframe(
        [
            {_("Việc"): _(account_words.ACTIONS[action])}
            | {_(account_words.ROLES[role]): _(account_words.REACHES[cells[role]]) for role in ROLES}
            for action, cells in TABLE.items()
        ],
        hide_index=True,
        height=36 * (len(TABLE) + 1),
    )
