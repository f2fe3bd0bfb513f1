"""The zone that was chosen: what it is, what lies there, who goes there, what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import actor_words, dialogs
from dashboard.parts.conflict import conflicting
from dashboard.parts.html import html
from dashboard.parts.zones import act, archiving, fields, ground_facts, sketch, typed
from dashboard.parts.zones import words as zone_words
from dashboard.services import services
from dashboard.sheet import coordinates
from dashboard.words import _
from data.store.engine import reading
from data.zones import COMING, Zone, delete, edit, history_of, restore, undo, used_by, zone_of


def _facts(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    at = row["shape"].representative_point()
    route = row["area_ha"] is None
    found = [
        (_("Loại khu vực"), _(zone_words.KINDS[row["kind"]])),
        (_("Mùa"), _(zone_words.SEASONS[row["season"]])),
        (_("Ưu tiên"), _(zone_words.PRIORITIES[row["priority"]])),
        (_("Chiều dài") if route else _("Chu vi"), formats.distance(row["length_m"])),
        (_("Ở giữa"), coordinates.decimal(at.y, at.x)),
        (_("VN-2000"), coordinates.vn2000(at.y, at.x, services().areas.crs_metres)[0]),
        (_("Nguồn"), zone_words.source(row)),
    ]
    return found if route else [(_("Diện tích"), zone_words.size(row["area_ha"], 0)), *found]


def _head(row: Mapping[str, Any]) -> None:
    colour = zone_words.COLOURS[row["kind"]]
    facts = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in _facts(row))
    ended = ""
    if row["archived_at"] is not None:
        text = _(
            "Đã lưu trữ {day}: {reason}",
            day=formats.day(row["archived_at"]),
            reason=zone_words.reason(row["archived_reason"]),
        )
        ended = f'<p class="ended">{escape(text)}</p>'
    notes = f'<p class="notes">{escape(row["notes"])}</p>' if row["notes"] else ""
    html(
        f'<article class="cl-zone" style="--zone: {colour}"><h2>{escape(row["name"])}</h2>'
        f'<span class="code">{escape(row["code"])}</span>{ended}<dl>{facts}</dl>{notes}</article>'
    )


def _open_edit(row: Mapping[str, Any]) -> None:
    st.session_state["zone_form"] = st.session_state.get("zone_form", 0) + 1
    st.session_state.pop("zone_edit_conflict", None)
    title = _("Sửa {zone}", zone=row["code"])
    dialogs.dialog(title, width="large")(_edit)(dict(row), st.session_state["zone_form"])


def _spoken(each: Mapping[str, Any]) -> dict[str, str]:
    return {
        _("Tên khu vực"): each["name"],
        _("Loại khu vực"): _(zone_words.KINDS[each["kind"]]),
        _("Mùa"): _(zone_words.SEASONS[each["season"]]),
        _("Mức ưu tiên"): _(zone_words.PRIORITIES[each["priority"]]),
        _("Ghi chú"): each["notes"],
    }


def _edit(row: Mapping[str, Any], number: int) -> None:
    wanted = fields.ask(f"zone_edit_{number}", row["shape"], row)
    with reading(services().engine) as conn:
        stored = zone_of(conn, row["id"]) or row
    theirs, mine = _spoken(stored), _spoken(vars(wanted))
    mine_too = conflicting("zone_edit", [(name, theirs[name], mine[name]) for name in theirs], _spoken(row))
    if st.button(_("Lưu"), key="zone_edit_save", type="primary", width="stretch") or mine_too:
        _save(row, stored, wanted, stored["version"] if mine_too else row["version"])


def _save(row: Mapping[str, Any], stored: Mapping[str, Any], wanted: Zone, seen: int) -> None:
    # Only what the form asks for is changed: the shape is the stored one, whoever moved it meanwhile.
    said = Zone(wanted.name, stored["shape"], wanted.kind, wanted.season, wanted.priority, wanted.notes)
    # An old shape that would be asked about again was answered when it was drawn.
    answered = {"zone_tiny", "zone_short", "zone_outside", "zone_partly_outside"}
    new = act.deeds.save(
        "zone_edit",
        lambda conn, by, version: edit(
            conn, row["id"], said, by, act.ground(), seen_version=version, accepted=answered
        ),
        seen,
    )
    if new is not None:
        act.deeds.remember(
            _("Đã lưu {zone}.", zone=f"{row['code']} {wanted.name}"),
            lambda conn, by: undo(conn, row["id"], by, seen_version=int(new)),
        )
        st.rerun()
    elif st.session_state.get("zone_edit_conflict"):
        st.rerun(scope="fragment")


def _remove(row: Mapping[str, Any], patrols: list[dict[str, Any]]) -> None:
    own, version, named = int(row["id"]), int(row["version"]), f"{row['code']} {row['name']}"
    coming = sum(each["status"] in COMING for each in patrols)
    if coming:
        look.note(
            _("{count} lượt tuần tra sắp tới còn dùng khu vực này", count=formats.number(coming)),
            _("Các lượt đó giữ nguyên; lượt mới không chọn được khu vực này nữa."),
            kind="warn",
        )
    if patrols:
        archiving.ask(row, len(patrols), "zone_card", lambda: None)
        return
    look.small(_("Chưa có lượt tuần tra nào ở đây nên xóa được. Có thể hoàn tác ngay sau đó."))
    left, right = st.columns(2)
    if left.button(_("Xóa khu vực"), key="zone_card_delete", width="stretch"):
        if act.deeds.do(
            lambda conn, by: delete(conn, own, by, seen_version=version),
            _("Đã xóa {zone}.", zone=named),
            lambda conn, by: undo(conn, own, by, seen_version=version + 1),
        ):
            act.choose(None)
        st.rerun()
    with right.popover(_("Lưu trữ…"), width="stretch"):
        archiving.ask(row, 0, "zone_card", lambda: None)


def _deeds(row: Mapping[str, Any], patrols: list[dict[str, Any]], versions: int) -> None:
    own, version, named = int(row["id"]), int(row["version"]), f"{row['code']} {row['name']}"
    with st.container(key="zonedeeds", horizontal=True):
        if row["archived_at"] is not None:
            if st.button(_("Dùng lại"), key="zone_restore", type="primary"):
                act.deeds.do(
                    lambda conn, by: restore(conn, own, by, seen_version=version),
                    _("Dùng lại {zone}.", zone=named),
                    lambda conn, by: undo(conn, own, by, seen_version=version + 1),
                )
                st.rerun()
            return
        if st.button(_("Sửa thông tin"), key="zone_edit", icon=":material/edit:"):
            _open_edit(row)
        if st.button(_("Sửa tọa độ"), key="zone_type", icon=":material/pin_drop:"):
            typed.open_dialog(row)
        if versions > 1 and st.button(_("Hoàn tác lần sửa cuối"), key="zone_undo", icon=":material/undo:"):
            act.deeds.do(
                lambda conn, by: undo(conn, own, by, seen_version=version),
                _("Đã đưa {zone} về bản trước.", zone=named),
                lambda conn, by: undo(conn, own, by, seen_version=version + 1),
            )
            st.rerun()
    with st.expander(_("Xóa, lưu trữ")):
        _remove(row, patrols)


def _patrols(patrols: list[dict[str, Any]]) -> None:
    if not patrols:
        return
    rows = "".join(
        f'<li><a href="/planning?patrol={each["id"]}" target="_self">{escape(each["code"])}</a> '
        f"<span>{escape(formats.moment(each['starts_at']))}</span></li>"
        for each in patrols[:8]
    )
    html(f'<h3>{escape(_("Tuần tra ở đây"))}</h3><ul class="cl-zonelist">{rows}</ul>')


def _history(row: Mapping[str, Any], versions: list[dict[str, Any]]) -> None:
    lines = []
    for each in versions[:20]:
        action = _(zone_words.ACTIONS[each["action"]])
        length = each["fields"]["length_m"]
        size = zone_words.size(each["fields"]["area_ha"], length)
        head = _("bản {version} · {action}", version=each["version"], action=action)
        text = f"{formats.moment(each['at'])} · {actor_words.actor(each['actor'])} · {size}"
        lines.append(f"<li>{escape(head)}<span>{escape(text)}</span></li>")
    html(f'<ol class="cl-zonelist">{"".join(lines)}</ol>')
    if len(versions) > 1 and not versions[0]["shape"].equals_exact(versions[1]["shape"], 0):
        sketch.show([(versions[1]["shape"], "old"), (row["shape"], "new")], _("Hình bản trước và bản này"))


def show(zone_id: int, *, may: bool) -> None:
    """Draw the card."""
    with reading(services().engine) as conn:
        row = zone_of(conn, zone_id)
        patrols, versions = used_by(conn, zone_id), history_of(conn, zone_id)
    if st.button(_("Danh sách khu vực"), key="zone_back", type="tertiary", icon=":material/arrow_back:"):
        act.choose(None)
        st.rerun()
    if row is None:
        look.note(_("Không có khu vực này"), _("Chọn một khu vực trong danh sách."), kind="warn")
        return
    _head(row)
    if may:
        _deeds(row, patrols, len(versions))
    ground_facts.show(row["shape"], zone_id)
    _patrols(patrols)
    with st.expander(_("Các bản đã lưu ({count})", count=formats.number(len(versions)))):
        _history(row, versions)
