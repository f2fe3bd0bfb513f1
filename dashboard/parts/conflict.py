"""Two people changed one record: both versions side by side, and whoever came second decides."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import look
from dashboard.words import _


def conflicting(key: str, fields: list[tuple[str, str, str]], base: Mapping[str, str] | None = None) -> bool:
    """Show what differs; True when the person decides for their own, as a new change to what is stored.

    Parameters
    ----------
    key
        The form's: `Deeds.save` sets ``<key>_conflict`` when it was refused.
    fields
        (field, stored now, mine), in words.
    base
        Field → what it was when the form was opened; adds that column.
    """
    if not st.session_state.get(f"{key}_conflict"):
        return False
    look.note(_("Người khác vừa sửa bản ghi này"), _("Chưa lưu gì. Xem hai bản rồi chọn."), kind="bad")
    rows = []
    for name, theirs, mine in fields:
        opened = {} if base is None else {_("Lúc bạn mở"): base.get(name, "")}
        if theirs != mine:
            rows.append({_("Mục"): name, **opened, _("Đang lưu"): theirs, _("Bạn nhập"): mine})
    st.dataframe(rows, hide_index=True)
    left, right = st.columns(2)
    if left.button(_("Giữ bản đang lưu"), key=f"{key}_keep", width="stretch"):
        st.session_state.pop(f"{key}_conflict")
        st.rerun()
    return right.button(_("Dùng bản tôi nhập"), key=f"{key}_mine", width="stretch")
