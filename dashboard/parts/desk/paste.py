"""The text for one's own Zalo or SMS: read before it is made, made with its link, and entered as told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import look
from dashboard.office import office
from dashboard.parts.desk import act as desk_act
from dashboard.services import services
from dashboard.words import _
from data.clock import real_now
from data.ledger.telling import By
from data.ledger.whom import Contact
from data.notices import contacts
from data.notices.pasting import Pasted, paste, preview
from data.store.engine import reading

CHANNELS = ("zalo", "sms")
_KEY = "desk_pasted"


def text_of(duty_ids: Sequence[int]) -> str:
    """The text as it would be sent, without a link; nothing is stored."""
    with reading(services().engine) as conn:
        return preview(conn, duty_ids, office())


def offer(
    key: str, receiver: str, contact: Contact | None, channel: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Show the text, and make the one with the link for a focal point that has a number."""
    ids = sorted(row["id"] for row in rows)
    if not ids:
        return
    with st.expander(_("Nội dung tin"), key=f"{key}_text"):
        st.code(text_of(ids), language=None, wrap_lines=True)
    if contact is None or not contact.phones:
        return
    to = contacts.Contact(receiver, contact.focal_point_id, contact.name, channel, contact.phones[0])

    def change(conn: Connection, by: By, _seen: int) -> Pasted:
        return paste(conn, to, ids, office=office(), by=by, real_now=real_now())

    if st.button(
        _("Tạo tin để chép, ghi là đã gửi"), key=f"{key}_paste", type="primary", width="stretch",
        icon=":material/content_copy:",
    ):  # fmt: skip
        made = desk_act.save(key, change, 0)
        if made is not None:
            desk_act.show("pasted", text=made.text)
            st.rerun()


def dialog(text: str, _number: int) -> None:
    """The complete text, to be copied."""
    look.small(_("Chép nguyên đoạn này rồi gửi. Không gửi được thì rút lại dòng đã ghi ở phần Diễn biến."))
    st.code(text, language=None, wrap_lines=True)
    if st.button(_("Đã chép xong"), key=_KEY, type="primary", width="stretch"):
        desk_act.close()
        st.rerun()
