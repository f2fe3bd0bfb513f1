"""Third step of the import: the coordinate system. Where the file is silent it is asked, never guessed: the
map shows where each candidate would put the layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
import streamlit as st

from dashboard import formats, look
from dashboard.parts.forest import placement_map as forest_placement_map
from dashboard.parts.forest.draft import Draft
from dashboard.services import services
from dashboard.sheet.place import WINDS
from dashboard.words import _, forest_file
from dashboard.words.errors import say
from data.places.importing import outside_share
from geo.bearing import bearing_8, distance_m_and_bearing
from geo.errors import GeoError
from geo.forest.crs import CANDIDATES, Placement, crs_name, placements

_SIDES, _DASHES = ("top", "bottom", "right", "left"), ("9 5", "2 5", "14 6 2 6", "5 9")
COLOURS = ("#0b57d0", "#b8479a", "#00857a", "#b26a00", "#6b4fc4", "#5d7065")


@dataclass(frozen=True)
class _Spot:
    """A candidate and where it would put the layer: `inside` is the share of the sample in the communes."""

    placement: Placement
    inside: float
    number: int

    @property
    def epsg(self) -> int:
        return self.placement.epsg

    @property
    def colour(self) -> str:
        return COLOURS[self.number % len(COLOURS)]

    @property
    def hull(self) -> Any:
        return shapely.convex_hull(shapely.multipoints(self.placement.points))


def _spots(draft: Draft, candidates: list[int]) -> list[_Spot]:
    areas = services().areas
    if draft.sample is None:
        return []
    shapes = draft.sample.geometries
    found = placements(shapes[~shapely.is_missing(shapes)], areas, candidates)
    spots = []
    for number, each in enumerate(found):
        lon, lat = each.points[:, 0], each.points[:, 1]
        spots.append(_Spot(each, 1.0 - outside_share(lat, lon, areas), number))
    return spots


def covering(spot: _Spot, spots: list[_Spot]) -> list[tuple[int, float]]:
    """The other candidates whose outline lies on this one's, with the metres between the two."""
    found = []
    for other in spots:
        if other is not spot and shapely.intersects(spot.hull, other.hull):
            (lon, lat), (lon_2, lat_2) = spot.placement.points[0], other.placement.points[0]
            metres, _bearing = distance_m_and_bearing(lat, lon, lat_2, lon_2)
            found.append((other.epsg, float(metres)))
    return found


def _caption(spot: _Spot, spots: list[_Spot]) -> str:
    """In words where a candidate puts the layer, and which others put it nearly there."""
    told = [_where(spot)]
    told += [
        _("trùng chỗ với EPSG:{epsg}, lệch {distance}", epsg=epsg, distance=formats.distance(metres))
        for epsg, metres in covering(spot, spots)
    ]
    return " · ".join(told)


def _where(spot: _Spot) -> str:
    """In words where a candidate puts the layer."""
    if spot.inside >= 0.005:
        return _("{share} % số lô nằm trong các xã", share=formats.number(spot.inside * 100))
    west, south, east, north = services().areas.bounds
    w, s, e, n = spot.placement.bounds_wgs84
    metres, bearing = distance_m_and_bearing((south + north) / 2, (west + east) / 2, (s + n) / 2, (w + e) / 2)
    return _(
        "không lô nào nằm trong các xã: cách địa bàn {distance} về phía {wind}",
        distance=formats.distance(float(metres)),
        wind=_(WINDS[bearing_8(float(bearing))]),
    )


def _title(epsg: int) -> str:
    known = forest_file.SYSTEMS.get(epsg)
    return f"EPSG:{epsg} · {_(known) if known else crs_name(epsg)}"


def _typed() -> int | None:
    """A number that a person typed; says what is wrong with it."""
    text = st.text_input(
        _("Hệ khác: mã EPSG"), key="forest_epsg_typed", placeholder="32648", max_chars=10
    ).strip()
    digits = text.upper().removeprefix("EPSG:").strip()
    if not digits:
        return None
    try:
        epsg = int(digits)
        crs_name(epsg)
    except ValueError:
        look.note(_("Không hiểu “{text}”", text=text), _("Viết số, ví dụ 32648."), kind="bad")
        return None
    except GeoError as error:
        look.note(_("Không có hệ tọa độ này"), say(error.code, error.params), kind="bad")
        return None
    return epsg


def _candidates(draft: Draft, typed: int | None) -> list[int]:
    info = draft.info
    if info is None:
        return []
    stated = [] if info.epsg is None else [info.epsg]
    wanted = [*stated, *info.crs_alternatives, *CANDIDATES]
    if typed is not None:
        wanted.append(typed)
    return list(dict.fromkeys(wanted))


