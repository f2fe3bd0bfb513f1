"""Places and lines from a file or from OpenStreetMap: see what is in it, answer its questions, confirm."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.places import sketch as place_sketch
from dashboard.parts.places import words as place_words
from dashboard.parts.sources.upload import harmless
from dashboard.services import services
from dashboard.sheet.coordinates import plane_name
from dashboard.words import _, counted
from dashboard.words.errors import say
from dashboard.words.place_errors import FINDING
from data.places import Plan, plan, store
from data.places.editing import Act
from data.places.openstreetmap import ATTRIBUTION, SOURCE, fetch
from data.places.reading import line_sources
from data.store.engine import reading, writing
from geo.errors import GeoError, Unreachable
from geo.forest.crs import CANDIDATES, placements
from geo.forest.layer_file import LayerInfo, open_layers, read_batches
from geo.place_file import PlaceFile, joined
from geo.place_layer import read_place_layer
from geo.place_table import read_place_table

MOST_SHOWN = 200
TABLES = (".csv", ".txt", ".tsv")
_SAMPLE = 400
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Layer:
    """One layer of an upload: its name, its system, and where each candidate system would put it."""

    label: str
    features: int
    epsg: int | None
    inside: tuple[tuple[int, float], ...] = ()


def _opened(folder: str, name: str, data: bytes) -> list[LayerInfo]:
    file = Path(folder) / Path(name.replace("\\", "/")).name
    file.write_bytes(data)
    return open_layers(file, Path(folder))


@st.cache_data(max_entries=2, show_spinner=False)
def _layers(digest: str, name: str, _data: bytes) -> list[_Layer]:
    areas = services().areas
    found = []
    with tempfile.TemporaryDirectory(prefix="canhlua-places-") as folder:
        for info in _opened(folder, name, _data):
            inside: tuple[tuple[int, float], ...] = ()
            if info.epsg is None:
                batch = next(iter(read_batches(info, size=_SAMPLE)), None)
                shapes = [] if batch is None else batch.geometry.dropna().to_numpy()
                inside = tuple((one.epsg, one.inside_share) for one in placements(shapes, areas, CANDIDATES))
            found.append(_Layer(info.label, info.features, info.epsg, inside))
    return found


@st.cache_data(max_entries=2, show_spinner=False)
def _read(
    digest: str,
    name: str,
    _data: bytes,
    labels: tuple[str, ...],
    epsg: int | None,
    encoding: str | None,
    line_kind: str | None,
    polygon_kind: str | None,
) -> PlaceFile:
    if Path(name).suffix.lower() in TABLES:
        return read_place_table(_data, name, epsg=int(services().areas.crs_metres.rsplit(":", 1)[-1]))
    with tempfile.TemporaryDirectory(prefix="canhlua-places-") as folder:
        return joined(
            [
                read_place_layer(
                    info, epsg=epsg, encoding=encoding, line_kind=line_kind, polygon_kind=polygon_kind
                )
                for info in _opened(folder, name, _data)
                if info.label in labels
            ]
        )


def open_file() -> None:
    """Open the dialog for a file."""
    dialogs.dialog(_("Nạp địa danh từ tệp"), width="large")(_file_dialog)()


def open_osm() -> None:
    """Open the dialog for OpenStreetMap."""
    st.session_state.pop("osm_places", None)
    dialogs.dialog(_("Lấy địa danh từ OpenStreetMap"), width="large")(_osm_dialog)()


def _refused(title: str, error: GeoError) -> None:
    look.note(title, say(error.code, error.params), kind="bad")


def _file_dialog() -> None:
    with st.container(key="place_drop"):
        file = st.file_uploader(_("Tệp địa danh"), key="place_upload", label_visibility="collapsed")
    if file is None:
        look.small(
            _(
                "CSV có cột ten và vi_do, kinh_do (hoặc X, Y theo VN-2000); hoặc GeoJSON, KML, GPKG, "
                "Shapefile nén zip. Chưa có gì được lưu trước khi bạn xác nhận."
            )
        )
        return
    data = file.getvalue()
    try:
        with st.spinner(_("Đang đọc tệp…")):
            options = _file_options(file.file_id, file.name, data)
            if options is None:
                return
            found = _read(file.file_id, file.name, data, *options)
    except GeoError as error:
        _refused(_("Không dùng được tệp này"), error)
        return
    source = Path(file.name).name[:120]
    _preview(found, source, None, hashlib.sha256(data).hexdigest(), is_table=_is_table(file.name))


def _is_table(name: str) -> bool:
    return Path(name).suffix.lower() in TABLES


def _file_options(digest: str, name: str, data: bytes) -> tuple[Any, ...] | None:
    """What a person has to say about the file; None while something is still open."""
    if _is_table(name):
        return (), None, None, None, None
    layers = _layers(digest, name, data)
    labels: Sequence[str] = [one.label for one in layers]
    if len(layers) > 1:
        labels = st.multiselect(
            _("Tệp có {count} lớp. Chọn lớp cần nạp", count=len(layers)),
            labels,
            default=labels,
            key="place_layers",
        )
    chosen = [one for one in layers if one.label in labels]
    if not chosen:
        look.small(_("Chọn ít nhất một lớp."))
        return None
    epsg = None
    silent = [one for one in chosen if one.epsg is None]
    if silent:
        shares = dict(silent[0].inside)
        look.note(
            _("Tệp không ghi hệ tọa độ"),
            _("Chọn hệ tọa độ; mỗi dòng cho biết nếu chọn nó thì bao nhiêu phần nằm trong địa bàn."),
            kind="warn",
        )
        epsg = st.selectbox(
            _("Hệ tọa độ"),
            list(CANDIDATES),
            index=None,
            placeholder=_("Chưa chọn"),
            format_func=lambda code: _(
                "{system}: {share} % trong địa bàn",
                system="WGS84 (EPSG:4326)" if code == 4326 else plane_name(f"EPSG:{code}"),
                share=formats.number(100 * shares.get(code, 0.0)),
            ),
            key="place_epsg",
        )
        if epsg is None:
            return None
    with st.expander(_("Tùy chọn: phông chữ, loại đường và vùng")):
        encodings = {
            None: _("tự nhận"),
            "utf-8": "UTF-8",
            "tcvn3": "TCVN3 (.VnTime)",
            "vni": "VNI",
            "cp1258": "Windows-1258",
        }
        encoding = st.selectbox(
            _("Bảng mã chữ"), list(encodings), format_func=encodings.__getitem__, key="place_encoding"
        )
        kinds = {None: _("chưa rõ: bỏ qua"), "road": _("đường bộ"), "river": _("sông, suối")}
        line_kind = st.selectbox(
            _("Đường không ghi loại là"), list(kinds), format_func=kinds.__getitem__, key="place_line_kind"
        )
        areas = {None: _("chưa rõ: bỏ qua"), "reservoir": _("hồ, mặt nước")}
        polygon_kind = st.selectbox(
            _("Vùng không ghi loại là"), list(areas), format_func=areas.__getitem__, key="place_polygon_kind"
        )
    return tuple(labels), epsg, encoding, line_kind, polygon_kind


def _osm_dialog() -> None:
    found = st.session_state.get("osm_places")
    if found is None:
        look.small(
            _(
                "Hỏi máy chủ Overpass về bản, đường, sông, suối và mặt nước trong khung địa bàn. Cần "
                "Internet, thường mất một đến vài phút. Dữ liệu do cộng đồng vẽ: có thể thiếu hoặc sai "
                "tên, xem lại trước khi lưu. Giấy phép ODbL."
            )
        )
        if not st.button(_("Lấy ngay"), key="fetch_osm", type="primary", icon=":material/download:"):
            return
        try:
            with st.spinner(_("Đang hỏi OpenStreetMap…")):
                found = fetch(services().areas)
        except Unreachable as error:
            look.note(
                _("Không lấy được từ OpenStreetMap"),
                say(error.code, error.params),
                kind="bad",
                steps=(_("Khi có Internet, bấm lại."), _("Hoặc nạp từ tệp lấy ở máy khác.")),
            )
            return
        except GeoError as error:
            _refused(_("Không lấy được từ OpenStreetMap"), error)
            return
        st.session_state["osm_places"] = found
    _preview(found, SOURCE, ATTRIBUTION, None, is_table=False)


def finding_table(findings: pd.DataFrame, *, is_table: bool) -> pd.DataFrame:
    """What was left out, in words: the line or the feature, why, and what stood there."""
    head = findings.head(MOST_SHOWN)
    return pd.DataFrame(
        {
            _("Dòng") if is_table else _("Đối tượng số"): head["feature"],
            _("Lý do"): [_(FINDING[kind]) if kind in FINDING else kind for kind in head["kind"]],
            _("Giá trị"): [harmless(str(value)) for value in head["value"]],
        }
    )


def _place_table(places: pd.DataFrame, *, is_table: bool) -> pd.DataFrame:
    head = places.head(MOST_SHOWN)
    rows = head.to_dict("records")
    return pd.DataFrame(
        {
            _("Dòng") if is_table else _("Đối tượng số"): head["feature"],
            _("Tên"): [harmless(place_words.full_name(row)) for row in rows],
            _("Xã"): [row["commune"] if row["outside_m"] == 0 else _("ngoài địa bàn") for row in rows],
            _("Vĩ độ"): head["latitude"],
            _("Kinh độ"): head["longitude"],
            _("Đã có"): head["other"],
        }
    )


def _preview(
    found: PlaceFile, source: str, attribution: str | None, sha256: str | None, *, is_table: bool
) -> None:
    here = services()
    today = formats.local(here.now()).date()
    with reading(here.engine) as conn:
        planned = plan(conn, found, areas=here.areas, day=today)
        present = [row for row in line_sources(conn) if row["source"] == source]
    _facts(planned)
    places = planned.places
    if len(places) or planned.lines:
        place_sketch.show(
            places[["longitude", "latitude"]].to_numpy(),
            (places["outside_m"] > 0).to_numpy(),
            list(found.lines["geometry"]),
            _("Vị trí các địa danh trong tệp so với địa bàn"),
        )
    outside = _outside_question(planned)
    twice = _twice_question(planned)
    chosen = planned.chosen(twice=twice, outside=outside)
    if len(places):
        with st.expander(counted("{count} địa danh trong tệp", len(places)), expanded=len(places) <= 20):
            st.dataframe(_place_table(places, is_table=is_table), hide_index=True, height=240)
            _only_first(len(places))
    if len(found.findings):
        with st.expander(
            counted("{count} dòng hoặc đối tượng không dùng", len(found.findings)), expanded=True
        ):
            st.dataframe(finding_table(found.findings, is_table=is_table), hide_index=True, height=220)
            _only_first(len(found.findings))
    lines = "replace"
    if planned.lines and present:
        lines = st.radio(
            _("Đường, sông, hồ đã có từ nguồn này"),
            ["replace", "add", "none"],
            format_func=lambda key: {
                "replace": _("thay bằng bản mới"),
                "add": _("giữ và thêm"),
                "none": _("giữ, không nạp đường"),
            }[key],
            key="place_lines",
        )
    adds = len(chosen) + (sum(planned.lines.values()) if lines != "none" else 0)
    if not adds:
        look.note(_("Không có gì mới để lưu"), _("Mọi thứ trong tệp đã có hoặc không dùng được."))
    if st.button(
        _("Xác nhận và lưu"), key="confirm_places", type="primary", disabled=not adds, width="stretch"
    ):
        act = Act(
            here.now(), here.areas, who(), "screen:places:import", outside, twice, action="places.import"
        )
        _store(planned, act, source, attribution, lines)


def _only_first(count: int) -> None:
    if count > MOST_SHOWN:
        look.small(_("Chỉ hiện {count} dòng đầu.", count=MOST_SHOWN))


def _facts(planned: Plan) -> None:
    verdicts = planned.places["verdict"].value_counts()
    facts = [
        (_("địa danh mới"), formats.number(int(verdicts.get("new", 0)))),
        (_("đã có"), formats.number(int(verdicts.get("known", 0) + verdicts.get("twice", 0)))),
        *((place_words.line_words(kind), formats.number(count)) for kind, count in planned.lines.items()),
        (_("không dùng"), formats.number(len(planned.file.findings))),
    ]
    look.facts(facts)


def _outside_question(planned: Plan) -> bool:
    out = planned.places[(planned.places["outside_m"] > 0) & (planned.places["verdict"] != "known")]
    if out.empty:
        return False
    every = len(out) == len(planned.places)
    look.note(
        _("Mọi điểm đều nằm ngoài địa bàn") if every else counted("{count} điểm nằm ngoài địa bàn", len(out)),
        _("Rất có thể sai hệ tọa độ hoặc đổi chỗ hai cột. Xem hình vẽ.")
        if every
        else _("Xa nhất {distance}. Mặc định không lưu các điểm này.", distance=_far(out)),
        kind="bad" if every else "warn",
    )
    return st.checkbox(_("Đúng là ở ngoài địa bàn, vẫn lưu"), key="place_outside")


def _far(out: pd.DataFrame) -> str:
    return formats.distance(float(out["outside_m"].max()))


def _twice_question(planned: Plan) -> bool:
    count = int((planned.places["verdict"] == "twice").sum())
    if not count:
        return False
    look.note(
        counted("{count} nơi trùng tên trong vòng 500 m", count),
        _("Có thể là cùng một nơi đã có. Mặc định không lưu lần nữa."),
        kind="warn",
    )
    return st.checkbox(_("Là nơi khác, vẫn lưu"), key="place_twice")


def _store(planned: Plan, act: Act, source: str, attribution: str | None, lines: Any) -> None:
    here = services()
    try:
        with st.spinner(_("Đang lưu…")), writing(here.engine) as conn:
            done = store(
                conn,
                planned,
                act,
                source=source,
                attribution=attribution,
                day=formats.local(act.now).date(),
                lines=lines,
            )
    except GeoError as error:
        _refused(_("Chưa lưu được"), error)
        return
    except SQLAlchemyError:
        _log.exception("places could not be stored")
        look.note(_("Chưa lưu được"), _("Không có gì bị ghi dở. Hãy thử lại sau ít phút."), kind="bad")
        return
    st.session_state.pop("osm_places", None)
    said = _(
        "Đã lưu {places} địa danh và {lines} đường, sông, hồ.",
        places=formats.number(done.places),
        lines=formats.number(done.lines),
    )
    if done.replaced:
        said += " " + _("{count} đường cũ của cùng nguồn được thay.", count=formats.number(done.replaced))
    st.session_state["places_done"] = (said, None, 0)
    st.rerun()
