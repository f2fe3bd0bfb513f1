"""What is drawn and not stored: each new shape, each change and each deletion, to be stored or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import actor_words, reveal, save_button
from dashboard.parts.zones import act, archiving, dropping, fields, findings, ground_facts, sketch
from dashboard.parts.zones import words as zone_words
from dashboard.parts.zones.pen import Pen, Said
from dashboard.services import services
from dashboard.words import _, counted
from dashboard.words.numbers import UNKNOWN
from data.store.engine import reading
from data.zones import Zone, create, delete, edit, history_of, undo, used_by, zone_of
from geo.zones import area_ha, is_route, length_m, vertices


def _measured(shape: Any) -> None:
    route = is_route(shape)
    # An outline that crosses itself has no area to tell.
    size = zone_words.size(area_ha(shape), 0) if shape.is_valid else UNKNOWN
    figures = [] if route else [(_("diện tích"), size)]
    figures += [
        (_("chiều dài") if route else _("chu vi"), formats.distance(length_m(shape))),
        (_("số điểm") if route else _("số góc"), formats.number(vertices(shape))),
    ]
    look.facts(figures)


def _without(values: Mapping[Any, Any], own: Any) -> dict[Any, Any]:
    return {each: value for each, value in values.items() if each != own}


def _new(pen: Pen, slot: int, shape: Any) -> Said:
    key = f"zone_new_{slot}"
    with st.container(key=f"zonecard_new_{slot}", border=True):
        st.markdown(f"**{_('Tuyến mới') if is_route(shape) else _('Khu vực mới')}**")
        _measured(shape)
        answer = findings.show(key, shape, lambda mended: _take(slot, mended))
        wanted = fields.ask(key, shape, pen.said.get(slot))
        if answer.ready:
            with st.expander(_("Dưới nét vẽ có gì")):
                ground_facts.show(shape)
        said = {name: value for name, value in vars(wanted).items() if name != "shape"}
        left, right = st.columns(2)
        if left.button(_("Bỏ hình này"), key=f"{key}_drop", width="stretch"):
            dropping.drop(dropping.Drawn({slot: shape}, {slot: said}), _("Đã bỏ hình vừa vẽ."))
        # What is wrong with the shape is said above, and refused when it is stored.
        if save_button.pressed(_("Lưu khu vực"), f"{key}_save", {_("Tên khu vực"): wanted.name}, at=right):
            _store_new(pen, slot, wanted, answer.accepted)
    return said


def _take(slot: int, mended: Any) -> None:
    act.rebuild(created={**act.pen().slots, slot: mended})


def _store_new(pen: Pen, slot: int, wanted: Zone, accepted: frozenset[str]) -> None:
    state, said = act.deeds.attempt(
        lambda conn, by: create(conn, wanted, by, act.ground(), accepted=accepted)
    )
    if state != "done":
        look.note(_("Chưa lưu"), str(said), kind="bad")
        return
    act.choose(int(said))
    act.deeds.remember(
        _("Đã lưu khu vực {name}.", name=" ".join(wanted.name.split())),
        lambda conn, by: undo(conn, int(said), by, seen_version=1),
    )
    act.rebuild(created=_without(pen.slots, slot))
    st.rerun()


def _named(row: Mapping[str, Any]) -> str:
    return f"{row['code']} {row['name']}"


def _as_stored(row: Mapping[str, Any], shape: Any) -> Zone:
    return Zone(row["name"], shape, row["kind"], row["season"], row["priority"], row["notes"])


def _changed(pen: Pen, own: str, shape: Any) -> None:
    seen, key = pen.seen[own], f"zone_changed_{own}"
    with reading(services().engine) as conn:
        row = zone_of(conn, int(own))
    if row is None:
        return
    with st.container(key=f"zonecard_changed_{own}", border=True):
        st.markdown(f"**{_('Hình mới của {zone}', zone=look.plain(_named(row)))}**")
        before = zone_words.size(row["area_ha"], row["length_m"])
        after = zone_words.size(None if is_route(shape) else area_ha(shape), length_m(shape))
        look.small(f"{before} → {after}")
        if row["version"] != seen.version:
            _conflict(pen, own, row, shape)
            return
        sketch.show([(seen.shape, "old"), (shape, "new")], _("Hình cũ và hình mới"))
        answer = findings.show(key, shape, lambda mended: _take_change(own, mended))
        if answer.ready:
            with st.expander(_("Dưới nét vẽ có gì")):
                ground_facts.show(shape, int(own))
        left, right = st.columns(2)
        if left.button(_("Bỏ thay đổi này"), key=f"{key}_drop", width="stretch"):
            text = _("Đã bỏ hình mới của {zone}.", zone=_named(row))
            dropping.drop(dropping.Drawn(changed={own: shape}), text)
        if save_button.pressed(_("Lưu thay đổi"), f"{key}_save", {}, at=right):
            _store_change(own, row, shape, seen.version, answer.accepted)


def _take_change(own: str, mended: Any) -> None:
    act.rebuild(changed={**act.pen().changes().changed, own: mended})


def _store_change(
    own: str, row: Mapping[str, Any], shape: Any, version: int, accepted: frozenset[str]
) -> None:
    state, said = act.deeds.attempt(
        lambda conn, by: edit(
            conn, int(own), _as_stored(row, shape), by, act.ground(), seen_version=version, accepted=accepted
        )
    )
    if state == "conflict":
        st.rerun()  # the stored version differs now: both are shown
    if state != "done":
        look.note(_("Chưa lưu"), str(said), kind="bad")
        return
    act.choose(int(own))
    act.deeds.remember(
        _("Đã lưu hình mới của {zone}.", zone=_named(row)),
        lambda conn, by: undo(conn, int(own), by, seen_version=int(said)),
    )
    pen = act.pen()
    act.rebuild(changed=_without(pen.changes().changed, own))
    st.rerun()


def _conflict(pen: Pen, own: str, row: Mapping[str, Any], shape: Any) -> None:
    """Somebody else stored another version since the map was built: nothing is overwritten unseen."""
    with reading(services().engine) as conn:
        last = history_of(conn, int(own))[0]
    who = actor_words.actor(last["actor"])
    look.note(
        _("Người khác vừa sửa khu vực này"),
        _(
            "{who} đã lưu bản {version} lúc {when}. Chưa ghi đè gì. Nét xanh là bản đang lưu, nét đỏ là hình "
            "bạn vẽ.",
            who=who,
            version=row["version"],
            when=formats.moment(last["at"]),
        ),
        kind="bad",
    )
    sketch.show([(row["shape"], "theirs"), (shape, "new")], _("Bản đang lưu và hình bạn vẽ"))
    answer = findings.show(f"zone_both_{own}", shape, lambda mended: _take_change(own, mended))
    left, right = st.columns(2)
    if left.button(_("Giữ bản đang lưu"), key=f"zone_keep_{own}", width="stretch"):
        act.rebuild(changed=_without(pen.changes().changed, own))
        st.rerun()
    usable = row["archived_at"] is None
    if right.button(_("Dùng hình tôi vẽ"), key=f"zone_mine_{own}", width="stretch", disabled=not usable):
        _store_change(own, row, shape, row["version"], answer.accepted)
    if not usable:
        look.small(_("Khu vực đã được lưu trữ; muốn sửa thì dùng lại trước."))


def _deleted(pen: Pen, own: str) -> None:
    seen, key = pen.seen[own], f"zone_gone_{own}"
    with reading(services().engine) as conn:
        row, patrols = zone_of(conn, int(own)), used_by(conn, int(own))
    if row is None:
        return
    with st.container(key=f"zonecard_gone_{own}", border=True):
        st.markdown(f"**{_('Xóa {zone}?', zone=look.plain(_named(row)))}**")
        left_over = [each for each in pen.changes().deleted if each != own]
        if row["version"] != seen.version:
            look.note(
                _("Người khác vừa sửa khu vực này"),
                _("Chưa xóa gì. Xem bản mới rồi quyết định."),
                kind="bad",
            )
        elif row["archived_at"] is not None:
            look.small(_("Người khác đã lưu trữ khu vực này."))
        elif patrols:
            archiving.ask(row, len(patrols), key, lambda: act.rebuild(deleted=left_over))
        else:
            look.small(_("Chưa có lượt tuần tra nào ở đây nên xóa được."))
            if st.button(_("Xóa khu vực"), key=f"{key}_yes", type="primary", width="stretch"):
                if act.deeds.do(
                    lambda conn, by: delete(conn, int(own), by, seen_version=seen.version),
                    _("Đã xóa {zone}.", zone=_named(row)),
                    lambda conn, by: undo(conn, int(own), by, seen_version=seen.version + 1),
                ):
                    act.choose(None)
                    act.rebuild(deleted=left_over)
                st.rerun()
        if st.button(_("Không xóa, vẽ lại lên bản đồ"), key=f"{key}_no", width="stretch"):
            act.rebuild(deleted=left_over)
            st.rerun()


def show() -> dict[int, Said]:
    """Draw everything that waits; returns what the forms say of new drawings by now."""
    pen = act.pen()
    now = pen.changes()
    if now.unknown:
        look.note(
            _("Có nét vẽ không dùng được"),
            counted(
                "{count} hình trên bản đồ không phải vùng hay tuyến của trang này; không lưu.",
                len(now.unknown),
            ),
            kind="warn",
        )
    waiting = len(pen.slots) + len(now.changed) + len(now.deleted)
    if waiting > st.session_state.get("zones_waiting", 0):
        reveal.count("zonespending")  # on a phone the form lies below the map
    st.session_state["zones_waiting"] = waiting
    said: dict[int, Said] = {}
    if not waiting:
        return said
    with st.container(key="zonespending"):
        look.note(
            counted("{count} nét vẽ chưa lưu", waiting),
            _("Chưa thành khu vực. Nét vẽ được giữ một ngày, kể cả khi tải lại hay rời trang."),
            kind="warn",
        )
        for slot, shape in list(pen.slots.items()):
            said[slot] = _new(pen, slot, shape)
        for own, shape in now.changed.items():
            _changed(pen, own, shape)
        for own in now.deleted:
            _deleted(pen, own)
        if waiting > 1 and st.button(_("Bỏ tất cả nét vẽ chưa lưu"), key="zones_drop_all", type="tertiary"):
            gone = dropping.Drawn(pen.slots, said, now.changed, now.deleted)
            dropping.drop(gone, counted("Đã bỏ {count} nét vẽ chưa lưu.", waiting))
    reveal.show("zonespending", "zonespending")
    return said
