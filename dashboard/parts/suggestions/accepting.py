"""Make a zone of a suggestion: as it is in a dialog, or redrawn on the map first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely
import streamlit as st

from dashboard import formats, look
from dashboard.map import drawing
from dashboard.parts import dialogs, save_button
from dashboard.parts.incidents import area_map as case_area_map
from dashboard.parts.map import board as map_board
from dashboard.parts.suggestions import act, score_map
from dashboard.parts.suggestions import words as score_words
from dashboard.parts.zones import act as zone_act
from dashboard.parts.zones import fields, findings
from dashboard.words import _
from data.zones.suggestions import accept, reopen
from geo.zones import area_ha

_AROUND_DEG = 0.01


def _begun(run: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """What the form begins with: a name to be changed, and why the ground was proposed."""
    village = score_words.near(row["parts"])
    name = (
        _("Gợi ý {number}", number=row["number"])
        if village is None
        else _("Khu vực gần bản {village}", village=village)
    )
    why = "; ".join(score_words.counts(each)[0] for each in row["parts"] if each["value"])
    notes = _(
        "Từ gợi ý chấm ngày {day}, điểm {score}: {why}.",
        day=formats.day(run["made_at"]),
        score=score_words.score(row["score"]),
        why=why,
    )
    return {"name": name, "notes": notes[:1000], "kind": "patrol", "priority": 2, "season": "dry"}


def _form(run: Mapping[str, Any], row: Mapping[str, Any], shape: Any, key: str) -> bool:
    """The fields and the button; True when it was stored."""
    own = row["id"]
    answer = findings.show(key, shape, lambda mended: st.session_state.update({f"{key}_shape": mended}))
    wanted = fields.ask(key, shape, _begun(run, row))
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    # What is wrong with the shape is said above, and refused when it is stored.
    if not save_button.pressed(
        _("Lưu thành khu vực"), f"{key}_save", {_("Tên khu vực"): wanted.name}, width="content",
        icon=":material/check:",
    ):  # fmt: skip
        return False
    state, said = act.deeds.attempt(
        lambda conn, by: accept(conn, own, wanted, by, zone_act.ground(), accepted=answer.accepted)
    )
    if state != "done":
        look.note(_("Chưa lưu"), said or _("Người khác vừa quyết định gợi ý này."), kind="bad")
        return False
    act.deeds.remember(
        _("Đã nhận gợi ý {number} thành khu vực “{name}”.", number=row["number"], name=wanted.name),
        lambda conn, by: reopen(conn, own, by),
    )
    return True


def open_dialog(run: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Accept it as it is."""

    @dialogs.dialog(_("Nhận gợi ý {number}", number=row["number"]))
    def ask() -> None:
        look.facts([(_("diện tích"), f"{formats.number(area_ha(row['shape']), 0)} ha")])
        if _form(run, row, row["shape"], f"suggest_take_{row['id']}"):
            st.rerun()

    ask()


def _words() -> dict[str, str]:
    return case_area_map.words() | {
        "polygon": _("Vẽ thêm một mảnh"),
        "start": _("Bấm vào góc đầu của mảnh mới"),
    }


def _feature(shape: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}


def draw(run: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
    """The map on which the suggestion is redrawn; the shape as it is now, None when all was removed."""
    key = f"suggest_redraw_{row['id']}"
    shape = st.session_state.get(f"{key}_shape", row["shape"])
    west, south, east, north = shape.bounds
    box = west - _AROUND_DEG, south - _AROUND_DEG, east + _AROUND_DEG, north + _AROUND_DEG
    ground = [
        *score_map.under_pen(run),
        {
            "shapes": {"type": "FeatureCollection", "features": [_feature(row["shape"])]},
            "style": {"color": "#0b3d91", "weight": 2, "dashArray": "5 4", "fill": False},
        },
    ]
    begun = {
        "type": "FeatureCollection",
        "features": [_feature(part) for part in shapely.get_parts(shape)],
    }
    drawn = drawing.show(
        box, ground, begun, _words(), key=key, height=560, tiles=map_board.basemap(),
        base=st.get_option("server.baseUrlPath") or "",
    )  # fmt: skip
    if drawn is None:
        return shape
    shapes = [shapely.geometry.shape(each["geometry"]) for each in drawn if each.get("geometry")]
    parts = [part for each in shapes for part in shapely.get_parts(each) if part.geom_type == "Polygon"]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def redrawn(run: Mapping[str, Any], row: Mapping[str, Any], shape: Any) -> None:
    """Beside the map: size, what is wrong, the form."""
    title = _("Vẽ lại gợi ý {number}", number=row["number"])
    look.note(
        title,
        _("Bấm nút bút chì trên bản đồ, kéo các góc, rồi bấm Giữ. Nét đứt là gợi ý ban đầu."),
    )
    key = f"suggest_redraw_{row['id']}"
    if shape is None:
        look.note(_("Chưa có hình"), _("Hãy vẽ một mảnh, hoặc thôi."), kind="warn")
    else:
        before, after = area_ha(row["shape"]), area_ha(shape)
        look.facts(
            [
                (_("gợi ý"), f"{formats.number(before, 0)} ha"),
                (_("đã vẽ"), f"{formats.number(after, 0)} ha"),
            ]
        )
        if _form(run, row, shape, key):
            _forget(key)
    if st.button(_("Thôi, giữ gợi ý như cũ"), key=f"{key}_cancel", type="tertiary"):
        _forget(key)


def _forget(key: str) -> None:
    st.session_state.pop(f"{key}_shape", None)
    act.redraw(None)
    st.rerun()