def _question(draft: Draft) -> None:
    info = draft.info
    if info is None:
        return
    if info.crs_alternatives:
        look.note(
            _("Tệp có thể đã ghi sai hệ tọa độ"),
            _(
                "Định dạng này hay làm mất phép đổi của VN-2000, lệch khoảng 200 m. Hãy chọn hệ mà lớp được "
                "vẽ ra."
            ),
            kind="warn",
        )
    elif info.epsg is None:
        look.note(
            _("Tệp không nói hệ tọa độ"),
            _(
                "Chương trình không đoán. Bản đồ vẽ chỗ mà mỗi hệ sẽ đặt lớp này; hãy chọn đúng hệ mà lớp "
                "được vẽ ra, hoặc hỏi nơi làm ra tệp."
            ),
            kind="warn",
        )
    else:
        look.small(
            _("Tệp ghi EPSG:{epsg}. Kiểm tra trên bản đồ: các lô có nằm đúng chỗ không?", epsg=info.epsg)
        )


def _choose(draft: Draft, spots: list[_Spot]) -> _Spot | None:
    numbers = [spot.epsg for spot in spots]
    chosen = st.radio(
        _("Hệ tọa độ của lớp"),
        numbers,
        index=numbers.index(draft.epsg) if draft.epsg in numbers else None,
        format_func=lambda epsg: look.plain(_title(epsg)),
        captions=[_caption(spot, spots) for spot in spots],
        key="forest_epsg",
    )
    return next((spot for spot in spots if spot.epsg == chosen), None)


def _impossible(wanted: list[int], spots: list[_Spot]) -> None:
    """Candidates that cannot place the layer at all are no choice; that is said too."""
    lost = [epsg for epsg in wanted if epsg not in [spot.epsg for spot in spots]]
    if lost:
        look.small(
            _(
                "{systems}: không đặt được lớp này, tọa độ trong tệp nằm ngoài vùng của hệ.",
                systems=", ".join(f"EPSG:{epsg}" for epsg in lost),
            )
        )


def _close(spots: list[_Spot], chosen: _Spot | None) -> None:
    """Several may fit: then only who made the file knows."""
    fitting = [spot for spot in spots if spot.inside > 0.5]
    if len(fitting) > 1 and (chosen is None or chosen in fitting):
        look.small(
            _(
                "Có {count} hệ đều đặt lớp vào địa bàn, chúng lệch nhau vài trăm mét. Xem tên tệp, lý lịch "
                "bản đồ hoặc hỏi người làm ra tệp.",
                count=len(fitting),
            )
        )


def _outside(draft: Draft, spot: _Spot) -> bool:
    """Whether a layer that lies elsewhere may go on."""
    if spot.inside >= 0.5:
        draft.accept_outside = False
        return True
    look.note(
        _("Lớp này nằm ngoài địa bàn!"),
        _(
            "Với EPSG:{epsg}, {where}. Rất có thể hệ tọa độ sai, hoặc đây là lớp của nơi khác.",
            epsg=spot.epsg,
            where=_where(spot),
        ),
        kind="bad",
    )
    draft.accept_outside = st.checkbox(
        _("Tôi đã kiểm tra hệ tọa độ. Vẫn nạp lớp nằm ngoài địa bàn."),
        value=draft.accept_outside,
        key="forest_outside",
    )
    return draft.accept_outside


def _drawn(spot: _Spot, chosen: _Spot | None) -> dict[str, Any]:
    points = np.round(spot.placement.points, 5)
    return {
        "colour": spot.colour,
        "name": f"EPSG:{spot.epsg}",
        "side": _SIDES[spot.number % len(_SIDES)],
        "dash": _DASHES[spot.number % len(_DASHES)],
        "outline": np.round(shapely.get_coordinates(spot.hull)[:, ::-1], 5).tolist(),
        "points": points[:, ::-1].tolist() if spot is chosen else [],
    }


def show(draft: Draft) -> None:
    """Draw the step."""
    _question(draft)
    left, right = st.columns([5, 6])
    with left:
        typed = st.session_state.get("forest_epsg_extra")
        wanted = _candidates(draft, typed)
        spots = _spots(draft, wanted)
        if not spots:
            look.note(
                _("Không đặt được lớp này lên bản đồ"),
                _("Không hệ tọa độ nào đọc được hình của lớp. Hãy kiểm tra lại tệp."),
                kind="bad",
            )
        chosen = _choose(draft, spots)
        draft.epsg = chosen.epsg if chosen else None
        extra = _typed()
        if extra is not None and extra != typed:
            st.session_state["forest_epsg_extra"] = extra
            st.rerun()
        _impossible(wanted, spots)
        _close(spots, chosen)
    with right:
        forest_placement_map.show([_drawn(spot, chosen) for spot in spots])
    ready = chosen is not None and _outside(draft, chosen)
    with st.container(key="forest_next", horizontal=True):
        if st.button(_("Quay lại"), key="forest_back_columns"):
            draft.step = "columns"
            st.rerun()
        if st.button(_("Tiếp: chữ và diện tích"), key="forest_to_text", type="primary", disabled=not ready):
            draft.step = "text"
            st.rerun()
