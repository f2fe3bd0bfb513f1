"""Last step of the import: what was read, on the map and in figures; a name, a day, and a yes or a no."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, time

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, save_button
from dashboard.parts.forest import draft as forest_draft
from dashboard.parts.forest import findings as forest_findings
from dashboard.parts.forest import job as forest_job
from dashboard.parts.forest import links as forest_links
from dashboard.parts.forest import preview as forest_preview
from dashboard.services import services
from dashboard.words import _, counted
from dashboard.words import forest as words_of_forest
from dashboard.words.errors import say
from data.forest.activating import activate, discard
from data.forest.evidence import ensure_shares
from data.forest.layers import FAMILIES, Layer, in_force
from data.forest.restoring import describe
from data.forest.statistics import area_by
from data.store.engine import reading
from geo.errors import GeoError

ORIGIN = "screen:forest"
_log = logging.getLogger(__name__)


def _in_force(layer: Layer) -> Layer | None:
    """The version that this one would replace."""
    with reading(services().engine) as conn:
        found = [each for each in in_force(conn) if each.kind in FAMILIES[layer.family]]
    return next((each for each in found if each.state == "active"), None)


def _areas(layer: Layer | None) -> dict[str | None, tuple[int, float]]:
    if layer is None:
        return {}
    with reading(services().engine) as conn:
        table = area_by(conn, layer.id, "state_group")
    return {row["key"]: (int(row["plots"]), float(row["area_ha"])) for row in table.to_dict("records")}


def changes(new: Layer, old: Layer | None) -> pd.DataFrame:
    """Hectares and plots by state group, the new version beside the one in force, and the difference."""
    now, before = _areas(new), _areas(old)
    rows = []
    for key in sorted({*now, *before}, key=lambda name: -now.get(name, before.get(name, (0, 0.0)))[1]):
        plots, ha = now.get(key, (0, 0.0))
        had, had_ha = before.get(key, (0, 0.0))
        difference = ha - had_ha
        sign = "+" if round(difference, 2) > 0 else ""
        rows.append(
            [
                words_of_forest.group(key),
                formats.number(plots),
                formats.number(ha, 2),
                *(
                    [formats.number(had), formats.number(had_ha, 2), sign + formats.number(difference, 2)]
                    if old
                    else []
                ),
            ]
        )
    columns = [_("Nhóm"), _("Lô"), _("Diện tích, ha")]
    if old:
        columns += [_("Lô bản đang dùng"), _("Diện tích bản đang dùng, ha"), _("Thay đổi, ha")]
    return pd.DataFrame(rows, columns=columns)


def _begins(layer: Layer, old: Layer | None) -> datetime | None:
    """From when the layer counts, as a person says; None is since ever."""
    here = services()
    today = formats.local(here.now()).date()
    since_ever = False
    if old is None:
        since_ever = (
            st.radio(
                _("Lớp này tính từ"),
                [True, False],
                format_func=lambda ever: (
                    _("Từ trước tới nay (cả cho điểm cháy cũ)") if ever else _("Từ một ngày")
                ),
                key=f"forest_ever_{layer.id}",
                horizontal=True,
            )
            is True
        )
    if since_ever:
        return None
    on = st.date_input(
        _("Tính từ ngày"),
        today,
        min_value=date(1990, 1, 1),
        max_value=today,
        format="DD/MM/YYYY",
        key=f"forest_from_{layer.id}",
    )
    if old is not None:
        look.small(
            _(
                "Điểm cháy trước ngày này giữ bản “{name}”; điểm cháy từ ngày này tính theo bản mới.",
                name=old.name,
            )
        )
    day = on if isinstance(on, date) else today
    midnight = datetime.combine(day, time(), here.profile.tz)
    return min(midnight, here.now())


def _decided(decide: Callable[[], object]) -> bool:
    """Carry out what a person decided on the layer; False where it could not be, and why is said."""
    try:
        decide()
    except GeoError as error:
        look.note(_("Chưa làm được"), say(error.code, error.params), kind="bad")
        return False
    except SQLAlchemyError:
        _log.exception("a forest layer could not be decided on")
        look.note(_("Chưa lưu được"), _("Không có gì bị ghi dở. Hãy thử lại sau ít phút."), kind="bad")
        return False
    forest_draft.drop()
    forest_job.desk.noted()
    return True


def look_under_hotspots() -> None:
    """Compute anew what lies under the stored hotspots; what is left over the watch does."""
    here = services()
    try:
        with st.spinner(_("Đang xem gì nằm dưới các điểm cháy đã lưu…")):
            ensure_shares(here.engine, settings=here.profile.forest, now=here.now())
    except (SQLAlchemyError, GeoError):
        _log.exception("shares under hotspots; the watch will do it")


def _confirm(layer: Layer, name: str, begins: datetime | None) -> None:
    here = services()

    def put_in_force() -> None:
        seen = layer.version
        named = describe(here.engine, layer.id, name=name, valid_from=begins, expected_version=seen)
        activate(
            here.engine, layer.id, now=here.now(), actor=who(), origin=ORIGIN, expected_version=named.version
        )

    with st.spinner(_("Đang đưa vào dùng…")):
        done = _decided(put_in_force)
    if done:
        look_under_hotspots()
        st.session_state["forest_done"] = counted("Đã đưa vào dùng: {count} lô.", layer.plots)
        forest_links.go_to_forest()


def _throw_away(layer: Layer) -> None:
    here, seen = services(), layer.version
    if _decided(
        lambda: discard(
            here.engine, layer.id, now=here.now(), actor=who(), origin=ORIGIN, expected_version=seen
        )
    ):
        st.toast(_("Đã bỏ lớp này; không gì được giữ lại."))
        st.rerun()


def _discard_dialog(layer: Layer) -> None:
    look.note(
        _("Bỏ “{name}”?", name=layer.name),
        _("Lớp vừa đọc bị xóa. Lớp đang dùng không đổi. Muốn dùng sau này phải nạp lại tệp."),
        kind="warn",
    )
    left, right = st.columns(2)
    if left.button(_("Không, giữ lại"), key="forest_discard_no", width="stretch"):
        st.rerun()
    if right.button(_("Bỏ lớp này"), key="forest_discard_yes", type="primary", width="stretch"):
        _throw_away(layer)


def show(layer: Layer) -> None:
    """Draw the step for a staged layer."""
    look.note(
        _("“{name}” đang chờ xác nhận", name=layer.name),
        _(
            "Đọc từ {source} lúc {moment}. Chưa ai thấy lớp này trên bản đồ chung cho đến khi bạn xác nhận.",
            source=layer.source_name,
            moment=formats.moment(layer.created_at),
        ),
    )
    if label := words_of_forest.note(layer.kind):
        look.small(label)
    old = _in_force(layer)
    left, right = st.columns([1, 1])
    with left:
        st.subheader(_("Trên bản đồ"), anchor=False)
        forest_preview.show(layer)
    with right:
        st.subheader(_("Đã thấy gì khi đọc"), anchor=False)
        forest_findings.show(layer, key="forest_staged")
    st.subheader(_("So với bản đang dùng") if old else _("Diện tích theo nhóm"), anchor=False)
    if old:
        look.small(
            _(
                "Bản đang dùng: “{name}”, {plots} lô. Bản mới: {count} lô.",
                name=old.name,
                plots=formats.number(old.plots),
                count=formats.number(layer.plots),
            )
        )
    st.dataframe(changes(layer, old), hide_index=True, key="forest_changes")
    st.subheader(_("Xác nhận"), anchor=False)
    with st.container(key="forest_confirm"):
        name = st.text_input(
            _("Tên lớp"),
            layer.name,
            max_chars=120,
            key=f"forest_name_{layer.id}",
            disabled=layer.kind != "inventory",
        )
        begins = _begins(layer, old)
        row = st.container(key="forest_next", horizontal=True)
        if row.button(_("Bỏ lớp này…"), key="forest_discard"):
            dialogs.dialog(_("Bỏ lớp vừa đọc"))(_discard_dialog)(layer)
        if save_button.pressed(
            _("Xác nhận, đưa vào dùng"), "forest_activate", {_("Tên lớp"): name}, at=row, width="content"
        ):
            _confirm(layer, name, begins)
