"""Add or edit a place: coordinates in either system, checked as they are typed; questions before storing."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st
from pyproj import CRS
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, save_button
from dashboard.parts.places import words as place_words
from dashboard.services import Services, services
from dashboard.sheet import coordinates
from dashboard.words import _
from dashboard.words.errors import say
from data.errors import ConflictError, DataError
from data.places import Place, add, edit, place
from data.places.editing import Act, commune_of
from data.places.errors import PlaceOutside, PlaceTwice
from data.store.engine import reading, writing
from geo.place_errors import PlaceError
from geo.place_file import split_unit
from geo.typed_point import from_degrees, from_vn2000
from geo.vn2000 import to_vn2000

FIRST_DAY = date(1900, 1, 1)
_log = logging.getLogger(__name__)


def open_form(row: Mapping[str, Any] | None = None) -> None:
    """Open the dialog for a new place, or for a stored row as the person sees it now."""
    st.session_state["place_form"] = st.session_state.get("place_form", 0) + 1
    st.session_state["place_questions"] = frozenset()
    st.session_state.pop("place_conflict", None)
    title = _("Thêm địa danh") if row is None else _("Sửa địa danh")
    dialogs.dialog(title, width="large")(_dialog)(row, st.session_state["place_form"])


def _epsg(here: Services) -> int:
    return CRS.from_user_input(here.areas.crs_metres).to_epsg() or 0


def _typed(row: Mapping[str, Any] | None, number: int) -> tuple[str, dict[str, str]]:
    """The system, and what stands in the two fields (label → text)."""
    here = services()
    system = st.segmented_control(
        _("Hệ tọa độ"),
        ["WGS84", "VN-2000"],
        default="WGS84",
        required=True,
        key=f"place_system_{number}",
        width="content",
    )
    if system == "WGS84":
        at = (f"{row['latitude']:.5f}", f"{row['longitude']:.5f}") if row else ("", "")
        fields = [(_("Vĩ độ"), "lat", "21.64360"), (_("Kinh độ"), "lon", "103.66190")]
        return system, _texts(fields, at, number)
    at = ("", "")
    if row:
        plane = to_vn2000(row["longitude"], row["latitude"], _epsg(here))
        at = (f"{float(plane.northing):.1f}", f"{float(plane.easting):.1f}")
    fields = [(_("X (bắc), mét"), "x", "2394242"), (_("Y (đông), mét"), "y", "464808")]
    return str(system), _texts(fields, at, number)


def _texts(fields: Sequence[tuple[str, str, str]], held: tuple[str, str], number: int) -> dict[str, str]:
    """Two fields side by side: label, name of the widget, example."""
    return {
        label: column.text_input(label, text, key=f"place_{name}_{number}", placeholder=example)
        for column, (label, name, example), text in zip(st.columns(2), fields, held, strict=True)
    }


def _point(system: str, first: str, second: str) -> tuple[tuple[float, float] | None, dict[str, str]]:
    """The point of what was typed, and what is wrong with it."""
    if not first.strip() or not second.strip():
        return None, {}
    try:
        if system == "WGS84":
            return from_degrees(first, second), {}
        return from_vn2000(first, second, _epsg(services())), {}
    except PlaceError as error:
        return None, {_("Tọa độ"): say(error.code, error.params)}


def _where(system: str, at: tuple[float, float]) -> None:
    """In which commune it is, and how it reads in the other system."""
    here = services()
    commune, metres = commune_of(*at, here.areas)
    other = (
        f"VN-2000: {coordinates.vn2000(*at, here.areas.crs_metres)[0]}"
        if system == "WGS84"
        else f"WGS84: {coordinates.decimal(*at)}"
    )
    if metres > 0:
        look.note(
            _("Điểm này nằm ngoài địa bàn"),
            _("Cách địa bàn {distance}. Kiểm tra lại tọa độ và hệ tọa độ.", distance=formats.distance(metres))
            + " "
            + other,
            kind="warn",
        )
    elif commune is not None:
        look.small(_("Thuộc xã {commune}", commune=here.areas.by_id(commune).name) + " · " + other)


def _when(row: Mapping[str, Any] | None, number: int) -> tuple[date | None, date | None, date | None]:
    """First day, first day no more, and the day from which a change holds (None: a correction)."""
    if row is None:
        first = st.date_input(
            _("Có từ ngày (để trống nếu không rõ)"),
            None,
            min_value=FIRST_DAY,
            format="DD/MM/YYYY",
            key=f"place_from_{number}",
        )
        return first, None, None
    how = st.radio(
        _("Thay đổi này"),
        ["correct", "since"],
        format_func=lambda key: (
            _("Sửa cho đúng: hồ sơ cũ cũng đổi theo")
            if key == "correct"
            else _("Đổi từ một ngày: hồ sơ trước ngày đó giữ tên cũ")
        ),
        key=f"place_how_{number}",
    )
    if how == "since":
        today = formats.local(services().now()).date()
        since = st.date_input(
            _("Đổi từ ngày"), today, min_value=FIRST_DAY, format="DD/MM/YYYY", key=f"place_since_{number}"
        )
        return row["valid_from"], row["valid_to"], since
    left, right = st.columns(2)
    first = left.date_input(
        _("Có từ ngày"),
        row["valid_from"],
        min_value=FIRST_DAY,
        format="DD/MM/YYYY",
        key=f"place_from_{number}",
    )
    last = right.date_input(
        _("Thôi dùng từ ngày"),
        row["valid_to"],
        min_value=FIRST_DAY,
        format="DD/MM/YYYY",
        key=f"place_to_{number}",
    )
    return first, last, None


def _dialog(row: Mapping[str, Any] | None, number: int) -> None:
    label = _("Tên (không kèm chữ “bản”)")
    name = st.text_input(label, row["name"] if row else "", key=f"place_name_{number}", max_chars=80)
    keys = list(place_words.CHOICES)
    held = place_words.choice_of(row) if row else "village"
    chosen = st.selectbox(
        _("Loại"),
        keys,
        index=keys.index(held),
        format_func=lambda key: _(place_words.CHOICE_WORDS[key]),
        key=f"place_kind_{number}",
    )
    system, texts = _typed(row, number)
    at, wrong = _point(system, *texts.values())
    first, last, since = _when(row, number)
    unit, kind = place_words.CHOICES[chosen]
    if row and chosen == held:
        unit, kind = row["unit"] or "", row["kind"]  # a unit that is not in the list stays
    if unit:
        unit, name = split_unit(name, unit)  # "Bản Một" of the kind "bản" is "Một"
    if save_button.pressed(_("Lưu"), "save_place", {label: name, **texts}, wrong) and at is not None:
        _save(row, Place(name, unit, kind, *at, first, last), since)
    _ask()
    if at is not None:
        _where(system, at)


def _ask() -> None:
    """The questions that came up so far stay on screen with their answers."""
    asked = st.session_state.get("place_asked")
    if asked and asked[0] not in st.session_state["place_questions"]:
        code, params = asked
        look.note(_("Xác nhận trước khi lưu"), say(code, params), kind="warn")
        if st.button(_("Đúng vậy, vẫn lưu"), key="confirm_place"):
            st.session_state["place_questions"] |= {code}
            st.session_state.pop("place_asked")
            _save(*st.session_state["place_wanted"])
    if conflict := st.session_state.get("place_conflict"):
        _conflict(*conflict)


def _conflict(stored: Mapping[str, Any], row: Mapping[str, Any], wanted: Place, since: date | None) -> None:
    """Both versions side by side; nothing is overwritten unseen."""
    look.note(
        _("Người khác vừa sửa địa danh này"),
        _("Chưa lưu gì. Xem hai bản dưới đây rồi chọn."),
        kind="bad",
    )

    def told(name: str, unit: str, at: tuple[float, float], days: str) -> dict[str, str]:
        return {
            _("Tên"): place_words.full_name({"name": name, "unit": unit}),
            _("Tọa độ"): coordinates.decimal(*at),
            _("Thời gian"): days,
        }

    mine = {"valid_from": wanted.valid_from, "valid_to": wanted.valid_to}
    st.dataframe(
        [
            {
                "": _("Đang lưu"),
                **told(
                    stored["name"],
                    stored["unit"],
                    (stored["latitude"], stored["longitude"]),
                    place_words.days(stored),
                ),
            },
            {
                "": _("Bạn nhập"),
                **told(wanted.name, wanted.unit, (wanted.latitude, wanted.longitude), place_words.days(mine)),
            },
        ],
        hide_index=True,
    )
    left, right = st.columns(2)
    if left.button(_("Giữ bản đang lưu"), key="keep_stored", width="stretch"):
        st.session_state.pop("place_conflict")
        st.rerun()
    if right.button(_("Dùng bản tôi nhập"), key="use_mine", width="stretch"):
        st.session_state.pop("place_conflict")
        _save({**row, "version": stored["version"]}, wanted, since)


def _save(row: Mapping[str, Any] | None, wanted: Place, since: date | None) -> None:
    here = services()
    yes = st.session_state["place_questions"]
    act = Act(here.now(), here.areas, who())
    act = replace(act, outside=PlaceOutside.code in yes, twice=PlaceTwice.code in yes)
    st.session_state["place_wanted"] = (row, wanted, since)
    try:
        with writing(here.engine) as conn:
            if row is None:
                row_id = add(conn, wanted, act)
            else:
                row_id = edit(conn, row["id"], wanted, act, seen_version=row["version"], since=since)
    except (PlaceOutside, PlaceTwice) as question:
        st.session_state["place_asked"] = (question.code, question.params)
        st.rerun(scope="fragment")
    except ConflictError:
        assert row is not None  # noqa: S101 -- only a stored row has a version
        with reading(here.engine) as conn:
            st.session_state["place_conflict"] = (place(conn, row["id"]), row, wanted, since)
        st.rerun(scope="fragment")
    except DataError as error:
        look.note(_("Chưa lưu"), say(error.code, error.params), kind="bad")
        return
    except SQLAlchemyError:
        _log.exception("a place could not be stored")
        look.note(_("Chưa lưu được"), _("Không có gì bị ghi dở. Hãy thử lại sau ít phút."), kind="bad")
        return
    dialogs.stored()
    st.session_state.pop("place_asked", None)
    st.session_state["place_chosen"] = row_id
    said = _(
        "Đã lưu {place}.", place=place_words.full_name({"name": wanted.name.strip(), "unit": wanted.unit})
    )
    undoable = (row["id"], row["version"] + 1) if row is not None else (None, 0)
    st.session_state["places_done"] = (said, *undoable)
    st.rerun()
