"""Archive a zone: what patrols went to is not deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.zones import act
from dashboard.words import _
from data.zones import archive, undo


def ask(row: Mapping[str, Any], patrols: int, key: str, after: Callable[[], Any]) -> None:
    """Say why a zone with `patrols` is not deleted, ask for the reason, archive it; `after` when it was."""
    if patrols:
        look.note(
            _("Không xóa được: đã có {patrols} lượt tuần tra", patrols=formats.number(patrols)),
            _(
                "Hồ sơ các lượt tuần tra cần khu vực này. Có thể lưu trữ: không dùng cho lượt mới, hồ sơ "
                "giữ nguyên."
            ),
            kind="warn",
        )
    reason = st.text_input(_("Lý do lưu trữ"), key=f"{key}_reason", max_chars=200)
    if st.button(_("Lưu trữ khu vực"), key=f"{key}_archive", type="primary", width="stretch"):
        if not reason.strip():
            look.note(_("Chưa lưu trữ"), _("Hãy ghi lý do, để người sau biết vì sao thôi dùng."), kind="warn")
            return
        own, version = int(row["id"]), int(row["version"])
        if act.deeds.do(
            lambda conn, by: archive(conn, own, by, seen_version=version, reason=reason),
            _("Đã lưu trữ {zone}.", zone=f"{row['code']} {row['name']}"),
            lambda conn, by: undo(conn, own, by, seen_version=version + 1),
        ):
            act.choose(None)
            after()
        st.rerun()
