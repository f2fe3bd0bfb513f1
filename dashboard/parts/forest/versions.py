"""All versions of the forest layer, and the way back to the one before."""

from __future__ import annotations

import logging

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.forest import review as forest_review
from dashboard.services import services
from dashboard.words import _, forest
from dashboard.words.errors import say
from data.forest.layers import Layer
from data.forest.restoring import restore, version_before
from geo.errors import GeoError

_log = logging.getLogger(__name__)


def _table(layers: list[Layer]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                each.name,
                forest.said(forest.KINDS, each.kind),
                _("đã rút lại")
                if each.state == "retired" and each.activated_at is None
                else forest.said(forest.STATES, each.state),
                forest.days(each),
                formats.number(each.plots),
                formats.number(each.area_ha, 2),
                formats.moment(each.created_at),
            )
            for each in layers
        ],
        columns=[
            _("Tên"),
            _("Loại"),
            _("Tình trạng"),
            _("Có hiệu lực"),
            _("Số lô"),
            _("Diện tích, ha"),
            _("Nạp lúc"),
        ],
    )


def _restore(current: Layer, before: Layer, reason: str) -> None:
    here = services()
    try:
        restore(
            here.engine,
            before.id,
            now=here.now(),
            actor=who(),
            origin=forest_review.ORIGIN,
            expected_version=current.version,
            reason=reason.strip() or None,
        )
    except GeoError as error:
        look.note(_("Chưa làm được"), say(error.code, error.params), kind="bad")
        return
    except SQLAlchemyError:
        _log.exception("a forest layer could not be taken back")
        look.note(_("Chưa lưu được"), _("Không có gì bị ghi dở. Hãy thử lại sau ít phút."), kind="bad")
        return
    forest_review.look_under_hotspots()
    st.session_state["forest_done"] = _("Đã dùng lại “{name}”.", name=before.name)
    st.rerun()


def _dialog(current: Layer, before: Layer) -> None:
    look.note(
        _("Dùng lại “{name}”?", name=before.name),
        _(
            "“{current}” thôi được tính, kể cả cho điểm cháy đã có; lô của nó vẫn được giữ. Bản trước "
            "được tính tiếp như chưa từng thay.",
            current=current.name,
        ),
        kind="warn",
    )
    reason = st.text_input(_("Lý do (không bắt buộc)"), key="forest_restore_reason", max_chars=200)
    left, right = st.columns(2)
    if left.button(_("Không, giữ bản mới"), key="forest_restore_no", width="stretch"):
        st.rerun()
    if right.button(_("Dùng lại bản trước"), key="forest_restore_yes", type="primary", width="stretch"):
        _restore(current, before, reason)


def show(layers: list[Layer]) -> None:
    """Draw the list; `layers` of the states active and retired."""
    st.subheader(_("Các bản"), anchor=False)
    st.dataframe(_table(layers), hide_index=True, key="forest_versions")
    look.small(_("Bản cũ được giữ: điểm cháy trong thời gian của bản nào thì tính theo bản đó."))
    for current in (each for each in layers if each.state == "active"):
        before = version_before(services().engine, current.id)
        if before is not None and st.button(
            _("Dùng lại bản trước: {name}…", name=look.plain(before.name)),
            key=f"forest_restore_{current.id}",
            icon=":material/undo:",
        ):
            dialogs.dialog(_("Dùng lại bản trước"))(_dialog)(current, before)
