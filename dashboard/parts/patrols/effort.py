"""The section *Công tuần tra*: what was done, against what was meant, and where nobody has been."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import formats, look
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.patrols import act, effort_map, effort_tables, effort_target
from dashboard.parts.patrols.effort_figures import figures
from dashboard.parts.patrols.effort_words import span
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.words import _
from data.effort.periods import Span, span_of, spans
from data.effort.summing import Effort
from data.store.engine import reading

_KEY = "effort_span"


def _remember() -> None:
    st.query_params["span"] = st.session_state[_KEY]


def _span() -> Span:
    """What is looked at: of the address, else the present month."""
    known = {each.key: each for each in spans(formats.local(services().now()).date())}
    asked = span_of(st.query_params.get("span", ""))
    if asked is not None:
        known.setdefault(asked.key, asked)
    if st.session_state.get(_KEY) not in known:
        st.session_state[_KEY] = asked.key if asked else next(iter(known))
    chosen = st.selectbox(
        _("Thời kỳ"), list(known), key=_KEY, format_func=lambda key: span(known[key]), on_change=_remember
    )
    return known[chosen]


def _boxes(found: Effort) -> None:
    """The figures of the whole span."""
    total = found.total
    share = formats.UNKNOWN if total.joint_share is None else f"{formats.number(total.joint_share * 100)} %"
    boxes = (
        (formats.number(total.patrols), _("lượt tuần tra đã đi")),
        (share, _("trong đó đủ các lực lượng ({count})", count=formats.number(total.joint))),
        (f"{formats.number(total.km, 1)} km", _("đã đi trong địa bàn")),
        (formats.number(total.hours, 1), _("giờ đi theo vết")),
        (formats.number(total.person_hours or 0, 1), _("giờ công theo điểm danh")),
        (f"{formats.number(total.ha)} ha", _("đã nhìn thấy, mỗi nơi một lần")),
    )
    cells = "".join(f"<div><b>{escape(value)}</b><span>{escape(name)}</span></div>" for value, name in boxes)
    html(f'<section class="cl-effort">{cells}</section>')


def _beside(found: Effort) -> None:
    """What has to be known to read the figures."""
    total = found.total
    lines = []
    if total.doubtful_km:
        lines.append(_("{km} km là của vết đi có điều cần hỏi lại.", km=formats.number(total.doubtful_km, 1)))
    if total.outside_km:
        lines.append(
            _("{km} km đi ngoài địa bàn, không tính ở trên.", km=formats.number(total.outside_km, 1))
        )
    if found.open_stays:
        lines.append(
            _(
                "{count} người chưa điểm danh về: giờ công của họ chưa tính.",
                count=formats.number(found.open_stays),
            )
        )
    lines.append(
        _(
            "Lượt đi chỉ là liên ngành khi mọi lực lượng mà kế hoạch yêu cầu đã điểm danh có mặt."
            " Nhìn thấy: cách vết đi tới {metres} m.",
            metres=formats.number(services().profile.patrols.visibility_m),
        )
    )
    look.small(" ".join(lines))


def show() -> None:
    """Draw the section."""
    act.news()
    here = services()
    with st.container(key="effortways", horizontal=True, vertical_alignment="bottom"):
        chosen = _span()
        file = escape(way("export/effort.xlsx", span=chosen.key), quote=True)
        html(f'<a class="cl-file" href="{file}" target="_self" download>{escape(_("Tải Excel"))}</a>')
        if act.may_plan() and st.button(_("Đặt chỉ tiêu…"), key="effort_target", icon=":material/flag:"):
            effort_target.open_form(chosen)
    found = figures(chosen)
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
    _boxes(found)
    _beside(found)
    effort_tables.show(found, names)
    effort_map.show(chosen)
