"""Zones from a file: what is in it, what is wrong with each, and which are stored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.zones import act, sketch
from dashboard.parts.zones import words as zone_words
from dashboard.sheet.coordinates import plane_name
from dashboard.words import _, counted
from dashboard.words.errors import say
from data.store.tables import SEASONS
from data.zones import AREA_KINDS, LINE_KINDS, Zone, archive, create
from geo.errors import GeoError
from geo.forest.crs import CANDIDATES
from geo.zones import MEND, STOP, Finding, ZoneFileInvalid, area_ha, checked, is_route, length_m
from geo.zones.reading import FileZone, ZoneFile, closed, read_zones

_MENDS = 4
"""A shape can need a turn, fewer corners and a cut: each proposal is looked at again."""
_LONGEST = 200
_MOST_TOLD = 6
"""Shapes whose proposals are told at length; all are told in the table."""


@dataclass(frozen=True)
class _Row:
    """One shape of the file as it would be stored."""

    zone: FileZone
    shape: Any
    mended: tuple[Finding, ...]
    asks: tuple[Finding, ...]
    refused: Finding | None


def open_dialog() -> None:
    """Open the dialog."""
    st.session_state["zone_file"] = st.session_state.get("zone_file", 0) + 1
    dialogs.dialog(_("Nạp khu vực từ tệp"), width="large")(_dialog)(st.session_state["zone_file"])


@st.cache_data(max_entries=4, show_spinner=False)
def _read(digest: str, name: str, _data: bytes, epsg: int | None) -> ZoneFile:
    return read_zones(_data, name, epsg=epsg)


def judged(zone: FileZone, *, close: bool) -> _Row:
    """What a shape would become with every proposal taken, and what has to be said of it."""
    shape = (closed(zone.shape) or zone.shape) if close and is_route(zone.shape) else zone.shape
    taken: list[Finding] = []
    findings: list[Finding] = []
    for _again in range(_MENDS):
        shape, findings = checked(shape, act.ground())
        mend = next((each for each in findings if each.kind == MEND), None)
        if mend is None:
            break
        taken.append(mend)
        shape = mend.proposal
    stop = next((each for each in findings if each.kind in (STOP, MEND)), None)
    asks = tuple(each for each in findings if each.kind not in (STOP, MEND))
    return _Row(zone, shape, tuple(taken), asks, stop)


def _dialog(number: int) -> None:
    drop = _("Kéo tệp vào đây, hoặc bấm nút. GeoJSON, KML, GPX, zip, tối đa 16 MB.")
    st.html(f'<style>.st-key-zone_drop {{ --cl-drop: "{drop}"; }}</style>')
    with st.container(key="zone_drop"):
        file = st.file_uploader(_("Tệp khu vực"), key=f"zone_upload_{number}", label_visibility="collapsed")
    if file is None:
        look.small(
            _(
                "GeoJSON, KML, KMZ, GPX, GPKG, hoặc Shapefile nén zip. Chưa có gì được lưu trước khi bạn "
                "xác nhận."
            )
        )
        return
    found = _opened(file.file_id, file.name, file.getvalue(), number)
    if found is not None:
        _preview(found, PurePosixPath(file.name.replace("\\", "/")).name[:_LONGEST], number)


def _opened(digest: str, name: str, data: bytes, number: int) -> ZoneFile | None:
    epsg = None
    try:
        with st.spinner(_("Đang đọc tệp…")):
            return _read(digest, name, data, None)
    except ZoneFileInvalid as error:
        if error.params["problem"] != "zone_file_no_crs":
            look.note(_("Không dùng được tệp này"), say(error.code, error.params), kind="bad")
            return None
    except GeoError as error:
        look.note(_("Không dùng được tệp này"), say(error.code, error.params), kind="bad")
        return None
    look.note(_("Tệp không ghi hệ tọa độ"), _("Chọn hệ tọa độ, rồi xem hình có đúng chỗ không."), kind="warn")
    epsg = st.selectbox(
        _("Hệ tọa độ"), list(CANDIDATES), index=None, placeholder=_("Chưa chọn"), key=f"zone_epsg_{number}",
        format_func=lambda code: "WGS84 (EPSG:4326)" if code == 4326 else plane_name(f"EPSG:{code}"),
    )  # fmt: skip
    if epsg is None:
        return None
    try:
        return _read(digest, name, data, int(epsg))
    except GeoError as error:
        look.note(_("Không dùng được tệp này"), say(error.code, error.params), kind="bad")
        return None


def _remarks(row: _Row) -> str:
    said = [zone_words.finding(each)[0] for each in (*row.mended, *row.asks)]
    if row.refused is not None:
        said = [zone_words.finding(row.refused)[0]]
    return "; ".join(said)


def _preview(found: ZoneFile, source: str, number: int) -> None:
    walked = any(is_route(zone.shape) for zone in found.zones)
    close = walked and st.checkbox(_("Khép các đường thành vùng"), key=f"zone_close_{number}")
    rows = [judged(zone, close=close) for zone in found.zones]
    good = [row for row in rows if row.refused is None]
    sketch.show([(row.shape, "new") for row in good], _("Các hình trong tệp"))
    table = [
        {
            _("Nạp"): row.refused is None and not row.asks,
            _("Tên"): row.zone.name or _named(source, row.zone.number),
            _("Độ lớn"): zone_words.size(
                None if is_route(row.shape) else area_ha(row.shape), length_m(row.shape)
            ),
            _("Điều cần biết"): _remarks(row),
        }
        for row in rows
    ]
    edited = st.data_editor(
        table, hide_index=True, key=f"zone_table_{number}_{close}", width="stretch",
        disabled=[_("Độ lớn"), _("Điều cần biết")], height="content" if len(rows) <= 8 else 320,
    )  # fmt: skip
    chosen = [
        (row, str(line[_("Tên")]).strip())
        for row, line in zip(rows, edited, strict=True)
        if line[_("Nạp")] and row.refused is None
    ]
    _told(found, rows, chosen)
    needed: dict[str, Any] = {_("Nạp"): chosen, _("Tên"): all(name for _row, name in chosen)}
    mends = sum(bool(row.mended) for row, _name in chosen)
    for row, name in [each for each in chosen if each[0].mended][:_MOST_TOLD]:
        for each in row.mended:
            title, text = zone_words.finding(each)
            look.note(f"{name}: {title}", text, kind="warn")
    if mends:
        label = counted("Tôi đã xem: {count} hình được sửa như cột “Điều cần biết”", mends)
        needed[label] = st.checkbox(label, key=f"zone_mends_{number}")
    if save_button.pressed(counted("Lưu {count} khu vực", len(chosen)), "zone_file_save", needed):
        _store(chosen, source)


def _named(source: str, number: int) -> str:
    return f"{PurePosixPath(source).stem} {number}"


def _told(found: ZoneFile, rows: list[_Row], chosen: list[tuple[_Row, str]]) -> None:
    refused = sum(row.refused is not None for row in rows)
    figures = [
        (_("hình trong tệp"), formats.number(len(rows))),
        (_("sẽ lưu"), formats.number(len(chosen))),
        (_("không dùng được"), formats.number(refused)),
    ]
    if found.points or found.empty:
        figures.append((_("điểm rời, dòng trống"), formats.number(found.points + found.empty)))
    look.facts(figures)


def _wanted(row: _Row, name: str) -> Zone:
    """The file's own words where they are known here, else the ordinary ones."""
    said = row.zone.said
    kinds = LINE_KINDS if is_route(row.shape) else AREA_KINDS
    kind = said.get("kind", "")
    season = said.get("season", "")
    priority = said.get("priority", "")
    return Zone(
        name,
        row.shape,
        kind if kind in kinds else kinds[0],
        season if season in SEASONS else "all_year",
        int(priority) if priority in ("1", "2", "3") else 2,
        said.get("notes", ""),
    )


def _store(chosen: list[tuple[_Row, str]], source: str) -> None:
    def change(conn: Any, by: Any) -> list[int]:
        return [
            create(
                conn,
                _wanted(row, name),
                by,
                act.ground(),
                accepted=[each.code for each in row.asks],
                source="file",
                file_name=source,
            )
            for row, name in chosen
        ]

    state, said = act.deeds.attempt(change)
    if state != "done":
        look.note(_("Chưa lưu"), str(said), kind="bad")
        return

    def back(conn: Any, by: Any) -> None:
        for own in said:
            archive(conn, own, by, seen_version=1, reason="taken_back")

    act.deeds.remember(counted("Đã lưu {count} khu vực từ tệp.", len(said)), back)
    act.rebuild()
    st.rerun()
